"""The measures, each as its source defines it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def dcg(gains: Sequence[float], depth: int) -> float:
    """Discounted cumulative gain: the sum of gain_i / log2(i + 1) over the first ranks (Järvelin and Kekäläinen 2002)."""
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains[:depth], 1))


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """DCG over that of the best ranking possible; 0 if nothing is relevant. Gains are the grades, as trec_eval has it."""
    best = dcg(sorted(grades.values(), reverse=True), depth)
    return dcg([grades.get(one, 0.0) for one in ranking], depth) / best if best > 0 else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """1 / rank of the first relevant one among the first ranks, else 0."""
    places = (1 / rank for rank, one in enumerate(ranking[:depth], 1) if grades.get(one, 0.0) > 0)
    return next(places, 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 100) -> float:
    """The share of the relevant that is among the first ranks; 0 if nothing is relevant."""
    relevant = {one for one, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like scores: how many, how many good, their weight, mean stated probability and observed frequency."""

    pairs: int
    good: int
    mass: float
    stated: float
    observed: float


def reliability(
    probabilities: Floats, outcomes: Floats, weights: Floats | None = None, bins: int = 10
) -> tuple[Bin, ...]:
    """Stated probability against observed frequency over bins of equal mass, from the lowest; empty bins are left out."""
    if not len(probabilities):
        return ()
    members, heavy, stated, observed = _binned(probabilities, outcomes, weights, bins)
    good = np.bincount(members, outcomes, minlength=bins)
    counts = np.bincount(members, minlength=bins)
    return tuple(
        Bin(
            pairs=int(counts[at]),
            good=int(good[at]),
            mass=float(heavy[at]),
            stated=float(stated[at] / heavy[at]),
            observed=float(observed[at] / heavy[at]),
        )
        for at in range(bins)
        if counts[at]
    )


def expected_calibration_error(
    probabilities: Floats, outcomes: Floats, weights: Floats | None = None, bins: int = 10
) -> float:
    """The mean distance of stated probability from observed frequency over bins of equal mass (Nixon et al. 2019)."""
    if not len(probabilities):
        return 0.0
    _, heavy, stated, observed = _binned(probabilities, outcomes, weights, bins)
    return float(np.abs(stated - observed).sum() / heavy.sum())


def _binned(
    probabilities: Floats, outcomes: Floats, weights: Floats | None, bins: int
) -> tuple[npt.NDArray[np.int64], Floats, Floats, Floats]:
    """The bin of each pair, and of each bin the sums of weights, of weighted probabilities and of weighted outcomes."""
    mass = np.ones(len(probabilities)) if weights is None else weights
    order = np.argsort(probabilities, kind="stable")
    middles = np.cumsum(mass[order]) - mass[order] / 2
    bin_of = np.empty(len(order), np.int64)
    bin_of[order] = np.minimum((middles / mass.sum() * bins).astype(np.int64), bins - 1)
    heavy, stated, observed = (
        np.bincount(bin_of, values, minlength=bins).astype(np.float64)
        for values in (mass, mass * probabilities, mass * outcomes)
    )
    return bin_of, heavy, stated, observed
