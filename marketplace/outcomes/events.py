"""What happens to outcomes. Editors of the organizations named are told, unless said otherwise."""

from dataclasses import dataclass
from datetime import date

from marketplace.introductions.events import IntroductionEvent
from marketplace.outcomes.terms import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsAsked(IntroductionEvent):
    """So many months have passed since deployment: both sides are asked how the technology does.

    Each person is sent a link of their own (`policies.results_link`), behind which one page takes the answer.
    """

    months: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsReported(IntroductionEvent):
    """A side has said how the technology does: the other one is told."""

    months: int
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWritten(IntroductionEvent):
    """A side has written what came of it: the other one is asked whether it may be published."""

    outcome_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePublished(IntroductionEvent):
    """Both sides have agreed: everybody can read the outcome. Both are told."""

    outcome_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTakenBack(IntroductionEvent):
    """A side has taken back its consent, or changed the text: nobody else can read it any more. The other one is told."""

    outcome_id: int
