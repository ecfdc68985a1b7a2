"""Where a listing says what a criterion compares: the paths of the entries that the form asks for it by."""

from collections.abc import Mapping
from typing import Final

from marketplace.listings.terms import Kind

_PATHS: Final[Mapping[Kind, Mapping[str, tuple[str, ...]]]] = {
    Kind.NEED: {
        "safeguards": ("sensitivities",),
        "readiness": ("readiness_wanted",),
        "deployment": ("countries", "conditions.climates"),
        "budget": ("budget",),
        "timeframe": ("timeframe",),
        "rights": ("countries",),
        "availability": ("countries",),
    },
    Kind.OFFERING: {
        "benefit": ("benefits",),
        "safeguards": ("harms",),
        "readiness": ("readiness",),
        "deployment": ("deployments",),
        "budget": ("capital_cost",),
        "timeframe": ("lead_time",),
        "rights": ("intellectual_property",),
        "availability": ("available_in",),
    },
}
_OF_BOTH: Final[Mapping[str, tuple[str, ...]]] = {
    "capacity": ("capacity",),
    "ambient_temperature": ("conditions.ambient_temperature",),
    "altitude": ("conditions.altitude",),
    "inlet": ("conditions.inlet",),
    "power": ("conditions.power",),
    "water_use": ("conditions.water",),
    "grid": ("conditions.grid",),
    "operator_skill": ("conditions.operator_skill",),
    "cooperation": ("cooperation",),
    "standards": ("standards",),
    "language": ("languages",),
}


def paths_of(kind: Kind, criterion: str) -> tuple[str, ...]:
    """The paths of what a criterion compares in a listing of the kind, the one that says most first."""
    return _PATHS[kind].get(criterion) or _OF_BOTH[criterion]
