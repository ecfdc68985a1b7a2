"""What margins are made of: room on a scale, shares of sets, and what is known at all."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Margins = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Known = npt.NDArray[np.bool_]

#: A criterion of yes or no.
YES: Final = 1.0
#: Digits of a margin that mean something; the rest is the rounding of unit conversions.
_DIGITS: Final = 9
#: Two quantities as near to each other as this are the same, whatever their units were.
_SAME: Final = 1e-9


def where(known: Known, margins: npt.NDArray[Any]) -> Margins:
    """The margins of the known pairs within [-1, 1], without the rounding of unit conversions (negative zero too)."""
    return np.where(known, np.round(np.clip(margins, -1.0, 1.0), _DIGITS) + 0.0, np.nan)


def overlap(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Known:
    """Whether two sets of bits share one, along the last axis."""
    shared: Known = np.any((left & right) != 0, axis=-1)
    return shared


def used(codes: npt.NDArray[Any]) -> int:
    """How many of the places along the last axis are used by any row; those after them are all zero."""
    places = np.flatnonzero(codes.reshape(-1, codes.shape[-1]).any(axis=0))
    return int(places[-1]) + 1 if len(places) else 0


def shared_values(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Floats:
    """How many values of `left` are among those of `right`, along the last axis; zero is no value."""
    left, right = left[..., : used(left)], right[..., : used(right)]
    same = (left[..., :, None] == right[..., None, :]) & (left[..., :, None] != 0)
    count: Floats = same.any(axis=-1).sum(axis=-1).astype(np.float64)
    return count


def stated(ends: Floats) -> Known:
    """Whether an interval has an end."""
    known: Known = np.logical_not(np.isnan(ends).all(axis=-1))
    return known


def required(ends: Floats) -> tuple[Floats, Floats]:
    """Both ends of what a need states; one end alone is the value itself."""
    low, high = ends[..., 0], ends[..., 1]
    return np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)


def larger(left: Floats, right: Floats) -> Floats:
    """The larger of two sizes, which room is relative to; 1 where both are nothing."""
    largest = np.fmax(np.abs(left), np.abs(right))
    return np.where(largest > 0, largest, 1.0)


def room_within(
    site: Floats, envelope: Floats, ample: npt.NDArray[Any] | float = 0.0, least: float = -np.inf
) -> Floats:
    """The room of a site's interval within an envelope, at the end where it is tighter; infinite if there is no limit.

    `ample` is how much room makes a margin of 1; where it is 0, room is relative to the larger of the ends compared. An
    end that the envelope leaves open sets no limit, and neither does a lower end at or below the `least` that matters.
    """
    low, high = required(site)
    lowest, highest = envelope[..., 0], envelope[..., 1]
    below = _room(np.where(lowest <= least, np.nan, lowest), low, ample)
    return np.minimum(below, _room(high, highest, ample))


def _room(lower: Floats, upper: Floats, ample: npt.NDArray[Any] | float) -> Floats:
    scale = np.where(np.asarray(ample) > 0, ample, larger(lower, upper))
    return np.where(np.isnan(lower) | np.isnan(upper), np.inf, (upper - lower) / scale)


def within_supply(available: Floats, demand: tuple[Floats, Floats]) -> Margins:
    """Enough is there for what is demanded, relative to the larger of both.

    `demand` is the least and the most that may be demanded. It is met if the most is there and unmet if not even the
    least is; in between nothing is known.
    """
    least, most = demand
    enough = most <= available * (1 + _SAME)
    lacking = least > available
    decisive = np.where(enough, most, least)
    known = (enough | lacking) & ~np.isnan(available) & ~np.isnan(decisive)
    return where(known, (available - decisive) / larger(available, decisive))
