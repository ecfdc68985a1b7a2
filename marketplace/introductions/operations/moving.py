"""Leading an introduction from stage to stage, to its end, and from one agreed step to the next."""

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.introductions import errors, life
from marketplace.introductions.events import (
    IntroductionClosed,
    NextStepAgreed,
    ProposalSettled,
    StageProposed,
    StageReached,
)
from marketplace.introductions.life import Held
from marketplace.introductions.models import Introduction
from marketplace.introductions.policies import (
    Mover,
    NextStep,
    Turn,
    checked_reason,
    checked_step,
    checked_words,
    mover,
)
from marketplace.introductions.terms import Stage, Step
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.matching.terms import JudgmentSource


def lead_on(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Take the introduction to a stage on its way, or propose it where the other side has to confirm.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `life.held` says.
        MoveError: the way does not lead there, or another proposal waits for an answer.
        RoomChangedError, WordsInvalidError: the step rests on an older page, or its words do not do.
    """
    at = _moving(session, actor, clock, introduction_id, turn.seen)
    stage = turn.stage
    if stage is None or stage is Stage.CLOSED or at.row.proposed_stage is not None:
        raise errors.MoveError
    who, words = mover(at.stage, stage), checked_words(turn.words, needed=False)
    if who is Mover.EITHER:
        _reach(at, bus, Step.MOVED, stage, words)
        return at.row
    if who is not Mover.BOTH:
        raise errors.MoveError
    life.record(at, Step.PROPOSED, words)
    at.row.proposed_stage, at.row.proposed_by, at.row.proposed_at = stage, at.party, at.now
    bus.publish(session, StageProposed(**at.facts, stage=stage, words=words))
    return at.row


def confirm(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Agree that the stage is reached which the other side has proposed. Of a deployed technology the ranker learns.

    Raises:
        NotYourTurnError: the actor's own side has proposed it; and all that `lead_on` raises.
    """
    at = _moving(session, actor, clock, introduction_id, turn.seen)
    stage = _proposed(at, of_other=True)
    _reach(at, bus, Step.CONFIRMED, stage, checked_words(turn.words, needed=False))
    return at.row


def refuse(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Say that the stage is not reached yet which the other side has proposed; in a few words, why.

    Raises:
        NotYourTurnError: the actor's own side has proposed it; and all that `lead_on` raises.
    """
    at = _moving(session, actor, clock, introduction_id, turn.seen)
    stage = _proposed(at, of_other=True)
    _settle(at, bus, Step.REFUSED, stage, checked_words(turn.words, needed=True))
    return at.row


def take_back(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """Take back what one's own side has proposed.

    Raises:
        NotYourTurnError: the other side has proposed it; and all that `lead_on` raises.
    """
    at = _moving(session, actor, clock, introduction_id, turn.seen)
    stage = _proposed(at, of_other=False)
    _settle(at, bus, Step.TAKEN_BACK, stage, checked_words(turn.words, needed=False))
    return at.row


def close(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, turn: Turn
) -> Introduction:
    """End talks without a transfer, and say why. The ranker learns from the reason.

    Raises:
        ReasonUnknownError: the reason is not on the list; and all that `lead_on` raises.
    """
    at = _moving(session, actor, clock, introduction_id, turn.seen)
    before = at.stage
    mover(before, Stage.CLOSED)
    reason, words = checked_reason(turn.reason, Stage.CLOSED), checked_words(turn.words, needed=False)
    life.record(at, Step.CLOSED, words, reason, Stage.CLOSED)
    life.teach(at, JudgmentSource.CLOSED, reason)
    bus.publish(session, IntroductionClosed(**at.facts, before=before, reason=reason, words=words))
    return at.row


def agree_step(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, step: NextStep
) -> Introduction:
    """Write down what is to be done next, by when and by whom; it takes the place of what was written before.

    Raises:
        StepInvalidError: words or day do not do.
        RoomClosedError: the two sides have not met, or it has ended.
        RoomChangedError, SignInRequiredError, NotFoundError, ForbiddenError: as `lead_on` says.
    """
    at = _moving(session, actor, clock, introduction_id, step.seen)
    life.require_open(at)
    agreed, row = checked_step(step, at.now.date()), at.row
    life.record(at, Step.NEXT_STEP, agreed.words)
    row.next_step, row.next_step_day, row.next_step_by = agreed.words, agreed.day, agreed.by
    row.next_step_told_at = None
    if agreed.day is not None:
        bus.publish(session, NextStepAgreed(**at.facts, words=agreed.words, day=agreed.day, by=agreed.by))
    return row


def finish_step(session: Session, actor: Actor, clock: Clock, introduction_id: int, seen: int) -> Introduction:
    """Say that the next step has been taken, or is no longer to be taken.

    Raises:
        MoveError: there is none.
        RoomChangedError, SignInRequiredError, NotFoundError, ForbiddenError: as `lead_on` says.
    """
    at = _moving(session, actor, clock, introduction_id, seen)
    row = at.row
    if row.next_step_day is None:
        raise errors.MoveError
    life.record(at, Step.NEXT_STEP_DONE, row.next_step)
    row.next_step, row.next_step_day, row.next_step_by, row.next_step_told_at = "", None, None, None
    return row


def _moving(session: Session, actor: Actor, clock: Clock, introduction_id: int, seen: int) -> Held:
    at = life.held(session, actor, clock, "introduction.move", introduction_id)
    life.require_unchanged(at, seen)
    return at


def _proposed(at: Held, *, of_other: bool) -> Stage:
    """The stage that is proposed, by the other side or by the actor's own."""
    if at.row.proposed_stage is None:
        raise errors.MoveError
    if (at.row.proposed_by != at.party) != of_other:
        raise errors.NotYourTurnError
    return Stage(at.row.proposed_stage)


def _settle(at: Held, bus: EventBus, step: Step, stage: Stage, words: str) -> None:
    life.record(at, step, words)
    at.row.proposed_stage = at.row.proposed_by = at.row.proposed_at = None
    refused = step is Step.REFUSED
    bus.publish(at.session, ProposalSettled(**at.facts, stage=stage, refused=refused, words=words))


def _reach(at: Held, bus: EventBus, step: Step, stage: Stage, words: str) -> None:
    before = at.stage
    life.record(at, step, words, stage=stage)
    if stage is Stage.DEPLOYED:
        life.teach(at, JudgmentSource.DEPLOYED)
    bus.publish(at.session, StageReached(**at.facts, before=before, stage=stage))
