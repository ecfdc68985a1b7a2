"""How good the engine is: on judged collections of others, and on the bank's own judgments."""

from marketplace.engine.evaluation.ablation import ablate
from marketplace.engine.evaluation.card import LIKELY, Calibration, Card, Figures, Influence, describe
from marketplace.engine.evaluation.comparison import Compared, Comparison, Difference, compare
from marketplace.engine.evaluation.crossvalidation import LocaleReport, Report, cross_validate
from marketplace.engine.evaluation.metrics import Bin
from marketplace.engine.evaluation.needs import ndcg_of_needs
from marketplace.engine.evaluation.retrieval import Scores, SetReport, evaluate, sets_below
from marketplace.engine.evaluation.spotting import Marked, SpottingReport, measure_spotting

__all__ = [
    "LIKELY",
    "Bin",
    "Calibration",
    "Card",
    "Compared",
    "Comparison",
    "Difference",
    "Figures",
    "Influence",
    "LocaleReport",
    "Marked",
    "Report",
    "Scores",
    "SetReport",
    "SpottingReport",
    "ablate",
    "compare",
    "cross_validate",
    "describe",
    "evaluate",
    "measure_spotting",
    "ndcg_of_needs",
    "sets_below",
]
