"""One criterion's verdict in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from marketplace.engine.criteria import Verdict
from marketplace.http.display import capital, term
from marketplace.kernel.errors import N_
from marketplace.web.reasons import questions, sentences, values

#: Those whose margin is a distance; of the others the sentence says all.
_MEASURED: Final = frozenset(
    {"capacity", "ambient_temperature", "altitude", "inlet", "power", "water_use", "budget", "timeframe"}
)
#: Those whose sentence says more than what both sides state, read side by side.
_TELLING: Final = frozenset(
    {"safeguards", "deployment", "inlet", "power", "water_use", "cooperation", "rights", "standards", "language"}
)
_AMPLE, _SOME = 0.5, 0.15
_ROOM: Final = {"ample": N_("ample room"), "some": N_("some room"), "just": N_("only just")}
_DISTANCE: Final = {"ample": N_("missed by far"), "some": N_("clearly missed"), "just": N_("narrowly missed")}


@dataclass(frozen=True, slots=True)
class Reason:
    """What one criterion says of a match.

    `need` and `offering` are what each side states ("" if nothing); `margin` says in words how clear the verdict is;
    `remedy` what would have to change for an unmet criterion; `ask` who could settle an open one: "need", "offering"
    or "both". `weight` is what the score owes to it. `telling`: the sentence says more than both statements side by side.
    """

    question: str
    criterion: str
    outcome: str
    name: str
    sentence: str
    need: str = ""
    offering: str = ""
    margin: str = ""
    remedy: str = ""
    ask: str = ""
    weight: float = 0.0
    telling: bool = True


def reason(verdict: Verdict, contributions: Mapping[str, float]) -> Reason:
    """The verdict in words; the sentence of an open one is the question that would settle it."""
    unknown = verdict.outcome == "unknown"
    return Reason(
        question=verdict.question,
        criterion=verdict.criterion,
        outcome=verdict.outcome,
        name=term("criterion", verdict.criterion),
        sentence=questions.question(verdict) if unknown else sentences.sentence(verdict),
        need=capital(values.said_by_need(verdict)),
        offering=capital(values.said_by_offering(verdict)),
        margin=_margin(verdict),
        remedy=sentences.remedy(verdict) if verdict.outcome == "unmet" else "",
        ask=questions.asked(verdict) if unknown else "",
        weight=contributions.get(verdict.criterion, 0.0),
        telling=verdict.outcome != "met" or verdict.criterion in _TELLING,
    )


def _margin(verdict: Verdict) -> str:
    if verdict.margin is None or verdict.criterion not in _MEASURED:
        return ""
    size = abs(verdict.margin)
    step = "ample" if size >= _AMPLE else "some" if size >= _SOME else "just"
    return gettext((_ROOM if verdict.outcome == "met" else _DISTANCE)[step])
