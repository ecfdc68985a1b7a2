"""The room of one introduction, with everything in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, may
from marketplace.documents.queries import DocumentView, document, documents
from marketplace.introductions.models import Introduction, IntroductionStep, Message, SharedDocument, Thread
from marketplace.introductions.policies import Mover, mover, next_stages
from marketplace.introductions.queries.access import introduction_for, party_of
from marketplace.introductions.queries.own import IntroductionView, views_of
from marketplace.introductions.terms import MET, PATH, SIDES, UNDER_WAY, Party, Stage, Step
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.content import Contact


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
class RoomView:
    """One introduction with everything in it, for somebody who may read it.

    `contacts` are those of both listings, nothing before the sides have met. `may_write` says whether the reader acts for a
    side, `may_speak` whether they may say something now, `stages` where their side may lead, each with who decides.
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
    may_speak: bool

    @property
    def met(self) -> bool:
        """Whether both sides are, or were, in one room."""
        return self.introduction.stage in MET

    @property
    def under_way(self) -> bool:
        """Whether there is still a way to go."""
        return self.introduction.stage in UNDER_WAY

    def reached(self, stage: Stage) -> datetime | None:
        """When a stage was reached; nothing if it was not, or was passed over."""
        moved = (each.at for each in self.steps if each.after == stage and each.before != stage)
        return next(moved, None)


def room(session: Session, actor: Actor, introduction_id: int) -> RoomView:
    """Everything in one introduction.

    Raises:
        SignInRequiredError, NotFoundError: as `introduction_for` says.
    """
    found = introduction_for(session, actor, introduction_id)
    party = party_of(actor, found)
    [view] = views_of(session, [(found, party)])
    steps = _steps(session, introduction_id)
    met = view.stage in MET
    side = party in SIDES
    writes = side and may(actor, "introduction.speak", found.organization_of(party))
    open_to_write = view.stage in PATH
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
        may_write=writes,
        may_speak=open_to_write and (writes or party is Party.CURATOR),
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
