"""The ranker: a monotone, calibrated estimator over the features of pairs, and its training."""

from marketplace.engine.ranker.ranker import GOOD, Ranker
from marketplace.engine.ranker.training import Judged, Lessons, fit_ranker, lessons

__all__ = ["GOOD", "Judged", "Lessons", "Ranker", "fit_ranker", "lessons"]
