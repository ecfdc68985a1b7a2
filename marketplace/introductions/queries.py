"""Reading introductions: one's own, and the room of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, may, require
from marketplace.documents.queries import DocumentView, document, documents
from marketplace.introductions.models import Introduction, IntroductionStep, Message, SharedDocument, Thread
from marketplace.introductions.policies import Mover, Standing, Waiting, mover, next_stages, waiting
from marketplace.introductions.terms import ENDED, MET, SIDES, UNDER_WAY, Party, Stage, Step
from marketplace.kernel.errors import NotFoundError, SignInRequiredError
from marketplace.listings.content import Contact
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import ListingView, listing_view


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the history."""

    step: Step
    party: Party
    actor: str
    before: Stage
    after: Stage
    reason: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageView:
    """What somebody said."""

    id: int
    party: Party
    author: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadView:
    """Messages that belong together; see `models.Thread`. `may_take_over`: the reader's listing could hold the answer."""

    id: int
    general: bool
    criterion: str
    verdict: Mapping[str, Any] | None
    question: str
    asked_by: Party
    asked_of: Party | None
    asked_at: datetime
    answered_at: datetime | None
    taken_over_at: datetime | None
    may_take_over: bool
    messages: tuple[MessageView, ...]


@dataclass(frozen=True, slots=True)
class SharedView:
    """A document in a room, and who put it there when."""

    document: DocumentView
    party: Party
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stage that one side has proposed."""

    stage: Stage
    party: Party
    at: datetime


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


@dataclass(frozen=True, slots=True)
class RoomView:
    """One introduction with everything in it, for somebody who may read it.

    `contacts` are those of both listings, nothing before the sides have met. `may_write` says whether the reader may say and
    do things in it, `stages` where the reader's side may lead, each with who decides.
    """

    introduction: IntroductionView
    version: int
    asker: str
    reason: str
    proposal: Proposal | None
    next_step: str
    next_step_day: date | None
    next_step_by: Party | None
    curator_called_at: datetime | None
    contacts: Mapping[Party, Contact]
    steps: tuple[StepView, ...]
    threads: tuple[ThreadView, ...]
    documents: tuple[SharedView, ...]
    stages: tuple[tuple[Stage, Mover], ...]
    may_write: bool

    @property
    def met(self) -> bool:
        """Whether both sides are, or were, in one room."""
        return self.introduction.stage in MET

    @property
    def may_say(self) -> bool:
        """Whether the reader may say something now: both sides have met, and it has not ended."""
        return self.may_write and self.introduction.stage in (*UNDER_WAY, Stage.DEPLOYED)

    @property
    def under_way(self) -> bool:
        """Whether there is still a way to go."""
        return self.introduction.stage in UNDER_WAY

    def reached(self, stage: Stage) -> datetime | None:
        """When a stage was reached; nothing if it was not, or was passed over."""
        moved = (each.at for each in self.steps if each.after == stage and each.before != stage)
        return next(moved, None)


def party_of(actor: Actor, introduction: Introduction) -> Party:
    """What the actor is to an introduction: the side that they may act for, else the one that they belong to.

    Somebody who acts for both organizations is always the same side: nobody confirms their own proposals. Staff see a room
    only after they were called into it.

    Raises:
        SignInRequiredError: a visitor asks.
        NotFoundError: the actor may not know of it.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    for operation in ("introduction.speak", "introduction.read"):
        for side in SIDES:
            if may(actor, operation, introduction.organization_of(side)):
                return side
    if introduction.curator_called_at is not None and may(actor, "introduction.assist"):
        return Party.CURATOR
    raise NotFoundError


def introduction_for(session: Session, actor: Actor, introduction_id: int) -> Introduction:
    """The row of an introduction, for those who may know of it.

    Raises:
        SignInRequiredError: a visitor asks, whether or not there is such an introduction.
        NotFoundError: there is none, or the actor may not know of it.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    found = session.get(Introduction, introduction_id)
    if found is None:
        raise NotFoundError
    party_of(actor, found)
    return found


def thread_for(session: Session, actor: Actor, thread_id: int) -> Thread:
    """The row of a thread, for those who may know of its introduction.

    Raises:
        SignInRequiredError, NotFoundError: as `introduction_for` says; or there is no such thread.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise NotFoundError
    introduction_for(session, actor, thread.introduction_id)
    return thread


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
    found = _views(session, actor, rows)
    return sorted(found, key=lambda each: (not each.mine, each.ended, -each.touched_at.timestamp()))


