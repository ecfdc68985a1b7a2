"""One's introductions, and whose turn it is in each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, may, require
from marketplace.introductions.models import Introduction, Message, Thread
from marketplace.introductions.policies import Standing, Waiting, waiting
from marketplace.introductions.queries.access import party_of
from marketplace.introductions.terms import ENDED, Party, Stage
from marketplace.listings.queries import ListingView, last_public_listings


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """An introduction in a list, as one of its sides sees it. `mine` are the tasks that wait for the reader's side."""

    id: int
    stage: Stage
    side: Party
    asked_by: Party
    need: ListingView
    offering: ListingView
    asked_at: datetime
    stage_since: datetime
    touched_at: datetime
    waiting: tuple[Waiting, ...]
    demonstration: bool

    @property
    def mine(self) -> tuple[Waiting, ...]:
        """What waits for the reader's side."""
        return tuple(each for each in self.waiting if each.waits_for(self.side))

    @property
    def ended(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.stage in ENDED

    @property
    def counterpart(self) -> ListingView:
        """The listing of the other side."""
        return self.offering if self.side is Party.AGENCY else self.need


def introductions_of(session: Session, actor: Actor) -> list[IntroductionView]:
    """The introductions of the actor's organizations: what waits for them first, then what happened last.

    For staff also the rooms that they were called into. Seven queries, however many there are.
    """
    require(actor, "introduction.list_own")
    numbers = [membership.organization_id for membership in actor.memberships]
    own = or_(Introduction.agency_id.in_(numbers), Introduction.provider_id.in_(numbers))
    if may(actor, "introduction.assist"):
        called = and_(Introduction.curator_called_at.is_not(None), Introduction.ended_at.is_(None))
        own = or_(own, called)
    rows = session.scalars(select(Introduction).where(own).order_by(Introduction.touched_at.desc())).all()
    found = views_of(session, [(row, party_of(actor, row)) for row in rows])
    return sorted(found, key=lambda each: (not each.mine, each.ended, -each.touched_at.timestamp()))


def open_introduction(session: Session, need_id: int, offering_id: int) -> int | None:
    """The number of the introduction of a pair that has not ended, if there is one."""
    return session.scalar(
        select(Introduction.id).where(
            Introduction.need_id == need_id, Introduction.offering_id == offering_id, Introduction.ended_at.is_(None)
        )
    )


def standings(session: Session, rows: Iterable[Introduction]) -> dict[int, Standing]:
    """What decides whose turn it is, for each introduction. Two queries."""
    rows = list(rows)
    numbers = [each.id for each in rows]
    questions: dict[int, list[tuple[Party, datetime]]] = defaultdict(list)
    for number, asked_of, asked_at in session.execute(
        select(Thread.introduction_id, Thread.asked_of, Thread.asked_at).where(
            Thread.introduction_id.in_(numbers), Thread.general.is_(False), Thread.answered_at.is_(None)
        )
    ):
        questions[number].append((Party(str(asked_of)), asked_at))
    newest = (
        select(func.max(Message.id))
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.introduction_id.in_(numbers))
        .group_by(Thread.introduction_id)
    )
    said = {
        number: (Party(party), at)
        for number, party, at in session.execute(
            select(Thread.introduction_id, Message.party, Message.at)
            .join(Thread, Thread.id == Message.thread_id)
            .where(Message.id.in_(newest))
        )
    }
    return {each.id: _standing(each, tuple(questions[each.id]), said.get(each.id)) for each in rows}


def _standing(
    row: Introduction, questions: tuple[tuple[Party, datetime], ...], said: tuple[Party, datetime] | None
) -> Standing:
    said_by, said_at = said or (None, None)
    return Standing(
        stage=Stage(row.stage),
        stage_since=row.stage_since,
        asked_by=Party(row.asked_by),
        proposed_by=Party(row.proposed_by) if row.proposed_by else None,
        proposed_at=row.proposed_at,
        questions=questions,
        next_step_by=Party(row.next_step_by) if row.next_step_by else None,
        next_step_day=row.next_step_day,
        said_by=said_by,
        said_at=said_at,
    )


def views_of(session: Session, seen: Sequence[tuple[Introduction, Party]]) -> list[IntroductionView]:
    """Introductions as one of their parties sees each, in their order."""
    rows = [row for row, _party in seen]
    # Whoever has asked has seen a public revision of both.
    listings = last_public_listings(session, (number for row in rows for number in (row.need_id, row.offering_id)))
    turns = {number: waiting(standing) for number, standing in standings(session, rows).items()}
    return [
        IntroductionView(
            id=row.id,
            stage=Stage(row.stage),
            side=party,
            asked_by=Party(row.asked_by),
            need=listings[row.need_id],
            offering=listings[row.offering_id],
            asked_at=row.asked_at,
            stage_since=row.stage_since,
            touched_at=row.touched_at,
            waiting=turns[row.id],
            demonstration=row.demonstration,
        )
        for row, party in seen
    ]
