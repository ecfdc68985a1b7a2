"""A logistic regression that can only reward: no coefficient is negative."""

from typing import Final, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_LEAST_SPREAD: Final = 1e-6


class MonotoneLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Logistic regression with L2 penalty and non-negative coefficients.

    Minimises sum_i s_i log(1 + exp(-y_i z_i)) + ||w||^2 / (2 C) over w >= 0 and a free intercept, where z = Xw + b with
    columns of unit spread. More of a feature then never lowers a probability.
    """

    def __init__(self, C: float = 1.0) -> None:  # noqa: N803  (scikit-learn's name for the inverse penalty)
        self.C = C

    def fit(self, X: Floats, y: Integers, sample_weight: Floats | None = None) -> Self:  # noqa: N803
        """Learn from rows of features and their classes, 0 or 1."""
        spread = X.std(axis=0)
        scale = np.where(spread > _LEAST_SPREAD, spread, 1.0)
        signs = np.where(y > 0, 1.0, -1.0)
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        design = np.column_stack([X / scale, np.ones(len(X))])
        penalty = np.append(np.full(X.shape[1], 1.0 / self.C), 0.0)

        def loss(w: Floats) -> tuple[float, Floats]:
            agreement = signs * (design @ w)
            value = weights @ np.logaddexp(0.0, -agreement) + 0.5 * penalty @ w**2
            slope = -(weights * signs * expit(-agreement)) @ design + penalty * w
            return float(value), slope

        bounds = [(0.0, None)] * X.shape[1] + [(None, None)]
        found = minimize(loss, np.zeros(X.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B")
        self.coef_: Floats = found.x[:-1] / scale
        self.intercept_ = float(found.x[-1])
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, X: Floats) -> Floats:  # noqa: N803
        """The log-odds of class 1."""
        odds: Floats = X @ self.coef_ + self.intercept_
        return odds

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803
        """The probabilities of both classes: (rows, 2)."""
        probability = expit(self.decision_function(X))
        return np.column_stack([1 - probability, probability])

    def predict(self, X: Floats) -> Integers:  # noqa: N803
        """The likelier class."""
        return (self.decision_function(X) > 0).astype(np.int64)
