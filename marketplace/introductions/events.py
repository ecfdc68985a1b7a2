"""What happens to introductions. Both organizations' editors are told of what the other side did, unless said otherwise."""

from dataclasses import dataclass
from datetime import date, datetime

from marketplace.introductions.terms import Party, Stage
from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionEvent(Event):
    """Something that `party` did, by the person named if there is one. The numbers are those of rows."""

    introduction_id: int
    agency_id: int
    provider_id: int
    party: Party
    person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionRequested(IntroductionEvent):
    """One side asks to be introduced: the other one is to answer. `words` are the asker's."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionAccepted(IntroductionEvent):
    """The other side wants to talk: the asker is told that the room is open."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionDeclined(IntroductionEvent):
    """The other side does not want to talk: the asker is told, with the reason."""

    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionWithdrawn(IntroductionEvent):
    """The asker has thought better of it: the other side need not answer any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(IntroductionEvent):
    """Something was said, or asked. The other side is told; both sides where a curator speaks."""

    thread_id: int
    message_id: int | None
    question: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsShared(IntroductionEvent):
    """A side has put documents into the room: the other one is told of their names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProposed(IntroductionEvent):
    """One side says that the next stage is reached: the other one is to confirm it."""

    stage: Stage
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSettled(IntroductionEvent):
    """A proposal was refused, or taken back: whoever waits for it is told. A confirmed one is a `StageReached`."""

    stage: Stage
    refused: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached(IntroductionEvent):
    """The introduction has come to another stage on its way: both sides are told."""

    before: Stage
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionClosed(IntroductionEvent):
    """Talks have ended without a transfer: the other side is told, with the reason."""

    before: Stage
    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepAgreed(IntroductionEvent):
    """What is to be done next, by when, and by whom (nobody in particular: both)."""

    words: str
    day: date
    by: Party | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepDue(IntroductionEvent):
    """The day of the next step has come: whoever is to take it is told, both where nobody is named."""

    words: str
    day: date
    by: Party | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionQuiet(IntroductionEvent):
    """Nothing has happened for `days`. Those whose turn it is are reminded; once in each quiet time."""

    waiting: tuple[Party, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratorCalled(IntroductionEvent):
    """A side asks for a curator, who may read the room from now on: curators and the other side are told."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTakenOver(IntroductionEvent):
    """An answer has become a new revision of the answering side's listing: the other side is told."""

    thread_id: int
    listing_id: int
    revision: int
