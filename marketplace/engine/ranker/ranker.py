"""From features to a calibrated probability that a pair is a good one, graded 2 or 3.

A logistic regression without negative coefficients, over features of which more is never worse: more similar texts or a
met criterion never lower a score, by construction and not by chance of the sample. Gradient-boosted trees under the
same constraint rank the seeds' judgments no better and no worse (nDCG@10 of 35 needs, folds grouped by need: .960 here,
.932 to .963 over 24 settings of trees, the difference from the best of them within its bootstrap interval). The
regression was taken because it is smooth, so that it seldom ties, and because its few coefficients can be read. Platt's
sigmoid (1999), fitted on scores of folds that had not seen the need, calibrates it; a sigmoid keeps the order strictly.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import skops.io
from scipy.special import expit
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from marketplace.engine.documents import Json
from marketplace.engine.features import FEATURES, FIELD, PARTS, TEXT, columns_of
from marketplace.engine.ranker.estimator import MonotoneLogistic

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: Grades run from 0 to 3; from this one on a pair is good.
GOOD: Final = 2
#: Inverse penalty of a trained model: some hundred good pairs carry forty coefficients only if these stay small.
#: Chosen on the seeds' judgments: nDCG@10 falls from .911 here to .900 at .1 and .879 at 1.
INVERSE_PENALTY: Final = 0.01
_FOLDS: Final = 5
_FEWEST_GROUPS: Final = 3
#: Below this a text score says nothing that could be told apart from noise.
_NOISE: Final = 0.02
#: The text score of a pair that is neither alike nor unlike.
_MIDDLING: Final = 0.5
_UNTRAINED: Final = "untrained"
#: Every type that a saved model may hold, beside numbers and strings.
_TRUSTED: Final = ("marketplace.engine.ranker.estimator.MonotoneLogistic",)

_TEXT_COLUMN: Final = FEATURES.index(TEXT)
_MET_COLUMNS: Final = [place for place, name in enumerate(FEATURES) if name.endswith("_met")]
#: The part, beside those of the features, that stands for how far texts and criteria agree.
AGREEMENT: Final = "agreement"


def expanded(matrix: Floats) -> Floats:
    """The features as the estimator sees them: the text score bent three ways, the rest, and how far both agree.

    Every column grows with every feature, so that non-negative coefficients keep the order that the features promise.
    The last column lets criteria count for more where the texts agree.
    """
    text = np.clip(matrix[:, _TEXT_COLUMN], 0.0, 1.0)
    bent = (text, np.sqrt(text), np.log1p(text / _NOISE))
    agreement = np.sqrt(text) * matrix[:, _MET_COLUMNS].mean(axis=1)
    return np.column_stack([*bent, np.delete(matrix, _TEXT_COLUMN, axis=1), agreement])


#: In how many ways the text score is bent.
_BENT: Final = 3


def _expanded_columns(part: str) -> list[int]:
    """Where the estimator sees a part."""
    if part == TEXT:
        return list(range(_BENT))
    if part == AGREEMENT:
        return [_BENT + len(FEATURES) - 1]
    rest = [name for name in FEATURES if name != TEXT]
    return [_BENT + rest.index(FEATURES[column]) for column in columns_of(part)]


def _prior() -> MonotoneLogistic:
    """What a newcomer would believe: texts decide, a wrong field or an unmet criterion costs, a met one helps a little.

    In log-odds: text from 0 to 1 spans about ten; a field in common 0.5 and a wrong one -1; a criterion 0.15 if met
    with ample margin and -0.6 if missed by far.
    """
    estimator = MonotoneLogistic()
    by_name = {f"{FIELD}_met": 0.5, f"{FIELD}_unmet": 1.0}
    others = [by_name.get(name, 0.15 if name.endswith("_met") else 0.6) for name in FEATURES if name != TEXT]
    estimator.coef_ = np.array([2.0, 6.0, 0.5, *others, 1.0])
    estimator.intercept_ = -4.0
    estimator.classes_ = np.array([0, 1])
    return estimator


@dataclass(frozen=True)
class Ranker:
    """A trained or untrained estimator with its calibration: probability = sigmoid(slope * log-odds + offset).

    `version` is a digest of the coefficients, so that two models are the same exactly if their versions are.
    """

    estimator: MonotoneLogistic
    slope: float = 1.0
    offset: float = 0.0
    name: str = _UNTRAINED
    trained_on: int = 0
    features: tuple[str, ...] = field(default=FEATURES)

    @classmethod
    def untrained(cls) -> Self:
        """A sensible prior, for a bank without judgments."""
        return cls(_prior())

    @classmethod
    def fit(
        cls,
        matrix: Floats,
        grades: Integers,
        groups: Integers,
        sample_weight: Floats | None = None,
        *,
        name: str = "trained",
        inverse_penalty: float = INVERSE_PENALTY,
    ) -> Self:
        """Learn from graded pairs; `groups` says which pairs share a need, so that calibration never sees its own.

        Raises `ValueError` if the grades are all good or all bad, or of too few needs.
        """
        good = (np.asarray(grades) >= GOOD).astype(np.int64)
        if good.min() == good.max() or len(np.unique(groups)) < _FEWEST_GROUPS:
            msg = "judgments of both kinds for at least three needs are required to train"
            raise ValueError(msg)
        weights = np.ones(len(good)) if sample_weight is None else np.asarray(sample_weight, np.float64)
        # Weights are relative: their mean must not change the strength of the penalty.
        weights = weights / weights.mean()
        columns = expanded(matrix)
        # Products of so small matrices are over before a second thread has begun; many would wait for each other.
        with threadpool_limits(1, user_api="blas"):
            slope, offset = _calibration(columns, good, np.asarray(groups), weights, inverse_penalty)
            estimator = MonotoneLogistic(inverse_penalty).fit(columns, good, weights)
        return cls(estimator, slope, offset, name, len(good))

    @property
    def version(self) -> str:
        """A short digest of everything that decides a score."""
        numbers = np.append(self.estimator.coef_, [self.estimator.intercept_, self.slope, self.offset])
        return hashlib.sha256(np.round(numbers, 12).tobytes()).hexdigest()[:12]

    def log_odds(self, matrix: Floats) -> Floats:
        """Calibrated log-odds of rows of features."""
        odds: Floats = self.slope * self.estimator.decision_function(expanded(matrix)) + self.offset
        return odds

    def predict(self, matrix: Floats) -> Floats:
        """The probability, for each row of features, that the pair is a good one."""
        probability: Floats = expit(self.log_odds(matrix))
        return probability

    def contributions(self, matrix: Floats) -> dict[str, Floats]:
        """What each row's probability owes to each part: how much it falls if that part alone is silent.

        Negative where a part speaks against the pair.
        """
        silent = np.repeat(matrix[None], len(PARTS), axis=0)
        for place, part in enumerate(PARTS):
            silent[place][:, columns_of(part)] = 0.0
        without = self.predict(silent.reshape(-1, matrix.shape[1])).reshape(len(PARTS), -1)
        return dict(zip(PARTS, self.predict(matrix) - without, strict=True))

    def stakes(self) -> dict[str, float]:
        """How far each part can move the log-odds of a pair: from silent to fully met, at a middling text score.

        What a listing that says nothing of a part forgoes at most.
        """
        rows = np.zeros((len(PARTS) + 1, len(FEATURES)))
        rows[:, _TEXT_COLUMN] = _MIDDLING
        for row, part in enumerate(PARTS, start=1):
            rows[row, columns_of(part)[0]] = 1.0
        odds = self.log_odds(rows)
        return {part: float(odds[row] - odds[0]) for row, part in enumerate(PARTS, start=1)}

    def influence(self, matrix: Floats) -> dict[str, float]:
        """How much each part moves the log-odds over rows of features: coefficient times spread, of all its columns.

        `AGREEMENT` is the last column, which grows with texts and criteria together.
        """
        columns = expanded(matrix)
        moved = {part: columns[:, _expanded_columns(part)] for part in (*PARTS, AGREEMENT)}
        return {
            part: float(np.std(self.slope * (values @ self.estimator.coef_[_expanded_columns(part)])))
            for part, values in moved.items()
        }

    def save(self, path: Path | str) -> None:
        """Write the model as a skops file."""
        skops.io.dump(self.saved(), path)

    def saved(self) -> dict[str, Any]:
        """What a file holds of the model."""
        return {"estimator": self.estimator, "calibration": self._metadata()}

    def _metadata(self) -> dict[str, Any]:
        return {
            "slope": float(self.slope),
            "offset": float(self.offset),
            "name": self.name,
            "trained_on": self.trained_on,
            "features": list(self.features),
        }

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a model; only the types listed here are ever built from a file.

        Raises skops' `UntrustedTypesFoundException` for any other, and `ValueError` for a model of other features.
        """
        return cls.restored(read_saved(path))

    @classmethod
    def restored(cls, saved: Mapping[str, Any]) -> Self:
        """The model that a file holds."""
        metadata = saved["calibration"]
        if tuple(metadata["features"]) != FEATURES:
            msg = "the model was trained on other features than the engine has now"
            raise ValueError(msg)
        return cls(saved["estimator"], **{**metadata, "features": tuple(metadata["features"])})

    def to_json(self) -> Json:
        """Every number of the model."""
        estimator = {"coefficients": self.estimator.coef_.tolist(), "intercept": float(self.estimator.intercept_)}
        return {"estimator": estimator, "inverse_penalty": self.estimator.C, "calibration": self._metadata()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The model of its numbers. Raises `ValueError` for a model of other features than the engine has now."""
        estimator = MonotoneLogistic(data["inverse_penalty"])
        estimator.coef_ = np.array(data["estimator"]["coefficients"], np.float64)
        estimator.intercept_ = data["estimator"]["intercept"]
        estimator.classes_ = np.array([0, 1])
        return cls.restored({"estimator": estimator, "calibration": data["calibration"]})


def read_saved(path: Path | str) -> dict[str, Any]:
    """What a skops file holds; only the types listed here are ever built. Raises `UntrustedTypesFoundException`."""
    saved: dict[str, Any] = skops.io.load(path, trusted=list(_TRUSTED))
    return saved


def _calibration(
    columns: Floats, good: Integers, groups: Integers, weights: Floats, inverse_penalty: float
) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid (1999, section 2.2) over scores of folds that had not seen the need."""
    folds = GroupKFold(min(_FOLDS, len(np.unique(groups))))
    odds = np.zeros(len(good))
    for train, test in folds.split(columns, good, groups):
        if good[train].min() == good[train].max():
            return 1.0, 0.0
        fold = MonotoneLogistic(inverse_penalty).fit(columns[train], good[train], weights[train])
        odds[test] = fold.decision_function(columns[test])
    # Platt's targets: so few good pairs cannot bear witness to certainty. A pair with target t counts as good with
    # weight t and as bad with weight 1 - t.
    count = np.bincount(good, minlength=2)
    target = np.where(good > 0, (count[1] + 1.0) / (count[1] + 2.0), 1.0 / (count[0] + 2.0))
    twice, sides = np.tile(odds, 2)[:, None], np.repeat(np.array([1, 0]), len(good))
    sigmoid = MonotoneLogistic(_FREE).fit(twice, sides, np.append(weights * target, weights * (1.0 - target)))
    slope = float(sigmoid.coef_[0])
    # Without a positive slope the order would be lost; then the estimator's own probabilities stand.
    return (slope, sigmoid.intercept_) if slope > 0 else (1.0, 0.0)


#: An inverse penalty that leaves two parameters free.
_FREE: Final = 1e6
