"""Each criterion with its question, what each side says of it, and the verdict on a pair."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any, Final, Literal, Self, get_args

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import margins
from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.findings import Compared, Pair, finding
from marketplace.engine.documents import Json, Profile

Question = Literal["green", "advanced", "applicable"]
QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)
Outcome = Literal["met", "unmet", "unknown"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
Side = Literal["need", "offering", "both"]
#: Digits of a margin that are shown.
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one criterion says of a pair: how it ends, with how much room, and what would settle an unknown.

    `margin` is in [-1, 1], at least 0 if met. `missing` names the silent side of an unknown; it is `None` where both
    speak but cannot be compared. `need` and `offering` hold what was compared, as plain values for display.
    """

    criterion: str
    question: Question
    outcome: Outcome
    margin: float | None
    missing: Side | None
    need: Mapping[str, Any]
    offering: Mapping[str, Any]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "criterion": self.criterion,
            "question": self.question,
            "outcome": self.outcome,
            "margin": self.margin,
            "missing": self.missing,
            "need": dict(self.need),
            "offering": dict(self.offering),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(**{name: value[name] for name in cls.__slots__})


Verdicts = tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion: its margin over pools, and the attributes of a profile that it compares."""

    name: str
    question: Question
    margins: Callable[[Rows, Rows], npt.NDArray[np.float64]]
    of_need: tuple[str, ...]
    of_offering: tuple[str, ...]


#: Every criterion, in the order of the three questions.
CRITERIA: Final = (
    Criterion("benefit", "green", margins.benefit, (), ("benefits", "verified_benefits")),
    Criterion("safeguards", "green", margins.safeguards, ("sensitivities",), ("harms",)),
    Criterion("readiness", "advanced", margins.readiness, ("readiness",), ("readiness",)),
    Criterion("deployment", "advanced", margins.deployment, ("countries", "climates"), ("deployed_in",)),
    Criterion("capacity", "applicable", margins.capacity, ("capacity",), ("capacity",)),
    Criterion(
        "ambient_temperature",
        "applicable",
        margins.ambient_temperature,
        ("ambient_temperature",),
        ("ambient_temperature",),
    ),
    Criterion("altitude", "applicable", margins.altitude, ("altitude",), ("altitude",)),
    Criterion("inlet", "applicable", margins.inlet, ("inlet",), ("inlet",)),
    Criterion("power", "applicable", margins.power, ("power",), ("power",)),
    Criterion("grid", "applicable", margins.grid, ("grid",), ("grid",)),
    Criterion("water_use", "applicable", margins.water_use, ("water",), ("water",)),
    Criterion("operator_skill", "applicable", margins.operator_skill, ("operator_skill",), ("operator_skill",)),
    Criterion("budget", "applicable", margins.budget, ("price",), ("price",)),
    Criterion("timeframe", "applicable", margins.timeframe, ("lead_time",), ("lead_time",)),
    Criterion("cooperation", "applicable", margins.cooperation, ("cooperation",), ("cooperation",)),
    Criterion("rights", "applicable", margins.rights, ("countries",), ("rights",)),
    Criterion("availability", "applicable", margins.availability, ("countries",), ("countries",)),
    Criterion("standards", "applicable", margins.standards, ("standards",), ("standards",)),
    Criterion("language", "applicable", margins.language, ("languages",), ("languages",)),
)


def margin_matrix(needs: Rows, offerings: Rows) -> npt.NDArray[np.float64]:
    """The margins of all criteria over a pool: (pairs, criteria), NaN where unknown."""
    return np.column_stack([criterion.margins(needs, offerings) for criterion in CRITERIA])


def judge(
    need: Profile, offering: Profile, pair_margins: npt.NDArray[np.float64], compared: Compared, place: int = 0
) -> Verdicts:
    """The verdicts on one pair: its profiles, its row of `margin_matrix`, and its place among the rows compared."""
    pair = Pair(need, offering, compared, place)
    said = zip(CRITERIA, pair_margins.tolist(), _said(need, "need"), _said(offering, "offering"), strict=True)
    return tuple(
        _verdict(criterion, pair, None if isnan(margin) else margin, of_need, of_offering)
        for criterion, margin, of_need, of_offering in said
    )


@lru_cache(maxsize=2048)
def _said(profile: Profile, side: Side) -> tuple[Json, ...]:
    """What one side says of each criterion; the same profiles are asked for with every match that they take part in."""
    known = profile.to_json()
    names = (criterion.of_need if side == "need" else criterion.of_offering for criterion in CRITERIA)
    return tuple({name: known[name] for name in of_side if name in known} for of_side in names)


def _verdict(criterion: Criterion, pair: Pair, margin: float | None, of_need: Json, of_offering: Json) -> Verdict:
    missing = _missing(criterion, of_need, of_offering)
    return Verdict(
        criterion.name,
        criterion.question,
        "unknown" if margin is None else "met" if margin >= 0 else "unmet",
        None if margin is None else round(margin, _DIGITS),
        missing,
        of_need,
        of_offering if missing else {**of_offering, **finding(criterion.name, pair, margin)},
    )


def _missing(criterion: Criterion, of_need: Mapping[str, Any], of_offering: Mapping[str, Any]) -> Side | None:
    need_silent = bool(criterion.of_need) and not of_need
    if need_silent and not of_offering:
        return "both"
    if need_silent:
        return "need"
    return None if of_offering else "offering"
