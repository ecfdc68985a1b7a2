"""The structured criteria: how far an offering meets a need, for a whole pool at once.

Each function takes the rows of needs and of offerings (one of the two may be a single row: numpy broadcasts), and
returns one margin for each pair, between -1 and 1: positive (or zero) where the criterion is met, with that much room;
negative where it is not; NaN where either side is silent. Margins are ratios, so that they do not depend on any unit.
"""

from marketplace.engine.criteria.margins.environment import benefit, safeguards
from marketplace.engine.criteria.margins.maturity import NEAREST, deployment, readiness
from marketplace.engine.criteria.margins.site import (
    altitude,
    ambient_temperature,
    grid,
    inlet,
    inlet_margins,
    operator_skill,
)
from marketplace.engine.criteria.margins.size_and_cost import (
    budget,
    capacity,
    demand,
    expected_cost,
    power,
    timeframe,
    water_use,
)
from marketplace.engine.criteria.margins.transfer import (
    availability,
    cooperation,
    field_relation,
    language,
    rights,
    standards,
    stated_standards,
)

__all__ = [
    "NEAREST",
    "altitude",
    "ambient_temperature",
    "availability",
    "benefit",
    "budget",
    "capacity",
    "cooperation",
    "demand",
    "deployment",
    "expected_cost",
    "field_relation",
    "grid",
    "inlet",
    "inlet_margins",
    "language",
    "operator_skill",
    "power",
    "readiness",
    "rights",
    "safeguards",
    "standards",
    "stated_standards",
    "timeframe",
    "water_use",
]
