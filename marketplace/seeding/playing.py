"""One story of the demonstration content, played step by step through the operations that people use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.bootstrap import Bank
from marketplace.engine.criteria import Verdict
from marketplace.indexing.queries import content_of, document_of
from marketplace.introductions.models import Introduction, Thread
from marketplace.introductions.operations import asking, moving, talking
from marketplace.introductions.policies import NextStep, Question, Request, Turn
from marketplace.introductions.terms import Party
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings.content import parse_content
from marketplace.listings.models import Listing
from marketplace.listings.operations import save_draft, submit
from marketplace.matching.models import KeptMatch
from marketplace.matching.queries import match_of
from marketplace.outcomes import operations as outcomes
from marketplace.outcomes.policies import Account, Answer
from marketplace.outcomes.queries import outcome_of
from marketplace.seeding.stories import UNKNOWN, Asked, Story, Told

#: No organization of the stories has more requests unanswered than it may have; they are played at other times than now.
_UNANSWERED: Final = 1000


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts for each side and who is the curator, and the language in which each of them writes."""

    actors: Mapping[Party, Actor]
    locales: Mapping[Party, str]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every step needs: the transaction, who acts, when, and who is told."""

    session: Session
    bank: Bank
    actor: Actor
    clock: Clock
    bus: EventBus

    @property
    def hands(self) -> tuple[Session, Actor, Clock, EventBus]:
        """As operations take them."""
        return self.session, self.actor, self.clock, self.bus


@dataclass(slots=True)
class Play:
    """A story while it is played: its listings and people, the introduction once it was asked for, and its questions."""

    name: str
    story: Story
    need: Listing
    offering: Listing
    cast: Cast
    countries: frozenset[str]
    row: Introduction | None = None
    questions: list[int] = field(default_factory=list)

    def take(self, session: Session, bank: Bank, clock: Clock, bus: EventBus, step: Told) -> None:
        """Take a step of the story at the moment at which the clock stands."""
        scene = _Scene(session, bank, self.cast.actors[step.by], clock, bus)
        _STEPS[step.do](self, scene, step)
        session.flush()

    @property
    def begun(self) -> Introduction:
        """The introduction, which the first step of the story has asked for."""
        if self.row is None:
            raise LookupError(self.name)
        return self.row

    def ask(self, scene: _Scene, step: Told) -> None:
        """Ask the other side to meet, with questions."""
        asked = tuple(self._question(scene, each) for each in step.questions)
        request = Request(self.need.id, self.offering.id, step.by, step.words, asked)
        self.row = asking.ask(*scene.hands, request, _UNANSWERED)
        self.questions += self._threads(scene, general=False)

    def say(self, scene: _Scene, step: Told) -> None:
        """Say something that answers no question."""
        talking.say(*scene.hands, self._threads(scene, general=True)[0], step.words)

    def question(self, scene: _Scene, step: Told) -> None:
        """Ask more."""
        for each in step.questions:
            made = talking.ask_question(*scene.hands, self.begun.id, self._question(scene, each))
            self.questions.append(made.id)

    def answer(self, scene: _Scene, step: Told) -> None:
        """Write below a question."""
        talking.say(*scene.hands, self._asked(step), step.words)

    def take_over(self, scene: _Scene, step: Told) -> None:
        """Put an answer into the listing of one's own side; curators are still to read it."""
        own = self.need if step.by is Party.AGENCY else self.offering
        if own.latest is None:
            raise LookupError(own.key)
        content = parse_content(own.content_type, _changed(own.latest.content, step.change))
        saved = save_draft(scene.session, scene.actor, scene.clock, own.id, own.latest.number, content)
        submit(*scene.hands, own.id)
        talking.note_taken_over(*scene.hands, self._asked(step), saved.number)

    def turn(self, step: Told) -> Turn:
        """The step as it reaches the bank from somebody who has the room before them."""
        return Turn(self.begun.version, step.words, step.reason, step.stage)

    def next_step(self, scene: _Scene, step: Told) -> None:
        """Agree on what is to be done next."""
        day = (scene.clock.now() + timedelta(days=step.within or 0)).date()
        moving.agree_step(*scene.hands, self.begun.id, NextStep(self.begun.version, step.words, day, step.who))

    def finish_step(self, scene: _Scene, _step: Told) -> None:
        """Say that the next step was taken."""
        moving.finish_step(scene.session, scene.actor, scene.clock, self.begun.id, self.begun.version)

    def call_curator(self, scene: _Scene, step: Told) -> None:
        """Ask the curators for help."""
        talking.call_curator(*scene.hands, self.begun.id, step.words)

    def report(self, scene: _Scene, step: Told) -> None:
        """Say how the technology does; what is typical stands with its source."""
        measured = tuple(None if each == UNKNOWN else float(each) for each in step.measured)
        words = f"{step.words.strip()}\n\n{step.source}"
        answer = Answer(str(step.result), measured, words, self._locale(step))
        outcomes.report_results(*scene.hands, self.begun.id, months=step.months or 0, answer=answer)

    def tell_outcome(self, scene: _Scene, step: Told) -> None:
        """Write what came of it, and agree to its publication as it stands."""
        account = Account(
            seen=self._written(scene),
            agreement=step.agreement,
            country=step.country,
            place=step.place,
            scale=step.scale,
            lessons=step.words,
            locale=self._locale(step),
            consent=True,
        )
        outcomes.write_outcome(*scene.hands, self.begun.id, account=account, countries=self.countries)

    def consent(self, scene: _Scene, _step: Told) -> None:
        """Agree to what the other side has written."""
        outcomes.agree_to_publish(*scene.hands, self.begun.id, self._written(scene))

    def _question(self, scene: _Scene, asked: Asked) -> Question:
        """A question with the bank's verdict on the criterion, so that each reader sees it in their own language."""
        if asked.criterion is None:
            return Question(asked.words)
        verdict = next(each for each in self._verdicts(scene) if each.criterion == asked.criterion)
        return Question(asked.words, asked.criterion, verdict.to_json())

    def _verdicts(self, scene: _Scene) -> tuple[Verdict, ...]:
        """What the bank says of the pair: in the match that it keeps or, where it keeps none, when asked for."""
        if kept := scene.session.get(KeptMatch, (self.need.id, self.offering.id)):
            return match_of(kept).verdicts
        contents = [(listing, content_of(listing)) for listing in (self.need, self.offering)]
        need, offering = (document_of(listing, content) for listing, content in contents if content is not None)
        return scene.bank.matcher().compare(need, offering).verdicts

    def _threads(self, scene: _Scene, *, general: bool) -> Sequence[int]:
        own = select(Thread.id).where(Thread.introduction_id == self.begun.id, Thread.general.is_(general))
        return scene.session.scalars(own.order_by(Thread.id)).all()

    def _asked(self, step: Told) -> int:
        return self.questions[(step.question or 0) - 1]

    def _written(self, scene: _Scene) -> int:
        return outcome_of(scene.session, scene.actor, self.begun.id).version

    def _locale(self, step: Told) -> str:
        return step.locale or self.cast.locales[step.by]


