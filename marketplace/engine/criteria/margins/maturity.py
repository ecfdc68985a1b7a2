"""Criteria of the question whether a technology is advanced."""

from typing import Final

import numpy as np

from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.margins.scales import Margins, overlap, where

_HIGHEST_READINESS: Final = 9
_SAME_COUNTRY, _SAME_SUBREGION, _SAME_CLIMATE, _ELSEWHERE = 1.0, 0.66, 0.33, -0.33
#: What each margin of `deployment` means.
NEAREST: Final = {1.0: "country", 0.66: "subregion", 0.33: "climate", -0.33: "elsewhere"}


def readiness(needs: Rows, offerings: Rows) -> Margins:
    """Technology readiness level reached against the one wanted, in ninths."""
    margins = (offerings["readiness"] - needs["readiness"]).astype(np.float64) / _HIGHEST_READINESS
    return where(~np.isnan(margins), margins)


def deployment(needs: Rows, offerings: Rows) -> Margins:
    """Deployed in the same country, else the same M49 sub-region, else the same main climate, else only elsewhere."""
    margins = np.select(
        [
            overlap(needs["countries"], offerings["deployed_countries"]),
            overlap(needs["subregions"], offerings["deployed_subregions"]),
            (needs["climates"] & offerings["deployed_climates"]) != 0,
        ],
        [_SAME_COUNTRY, _SAME_SUBREGION, _SAME_CLIMATE],
        _ELSEWHERE,
    )
    placed = np.any(needs["countries"] != 0, axis=-1) | (needs["climates"] != 0)
    return where(placed & np.any(offerings["deployed_countries"] != 0, axis=-1), margins)
