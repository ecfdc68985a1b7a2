"""The ranker: a monotone, calibrated estimator over the features of pairs, and its training."""

from marketplace.engine.ranker.crossfit import CrossFitted
from marketplace.engine.ranker.propensity import corrected_weights, propensity
from marketplace.engine.ranker.ranker import AGREEMENT, GOOD, Ranker
from marketplace.engine.ranker.training import FOLDS, Judged, Lessons, fit_ranker, fold_of, lessons

__all__ = [
    "AGREEMENT",
    "FOLDS",
    "GOOD",
    "CrossFitted",
    "Judged",
    "Lessons",
    "Ranker",
    "corrected_weights",
    "fit_ranker",
    "fold_of",
    "lessons",
    "propensity",
]
