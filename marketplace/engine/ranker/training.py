"""Judged pairs, and the ranker they teach."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.documents import Document
from marketplace.engine.features import PairFeatures
from marketplace.engine.index import Analyser, Analysis, Pool, Side, Statistics
from marketplace.engine.ranker.propensity import corrected_weights
from marketplace.engine.ranker.ranker import Ranker
from marketplace.engine.resources import Resources

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]

#: Into how many folds needs fall.
FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with its grade, 0 (does not serve) to 3 (serves fully), and its weight.

    A pair drawn at random weighs the inverse of the rate at which it was drawn; one chosen on purpose weighs 1. `position`
    is the place, from 1, at which it stood before the one who judged it; nothing if it was judged on purpose. `group` names
    a need that exists in several versions; without it each need stands for itself.
    """

    need: Document
    offering: Document
    grade: int
    weight: float = 1.0
    position: int | None = None
    group: str = ""

    @property
    def subject(self) -> str:
        """What no fold may tear apart: the need, in all its versions."""
        return self.group or self.need.id


@dataclass(frozen=True)
class Lessons:
    """Judged pairs as numbers: `matrix` (pairs, features), grades, the need of each pair, weights, text scores, folds.

    Weights are corrected for the positions at which pairs were shown.
    """

    matrix: Floats
    grades: Integers
    groups: Integers
    weights: Floats
    text: Floats
    folds: Integers


def fold_of(subject: str) -> int:
    """The fold of a need: always the same one, whatever else is judged (CRC-32 of its name)."""
    return zlib.crc32(subject.encode()) % FOLDS


def lessons(
    pairs: Sequence[Judged],
    resources: Resources,
    statistics: Statistics | None = None,
    progress: Progress | None = None,
) -> Lessons:
    """The features of judged pairs, one pool for each need. Each document is analysed once.

    Term statistics are those of the judged documents unless given (an index's).
    """
    analyses = _analyses(pairs, Analyser(resources), progress)
    known = statistics or Statistics.of_records([analysis.record for analysis in analyses.values()])
    needs: dict[str, list[int]] = {}
    for place, pair in enumerate(pairs):
        needs.setdefault(pair.need.id, []).append(place)
    parts: list[tuple[Integers, PairFeatures]] = []
    for need, members in needs.items():
        places = np.array(members, np.int64)
        pool = Pool.of([analyses[pairs[place].offering.id].record.to_bytes() for place in places.tolist()])
        parts.append((places, PairFeatures.of(Side.of(analyses[need], known), "need", pool, known)))
    order = np.argsort(np.concatenate([places for places, _ in parts]))
    return Lessons(
        np.concatenate([features.matrix for _, features in parts])[order],
        np.array([pair.grade for pair in pairs], np.int64),
        _numbered([pair.subject for pair in pairs]),
        corrected_weights(
            np.array([pair.weight for pair in pairs], np.float64),
            np.array([np.nan if pair.position is None else pair.position for pair in pairs], np.float64),
        ),
        np.concatenate([features.text for _, features in parts])[order],
        np.array([fold_of(pair.subject) for pair in pairs], np.int64),
    )


def _numbered(names: Sequence[str]) -> Integers:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], np.int64)


def _analyses(pairs: Sequence[Judged], analyser: Analyser, progress: Progress | None) -> Mapping[str, Analysis]:
    documents = {document.id: document for pair in pairs for document in (pair.need, pair.offering)}
    analyses = {}
    for done, (identifier, document) in enumerate(documents.items(), 1):
        analyses[identifier] = analyser.analyse(document)
        if progress is not None:
            progress(done, len(documents))
    return analyses


def fit_ranker(
    pairs: Sequence[Judged],
    resources: Resources,
    statistics: Statistics | None = None,
    *,
    name: str = "trained",
    progress: Progress | None = None,
) -> Ranker:
    """A ranker that has learned from judged pairs. Raises `ValueError` if they are too few or all alike."""
    learned = lessons(pairs, resources, statistics, progress)
    return Ranker.fit(learned.matrix, learned.grades, learned.groups, learned.weights, name=name)
