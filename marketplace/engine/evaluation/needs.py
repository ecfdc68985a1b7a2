"""Figures over needs: nDCG of each, and intervals by drawing needs, which belong together, with replacement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.evaluation.metrics import dcg
from marketplace.engine.ranker import GOOD, Lessons

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
#: From and to.
Interval = tuple[float, float]

_DEPTH: Final = 10
_RESAMPLES: Final = 500
_PERCENTILES: Final = (2.5, 97.5)
_SEED: Final = 20170424


@dataclass(frozen=True, slots=True)
class OfNeeds:
    """One value for each of some needs."""

    needs: Integers
    values: Floats

    @property
    def mean(self) -> float:
        """The mean over the needs; 0 where there is none."""
        return float(self.values.mean()) if len(self.values) else 0.0

    @property
    def interval(self) -> Interval:
        """Where the mean lies in 95 of 100 draws of the needs with replacement (Efron's percentile bootstrap)."""
        return bootstrapped(np.arange(len(self.values)), lambda drawn: float(self.values[drawn].mean()))


def ndcg_of_needs(scores: Floats, part: Lessons) -> OfNeeds:
    """nDCG@10 of each need that has a good pair. Gains are the grades; ties are broken by the text score."""
    needs, values = [], []
    for need in np.unique(part.groups):
        mine = np.flatnonzero(part.groups == need)
        if part.grades[mine].max() < GOOD:
            continue
        order = mine[np.lexsort((-part.text[mine], -scores[mine]))]
        best = dcg(sorted(part.grades[mine].tolist(), reverse=True), _DEPTH)
        needs.append(int(need))
        values.append(dcg(part.grades[order].tolist(), _DEPTH) / best)
    return OfNeeds(np.array(needs, np.int64), np.array(values, np.float64))


def bootstrapped(groups: Integers, figure: Callable[[Integers], float]) -> Interval:
    """The interval, of 95 %, of a figure over rows when their groups are drawn with replacement.

    `figure` is given the rows drawn, one of them as often as its group was.
    """
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    if not members:
        return 0.0, 0.0
    generator = np.random.default_rng(_SEED)
    found = [
        figure(np.concatenate([members[place] for place in generator.integers(len(members), size=len(members))]))
        for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(found, _PERCENTILES)
    return float(low), float(high)
