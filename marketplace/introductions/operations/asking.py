"""Asking for an introduction, and answering."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.introductions import errors, life
from marketplace.introductions.events import (
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionRequested,
    IntroductionWithdrawn,
)
from marketplace.introductions.life import Held
from marketplace.introductions.models import Introduction, IntroductionStep
from marketplace.introductions.policies import (
    QUESTIONS_ASKED,
    Request,
    Turn,
    checked_questions,
    checked_reason,
    checked_words,
    mover,
    require_turn,
    rests_until,
)
from marketplace.introductions.queries import open_introduction
from marketplace.introductions.terms import ENDED, Party, Stage, Step
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.listings.models import Listing
from marketplace.matching.models import KeptMatch
from marketplace.matching.terms import JudgmentSource, MatchState
from marketplace.needs.models import Need
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Organization


def ask(session: Session, actor: Actor, clock: Clock, bus: EventBus, request: Request, unanswered: int) -> Introduction:
    """Ask the other side of a pair to meet. `unanswered` is how many requests an organization may have waiting.

    Raises:
        NotFoundError: a side is not public, or curators hid the match.
        OwnListingError: the actor acts for both sides.
        AlreadyOpenError: there is an introduction of the pair that has not ended.
        AskedRecentlyError: one has ended not long ago.
        TooManyRequestsError: the organization has as many unanswered requests as it may have.
        WordsInvalidError, TooManyQuestionsError: what is said does not do.
    """
    need, offering, kept = _public_pair(session, request)
    own, other = (need, offering) if request.side is Party.AGENCY else (offering, need)
    require(actor, "introduction.ask", own.organization_id)
    if own.organization_id == other.organization_id or actor.edits(other.organization_id):
        raise errors.OwnListingError
    words = checked_words(request.words, needed=True)
    questions = checked_questions(request.questions, QUESTIONS_ASKED)
    _refuse_more(session, own.organization_id, unanswered)
    _refuse_again(session, request, clock.now())
    row = _begun(request, need, offering, kept, clock.now())
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise errors.AlreadyOpenError from None
    at = Held(session, row, request.side, actor, clock)
    life.record(at, Step.ASKED, words)
    life.write(at, life.open_thread(at), words)
    for question in questions:
        life.open_thread(at, question, request.side.other)
    bus.publish(session, IntroductionRequested(**at.facts, words=words))
    return row


def accept(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Let the other side in: from now on both share a room, and see whom to write to. The ranker learns from it.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `life.held` says.
        NotYourTurnError: the actor's side has asked itself.
        RoomChangedError, MoveError, WordsInvalidError: the step does not fit, or its words do not do.
    """
    at = life.held(session, actor, clock, "introduction.answer", introduction_id)
    _check(at, Stage.IN_DISCUSSION, turn)
    words = checked_words(turn.words, needed=False)
    life.record(at, Step.ACCEPTED, words, stage=Stage.IN_DISCUSSION)
    at.row.answered_at = at.now
    if words:
        life.write(at, life.general_thread(at), words)
    life.teach(at, JudgmentSource.INTRODUCTION_ACCEPTED)
    bus.publish(session, IntroductionAccepted(**at.facts, words=words))
    return at.row


def decline(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Say that there is to be no introduction, and why. The ranker learns from the reason.

    Raises:
        ReasonUnknownError: the reason is not on the list; and all that `accept` raises.
    """
    at = life.held(session, actor, clock, "introduction.answer", introduction_id)
    _check(at, Stage.DECLINED, turn)
    reason, words = checked_reason(turn.reason, Stage.DECLINED), checked_words(turn.words, needed=False)
    life.record(at, Step.DECLINED, words, reason, Stage.DECLINED)
    at.row.answered_at = at.now
    life.teach(at, JudgmentSource.INTRODUCTION_DECLINED, reason)
    bus.publish(session, IntroductionDeclined(**at.facts, reason=reason, words=words))
    return at.row


def withdraw(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Take one's own request back while it is unanswered. It says nothing of fit.

    Raises:
        NotYourTurnError: the other side has asked; and all that `accept` raises.
    """
    at = life.held(session, actor, clock, "introduction.withdraw", introduction_id)
    _check(at, Stage.WITHDRAWN, turn)
    life.record(at, Step.WITHDRAWN, checked_words(turn.words, needed=False), stage=Stage.WITHDRAWN)
    bus.publish(session, IntroductionWithdrawn(**at.facts))
    return at.row


def _check(at: Held, after: Stage, turn: Turn) -> None:
    life.require_unchanged(at, turn.seen)
    require_turn(mover(at.stage, after), at.party, Party(at.row.asked_by))


def _public_pair(session: Session, request: Request) -> tuple[Listing, Listing, KeptMatch | None]:
    need, offering = session.get(Need, request.need_id), session.get(Offering, request.offering_id)
    kept = session.get(KeptMatch, (request.need_id, request.offering_id))
    hidden = kept is not None and kept.state == MatchState.HIDDEN
    if need is None or offering is None or hidden or not (need.public and offering.public):
        raise NotFoundError
    return need, offering, kept


def _begun(request: Request, need: Listing, offering: Listing, kept: KeptMatch | None, now: datetime) -> Introduction:
    return Introduction(
        need_id=need.id,
        offering_id=offering.id,
        need_revision_id=need.published_id,
        offering_revision_id=offering.published_id,
        agency_id=need.organization_id,
        provider_id=offering.organization_id,
        asked_by=request.side,
        position=request.position,
        score=kept.score if kept else None,
        model=kept.model if kept else None,
        stage=Stage.REQUESTED,
        version=0,
        asked_at=now,
        stage_since=now,
        touched_at=now,
        demonstration=need.demonstration and offering.demonstration,
    )


def _refuse_more(session: Session, organization_id: int, unanswered: int) -> None:
    """The organization's row is held, so that requests that come at the same time are counted one after the other.

    Not its key: whoever else asks this organization at the same moment refers to it, and would wait in a circle.
    """
    session.execute(select(Organization.id).where(Organization.id == organization_id).with_for_update(key_share=True))
    waiting = session.scalar(
        select(func.count())
        .select_from(Introduction)
        .where(
            Introduction.stage == Stage.REQUESTED,
            ((Introduction.asked_by == Party.AGENCY) & (Introduction.agency_id == organization_id))
            | ((Introduction.asked_by == Party.PROVIDER) & (Introduction.provider_id == organization_id)),
        )
    )
    if (waiting or 0) >= unanswered:
        raise errors.TooManyRequestsError(number=unanswered)


def _refuse_again(session: Session, request: Request, now: datetime) -> None:
    if open_introduction(session, request.need_id, request.offering_id) is not None:
        raise errors.AlreadyOpenError
    last = session.scalar(
        select(IntroductionStep)
        .join(Introduction, Introduction.id == IntroductionStep.introduction_id)
        .where(
            Introduction.need_id == request.need_id,
            Introduction.offering_id == request.offering_id,
            IntroductionStep.to_stage.in_(ENDED),
        )
        .order_by(IntroductionStep.id.desc())
        .limit(1)
    )
    if last is None:
        return
    free = rests_until(request.side, Stage(last.to_stage), Party(last.party), last.at)
    if now < free:
        raise errors.AskedRecentlyError(day=free.date().isoformat())
