"""Criteria of size, and of what an installation of the size needed uses and costs."""

import numpy as np

from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.margins.scales import (
    Floats,
    Known,
    Margins,
    larger,
    required,
    room_within,
    stated,
    where,
    within_supply,
)


def capacity(needs: Rows, offerings: Rows) -> Margins:
    """The capacity required lies within the range that one installation covers.

    One end alone of what is required is the requirement itself; an end that the offering leaves open sets no limit.
    Room is relative to the larger of the two ends compared.
    """
    wanted, offered = needs["capacity"], offerings["capacity"]
    known = _one_kind(needs, offerings) & stated(wanted) & stated(offered)
    return where(known, room_within(wanted, offered))


def _one_kind(needs: Rows, offerings: Rows) -> Known:
    same: Known = (needs["capacity_dimension"] == offerings["capacity_dimension"]) & (needs["capacity_dimension"] != 0)
    return same


def power(needs: Rows, offerings: Rows) -> Margins:
    """The site has the electric power that an installation of the size needed demands."""
    return _supplied(needs, offerings, "power")


def water_use(needs: Rows, offerings: Rows) -> Margins:
    """The site has the water that an installation of the size needed uses."""
    return _supplied(needs, offerings, "water")


def _supplied(needs: Rows, offerings: Rows, name: str) -> Margins:
    available = _limit(needs[name])
    if np.isnan(available).all():
        return np.full(np.broadcast_shapes(needs.shape, offerings.shape), np.nan)
    return within_supply(available, demand(needs, offerings, name))


def timeframe(needs: Rows, offerings: Rows) -> Margins:
    """From order to commissioning it takes no longer than there is time, whatever the size.

    Without the longest time that it may take, only too short a time is known to be so.
    """
    return within_supply(_limit(needs["lead_time"]), _uses(offerings["lead_time"]))


def _limit(ends: Floats) -> Floats:
    """What is there at most."""
    return np.fmax(ends[..., 0], ends[..., 1])


def _uses(ends: Floats) -> tuple[Floats, Floats]:
    """The least and the most that is used: a most alone is the value itself, a least alone leaves the most open."""
    low, high = ends[..., 0], ends[..., 1]
    return np.where(np.isnan(low), high, low), np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)


def demand(needs: Rows, offerings: Rows, name: str) -> tuple[Floats, Floats]:
    """The least and the most of what is used, in base units, by an installation of the capacity required.

    Between the smallest and the largest size use grows with capacity as cost does (`expected_cost`); beyond the largest
    one, several installations stand side by side. Where the capacity required is unknown, it may be any size.
    """
    ends = _uses(offerings[name])
    least, most = (_used_at(size, ends, offerings["capacity"]) for size in _required_capacity(needs, offerings))
    return least[0], most[1]


def _used_at(sizes: Floats, ends: tuple[Floats, Floats], offered: Floats) -> tuple[Floats, Floats]:
    """The least and the most that is used at a capacity: the same where it follows from that capacity."""
    least, most = ends
    position = _position(sizes, offered)
    sized = ~np.isnan(position) & (least > 0) & np.isfinite(most)
    estimate = _grown(least, most, np.where(sized, position, 0.0))
    units = _installations(sizes, offered)
    return np.where(sized, estimate, least) * units, np.where(sized, estimate, most) * units


def _grown(low: Floats, high: Floats, position: Floats) -> Floats:
    """The value at a position between two ends, by the power law that the ends imply (Williams 1947)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return low * (high / low) ** position


def _required_capacity(needs: Rows, offerings: Rows) -> tuple[Floats, Floats]:
    """Both ends of the capacity required, NaN where the two sides measure it by different things."""
    low, high = required(needs["capacity"])
    known = _one_kind(needs, offerings)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _installations(sizes: Floats, offered: Floats) -> Floats:
    """How many of the largest installations make up the capacity required, at least one."""
    largest = np.where(offered[..., 1] > 0, offered[..., 1], np.nan)
    return np.fmax(sizes / largest, 1.0)


def budget(needs: Rows, offerings: Rows) -> Margins:
    """The expected capital cost is within the budget's upper end, in dollars of one year.

    The cost of operation is not compared: needs state what can be spent on buying and building, and no sum of any year
    of running it. To take years of operation from the same sum would judge by a number that nobody has said.
    """
    limit = _limit(needs["price"])
    available = np.where(needs["price_per_capacity"], limit * required(needs["capacity"])[1], limit)
    cost = expected_cost(needs, offerings)
    margins = (available - cost) / larger(available, cost)
    return where(~np.isnan(margins), margins)


def expected_cost(needs: Rows, offerings: Rows) -> Floats:
    """The capital cost of an installation of the capacity required, in base-year dollars.

    Between the two ends of a range, cost grows with capacity as a power law (the rule of Williams 1947, with the
    exponent that the ends imply). Where the capacity required is unknown, the geometric mean of the ends stands for it.
    Beyond the largest size, several installations stand side by side.
    """
    ends = offerings["price"]
    low = np.where(np.isnan(ends[..., 0]), ends[..., 1], ends[..., 0])
    high = np.where(np.isnan(ends[..., 1]), ends[..., 0], ends[..., 1])
    _, sizes = _required_capacity(needs, offerings)
    position = _position(sizes, offerings["capacity"])
    mean = np.sqrt(low * high)
    total = np.where(np.isnan(position) | (low <= 0), mean, _grown(low, high, np.nan_to_num(position)))
    units = _installations(sizes, offerings["capacity"])
    return np.where(offerings["price_per_capacity"], mean * sizes, total * units)


def _position(sizes: Floats, offered: Floats) -> Floats:
    """Where a capacity lies between the offered ends on a logarithmic scale: 0 at the lower, 1 at the upper."""
    low, high = offered[..., 0], offered[..., 1]
    usable = (low > 0) & (high > low) & (sizes > 0)
    size, first, last = (np.where(usable, each, fill) for each, fill in ((sizes, 1.0), (low, 1.0), (high, 2.0)))
    position = np.log(size / first) / np.log(last / first)
    return np.where(usable, np.clip(position, 0.0, 1.0), np.nan)
