"""What is said in a room: messages, questions, answers that become part of a listing, and calling a curator."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.documents.operations import attach
from marketplace.documents.queries import documents
from marketplace.introductions import errors, life
from marketplace.introductions.events import AnswerTakenOver, CuratorCalled, DocumentsShared, MessageWritten
from marketplace.introductions.life import Held
from marketplace.introductions.models import Introduction, Message, SharedDocument, Thread
from marketplace.introductions.policies import DOCUMENTS_HELD, QUESTIONS_HELD, Question, checked_words
from marketplace.introductions.queries import introduction_for, party_of, thread_for
from marketplace.introductions.terms import SIDES, Party, Step
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus


def say(session: Session, actor: Actor, clock: Clock, bus: EventBus, thread_id: int, words: str) -> Message:
    """Write a message into a thread; one of the side that was asked answers its question.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `life.held` says; or there is no such thread.
        RoomClosedError: the two sides have not met, or it has ended.
        WordsInvalidError: there are no words, or too many.
    """
    thread = thread_for(session, actor, thread_id)
    at = _speaking(session, actor, clock, thread.introduction_id)
    message = life.write(at, thread, checked_words(words, needed=True))
    bus.publish(
        session,
        MessageWritten(**at.facts, thread_id=thread.id, message_id=message.id, question=False, words=message.words),
    )
    return message


def ask_question(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, question: Question
) -> Thread:
    """Ask something that is to be answered in a thread of its own.

    Raises:
        QuestionUnknownError: a curator does not say whom it is for.
        TooManyQuestionsError: the room holds as many as it may; and all that `say` raises.
    """
    at = _speaking(session, actor, clock, introduction_id)
    words = checked_words(question.words, needed=question.verdict is None)
    asked_of = at.party.other if at.party in SIDES else question.asked_of
    if asked_of not in SIDES:
        raise errors.QuestionUnknownError
    held = session.scalar(select(func.count()).select_from(Thread).where(Thread.introduction_id == introduction_id))
    if (held or 0) > QUESTIONS_HELD:
        raise errors.TooManyQuestionsError(number=QUESTIONS_HELD)
    thread = life.open_thread(at, Question(words, question.criterion, question.verdict), asked_of)
    at.row.touched_at = at.now
    bus.publish(session, MessageWritten(**at.facts, thread_id=thread.id, message_id=None, question=True, words=words))
    return thread


def share_documents(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, numbers: Sequence[int]
) -> None:
    """Put documents of the actor's organization into the room, for both sides and nobody else.

    Raises:
        NotFoundError: one is not the organization's.
        TooManyDocumentsError: the room holds as many as it may.
        RoomClosedError, SignInRequiredError, ForbiddenError: as `say` says.
    """
    at = life.held(session, actor, clock, "introduction.share", introduction_id)
    life.require_open(at)
    held = session.scalar(
        select(func.count()).select_from(SharedDocument).where(SharedDocument.introduction_id == introduction_id)
    )
    if (held or 0) + len(numbers) > DOCUMENTS_HELD:
        raise errors.TooManyDocumentsError(number=DOCUMENTS_HELD)
    if attach(session, at.row.organization_of(at.party) or 0, numbers, at.now):
        raise NotFoundError
    names = tuple(each.name for each in documents(session, numbers).values())
    for number in numbers:
        session.add(SharedDocument(introduction_id=introduction_id, document_id=number, party=at.party, at=at.now))
    life.record(at, Step.DOCUMENT_SHARED, ", ".join(names))
    bus.publish(session, DocumentsShared(**at.facts, names=names))


def note_taken_over(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, thread_id: int, revision: int
) -> Thread:
    """Note that an answer has become a revision of the answering side's listing, so that it is known for all.

    Raises:
        QuestionUnknownError: the thread is no question about a criterion, or is unanswered.
        NotYourTurnError: the question was asked of the other side.
        SignInRequiredError, NotFoundError, ForbiddenError: as `life.held` says; or there is no such thread.
    """
    thread = thread_for(session, actor, thread_id)
    at = life.held(session, actor, clock, "introduction.take_over", thread.introduction_id)
    if thread.criterion is None or thread.answered_at is None:
        raise errors.QuestionUnknownError
    if thread.asked_of != at.party:
        raise errors.NotYourTurnError
    thread.taken_over_at, thread.revision = at.now, revision
    life.record(at, Step.TAKEN_OVER)
    listing_id = at.row.listing_of(at.party)
    bus.publish(session, AnswerTakenOver(**at.facts, thread_id=thread.id, listing_id=listing_id, revision=revision))
    return thread


def call_curator(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, introduction_id: int, words: str
) -> Introduction:
    """Ask the bank's curators for help. They may read the room until they leave it; both sides are told.

    Raises:
        MoveError: they were called already.
        RoomClosedError, WordsInvalidError, SignInRequiredError, NotFoundError, ForbiddenError: as `say` says.
    """
    at = life.held(session, actor, clock, "introduction.call_curator", introduction_id)
    life.require_open(at)
    if at.row.curator_called_at is not None:
        raise errors.MoveError
    said = checked_words(words, needed=True)
    life.record(at, Step.CURATOR_CALLED, said)
    at.row.curator_called_at = at.now
    bus.publish(session, CuratorCalled(**at.facts, words=said))
    return at.row


def leave_room(session: Session, actor: Actor, clock: Clock, introduction_id: int) -> Introduction:
    """Leave, as a curator, a room that one was called into: from now on its two sides are by themselves again.

    Raises:
        SignInRequiredError, NotFoundError, ForbiddenError: as `life.held` says.
        MoveError: nobody was called.
    """
    at = life.held(session, actor, clock, "introduction.assist", introduction_id)
    if at.row.curator_called_at is None:
        raise errors.MoveError
    life.record(at, Step.CURATOR_LEFT)
    at.row.curator_called_at = None
    return at.row


def _speaking(session: Session, actor: Actor, clock: Clock, introduction_id: int) -> Held:
    """The introduction, held, for somebody who may say something in it now."""
    curator = party_of(actor, introduction_for(session, actor, introduction_id)) is Party.CURATOR
    at = life.held(session, actor, clock, "introduction.assist" if curator else "introduction.speak", introduction_id)
    life.require_open(at)
    return at
