"""The life of an introduction: every step takes a row that is held until the transaction ends, and is recorded.

Whoever calls has asked whether the actor may.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.introductions.errors import RoomChangedError, RoomClosedError
from marketplace.introductions.models import Introduction, IntroductionStep, Message, Thread
from marketplace.introductions.policies import Question
from marketplace.introductions.queries import introduction_for, party_of
from marketplace.introductions.terms import ENDED, PATH, Party, Stage, Step
from marketplace.kernel.clock import Clock
from marketplace.matching.operations import record_judgment
from marketplace.matching.policies import Word
from marketplace.matching.terms import JudgmentSource, Reason


@dataclass(frozen=True, slots=True)
class Held:
    """An introduction that is held until the transaction ends, and who does something to it now.

    The actor is nobody where the bank does it by itself.
    """

    session: Session
    row: Introduction
    party: Party
    actor: Actor | None
    clock: Clock

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    @property
    def stage(self) -> Stage:
        """The present stage."""
        return Stage(self.row.stage)

    @property
    def facts(self) -> dict[str, Any]:
        """What every event of an introduction says."""
        return {
            "introduction_id": self.row.id,
            "agency_id": self.row.agency_id,
            "provider_id": self.row.provider_id,
            "party": self.party,
            "person_id": self.actor.person_id if self.actor else None,
            "at": self.now,
        }


def held(session: Session, actor: Actor, clock: Clock, operation: str, introduction_id: int) -> Held:
    """An introduction as it is now, held against others, and what the actor is to it.

    Raises:
        SignInRequiredError, NotFoundError: the actor may not know of it.
        ForbiddenError: the actor's side may do this, the actor may not; or only the sides may, and the actor is a curator.
    """
    row = introduction_for(session, actor, introduction_id)
    party = party_of(actor, row)
    require(actor, operation, row.organization_of(party))
    session.flush()  # a refresh throws away what was not written yet
    session.refresh(row, with_for_update={"of": Introduction})
    return Held(session, row, party, actor, clock)


def require_unchanged(at: Held, seen: int) -> None:
    """Let a step pass that rests on the introduction as it is.

    Raises:
        RoomChangedError: somebody has taken another step since.
    """
    if at.row.version != seen:
        raise RoomChangedError


def require_open(at: Held) -> None:
    """Let something be said where both sides have met and nothing has ended.

    Raises:
        RoomClosedError: they have not, or it has.
    """
    if at.stage not in PATH:
        raise RoomClosedError


def record(at: Held, step: Step, words: str = "", reason: Reason | None = None, stage: Stage | None = None) -> None:
    """Write a step into the history; with a stage, take it there."""
    row, before, now = at.row, at.stage, at.now
    after = stage or before
    at.session.add(
        IntroductionStep(
            introduction_id=row.id,
            step=step,
            party=at.party,
            actor_id=at.actor.person_id if at.actor else None,
            from_stage=before,
            to_stage=after,
            reason=reason,
            words=words,
            at=now,
        )
    )
    if step is not Step.REMINDED:
        row.version, row.touched_at = row.version + 1, now
    if after is not before:
        row.stage, row.stage_since, row.reason = after, now, reason
        row.proposed_stage = row.proposed_by = row.proposed_at = None
    if after in ENDED:
        row.ended_at = now
    at.session.flush()


def teach(at: Held, source: JudgmentSource, reason: Reason | None = None, grade: int | None = None) -> None:
    """Let the ranker learn from what became of the pair, with the place at which the match was shown.

    A grade is given where the source alone does not say how well the two fit.
    """
    row = at.row
    word = Word(
        source,
        row.need_id,
        row.offering_id,
        reason,
        grade=grade,
        position=row.position,
        model=row.model,
        need_revision_id=row.need_revision_id,
        offering_revision_id=row.offering_revision_id,
    )
    if at.actor is not None:
        record_judgment(at.session, at.actor, at.clock, word)


def open_thread(at: Held, question: Question | None = None, asked_of: Party | None = None) -> Thread:
    """A new thread: about a question that one side is asked, or, without one, about anything."""
    thread = Thread(
        introduction_id=at.row.id,
        general=question is None,
        criterion=question.criterion if question else None,
        verdict=dict(question.verdict) if question and question.verdict else None,
        question=question.words if question else "",
        asked_by=at.party,
        asked_of=asked_of,
        asked_at=at.now,
    )
    at.session.add(thread)
    at.session.flush()
    return thread


def general_thread(at: Held) -> Thread:
    """The thread about anything, which every introduction has from its request on."""
    return at.session.scalars(select(Thread).where(Thread.introduction_id == at.row.id, Thread.general)).one()


def write(at: Held, thread: Thread, words: str) -> Message:
    """Say something in a thread. The side that was asked has answered with it."""
    author = at.actor.person_id if at.actor else None
    message = Message(thread_id=thread.id, party=at.party, author_id=author, words=words, at=at.now)
    at.session.add(message)
    at.row.touched_at = at.now
    if thread.asked_of == at.party and thread.answered_at is None:
        thread.answered_at = at.now
    at.session.flush()
    return message
