"""The structured criteria under the bank's three questions: is it green, is it advanced, is it applicable here."""

from marketplace.engine.criteria.conditions import ROW, Rows, comparable
from marketplace.engine.criteria.findings import Compared
from marketplace.engine.criteria.margins import field_relation
from marketplace.engine.criteria.verdicts import (
    CRITERIA,
    OUTCOMES,
    QUESTIONS,
    Criterion,
    Question,
    Verdict,
    judge,
    margin_matrix,
)

__all__ = [
    "CRITERIA",
    "OUTCOMES",
    "QUESTIONS",
    "ROW",
    "Compared",
    "Criterion",
    "Question",
    "Rows",
    "Verdict",
    "comparable",
    "field_relation",
    "judge",
    "margin_matrix",
]
