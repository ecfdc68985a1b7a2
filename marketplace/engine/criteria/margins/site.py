"""Criteria of the conditions of a site against the operating envelope of a technology."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria.conditions import GRIDS, SKILLS, Rows
from marketplace.engine.criteria.margins.scales import Floats, Margins, room_within, stated, used, where

#: Twenty kelvins, a kilometre: what counts as ample room.
_AMPLE_TEMPERATURE: Final = 20.0
_AMPLE_ALTITUDE: Final = 1000.0
_SEA_LEVEL: Final = 0.0


def ambient_temperature(needs: Rows, offerings: Rows) -> Margins:
    """The site's temperatures lie within the operating envelope; 20 K of room are ample."""
    site, envelope = needs["temperature"], offerings["temperature"]
    return where(stated(site) & stated(envelope), room_within(site, envelope, _AMPLE_TEMPERATURE))


def altitude(needs: Rows, offerings: Rows) -> Margins:
    """The site's altitude lies within the operating envelope; 1,000 m of room are ample.

    What height takes from a technology is the density of the air. An envelope that reaches down to the sea therefore has
    no lower limit: a site near sea level, or below it, is no tight fit.
    """
    site, envelope = needs["altitude"], offerings["altitude"]
    return where(stated(site) & stated(envelope), room_within(site, envelope, _AMPLE_ALTITUDE, least=_SEA_LEVEL))


def inlet(needs: Rows, offerings: Rows) -> Margins:
    """What comes in at the site lies within the operating envelope, for each parameter that both state; the worst of them.

    Room is relative to the larger of the ends compared, as nearly all of these are concentrations and other sizes with a
    zero; of temperatures 100 K are ample, of pH two units. A parameter that one side alone states decides nothing.
    """
    margins = inlet_margins(needs, offerings)
    worst = np.where(np.isnan(margins), np.inf, margins).min(axis=(-2, -1), initial=np.inf)
    return where(np.isfinite(worst), worst)


def inlet_margins(needs: Rows, offerings: Rows) -> Margins:
    """The margin of each condition of the needs with each of the offerings: (pairs, conditions, conditions).

    NaN where two conditions are not of one parameter in comparable units.
    """
    site, envelope = (each[..., : used(each["code"])] for each in (needs["inlet"], offerings["inlet"]))
    site, envelope = site[..., :, None], envelope[..., None, :]
    comparable = (site["code"] == envelope["code"]) & (site["code"] != 0)
    if not comparable.any():
        return np.full(comparable.shape, np.nan)
    site_ends, envelope_ends = _ends(site), _ends(envelope)
    sizes = envelope["ample"] == 0
    # Of a share all there is can be no more than all, and of a size nothing is the least.
    all_of_it = envelope["share"] & (site["high"] <= 1) & (envelope["high"] >= 1)
    lowest = np.where(sizes & (envelope["low"] <= 0), np.nan, envelope["low"])
    highest = np.where(all_of_it, np.nan, envelope["high"])
    limits = np.stack(np.broadcast_arrays(lowest, highest), axis=-1)
    known = comparable & stated(site_ends) & stated(envelope_ends)
    return where(known, room_within(site_ends, limits, envelope["ample"]))


def _ends(conditions: Any) -> Floats:
    return np.stack([conditions["low"], conditions["high"]], axis=-1)


def _ranked(demanded: npt.NDArray[Any], given: npt.NDArray[Any], steps: int) -> Margins:
    margins = (given.astype(np.float64) - demanded) / steps
    return where((demanded >= 0) & (given >= 0), margins)


def grid(needs: Rows, offerings: Rows) -> Margins:
    """The technology stands a grid as poor as the site's (stable, weak, none)."""
    return _ranked(needs["grid"], offerings["grid"], len(GRIDS) - 1)


def operator_skill(needs: Rows, offerings: Rows) -> Margins:
    """The technology demands no more skill than the site has."""
    return _ranked(offerings["skill"], needs["skill"], len(SKILLS) - 1)
