"""Units of measure, by the codes that listings use. Pint does the arithmetic, once for each document."""

from functools import lru_cache
from typing import Any, Final, NamedTuple
from zlib import crc32

import pint

#: What pint does not count or lacks: things, scales without a dimension of their own, emissions.
_DEFINITIONS: Final = (
    "household = [household]",
    "person = [person]",
    "animal = [animal]",
    "building = [building]",
    "vehicle = [vehicle]",
    "piece = [piece]",
    "NTU = [turbidity]",
    "pH_unit = [acidity]",
    "kgCO2e = [greenhouse_effect]",
    "tCO2e = 1000 * kgCO2e",
)
#: Codes that pint reads otherwise or not at all ("a" is its are, "unit" no unit, ppm its own fraction).
_SPELLINGS: Final = {
    "unit": "piece",
    "pH": "pH_unit",
    "percent": "percent",
    "degree": "degree",
    "a": "year",
    "d": "day",
    "h": "hour",
    "t": "metric_ton",
    "ha": "hectare",
    "L": "liter",
    "uS": "microsiemens",
    "dS": "decisiemens",
    "ug": "microgram",
    "m3": "meter**3",
    "m2": "meter**2",
    "km2": "kilometer**2",
}


class Measure(NamedTuple):
    """How a unit relates to its dimension's base unit: base = value * factor + offset. `dimension` is a number."""

    dimension: int
    factor: float
    offset: float

    def base(self, value: float) -> float:
        """The value in base units."""
        return value * self.factor + self.offset


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=None)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def _spelt_out(code: str) -> str:
    return "/".join(_SPELLINGS.get(part, part) for part in code.split("/"))


@lru_cache(maxsize=1024)
def measure(code: str) -> Measure | None:
    """The measure of a unit code, `None` for a code without meaning.

    Two units compare if their `dimension` is the same: cubic metres a day with litres a second, never with kilowatts.
    """
    registry = _registry()
    try:
        zero = registry.Quantity(0.0, _spelt_out(code)).to_base_units()
        one = registry.Quantity(1.0, _spelt_out(code)).to_base_units()
    except (pint.PintError, AttributeError, ValueError, SyntaxError, TypeError):
        return None
    # Pint takes angles and shares alike for numbers; here they are two things.
    dimension = crc32(f"{one.dimensionality}{code == 'degree'}".encode())
    return Measure(dimension, float(one.magnitude - zero.magnitude), float(zero.magnitude))
