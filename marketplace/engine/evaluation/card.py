"""What a model card says in figures. All of them are out of fold: no pair is scored by a ranker that has seen its need."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.documents import Json
from marketplace.engine.evaluation.metrics import Bin, expected_calibration_error, reliability
from marketplace.engine.evaluation.needs import Interval, bootstrapped, ndcg_of_needs
from marketplace.engine.features import PARTS, columns_of
from marketplace.engine.ranker import GOOD, CrossFitted, Lessons

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

#: Scores from here on are those that somebody may act upon. Nearly all judged pairs lie below and are bad, so that the
#: calibration error over all pairs is small by nature; over these it is not.
LIKELY: Final = 0.1
_LIKELY_BINS: Final = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far stated chances lie from observed ones, over some pairs; the interval is of 95 %, needs being drawn."""

    pairs: int
    good: int
    ece: float
    ece_interval: Interval

    @classmethod
    def of(cls, scores: Floats, learned: Lessons, rows: Rows, bins: int = 10) -> Self:
        """Over the rows marked, weighted as the judgments are."""
        stated, good = scores[rows], (learned.grades[rows] >= GOOD).astype(np.float64)
        weights, groups = learned.weights[rows], learned.groups[rows]

        def error(drawn: npt.NDArray[np.int64]) -> float:
            return expected_calibration_error(stated[drawn], good[drawn], weights[drawn], bins)

        return cls(
            len(stated),
            int(good.sum()),
            expected_calibration_error(stated, good, weights, bins),
            bootstrapped(groups, error),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The order and the calibration over some needs. `needs` counts those with a good pair, which nDCG is about."""

    needs: int
    ndcg10: float
    ndcg10_interval: Interval
    calibration: Calibration

    @classmethod
    def of(cls, scores: Floats, learned: Lessons, rows: Rows) -> Self:
        """Over the rows marked; needs are whole or not in it at all."""
        found = ndcg_of_needs(scores[rows], selected(learned, rows))
        return cls(len(found.values), found.mean, found.interval, Calibration.of(scores, learned, rows))


@dataclass(frozen=True, slots=True)
class Influence:
    """What a part means to the model.

    `spread` is by how much it moves the log-odds: coefficient times spread. `loss` is how much nDCG@10 falls when the part
    is silent; nothing for what is not a part of its own.
    """

    part: str
    spread: float
    loss: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """Figures of a model over all judged pairs, by language and by field, and what moves it."""

    overall: Figures
    text_ndcg10: float
    likely: Calibration
    by_language: Mapping[str, Figures]
    by_field: Mapping[str, Figures]
    curve: tuple[Bin, ...]
    likely_curve: tuple[Bin, ...]
    influence: tuple[Influence, ...]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The card of its JSON object."""
        return cls(
            _figures(data["overall"]),
            data["text_ndcg10"],
            _calibration(data["likely"]),
            {name: _figures(each) for name, each in data["by_language"].items()},
            {name: _figures(each) for name, each in data["by_field"].items()},
            tuple(Bin(**each) for each in data["curve"]),
            tuple(Bin(**each) for each in data["likely_curve"]),
            tuple(Influence(**each) for each in data["influence"]),
        )


def describe(fitted: CrossFitted, learned: Lessons, languages: Sequence[str], fields: Sequence[str]) -> Card:
    """The card of a model over judged pairs; `languages` and `fields` say, for each pair, where its need belongs."""
    scores = fitted.out_of_fold(learned)
    good = (learned.grades >= GOOD).astype(np.float64)
    everything = np.ones(len(scores), np.bool_)
    likely = scores >= LIKELY
    return Card(
        overall=Figures.of(scores, learned, everything),
        text_ndcg10=ndcg_of_needs(learned.text, learned).mean,
        likely=Calibration.of(scores, learned, likely, _LIKELY_BINS),
        by_language={name: Figures.of(scores, learned, rows) for name, rows in strata(languages).items()},
        by_field={name: Figures.of(scores, learned, rows) for name, rows in strata(fields).items()},
        curve=reliability(scores, good, learned.weights),
        likely_curve=reliability(scores[likely], good[likely], learned.weights[likely], _LIKELY_BINS),
        influence=_influence(fitted, learned, scores),
    )


def strata(names: Sequence[str]) -> dict[str, Rows]:
    """The rows of each name, in the order of the names."""
    column = np.array(names)
    return {name: column == name for name in sorted(set(names))}


def selected(learned: Lessons, rows: Rows | npt.NDArray[np.int64]) -> Lessons:
    """Some of the lessons: those marked, or those at some places."""
    parts = {name: getattr(learned, name)[rows] for name in learned.__dataclass_fields__}
    return replace(learned, **parts)


def _influence(fitted: CrossFitted, learned: Lessons, scores: Floats) -> tuple[Influence, ...]:
    """Strongest first."""
    whole = ndcg_of_needs(scores, learned).mean
    found = []
    for part, spread in fitted.ranker.influence(learned.matrix).items():
        loss = None
        if part in PARTS:
            silent = learned.matrix.copy()
            silent[:, columns_of(part)] = 0.0
            loss = whole - ndcg_of_needs(fitted.out_of_fold(learned, silent), learned).mean
        found.append(Influence(part, spread, loss))
    return tuple(sorted(found, key=lambda each: -each.spread))


def _figures(data: Mapping[str, Any]) -> Figures:
    low, high = data["ndcg10_interval"]
    return Figures(data["needs"], data["ndcg10"], (low, high), _calibration(data["calibration"]))


def _calibration(data: Mapping[str, Any]) -> Calibration:
    low, high = data["ece_interval"]
    return Calibration(data["pairs"], data["good"], data["ece"], (low, high))
