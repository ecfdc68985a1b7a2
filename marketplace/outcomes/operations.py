"""Asking for results, reporting them, writing what came of an introduction, and agreeing to its publication."""

from collections.abc import Container
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.introductions import life
from marketplace.introductions.life import Held
from marketplace.introductions.models import Introduction
from marketplace.introductions.terms import SIDES, Party, Stage
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.listings.models import Listing, Revision
from marketplace.matching.terms import JudgmentSource
from marketplace.offerings.content import OfferingContent
from marketplace.outcomes import errors
from marketplace.outcomes.events import (
    OutcomePublished,
    OutcomeTakenBack,
    OutcomeWritten,
    ResultsAsked,
    ResultsReported,
)
from marketplace.outcomes.models import Outcome, ResultReport
from marketplace.outcomes.policies import (
    GRADES,
    Account,
    Answer,
    checked_account,
    checked_answer,
    consent_names,
    figures,
    months_after,
    result_at_end,
)
from marketplace.outcomes.queries import promised, tells
from marketplace.outcomes.terms import MONTHS, Result

#: No such number of months is shorter.
_LEAST: Final = {months: timedelta(days=28 * months) for months in MONTHS}


def ask_results(session: Session, clock: Clock, bus: EventBus) -> int:
    """Ask both sides how a technology does that was deployed 6, 12 or 24 months ago, each once; gives how many times."""
    now, asked = clock.now(), 0
    for months in MONTHS:
        told = select(ResultReport.introduction_id).where(ResultReport.months == months)
        rows = session.scalars(
            select(Introduction)
            .where(
                Introduction.stage == Stage.DEPLOYED,
                Introduction.id.not_in(told),
                Introduction.stage_since <= now - _LEAST[months],
            )
            .order_by(Introduction.id)
            .with_for_update()
        )
        for row in rows:
            due_on = months_after(row.stage_since.date(), months)
            if due_on > now.date():
                continue
            session.add(ResultReport(introduction_id=row.id, months=months, due_on=due_on, asked_at=now))
            session.flush()
            facts = Held(session, row, Party.BANK, None, clock).facts
            bus.publish(session, ResultsAsked(**facts, months=months, due_on=due_on))
            asked += 1
    return asked


def report_results(  # noqa: PLR0913 - who reports what, of which introduction, for when
    session: Session,
    actor: Actor,
    clock: Clock,
    bus: EventBus,
    introduction_id: int,
    *,
    months: int,
    answer: Answer,
) -> ResultReport:
    """Say how the technology does, in figures against those promised. Either side may, and may correct it later.

    The ranker learns from it. An outcome that was published before is still true, and shows the report at once.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `introductions.life.held` says; or nothing was asked.
        ResultMissingError, WordsInvalidError: the answer does not do.
    """
    at = life.held(session, actor, clock, "outcome.report", introduction_id)
    report = session.scalar(
        select(ResultReport).where(ResultReport.introduction_id == introduction_id, ResultReport.months == months)
    )
    if report is None:
        raise NotFoundError
    benefits = promised(session, at.row)
    result, measured, words = checked_answer(answer, len(benefits))
    report.answered_at, report.party, report.person_id = at.now, at.party, actor.person_id
    report.result, report.words, report.locale = result, words, answer.locale
    report.figures = figures(benefits, measured)
    session.flush()
    _keep_result(at, result)
    bus.publish(session, ResultsReported(**at.facts, months=months, result=result))
    return report


