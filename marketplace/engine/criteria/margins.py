"""The structured criteria: how far an offering meets a need, for a whole pool at once.

Each function takes the rows of needs and of offerings (one of the two may be a single row: numpy broadcasts), and
returns one margin for each pair, between -1 and 1: positive (or zero) where the criterion is met, with that much room;
negative where it is not; NaN where either side is silent. Margins are ratios, so that they do not depend on any unit.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria.conditions import GRIDS, SKILLS, Rows
from marketplace.engine.criteria.conflicts import CONFLICT_MASKS

Margins = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

_HIGHEST_READINESS: Final = 9
#: A criterion of yes or no.
_YES: Final = 1.0
_SAME_COUNTRY, _SAME_SUBREGION, _SAME_CLIMATE, _ELSEWHERE = 1.0, 0.66, 0.33, -0.33
#: What each margin of `deployment` means.
NEAREST: Final = {1.0: "country", 0.66: "subregion", 0.33: "climate", -0.33: "elsewhere"}
#: Twenty kelvins, a kilometre: what counts as ample room.
_AMPLE_TEMPERATURE: Final = 20.0
_AMPLE_ALTITUDE: Final = 1000.0
#: A verified benefit weighs as three that are only claimed.
_VERIFIED_BONUS: Final = 2
#: Digits of a margin that mean something; the rest is the rounding of unit conversions.
_DIGITS: Final = 9


def _overlap(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether two sets of bits share one, along the last axis."""
    shared: npt.NDArray[np.bool_] = np.any((left & right) != 0, axis=-1)
    return shared


def _shared_values(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Floats:
    """How many values of `left` are among those of `right`, along the last axis; zero is no value."""
    same = (left[..., :, None] == right[..., None, :]) & (left[..., :, None] != 0)
    count: Floats = same.any(axis=-1).sum(axis=-1).astype(np.float64)
    return count


def _where(known: npt.NDArray[np.bool_], margins: npt.NDArray[Any]) -> Margins:
    """The margins of the known pairs within [-1, 1], without the rounding of unit conversions (negative zero too)."""
    return np.where(known, np.round(np.clip(margins, -1.0, 1.0), _DIGITS) + 0.0, np.nan)


def benefit(needs: Rows, offerings: Rows) -> Margins:
    """Quantified environmental benefits, each halving the distance to full marks; verified ones weigh three times."""
    count = (offerings["benefits"] + _VERIFIED_BONUS * offerings["verified"]).astype(np.float64)
    margins = np.where(count > 0, 1 - 0.5**count, np.nan)
    return np.broadcast_to(margins, np.broadcast_shapes(needs.shape, offerings.shape)).copy()


def safeguards(needs: Rows, offerings: Rows) -> Margins:
    """No harm of the technology weighs on a sensitivity of the site; else minus the share of sensitivities touched."""
    touched = np.zeros(offerings.shape, np.uint32)
    for place, mask in enumerate(CONFLICT_MASKS):
        touched |= np.where(offerings["harms"] >> place & 1, np.uint32(mask), np.uint32(0))
    known = (needs["sensitivities"] != 0) & (offerings["harms"] != 0)
    met = np.bitwise_count(touched & needs["sensitivities"]).astype(np.float64)
    all_of_them = np.maximum(np.bitwise_count(needs["sensitivities"]), 1)
    return _where(known, np.where(met > 0, -met / all_of_them, _YES))


def readiness(needs: Rows, offerings: Rows) -> Margins:
    """Technology readiness level reached against the one wanted, in ninths."""
    margins = (offerings["readiness"] - needs["readiness"]).astype(np.float64) / _HIGHEST_READINESS
    return _where(~np.isnan(margins), margins)


def deployment(needs: Rows, offerings: Rows) -> Margins:
    """Deployed in the same country, else the same M49 sub-region, else the same main climate, else only elsewhere."""
    margins = np.select(
        [
            _overlap(needs["countries"], offerings["deployed_countries"]),
            _overlap(needs["subregions"], offerings["deployed_subregions"]),
            (needs["climates"] & offerings["deployed_climates"]) != 0,
        ],
        [_SAME_COUNTRY, _SAME_SUBREGION, _SAME_CLIMATE],
        _ELSEWHERE,
    )
    placed = np.any(needs["countries"] != 0, axis=-1) | (needs["climates"] != 0)
    return _where(placed & np.any(offerings["deployed_countries"] != 0, axis=-1), margins)


def _room(lower: Floats, upper: Floats, scale: Floats | float) -> Floats:
    """How far `upper` lies above `lower`, in scales; an end that is not there (NaN) leaves all room."""
    return np.where(np.isnan(lower) | np.isnan(upper), np.inf, (upper - lower) / scale)


def capacity(needs: Rows, offerings: Rows) -> Margins:
    """The capacity required lies within the range that one installation covers.

    One end alone of what is required is the requirement itself; an end that the offering leaves open sets no limit.
    Room is relative to the larger of the two ends compared.
    """
    low, high = _required_capacity(needs)
    offered_low, offered_high = offerings["capacity"][..., 0], offerings["capacity"][..., 1]
    below = _room(offered_low, low, _larger(offered_low, low))
    above = _room(high, offered_high, _larger(high, offered_high))
    comparable = (needs["capacity_dimension"] == offerings["capacity_dimension"]) & (needs["capacity_dimension"] != 0)
    return _where(comparable, np.minimum(below, above))


def _required_capacity(needs: Rows) -> tuple[Floats, Floats]:
    low, high = needs["capacity"][..., 0], needs["capacity"][..., 1]
    return np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)


