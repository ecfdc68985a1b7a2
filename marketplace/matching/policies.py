"""What a word about a pair says of fit."""

from dataclasses import dataclass
from math import isfinite
from typing import Final

from marketplace.matching.errors import WordInvalidError
from marketplace.matching.terms import REASONED, REASONS, STANDARDS, JudgmentSource, Reason

_GRADES: Final = range(4)


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
