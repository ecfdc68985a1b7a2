"""A ranker together with its twins that have not seen some of the needs.

What a ranker says of pairs it has learned from flatters it. A model therefore keeps, beside the ranker that serves, one for
each fold of needs, trained alike on the other folds. Folds follow from the name of the need alone, so that they are the same
for every model of a bank, whenever it was trained: two models can be compared at any time on needs which neither has seen
(cross-fitting; Chernozhukov et al. 2018, section 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.documents import Json
from marketplace.engine.ranker import files
from marketplace.engine.ranker.ranker import Ranker
from marketplace.engine.ranker.training import FOLDS, Lessons

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CrossFitted:
    """`ranker` serves and has seen everything; `unseen[fold]` has seen no need of that fold."""

    ranker: Ranker
    unseen: tuple[Ranker, ...]

    @classmethod
    def fit(cls, learned: Lessons, *, name: str | None = None) -> Self:
        """Learn from lessons; without a name, the ranker is named after its version.

        Raises `ValueError` if they are too few or all alike, in all or without one of the folds.
        """
        ranker = _fitted(learned, np.ones(len(learned.grades), np.bool_))
        ranker = replace(ranker, name=name or ranker.version)
        return cls(ranker, tuple(_fitted(learned, learned.folds != fold) for fold in range(FOLDS)))

    @property
    def version(self) -> str:
        """The version of the ranker that serves."""
        return self.ranker.version

    def out_of_fold(self, part: Lessons, matrix: Floats | None = None) -> Floats:
        """The probability of each pair by the ranker that has not seen its need; of other features, if given."""
        rows = part.matrix if matrix is None else matrix
        scores = np.zeros(len(rows))
        for fold, ranker in enumerate(self.unseen):
            mine = part.folds == fold
            if mine.any():
                scores[mine] = ranker.predict(rows[mine])
        return scores

    def save(self, path: Path | str) -> None:
        """Write the model as a skops file, which `Ranker.load` reads too."""
        files.write({**self.ranker.saved(), "unseen": [twin.saved() for twin in self.unseen]}, path)

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a model; raises what `Ranker.load` raises."""
        saved = files.read(path)
        return cls(Ranker.restored(saved), tuple(Ranker.restored(each) for each in saved["unseen"]))

    def to_json(self) -> Json:
        """Every number of the model: a few hundred."""
        return {"ranker": self.ranker.to_json(), "unseen": [twin.to_json() for twin in self.unseen]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The model of its numbers. Raises `ValueError` for a model of other features than the engine has now."""
        twins: Sequence[Mapping[str, Any]] = data["unseen"]
        return cls(Ranker.from_json(data["ranker"]), tuple(Ranker.from_json(each) for each in twins))


def _fitted(learned: Lessons, rows: npt.NDArray[np.bool_]) -> Ranker:
    return Ranker.fit(learned.matrix[rows], learned.grades[rows], learned.groups[rows], learned.weights[rows])
