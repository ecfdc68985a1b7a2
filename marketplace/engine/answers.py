"""Which single answer would move a match most: what its probability would be if an open criterion were settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from marketplace.engine.criteria import CRITERIA
from marketplace.engine.documents import Json
from marketplace.engine.features import Floats, columns_of
from marketplace.engine.ranker import Ranker

_DIGITS: Final = 4
#: For each criterion the columns of the matrix that say how well it is met, and how badly not.
_COLUMNS: Final = np.array([columns_of(criterion.name) for criterion in CRITERIA])


@dataclass(frozen=True, slots=True)
class Answer:
    """An open criterion with the probability of the match if the answer were clearly good, and clearly bad."""

    criterion: str
    if_met: float
    if_unmet: float

    @property
    def reach(self) -> float:
        """How far apart the two are."""
        return self.if_met - self.if_unmet

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {"criterion": self.criterion, "if_met": self.if_met, "if_unmet": self.if_unmet}

    @classmethod
    def from_json(cls, value: Json) -> Self:
        """The inverse of `to_json`."""
        return cls(**value)


def answers(ranker: Ranker, matrix: Floats, margins: Floats) -> list[tuple[Answer, ...]]:
    """For each row of features and margins its open criteria, the one whose answer would move the match most first."""
    unknown = np.isnan(margins)
    rows, places = np.nonzero(unknown)
    settled = np.repeat(matrix[rows], 2, axis=0)
    met, unmet = _COLUMNS[places].T
    pairs = np.arange(len(rows))
    settled[2 * pairs, met], settled[2 * pairs, unmet] = 1.0, 0.0
    settled[2 * pairs + 1, met], settled[2 * pairs + 1, unmet] = 0.0, -1.0
    scores: Any = np.round(ranker.predict(settled), _DIGITS).reshape(-1, 2) if len(rows) else np.zeros((0, 2))
    found: list[list[Answer]] = [[] for _ in range(len(matrix))]
    for row, place, (if_met, if_unmet) in zip(rows.tolist(), places.tolist(), scores.tolist(), strict=True):
        found[row].append(Answer(CRITERIA[place].name, if_met, if_unmet))
    return [_furthest_first(each) for each in found]


def _furthest_first(found: Sequence[Answer]) -> tuple[Answer, ...]:
    return tuple(sorted(found, key=lambda answer: -answer.reach))
