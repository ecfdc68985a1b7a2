"""How good the engine is: on judged collections of others, and on the bank's own judgments."""

from marketplace.engine.evaluation.crossvalidation import LocaleReport, Report, cross_validate
from marketplace.engine.evaluation.retrieval import Scores, SetReport, evaluate, sets_below

__all__ = ["LocaleReport", "Report", "Scores", "SetReport", "cross_validate", "evaluate", "sets_below"]
