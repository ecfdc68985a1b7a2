"""The closed lists of a listing. Each list is a type of codes; what the codes are called is in `http/labels.py`."""

from enum import StrEnum
from typing import Final, Literal, get_args


class Kind(StrEnum):
    """What a listing is."""

    OFFERING = "offering"
    NEED = "need"


class Status(StrEnum):
    """Where a listing stands in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ARCHIVED = "archived"


TextOrigin = Literal["original", "human", "machine"]

Cooperation = Literal[
    "licence",
    "joint_venture",
    "technical_cooperation",
    "manufacturing",
    "commercial_agreement_with_technical_assistance",
    "research_cooperation",
    "sale",
    "franchise",
    "subcontracting",
    "investment",
    "grant_funded_pilot",
    "distribution",
    "services",
    "training",
]
COOPERATION: Final[tuple[Cooperation, ...]] = get_args(Cooperation)

IntellectualPropertyStatus = Literal[
    "patent_granted",
    "patent_pending",
    "secret_know_how",
    "copyright",
    "design_right",
    "trademark",
    "exclusive_rights",
    "lapsed",
    "open_or_pledged",
    "none",
]

Verification = Literal["self_declared", "curator_checked", "third_party_report", "iso_14034"]

BenefitIndicator = Literal[
    "ghg_avoided",
    "ghg_reduction",
    "energy_saved",
    "energy_generated",
    "energy_saving_rate",
    "water_saved",
    "water_treated",
    "water_supplied",
    "pollutant_removed",
    "removal_efficiency",
    "waste_diverted",
    "material_recovered",
    "yield_increase",
    "loss_reduction",
    "area_restored",
    "people_served",
]

BenefitBasis = Literal[
    "year",
    "unit_year",
    "household_year",
    "hectare_year",
    "cubic_metre",
    "tonne",
    "megawatt_hour",
    "kilometre",
    "lifetime",
    "none",
]

InletParameter = Literal[
    "cod",
    "bod",
    "suspended_solids",
    "dissolved_solids",
    "turbidity",
    "ph",
    "salinity",
    "ammonia",
    "nitrate",
    "arsenic",
    "fluoride",
    "iron",
    "heavy_metals",
    "oil_and_grease",
    "total_solids",
    "moisture",
    "calorific_value",
    "particulate_matter",
    "sulphur_dioxide",
    "nitrogen_oxides",
    "hydrogen_sulphide",
    "volatile_organic_compounds",
    "gas_temperature",
    "wind_speed",
    "solar_irradiation",
    "hydraulic_head",
    "stream_flow",
    "soil_ph",
    "soil_salinity",
    "slope",
    "annual_rainfall",
]

GridCondition = Literal["stable", "weak", "off_grid"]

OperatorSkill = Literal["untrained", "trained_user", "technician", "engineer"]

#: Main classes of Köppen and Geiger.
Climate = Literal["tropical", "arid", "temperate", "continental", "polar"]

Harm = Literal[
    "noise",
    "odour",
    "air_emissions",
    "methane_leakage",
    "wastewater_discharge",
    "brine",
    "sludge",
    "hazardous_residue",
    "chemical_use",
    "pathogens",
    "land_take",
    "water_abstraction",
    "river_barrier",
    "wildlife_collision",
    "visual_intrusion",
    "end_of_life_waste",
    "fire_or_explosion",
]

Sensitivity = Literal[
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
]

FinanceStatus = Literal["unfunded", "sought", "partly_secured", "secured"]

NationalPlanKind = Literal["ndc", "nap", "tna", "lt_leds", "other"]

CoBenefit = Literal["gender", "youth", "livelihoods", "health", "biodiversity", "food_security", "energy_access"]

#: What a sum of money is for: a whole installation, or one unit of its capacity (in the unit that the capacity has).
CostBasis = Literal["installation", "capacity_unit"]

#: Units a quantity may carry, by what they measure. The codes are those that the unit library reads.
UNITS: Final[dict[str, tuple[str, ...]]] = {
    "temperature": ("degC", "degF", "K"),
    "length": ("m", "km", "ft", "mm"),
    "power": ("W", "kW", "MW"),
    "energy": ("kWh", "MWh", "GWh", "GJ"),
    "energy_rate": ("kWh/d", "MWh/d", "MWh/a", "GWh/a"),
    "volume": ("L", "m3"),
    "volume_flow": ("L/d", "L/h", "L/s", "m3/h", "m3/d", "m3/a"),
    "mass": ("kg", "t"),
    "mass_flow": ("kg/h", "kg/d", "t/h", "t/d", "t/a"),
    "area": ("m2", "ha", "km2"),
    "area_rate": ("m2/d", "ha/d", "ha/a"),
    "count": ("household", "person", "animal", "building", "vehicle", "unit"),
    "concentration": ("ug/L", "mg/L", "g/L", "ug/m3", "mg/m3", "g/m3", "ppm", "percent"),
    "turbidity": ("NTU",),
    "acidity": ("pH",),
    "calorific_value": ("MJ/kg", "kWh/m3", "MJ/m3"),
    "speed": ("m/s", "km/h"),
    "irradiation": ("kWh/m2/d", "kWh/m2/a"),
    "conductivity": ("uS/cm", "dS/m"),
    "slope": ("degree",),
    "rainfall": ("mm/a",),
    "climate": ("kgCO2e", "tCO2e"),
    "duration": ("month",),
}
#: What the units of an inlet parameter measure; of one that is not here, a concentration.
INLET_DIMENSIONS: Final[dict[InletParameter, tuple[str, ...]]] = {
    "turbidity": ("turbidity",),
    "ph": ("acidity",),
    "dissolved_solids": ("concentration", "conductivity"),
    "salinity": ("concentration", "conductivity"),
    "calorific_value": ("calorific_value",),
    "gas_temperature": ("temperature",),
    "wind_speed": ("speed",),
    "solar_irradiation": ("irradiation",),
    "hydraulic_head": ("length",),
    "stream_flow": ("volume_flow",),
    "soil_ph": ("acidity",),
    "soil_salinity": ("conductivity", "concentration"),
    "slope": ("slope", "concentration"),
    "annual_rainfall": ("rainfall",),
}
ALL_UNITS: Final[frozenset[str]] = frozenset(unit for units in UNITS.values() for unit in units)
