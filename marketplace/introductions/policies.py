"""Which side may take which step, whose turn it is, and what a request has to be."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from marketplace.introductions import errors
from marketplace.introductions.terms import CLOSING, DECLINING, SIDES, UNDER_WAY, Party, Stage, Task
from marketplace.listings.content import checked_text, clean
from marketplace.matching.terms import Reason


class Mover(StrEnum):
    """Who may take a step: the asker, the one who was asked, either side alone, or one proposing and the other confirming."""

    ASKER = "asker"
    ASKED = "asked"
    EITHER = "either"
    BOTH = "both"


#: From which stage to which, and who may. Talks come before papers, papers before a pilot; what is small skips a stage.
MOVES: Final[Mapping[tuple[Stage, Stage], Mover]] = MappingProxyType(
    {
        (Stage.REQUESTED, Stage.IN_DISCUSSION): Mover.ASKED,
        (Stage.REQUESTED, Stage.DECLINED): Mover.ASKED,
        (Stage.REQUESTED, Stage.WITHDRAWN): Mover.ASKER,
        (Stage.IN_DISCUSSION, Stage.CONFIDENTIALITY): Mover.EITHER,
        (Stage.IN_DISCUSSION, Stage.AGREEMENT): Mover.BOTH,
        (Stage.CONFIDENTIALITY, Stage.AGREEMENT): Mover.BOTH,
        (Stage.AGREEMENT, Stage.PILOT): Mover.BOTH,
        (Stage.AGREEMENT, Stage.DEPLOYED): Mover.BOTH,
        (Stage.PILOT, Stage.DEPLOYED): Mover.BOTH,
        **{(stage, Stage.CLOSED): Mover.EITHER for stage in UNDER_WAY},
    }
)

#: What is read in one go is a page.
WORDS_LENGTH: Final = 4000
#: Questions that come with a request, and those that one room may hold.
QUESTIONS_ASKED: Final = 20
QUESTIONS_HELD: Final = 60
#: Documents that one room may hold.
DOCUMENTS_HELD: Final = 100
#: How long an introduction rests before the same side may ask again. What the other side ended rests long enough for a
#: budget, a readiness or a plan to have changed; what the asker took back, so long that nobody is pestered.
AGAIN_AFTER: Final[Mapping[Stage, timedelta]] = MappingProxyType(
    {
        Stage.DECLINED: timedelta(days=120),
        Stage.CLOSED: timedelta(days=120),
        Stage.WITHDRAWN: timedelta(days=7),
    }
)
#: Nobody agrees on steps further ahead.
_FURTHEST_STEP: Final = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the bank's own about a criterion, with its verdict, or a person's; where both, the person's words count.

    A side asks the other one; whoever belongs to neither says of whom it is asked.
    """

    words: str = ""
    criterion: str | None = None
    verdict: Mapping[str, Any] | None = None
    asked_of: Party | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What one side asks of the other. `position` is the place, from 1, at which the match stood before the asker."""

    need_id: int
    offering_id: int
    side: Party
    words: str
    questions: tuple[Question, ...] = ()
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A step as it reaches the bank: the version of the introduction on which it rests, words, the reason, where it leads."""

    seen: int
    words: str = ""
    reason: str | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done next, by when and by which side (nobody in particular: both); `seen` is as in `Turn`."""

    seen: int
    words: str
    day: date | None
    by: Party | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whose turn it is; drawn from the history of an introduction.

    `questions` are the unanswered ones: of whom each was asked, and since when. `said_by` and `said_at` are of the last
    message.
    """

    stage: Stage
    stage_since: datetime
    asked_by: Party
    proposed_by: Party | None = None
    proposed_at: datetime | None = None
    questions: tuple[tuple[Party, datetime], ...] = ()
    next_step_by: Party | None = None
    next_step_day: date | None = None
    said_by: Party | None = None
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is waited for, from whom (nothing: from both sides), since or until when."""

    task: Task
    party: Party | None
    since: datetime | None = None
    day: date | None = None

    def waits_for(self, side: Party) -> bool:
        """Whether it is this side's turn."""
        return side in SIDES and self.party in {None, side}