def write_outcome(  # noqa: PLR0913 - who writes what, of which introduction, with which countries
    session: Session,
    actor: Actor,
    clock: Clock,
    bus: EventBus,
    introduction_id: int,
    *,
    account: Account,
    countries: Container[str],
) -> Outcome:
    """Write what came of an introduction, or write it anew: both sides then have to agree to it again.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `introductions.life.held` says.
        TooEarlyError: the introduction is still under way, or the two sides never met.
        OutcomeChangedError: somebody else wrote in the meantime.
        AccountInvalidError, WordsInvalidError: what is written does not do.
    """
    at = life.held(session, actor, clock, "outcome.write", introduction_id)
    if not tells(at.row):
        raise errors.TooEarlyError
    row = session.scalar(select(Outcome).where(Outcome.introduction_id == introduction_id))
    if account.seen != (row.version if row else 0):
        raise errors.OutcomeChangedError
    kept = checked_account(account, countries)
    if row is None:
        row = Outcome(introduction_id=introduction_id, version=0, result=_result(at), field=_field(session, at.row))
        session.add(row)
    was_public = row.published_at is not None
    row.agreement, row.country, row.place, row.scale = kept.agreement, kept.country, kept.place, kept.scale
    row.lessons, row.locale = kept.lessons, kept.locale
    row.version, row.written_by, row.written_at = row.version + 1, at.party, at.now
    _forget_consents(row)
    if kept.consent:
        _consent(row, at)
    session.flush()
    if was_public:
        bus.publish(session, OutcomeTakenBack(**at.facts, outcome_id=row.id))
    bus.publish(session, OutcomeWritten(**at.facts, outcome_id=row.id))
    return row


def agree_to_publish(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, seen: int
) -> Outcome:
    """Agree, for one's side, that everybody may read the outcome; it is public once both sides have.

    Raises:
        OutcomeChangedError: the text is not the one that was read.
        SignInRequiredError, NotFoundError, ForbiddenError: as `introductions.life.held` says; or nothing is written.
    """
    at = life.held(session, actor, clock, "outcome.publish", introduction_id)
    row = _written(session, introduction_id)
    if row.version != seen:
        raise errors.OutcomeChangedError
    _consent(row, at)
    if row.published_at is None and all(getattr(row, consent_names(side)[0]) for side in SIDES):
        row.published_at = at.now
        session.flush()
        bus.publish(session, OutcomePublished(**at.facts, outcome_id=row.id))
    session.flush()
    return row


def take_back_consent(session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int) -> Outcome:
    """Take one's side's consent back; what was public no longer is.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `introductions.life.held` says; or nothing is written.
    """
    at = life.held(session, actor, clock, "outcome.publish", introduction_id)
    row = _written(session, introduction_id)
    for name in consent_names(at.party):
        setattr(row, name, None)
    if row.published_at is not None:
        row.published_at = None
        bus.publish(session, OutcomeTakenBack(**at.facts, outcome_id=row.id))
    session.flush()
    return row


def _written(session: Session, introduction_id: int) -> Outcome:
    row = session.scalar(select(Outcome).where(Outcome.introduction_id == introduction_id))
    if row is None:
        raise NotFoundError
    return row


def _consent(row: Outcome, at: Held) -> None:
    when, who = consent_names(at.party)
    setattr(row, when, at.now)
    setattr(row, who, at.actor.person_id if at.actor else None)


def _forget_consents(row: Outcome) -> None:
    row.published_at = None
    for side in SIDES:
        for name in consent_names(side):
            setattr(row, name, None)


def _keep_result(at: Held, result: Result) -> None:
    """Let the outcome say what was reported last, and the ranker learn from it."""
    row = at.session.scalar(select(Outcome).where(Outcome.introduction_id == at.row.id))
    newest = _result(at)
    if row is not None:
        row.result = newest
    life.teach(at, JudgmentSource.DEPLOYED, grade=GRADES.get(newest, GRADES[result]))


def _result(at: Held) -> Result:
    """What the latest report says, by months after deployment; without one, how the introduction ended."""
    newest = at.session.scalar(
        select(ResultReport.result)
        .where(ResultReport.introduction_id == at.row.id, ResultReport.answered_at.is_not(None))
        .order_by(ResultReport.months.desc())
        .limit(1)
    )
    return Result(newest) if newest else result_at_end(at.stage)


def _field(session: Session, row: Introduction) -> str:
    listing = session.get_one(Listing, row.offering_id)
    revision = session.get_one(Revision, listing.published_id or row.offering_revision_id)
    fields = OfferingContent.model_validate(revision.content).fields
    return fields[0].partition(".")[0] if fields else ""