def _larger(left: Floats, right: Floats) -> Floats:
    largest = np.fmax(np.abs(left), np.abs(right))
    return np.where(largest > 0, largest, 1.0)


def _within_envelope(site: Floats, envelope: Floats, ample: float) -> Margins:
    below = _room(envelope[..., 0], site[..., 0], ample)
    above = _room(site[..., 1], envelope[..., 1], ample)
    margins = np.minimum(below, above)
    stated = ~np.isnan(site).all(axis=-1) & ~np.isnan(envelope).all(axis=-1)
    return _where(stated & np.isfinite(margins), margins)


def ambient_temperature(needs: Rows, offerings: Rows) -> Margins:
    """The site's temperatures lie within the operating envelope; 20 K of room are ample."""
    return _within_envelope(needs["temperature"], offerings["temperature"], _AMPLE_TEMPERATURE)


def altitude(needs: Rows, offerings: Rows) -> Margins:
    """The site's altitude lies within the operating envelope; 1,000 m of room are ample."""
    return _within_envelope(needs["altitude"], offerings["altitude"], _AMPLE_ALTITUDE)


def _ranked(demanded: npt.NDArray[Any], given: npt.NDArray[Any], steps: int) -> Margins:
    margins = (given.astype(np.float64) - demanded) / steps
    return _where((demanded >= 0) & (given >= 0), margins)


def grid(needs: Rows, offerings: Rows) -> Margins:
    """The technology stands a grid as poor as the site's (stable, weak, none)."""
    return _ranked(needs["grid"], offerings["grid"], len(GRIDS) - 1)


def operator_skill(needs: Rows, offerings: Rows) -> Margins:
    """The technology demands no more skill than the site has."""
    return _ranked(offerings["skill"], needs["skill"], len(SKILLS) - 1)


def budget(needs: Rows, offerings: Rows) -> Margins:
    """The expected capital cost is within the budget's upper end, in dollars of one year."""
    limit = np.fmax(needs["price"][..., 0], needs["price"][..., 1])
    available = np.where(needs["price_per_capacity"], limit * _required_capacity(needs)[1], limit)
    cost = expected_cost(needs, offerings)
    margins = (available - cost) / _larger(available, cost)
    return _where(~np.isnan(margins), margins)


def expected_cost(needs: Rows, offerings: Rows) -> Floats:
    """The capital cost of an installation of the capacity required, in base-year dollars.

    Between the two ends of a range, cost grows with capacity as a power law (the rule of Williams 1947, with the
    exponent that the ends imply). Where the capacity required is unknown, the geometric mean of the ends stands for it.
    """
    ends = offerings["price"]
    low = np.where(np.isnan(ends[..., 0]), ends[..., 1], ends[..., 0])
    high = np.where(np.isnan(ends[..., 1]), ends[..., 0], ends[..., 1])
    one_kind = (needs["capacity_dimension"] == offerings["capacity_dimension"]) & (needs["capacity_dimension"] != 0)
    required = np.where(one_kind, _required_capacity(needs)[1], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.sqrt(low * high)
        position = _position(required, offerings["capacity"])
        total = np.where(np.isnan(position) | (low <= 0), mean, low * (high / low) ** np.nan_to_num(position))
    return np.where(offerings["price_per_capacity"], mean * required, total)


def _position(required: Floats, offered: Floats) -> Floats:
    """Where a capacity lies between the offered ends on a logarithmic scale: 0 at the lower, 1 at the upper."""
    low, high = offered[..., 0], offered[..., 1]
    usable = (low > 0) & (high > low) & (required > 0)
    position = np.log(np.where(usable, required / low, 1.0)) / np.log(np.where(usable, high / low, np.e))
    return np.where(usable, np.clip(position, 0.0, 1.0), np.nan)


def cooperation(needs: Rows, offerings: Rows) -> Margins:
    """Some type of cooperation is both wanted and offered: the share of the wanted ones, or -1."""
    wanted, offered = needs["cooperation"], offerings["cooperation"]
    count = np.count_nonzero(wanted, axis=-1)
    shared = _shared_values(wanted, offered)
    known = (count > 0) & np.any(offered != 0, axis=-1)
    return _where(known, np.where(shared > 0, shared / np.maximum(count, 1), -1.0))


def availability(needs: Rows, offerings: Rows) -> Margins:
    """The offering is available in every country of the need; else minus the share where it is not."""
    wanted, offered = needs["countries"], offerings["countries"]
    count = np.bitwise_count(wanted).sum(axis=-1)
    covered = np.bitwise_count(wanted & offered).sum(axis=-1)
    known = (count > 0) & np.any(offered != 0, axis=-1)
    return _where(known, np.where(covered == count, _YES, covered / np.maximum(count, 1) - 1.0))


def language(needs: Rows, offerings: Rows) -> Margins:
    """Support is given in a language that the need's people work in."""
    spoken, supported = needs["languages"], offerings["languages"]
    known = np.any(spoken != 0, axis=-1) & np.any(supported != 0, axis=-1)
    return _where(known, np.where(_shared_values(spoken, supported) > 0, _YES, -1.0))


def field_relation(needs: Rows, offerings: Rows) -> Margins:
    """The technology fields: 1 for a common one, a half for a common first level, -1 for none, NaN if unknown."""
    own, others = needs["fields"], offerings["fields"]
    known = np.any(own != 0, axis=-1) & np.any(others != 0, axis=-1)
    near = _shared_values(needs["areas"], offerings["areas"]) > 0
    return _where(known, np.select([_shared_values(own, others) > 0, near], [1.0, 0.5], -1.0))
