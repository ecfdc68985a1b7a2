"""Which environmental harms of a technology weigh on which sensitivities of a site.

A conflict is not a refusal: it lowers the match and names what a safeguard must answer. The table follows what an
environmental screening asks first (compare the receptors of IFC Performance Standards 3, 4, 6 and 8, 2012).
"""

from typing import Final

SENSITIVITIES: Final = (
    "protected_area",
    "residential_area",
    "drinking_water_source",
    "groundwater",
    "water_stress",
    "wetland",
    "river_ecology",
    "coast_or_reef",
    "forest",
    "farmland",
    "migratory_birds",
    "cultural_heritage",
    "indigenous_land",
)
_WATERS: Final = ("drinking_water_source", "groundwater", "wetland", "river_ecology", "coast_or_reef")
CONFLICTS: Final[dict[str, frozenset[str]]] = {
    "noise": frozenset({"residential_area", "protected_area", "migratory_birds", "cultural_heritage"}),
    "odour": frozenset({"residential_area", "cultural_heritage"}),
    "air_emissions": frozenset({"residential_area", "protected_area", "farmland", "cultural_heritage", "forest"}),
    "methane_leakage": frozenset({"residential_area"}),
    "wastewater_discharge": frozenset({*_WATERS, "protected_area"}),
    "brine": frozenset({*_WATERS, "farmland"}),
    "sludge": frozenset({"drinking_water_source", "groundwater", "farmland", "residential_area"}),
    "hazardous_residue": frozenset({*_WATERS, "farmland", "residential_area", "indigenous_land"}),
    "chemical_use": frozenset({*_WATERS, "protected_area", "farmland"}),
    "pathogens": frozenset({"residential_area", "drinking_water_source", "groundwater", "farmland"}),
    "land_take": frozenset({"protected_area", "wetland", "forest", "farmland", "cultural_heritage", "indigenous_land"}),
    "water_abstraction": frozenset(
        {"water_stress", "groundwater", "wetland", "river_ecology", "drinking_water_source"}
    ),
    "river_barrier": frozenset({"river_ecology", "wetland", "protected_area", "indigenous_land"}),
    "wildlife_collision": frozenset({"migratory_birds", "protected_area", "wetland"}),
    "visual_intrusion": frozenset({"cultural_heritage", "protected_area", "residential_area"}),
    "end_of_life_waste": frozenset({"groundwater", "coast_or_reef"}),
    "fire_or_explosion": frozenset({"residential_area", "forest", "cultural_heritage"}),
}
SENSITIVITY_BITS: Final = {name: place for place, name in enumerate(SENSITIVITIES)}
HARM_BITS: Final = {name: place for place, name in enumerate(CONFLICTS)}
#: For each harm's bit, the bits of the sensitivities it weighs on.
CONFLICT_MASKS: Final = tuple(sum(1 << SENSITIVITY_BITS[name] for name in names) for names in CONFLICTS.values())


def conflicts(harms: frozenset[str], sensitivities: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The sensitivities each harm weighs on, for the harms that weigh on any."""
    met = {harm: tuple(sorted(CONFLICTS.get(harm, frozenset()) & sensitivities)) for harm in sorted(harms)}
    return {harm: names for harm, names in met.items() if names}