def room(session: Session, actor: Actor, introduction_id: int) -> RoomView:
    """Everything in one introduction.

    Raises:
        SignInRequiredError, NotFoundError: as `introduction_for` says.
    """
    found = introduction_for(session, actor, introduction_id)
    party = party_of(actor, found)
    [view] = _views(session, actor, [found])
    steps = _steps(session, introduction_id)
    met = view.stage in MET
    side = party in SIDES
    writes = side and may(actor, "introduction.speak", found.organization_of(party))
    open_to_write = view.stage in (*UNDER_WAY, Stage.DEPLOYED)
    return RoomView(
        introduction=view,
        version=found.version,
        asker=next((each.actor for each in steps if each.step is Step.ASKED), ""),
        reason=found.reason or "",
        proposal=_proposal(found),
        next_step=found.next_step,
        next_step_day=found.next_step_day,
        next_step_by=Party(found.next_step_by) if found.next_step_by else None,
        curator_called_at=found.curator_called_at,
        contacts=_contacts(view) if met and side else {},
        steps=steps,
        threads=_threads(session, found, party if writes and open_to_write else None),
        documents=_documents(session, introduction_id),
        stages=tuple((stage, mover(view.stage, stage)) for stage in next_stages(view.stage)) if writes else (),
        may_write=writes or (party is Party.CURATOR and open_to_write),
    )


def shared_document(session: Session, actor: Actor, introduction_id: int, document_id: int) -> DocumentView:
    """A document in a room, for everybody who may read the room.

    Raises:
        SignInRequiredError, NotFoundError: as `introduction_for` says; or there is no such document in it.
    """
    introduction_for(session, actor, introduction_id)
    if session.get(SharedDocument, (introduction_id, document_id)) is None:
        raise NotFoundError
    return document(session, document_id)


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


def _views(session: Session, actor: Actor, rows: Iterable[Introduction]) -> list[IntroductionView]:
    rows = list(rows)
    listings = _listings(session, rows)
    turns = {number: waiting(standing) for number, standing in standings(session, rows).items()}
    return [
        IntroductionView(
            id=row.id,
            stage=Stage(row.stage),
            side=party_of(actor, row),
            asked_by=Party(row.asked_by),
            need=listings[row.need_id],
            offering=listings[row.offering_id],
            asked_at=row.asked_at,
            stage_since=row.stage_since,
            touched_at=row.touched_at,
            waiting=turns[row.id],
            demonstration=row.demonstration,
        )
        for row in rows
    ]


def _listings(session: Session, rows: Iterable[Introduction]) -> dict[int, ListingView]:
    """Both sides of some introductions in the revision that was last public; whoever asked has seen a public one."""
    numbers = {number for row in rows for number in (row.need_id, row.offering_id)}
    found = session.scalars(
        select(Listing)
        .options(
            joinedload(Listing.published).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(Listing.id.in_(numbers))
    )
    return {each.id: listing_view(each, each.published) for each in found if each.published}


def _contacts(view: IntroductionView) -> dict[Party, Contact]:
    return {Party.AGENCY: view.need.content.contact, Party.PROVIDER: view.offering.content.contact}


def _proposal(row: Introduction) -> Proposal | None:
    if row.proposed_stage is None or row.proposed_by is None or row.proposed_at is None:
        return None
    return Proposal(Stage(row.proposed_stage), Party(row.proposed_by), row.proposed_at)


def _steps(session: Session, introduction_id: int) -> tuple[StepView, ...]:
    rows = session.scalars(
        select(IntroductionStep)
        .options(joinedload(IntroductionStep.actor))
        .where(IntroductionStep.introduction_id == introduction_id)
        .order_by(IntroductionStep.id)
    )
    return tuple(
        StepView(
            Step(row.step),
            Party(row.party),
            row.actor.name if row.actor else "",
            Stage(row.from_stage),
            Stage(row.to_stage),
            row.reason or "",
            row.words,
            row.at,
        )
        for row in rows
    )


def _documents(session: Session, introduction_id: int) -> tuple[SharedView, ...]:
    rows = session.scalars(
        select(SharedDocument)
        .where(SharedDocument.introduction_id == introduction_id)
        .order_by(SharedDocument.at, SharedDocument.document_id)
    ).all()
    found = documents(session, (row.document_id for row in rows))
    return tuple(SharedView(found[row.document_id], Party(row.party), row.at) for row in rows)


def _threads(session: Session, found: Introduction, writer: Party | None) -> tuple[ThreadView, ...]:
    """The threads of a room, the general one first; `writer` is the side that the reader acts for."""
    messages: dict[int, list[MessageView]] = defaultdict(list)
    for row in session.scalars(
        select(Message)
        .options(joinedload(Message.author))
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.introduction_id == found.id)
        .order_by(Message.id)
    ):
        author = row.author.name if row.author else ""
        messages[row.thread_id].append(MessageView(row.id, Party(row.party), author, row.words, row.at))
    rows = session.scalars(
        select(Thread).where(Thread.introduction_id == found.id).order_by(Thread.general.desc(), Thread.id)
    )
    return tuple(
        ThreadView(
            id=row.id,
            general=row.general,
            criterion=row.criterion or "",
            verdict=row.verdict,
            question=row.question,
            asked_by=Party(row.asked_by),
            asked_of=Party(row.asked_of) if row.asked_of else None,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            taken_over_at=row.taken_over_at,
            may_take_over=writer is not None
            and row.criterion is not None
            and row.asked_of == writer
            and row.answered_at is not None,
            messages=tuple(messages[row.id]),
        )
        for row in rows
    )