def rests_until(side: Party, ended: Stage, ended_by: Party, ended_at: datetime) -> datetime:
    """From when on a side may ask again for what has ended. Whoever declined or closed it may change their mind at once."""
    if ended is not Stage.WITHDRAWN and ended_by is side:
        return ended_at
    return ended_at + AGAIN_AFTER[ended]


def mover(before: Stage, after: Stage) -> Mover:
    """Who may lead from one stage to another.

    Raises:
        MoveError: nobody.
    """
    try:
        return MOVES[before, after]
    except KeyError:
        raise errors.MoveError from None


def next_stages(stage: Stage) -> tuple[Stage, ...]:
    """Where the way may lead from a stage, without its end."""
    return tuple(after for before, after in MOVES if before == stage and after != Stage.CLOSED)


def require_turn(who: Mover, party: Party, asked_by: Party) -> None:
    """Let a side do what only one of them may.

    Raises:
        NotYourTurnError: it is for the other side to do.
    """
    allowed = {Mover.ASKER: asked_by, Mover.ASKED: asked_by.other}.get(who)
    if allowed is not None and party is not allowed:
        raise errors.NotYourTurnError


def checked_words(words: str, *, needed: bool) -> str:
    """Words as they are kept.

    Raises:
        WordsInvalidError: there are none although they are needed, or too many.
    """
    return checked_text(words, WORDS_LENGTH, errors.WordsInvalidError(number=WORDS_LENGTH), needed=needed)


def checked_reason(reason: str | None, stage: Stage) -> Reason:
    """The reason for an end, from the list that is offered for it.

    Raises:
        ReasonUnknownError: it is not on the list.
    """
    offered: Collection[Reason] = DECLINING if stage is Stage.DECLINED else CLOSING
    found = next((each for each in offered if each == reason), None)
    if found is None:
        raise errors.ReasonUnknownError
    return found


def checked_step(step: NextStep, today: date) -> NextStep:
    """A next step as it is kept.

    Raises:
        StepInvalidError: it lacks its words or its day, or the day is over or too far ahead.
    """
    words = str(clean(step.words))
    fits = step.day is not None and today <= step.day <= today + _FURTHEST_STEP
    if not fits or not words or len(words) > WORDS_LENGTH:
        raise errors.StepInvalidError
    return NextStep(step.seen, words, step.day, step.by)


def checked_questions(questions: Iterable[Question], most: int) -> tuple[Question, ...]:
    """Questions as they are kept, empty ones left out.

    Raises:
        TooManyQuestionsError: there are more than `most`.
        WordsInvalidError: one is too long.
    """
    kept = tuple(
        replace(each, words=checked_words(each.words, needed=False))
        for each in questions
        if each.verdict is not None or str(clean(each.words))
    )
    if len(kept) > most:
        raise errors.TooManyQuestionsError(number=most)
    return kept


def waiting(at: Standing) -> tuple[Waiting, ...]:
    """Who waits for whom, the most pressing first; nothing once it has ended or the technology is at work."""
    if at.stage is Stage.REQUESTED:
        return (Waiting(Task.ANSWER_REQUEST, at.asked_by.other, at.stage_since),)
    if at.stage not in UNDER_WAY:
        return ()
    found = []
    if at.proposed_by is not None:
        found.append(Waiting(Task.ANSWER_PROPOSAL, at.proposed_by.other, at.proposed_at))
    for party in dict.fromkeys(party for party, _since in at.questions):
        since = min(asked for of, asked in at.questions if of is party)
        found.append(Waiting(Task.ANSWER_QUESTION, party, since))
    if at.next_step_day is not None:
        found.append(Waiting(Task.TAKE_STEP, at.next_step_by, day=at.next_step_day))
    elif at.said_by in {Party.AGENCY, Party.PROVIDER} and not found:
        found.append(Waiting(Task.REPLY, at.said_by.other, at.said_at))
    elif not found:
        found.append(Waiting(Task.AGREE_STEP, None, at.stage_since))
    return tuple(found)
