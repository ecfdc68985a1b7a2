"""Reading outcomes: those of one's own, and those that everybody can read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, may
from marketplace.introductions.models import Introduction
from marketplace.introductions.queries import introduction_for, party_of
from marketplace.introductions.terms import ENDED, SIDES, Party, Stage
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.models import Revision
from marketplace.listings.queries import ListingView, last_public_listings
from marketplace.offerings.content import Benefit, OfferingContent
from marketplace.outcomes.models import Outcome, ResultReport
from marketplace.outcomes.policies import result_at_end
from marketplace.outcomes.terms import Result


@dataclass(frozen=True, slots=True)
class ReportView:
    """What was asked so many months after deployment and, once it is answered, how the technology did."""

    months: int
    due_on: date
    answered_at: datetime | None
    party: Party | None
    result: Result | None
    figures: tuple[Mapping[str, Any], ...]
    words: str
    locale: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """The account of an outcome as its two sides see it; `id` is 0 while nothing is written. `side` is the reader's."""

    id: int
    introduction_id: int
    version: int
    side: Party
    stage: Stage
    reason: str
    result: Result
    agreement: str
    country: str
    place: str
    scale: str
    lessons: str
    locale: str
    written_by: Party | None
    consents: Mapping[Party, datetime | None]
    published_at: datetime | None
    reports: tuple[ReportView, ...]
    need: ListingView
    offering: ListingView
    may_write: bool


@dataclass(frozen=True, slots=True)
class PublicOutcome:
    """An outcome that everybody can read."""

    id: int
    need: ListingView
    offering: ListingView
    result: Result
    reason: str
    agreement: str
    country: str
    place: str
    scale: str
    lessons: str
    locale: str
    asked_at: datetime
    ended_at: datetime
    published_at: datetime
    reports: tuple[ReportView, ...]
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader of the library looks for; empty: anything."""

    field: str = ""
    country: str = ""
    result: str = ""


def outcome_of(session: Session, actor: Actor, introduction_id: int) -> OutcomeView:
    """What came of an introduction, for its two sides.

    Raises:
        SignInRequiredError, NotFoundError: the actor may not know of it; curators neither, nor while it is under way.
    """
    row = introduction_for(session, actor, introduction_id)
    side = party_of(actor, row)
    stage = Stage(row.stage)
    if side not in SIDES or not tells(row):
        raise NotFoundError
    found = session.scalar(select(Outcome).where(Outcome.introduction_id == introduction_id))
    need, offering = _sides(session, [row])[row.id]
    reports = _reports(session, [row.id])[row.id]
    newest = next((each.result for each in reversed(reports) if each.result), result_at_end(stage))
    return OutcomeView(
        id=found.id if found else 0,
        introduction_id=row.id,
        version=found.version if found else 0,
        side=side,
        stage=stage,
        reason=row.reason or "",
        result=Result(found.result) if found else newest,
        agreement=found.agreement if found else "",
        country=found.country if found else "",
        place=found.place if found else "",
        scale=found.scale if found else "",
        lessons=found.lessons if found else "",
        locale=found.locale if found else "",
        written_by=Party(found.written_by) if found else None,
        consents={each: getattr(found, f"{each}_consent_at", None) for each in SIDES},
        published_at=found.published_at if found else None,
        reports=reports,
        need=need,
        offering=offering,
        may_write=may(actor, "outcome.write", row.organization_of(side)),
    )


def tells(row: Introduction) -> bool:
    """Whether an introduction has come to where something can be learned from it: both sides met, and it is over."""
    return row.stage in {Stage.DEPLOYED, Stage.CLOSED}


def promised(session: Session, row: Introduction) -> tuple[Benefit, ...]:
    """The benefits of the offering as the agency has read them when both were introduced."""
    revision = session.get_one(Revision, row.offering_revision_id)
    return OfferingContent.model_validate(revision.content).benefits


def published_outcomes(session: Session, chosen: Chosen, limit: int) -> list[PublicOutcome]:
    """Outcomes that everybody can read, the newest first."""
    statement = _public()
    for name in ("field", "country", "result"):
        if value := getattr(chosen, name):
            statement = statement.where(getattr(Outcome, name) == value)
    return _views(session, statement.order_by(Outcome.published_at.desc(), Outcome.id.desc()).limit(limit))


def published_outcome(session: Session, outcome_id: int) -> PublicOutcome:
    """One outcome that everybody can read.

    Raises:
        NotFoundError: there is none, or it is not published.
    """
    found = _views(session, _public().where(Outcome.id == outcome_id))
    if not found:
        raise NotFoundError
    return found[0]


def outcomes_on(session: Session, listing_id: int) -> list[PublicOutcome]:
    """The outcomes of a listing that everybody can read, the newest first."""
    own = or_(Introduction.need_id == listing_id, Introduction.offering_id == listing_id)
    return _views(session, _public().where(own).order_by(Outcome.published_at.desc()))


def choices(session: Session) -> dict[str, dict[str, int]]:
    """How many public outcomes there are of each field, country and result."""
    return {
        name: {
            value: number
            for value, number in session.execute(
                select(column, func.count()).where(Outcome.published_at.is_not(None)).group_by(column)
            )
            if value
        }
        for name, column in (("field", Outcome.field), ("country", Outcome.country), ("result", Outcome.result))
    }


def _public() -> Select[Outcome]:
    return (
        select(Outcome)
        .join(Introduction, Introduction.id == Outcome.introduction_id)
        .options(joinedload(Outcome.introduction, innerjoin=True))
        .where(and_(Outcome.published_at.is_not(None), Introduction.stage.not_in(ENDED[:2])))
    )


def _views(session: Session, statement: Select[Outcome]) -> list[PublicOutcome]:
    rows = session.scalars(statement).all()
    sides = _sides(session, [row.introduction for row in rows])
    reports = _reports(session, [row.introduction_id for row in rows])
    return [
        PublicOutcome(
            id=row.id,
            need=sides[row.introduction_id][0],
            offering=sides[row.introduction_id][1],
            result=Result(row.result),
            reason=row.introduction.reason or "",
            agreement=row.agreement,
            country=row.country,
            place=row.place,
            scale=row.scale,
            lessons=row.lessons,
            locale=row.locale,
            asked_at=row.introduction.asked_at,
            ended_at=row.introduction.stage_since,
            published_at=row.published_at,
            reports=tuple(each for each in reports[row.introduction_id] if each.answered_at),
            demonstration=row.introduction.demonstration,
        )
        for row in rows
        if row.published_at is not None
    ]


def _reports(session: Session, introductions: Iterable[int]) -> dict[int, tuple[ReportView, ...]]:
    found: dict[int, list[ReportView]] = defaultdict(list)
    rows = session.scalars(
        select(ResultReport)
        .where(ResultReport.introduction_id.in_(list(introductions)))
        .order_by(ResultReport.introduction_id, ResultReport.months)
    )
    for row in rows:
        found[row.introduction_id].append(
            ReportView(
                row.months,
                row.due_on,
                row.answered_at,
                Party(row.party) if row.party else None,
                Result(row.result) if row.result else None,
                tuple(row.figures),
                row.words,
                row.locale,
            )
        )
    return defaultdict(tuple, {number: tuple(each) for number, each in found.items()})


def _sides(session: Session, rows: Iterable[Introduction]) -> dict[int, tuple[ListingView, ListingView]]:
    """Need and offering of introductions, in the revision that was last public."""
    rows = list(rows)
    shown = last_public_listings(session, (number for row in rows for number in (row.need_id, row.offering_id)))
    return {row.id: (shown[row.need_id], shown[row.offering_id]) for row in rows}
