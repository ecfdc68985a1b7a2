"""Which matches are worth keeping, and what a word about a pair says of fit."""

from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from marketplace.matching.errors import WordInvalidError
from marketplace.matching.terms import REASONED, REASONS, STANDARDS, JudgmentSource, Reason

#: From which chance on a match is shown in the open; less likely ones are shown apart, and briefly.
LIKELY: Final = 0.2
#: What is estimated is never certain: nothing beyond this chance is told, nor its opposite.
NEARLY_CERTAIN: Final = 0.99
#: Candidates that are scored for each match kept: what a listing does not keep, its other side may.
REACH: Final = 5

_GRADES: Final = range(4)


def worth_keeping(score: Any, of_need: Any, of_offering: Any, kept: int) -> Any:
    """Whether a suggestion stays: among the best `kept` of its need, or likely and among the best `kept` of its offering.

    Ranks begin at 1. Takes numbers, or columns of a query: then the answer is a condition. Who has a need looks at what there
    is, however little fits. Most offerings suit few needs well; without the second condition almost every pair that is scored
    would be among the best of some offering.
    """
    return (of_need <= kept) | ((score >= LIKELY) & (of_offering <= kept))


@dataclass(frozen=True, slots=True)
class Word:
    """A word about a need and an offering, as it reaches the bank.

    `position` is the place, from 1, at which the match stood before those who speak, and `model` the one that put it there;
    nothing for who judged on purpose. Grade and weight are the source's own where they are not given. The revisions are
    those that were read; without them, those that the public sees.
    """

    source: JudgmentSource
    need_id: int
    offering_id: int
    reason: Reason | None = None
    grade: int | None = None
    weight: float | None = None
    position: int | None = None
    model: str | None = None
    need_revision_id: int | None = None
    offering_revision_id: int | None = None


def grade_and_weight(word: Word) -> tuple[int | None, float]:
    """The grade that a word speaks for, nothing if it says nothing about fit, and what it weighs.

    Raises:
        WordInvalidError: a seed without a grade, a declined or closed introduction without a reason, or figures that
            cannot be.
    """
    standard = STANDARDS[word.source]
    if (word.source in REASONED) != (word.reason is not None):
        raise WordInvalidError
    grade = REASONS[word.reason][0] if word.reason else standard.grade
    if word.grade is not None:
        grade = word.grade
    weight = standard.weight if word.weight is None else word.weight
    unknown = grade is None and word.reason is None
    if unknown or (grade is not None and grade not in _GRADES) or not (isfinite(weight) and weight > 0):
        raise WordInvalidError
    if word.position is not None and word.position < 1:
        raise WordInvalidError
    return grade, weight
