"""A profile in comparable form: one row of numbers in base units, so that a whole pool is compared at once.

A row is computed once for each document and kept in the index beside its terms. What is unknown is NaN in a number, -1
in a rank, and no bit in a set.
"""

from collections.abc import Iterable
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import rights
from marketplace.engine.criteria.conflicts import HARM_BITS, SENSITIVITY_BITS
from marketplace.engine.criteria.standards import designation
from marketplace.engine.criteria.units import Measure, measure
from marketplace.engine.documents import Condition, Document, Interval, Price, Profile
from marketplace.engine.reference import Geography, Prices
from marketplace.engine.resources import Resources

GRIDS: Final = ("stable", "weak", "off_grid")
SKILLS: Final = ("untrained", "trained_user", "technician", "engineer")
CLIMATES: Final = ("tropical", "arid", "temperate", "continental", "polar")

_WORD_BITS: Final = 64
_LETTERS: Final = 26
#: Two-letter country codes, each its own bit.
_COUNTRY_WORDS: Final = -(-_LETTERS * _LETTERS // _WORD_BITS)
#: M49 codes of areas are below a thousand.
_AREA_WORDS: Final = -(-1000 // _WORD_BITS)
_MOST_VALUES: Final = 16
_MOST_FIELDS: Final = 4
_MOST_CONDITIONS: Final = 12
_MOST_STANDARDS: Final = 20
#: What counts as ample room on scales without a zero: a hundred kelvins of a gas or a liquid, two units of pH (each is
#: ten times the acidity).
_AMPLE: Final = (("degC", 100.0), ("pH", 2.0))

#: A condition of what comes in. `code` is of parameter and dimension together (0: none), so that two that share it
#: compare; `ample` is 0 where room is relative to the ends; a `share` cannot pass one.
CONDITION: Final = np.dtype(
    [("code", "u4"), ("low", "f8"), ("high", "f8"), ("ample", "f4"), ("share", "?")], align=True
)
#: A standard by the number of its designation (0: none), the year of its edition and its class (0: not said).
STANDARD: Final = np.dtype([("code", "u4"), ("year", "u2"), ("level", "u4")], align=True)
#: One document's facts. Ends of intervals are in base units; `*_dimension` tells which (0: unknown).
ROW: Final = np.dtype(
    [
        ("readiness", "f4"),
        ("capacity", "f8", (2,)),
        ("capacity_dimension", "u4"),
        ("temperature", "f8", (2,)),
        ("altitude", "f8", (2,)),
        ("inlet", CONDITION, (_MOST_CONDITIONS,)),
        ("power", "f8", (2,)),
        ("water", "f8", (2,)),
        ("grid", "i1"),
        ("skill", "i1"),
        ("price", "f8", (2,)),
        ("price_per_capacity", "?"),
        ("lead_time", "f8", (2,)),
        ("benefits", "u2"),
        ("verified", "u2"),
        ("harms", "u4"),
        ("sensitivities", "u4"),
        ("safeguards", "?"),
        ("climates", "u1"),
        ("countries", "u8", (_COUNTRY_WORDS,)),
        ("deployed_countries", "u8", (_COUNTRY_WORDS,)),
        ("subregions", "u8", (_AREA_WORDS,)),
        ("deployed_subregions", "u8", (_AREA_WORDS,)),
        ("deployed_climates", "u1"),
        ("rights", "u1"),
        ("protected_countries", "u8", (_COUNTRY_WORDS,)),
        ("conveying", "u2"),
        ("standards", STANDARD, (_MOST_STANDARDS,)),
        ("cooperation", "u4", (_MOST_VALUES,)),
        ("languages", "u4", (_MOST_VALUES,)),
        ("fields", "u4", (_MOST_FIELDS,)),
        ("areas", "u4", (_MOST_FIELDS,)),
    ],
    align=True,
)
Rows = npt.NDArray[Any]


def comparable(document: Document, resources: Resources) -> Rows:
    """The document's technology fields and profile as an array of one `ROW`."""
    profile = document.profile
    rows = np.zeros(1, ROW)
    row = rows[0]
    row["readiness"] = np.nan if profile.readiness is None else profile.readiness
    row["capacity"], row["capacity_dimension"] = _in_base_units(profile.capacity)
    row["temperature"], _ = _in_base_units(profile.ambient_temperature, like="degC")
    row["altitude"], _ = _in_base_units(profile.altitude, like="m")
    row["power"], _ = _in_base_units(profile.power, like="kW")
    row["water"], _ = _in_base_units(profile.water, like="m3/d")
    row["lead_time"], _ = _in_base_units(profile.lead_time, like="month")
    row["grid"] = _rank(profile.grid, GRIDS)
    row["skill"] = _rank(profile.operator_skill, SKILLS)
    row["price"] = _in_dollars(profile.price, profile.capacity, resources.prices)
    row["price_per_capacity"] = profile.price is not None and profile.price.per_capacity_unit
    row["benefits"], row["verified"] = profile.benefits, profile.verified_benefits
    row["safeguards"] = profile.safeguards
    row["harms"] = _bits(profile.harms or (), HARM_BITS)
    row["sensitivities"] = _bits(profile.sensitivities or (), SENSITIVITY_BITS)
    row["cooperation"] = _hashes(profile.cooperation)
    row["languages"] = _hashes(profile.languages)
    row["fields"] = _hashes(document.fields, _MOST_FIELDS)
    row["areas"] = _hashes({code.partition(".")[0] for code in document.fields}, _MOST_FIELDS)
    for number, condition in enumerate(profile.inlet[:_MOST_CONDITIONS]):
        row["inlet"][number] = _condition(condition)
    for number, line in enumerate(profile.standards[:_MOST_STANDARDS]):
        row["standards"][number] = _standard(line)
    row["rights"] = rights.kinds(profile.rights)
    row["protected_countries"] = _country_bits(rights.protected_countries(profile.rights))
    row["conveying"] = _bits(profile.cooperation, rights.CONVEYING_BITS)
    _place(row, profile, resources.geography)
    return rows


def _condition(condition: Condition) -> tuple[int, float, float, float, bool]:
    (low, high), dimension = _in_base_units(condition.interval)
    if not dimension:
        return 0, np.nan, np.nan, 0.0, False
    ample = next((room for unit, room in _AMPLE if _dimension(unit) == dimension), 0.0)
    return _hash(f"{condition.parameter} {dimension}"), low, high, ample, dimension == _dimension("percent")


def _dimension(unit: str) -> int:
    scale = measure(unit)
    return scale.dimension if scale else 0


def _standard(line: str) -> tuple[int, int, int]:
    standard, year, level = designation(line)
    return _hash(standard), year, _hash(level) if level else 0


def _place(row: Any, profile: Profile, geography: Geography) -> None:
    countries = geography.expand(profile.countries)
    row["countries"] = _country_bits(countries)
    row["deployed_countries"] = _country_bits(profile.deployed_in)
    row["subregions"] = _area_bits(geography.subregions(countries))
    row["deployed_subregions"] = _area_bits(geography.subregions(profile.deployed_in))
    row["climates"] = _climate_bits(profile.climates or geography.climates(countries))
    row["deployed_climates"] = _climate_bits(geography.climates(profile.deployed_in))


def _in_base_units(interval: Interval | None, like: str | None = None) -> tuple[tuple[float, float], int]:
    """Both ends in base units and the dimension; all unknown if the unit has no meaning or is not `like` that one."""
    scale = measure(interval.unit) if interval else None
    if interval is None or scale is None or not _compares(scale, like):
        return (np.nan, np.nan), 0
    return (_end(interval.low, scale), _end(interval.high, scale)), scale.dimension


def _compares(scale: Measure, like: str | None) -> bool:
    other = measure(like) if like else None
    return other is None or other.dimension == scale.dimension


def _end(value: float | None, scale: Measure) -> float:
    return np.nan if value is None else scale.base(value)


def _in_dollars(price: Price | None, capacity: Interval | None, prices: Prices) -> tuple[float, float]:
    """Both ends in base-year dollars; of a price for a unit of capacity, for one base unit of capacity."""
    if price is None:
        return np.nan, np.nan
    divisor = 1.0
    if price.per_capacity_unit:
        scale = measure(capacity.unit) if capacity else None
        if scale is None:
            return np.nan, np.nan
        divisor = scale.factor
    ends = (_dollars(end, price, prices) for end in (price.low, price.high))
    low, high = (np.nan if end is None else end / divisor for end in ends)
    return low, high


def _dollars(amount: float | None, price: Price, prices: Prices) -> float | None:
    return None if amount is None else prices.in_base_dollars(amount, price.currency, price.year)


def _rank(value: str | None, order: tuple[str, ...]) -> int:
    return order.index(value) if value in order else -1


def _bits(values: Iterable[str], bits: dict[str, int]) -> int:
    return sum(1 << bits[value] for value in set(values) if value in bits)


def _climate_bits(climates: Iterable[str]) -> int:
    return _bits(climates, {climate: place for place, climate in enumerate(CLIMATES)})


def _hashes(values: Iterable[str], places: int = _MOST_VALUES) -> list[int]:
    """As many codes as there are places, as numbers; the other places are zero."""
    found = [_hash(value) for value in sorted(values)[:places]]
    return found + [0] * (places - len(found))


def _hash(value: str) -> int:
    return crc32(value.encode()) or 1


def _country_bits(codes: Iterable[str]) -> npt.NDArray[np.uint64]:
    places = [
        (ord(code[0]) - ord("A")) * _LETTERS + ord(code[1]) - ord("A")
        for code in codes
        if len(code) == len("AA") and code.isascii() and code.isalpha() and code.isupper()
    ]
    return _bit_set(places, _COUNTRY_WORDS)


def _area_bits(codes: Iterable[str]) -> npt.NDArray[np.uint64]:
    places = [int(code) for code in codes if code.isdecimal() and len(code) == len("001")]
    return _bit_set(places, _AREA_WORDS)


def _bit_set(places: Iterable[int], length: int) -> npt.NDArray[np.uint64]:
    words = np.zeros(length, np.uint64)
    for place in places:
        words[place // _WORD_BITS] |= np.uint64(1 << place % _WORD_BITS)
    return words
