"""Two models on the same judged pairs, each pair scored by rankers that have not seen its need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.documents import Json
from marketplace.engine.evaluation.card import selected, strata
from marketplace.engine.evaluation.metrics import expected_calibration_error
from marketplace.engine.evaluation.needs import OfNeeds, bootstrapped, ndcg_of_needs
from marketplace.engine.ranker import GOOD, CrossFitted, Lessons

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: By how much calibration may be worse before it counts: the error over all pairs is far below this.
TOLERATED: Final = 0.01


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the first and of the second model, and the interval, of 95 %, of first minus second over drawn needs."""

    first: float
    second: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """First minus second."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Compared:
    """Order and calibration of two models over some pairs. `needs` counts those with a good pair."""

    pairs: int
    needs: int
    ndcg10: Difference
    ece: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, named by their versions, on the same pairs."""

    first: str
    second: str
    overall: Compared
    by_language: Mapping[str, Compared]
    by_field: Mapping[str, Compared]

    @property
    def worse(self) -> bool:
        """Whether the first model is worse beyond chance: in order, or in calibration by more than is tolerated."""
        return self.overall.ndcg10.high < 0 or self.overall.ece.low > TOLERATED

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The comparison of its JSON object."""
        by_language, by_field = (
            {name: _compared(each) for name, each in data[kind].items()} for kind in ("by_language", "by_field")
        )
        return cls(data["first"], data["second"], _compared(data["overall"]), by_language, by_field)


def compare(
    first: CrossFitted, second: CrossFitted, learned: Lessons, languages: Sequence[str], fields: Sequence[str]
) -> Comparison:
    """Both models on judged pairs; `languages` and `fields` say, for each pair, where its need belongs."""
    scores = first.out_of_fold(learned), second.out_of_fold(learned)

    def over(rows: npt.NDArray[np.bool_]) -> Compared:
        return _over(selected(learned, rows), *(each[rows] for each in scores))

    return Comparison(
        first.version,
        second.version,
        over(np.ones(len(learned.grades), np.bool_)),
        {name: over(rows) for name, rows in strata(languages).items()},
        {name: over(rows) for name, rows in strata(fields).items()},
    )


def _over(part: Lessons, first: Floats, second: Floats) -> Compared:
    ordered = ndcg_of_needs(first, part), ndcg_of_needs(second, part)
    paired = OfNeeds(ordered[0].needs, ordered[0].values - ordered[1].values)
    good = (part.grades >= GOOD).astype(np.float64)

    def error(scores: Floats) -> Callable[[Integers], float]:
        return lambda drawn: expected_calibration_error(scores[drawn], good[drawn], part.weights[drawn])

    errors = error(first), error(second)
    everything = np.arange(len(good))
    return Compared(
        len(good),
        len(paired.values),
        Difference(ordered[0].mean, ordered[1].mean, *paired.interval),
        Difference(
            errors[0](everything),
            errors[1](everything),
            *bootstrapped(part.groups, lambda drawn: errors[0](drawn) - errors[1](drawn)),
        ),
    )


def _compared(data: Mapping[str, Any]) -> Compared:
    return Compared(data["pairs"], data["needs"], Difference(**data["ndcg10"]), Difference(**data["ece"]))
