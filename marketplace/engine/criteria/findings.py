"""What the comparison of two sides that both speak found besides the margin: which of several facts decided, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import margins, rights
from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.conflicts import conflicts
from marketplace.engine.criteria.units import measure
from marketplace.engine.documents import Condition, Interval, Profile

Floats = npt.NDArray[np.float64]
#: Plain values, for display.
Finding = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """The rows of pairs (one side may be a single row), with what findings take from them, for all pairs at once."""

    needs: Rows
    offerings: Rows

    @cached_property
    def costs(self) -> Floats:
        """What an installation of the size needed is expected to cost."""
        return margins.expected_cost(self.needs, self.offerings)

    @cached_property
    def inlets(self) -> Floats:
        """The margin of each condition of the need with each of the offering."""
        return margins.inlet_margins(self.needs, self.offerings)

    @cached_property
    def standards(self) -> npt.NDArray[np.bool_]:
        """Which of the standards that apply are stated to be met."""
        return margins.stated_standards(self.needs, self.offerings)

    @cached_property
    def power(self) -> tuple[Floats, Floats]:
        """The least and the most power that an installation of the size needed uses."""
        return margins.demand(self.needs, self.offerings, "power")

    @cached_property
    def water(self) -> tuple[Floats, Floats]:
        """The least and the most water that it uses."""
        return margins.demand(self.needs, self.offerings, "water")


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offering: their profiles, and the place of the pair among those that were compared."""

    need: Profile
    offering: Profile
    compared: Compared
    place: int


def finding(criterion: str, pair: Pair, margin: float | None) -> Finding:
    """What a criterion found, for those that find something; `margin` is `None` if it is unknown all the same."""
    find = _FINDINGS.get(criterion)
    return find(pair, margin) if find else {}


def _safeguards(pair: Pair, _margin: float | None) -> Finding:
    """The sensitivities that each harm touches."""
    touched = conflicts(pair.offering.harms or frozenset(), pair.need.sensitivities or frozenset())
    return {"conflicts": {harm: list(names) for harm, names in touched.items()}}


def _deployment(_pair: Pair, margin: float | None) -> Finding:
    return {} if margin is None else {"nearest": margins.NEAREST[round(margin, 2)]}


def _budget(pair: Pair, margin: float | None) -> Finding:
    if margin is None:
        return {}
    return {"expected_cost_base_usd": round(float(pair.compared.costs[pair.place]), 2)}


def _inlet(pair: Pair, _margin: float | None) -> Finding:
    """Which parameters were compared, which of them is the tightest, and which only one side states."""
    table = pair.compared.inlets[pair.place]
    compared: dict[str, float] = {}
    for place, condition in enumerate(pair.need.inlet[: len(table)]):
        known = table[place][~np.isnan(table[place])]
        if known.size:
            compared[condition.parameter] = min(compared.get(condition.parameter, np.inf), float(known.min()))
    return {
        "compared": list(compared),
        "decides": min(compared, key=compared.__getitem__) if compared else None,
        "open_at_site": _parameters(pair.offering.inlet, compared),
        "open_of_technology": _parameters(pair.need.inlet, compared),
    }


def _parameters(conditions: tuple[Condition, ...], compared: Mapping[str, float]) -> list[str]:
    """The parameters that were stated and not compared."""
    return [name for name in dict.fromkeys(each.parameter for each in conditions) if name not in compared]


def _rights(pair: Pair, margin: float | None) -> Finding:
    """The rights that bind in the countries of the need, and the forms of cooperation that would convey them."""
    bound = rights.binding(pair.offering.rights, pair.need.countries)
    forms = rights.conveying(bound, pair.need.cooperation, pair.offering.cooperation)
    return {
        "binding": [right.to_json() for right in bound],
        "conveyed_by": list(forms) if margin is not None and bound else [],
    }


def _standards(pair: Pair, _margin: float | None) -> Finding:
    """Which of the standards that apply the offering states that it meets, and which remain to be asked."""
    named = pair.compared.standards[pair.place]
    lines = pair.need.standards[: len(named)]
    return {
        "stated": [line for line, known in zip(lines, named, strict=False) if known],
        "to_ask": [line for line, known in zip(lines, named, strict=False) if not known],
    }


def _demand(name: str) -> Callable[[Pair, float | None], Finding]:
    """What an installation of the size needed uses, in the offering's unit; `None` if that is no more than it states."""

    def find(pair: Pair, _margin: float | None) -> Finding:
        of_any_size: Interval | None = getattr(pair.offering, name)
        scale = measure(of_any_size.unit) if of_any_size else None
        least, most = (float(ends[pair.place]) for ends in getattr(pair.compared, name))
        if of_any_size is None or scale is None or not np.isfinite(most):
            return {"demand": None}
        ends = {end for end in (of_any_size.low, of_any_size.high) if end is not None}
        low, high = (float(f"{(end - scale.offset) / scale.factor:.3g}") for end in (least, most))
        return {"demand": None if {low, high} == ends else Interval(low, high, of_any_size.unit).to_json()}

    return find


_FINDINGS: Final[Mapping[str, Callable[[Pair, float | None], Finding]]] = {
    "safeguards": _safeguards,
    "deployment": _deployment,
    "budget": _budget,
    "inlet": _inlet,
    "rights": _rights,
    "standards": _standards,
    "power": _demand("power"),
    "water_use": _demand("water"),
}
