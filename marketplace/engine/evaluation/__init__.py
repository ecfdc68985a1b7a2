"""How good the engine is: on judged collections of others, and on the bank's own judgments."""

from marketplace.engine.evaluation.crossvalidation import LocaleReport, Report, cross_validate
from marketplace.engine.evaluation.retrieval import Scores, SetReport, evaluate, sets_below
from marketplace.engine.evaluation.spotting import Marked, SpottingReport, measure_spotting

__all__ = [
    "LocaleReport",
    "Marked",
    "Report",
    "Scores",
    "SetReport",
    "SpottingReport",
    "cross_validate",
    "evaluate",
    "measure_spotting",
    "sets_below",
]