def _changed(content: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Content with what is said anew; what stands beside it stays."""
    parts = {
        name: _changed(content.get(name) or {}, value) if isinstance(value, Mapping) else value
        for name, value in change.items()
    }
    return {**content, **parts}


#: How each thing is done.
_STEPS: Final[Mapping[str, Callable[[Play, _Scene, Told], object]]] = {
    "ask": Play.ask,
    "accept": lambda play, scene, step: asking.accept(*scene.hands, play.begun.id, play.turn(step)),
    "decline": lambda play, scene, step: asking.decline(*scene.hands, play.begun.id, play.turn(step)),
    "withdraw": lambda play, scene, step: asking.withdraw(*scene.hands, play.begun.id, play.turn(step)),
    "say": Play.say,
    "question": Play.question,
    "answer": Play.answer,
    "take_over": Play.take_over,
    "move": lambda play, scene, step: moving.lead_on(*scene.hands, play.begun.id, play.turn(step)),
    "confirm": lambda play, scene, step: moving.confirm(*scene.hands, play.begun.id, play.turn(step)),
    "refuse": lambda play, scene, step: moving.refuse(*scene.hands, play.begun.id, play.turn(step)),
    "close": lambda play, scene, step: moving.close(*scene.hands, play.begun.id, play.turn(step)),
    "next_step": Play.next_step,
    "next_step_done": Play.finish_step,
    "call_curator": Play.call_curator,
    "report": Play.report,
    "tell_outcome": Play.tell_outcome,
    "consent": Play.consent,
}
