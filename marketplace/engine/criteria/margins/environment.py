"""Criteria of the question whether a technology is green."""

from typing import Final

import numpy as np

from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.conflicts import CONFLICT_MASKS
from marketplace.engine.criteria.margins.scales import YES, Margins, where

#: A verified benefit weighs as three that are only claimed.
_VERIFIED_BONUS: Final = 2


def benefit(needs: Rows, offerings: Rows) -> Margins:
    """Quantified environmental benefits, each halving the distance to full marks; verified ones weigh three times."""
    count = (offerings["benefits"] + _VERIFIED_BONUS * offerings["verified"]).astype(np.float64)
    margins = np.where(count > 0, 1 - 0.5**count, np.nan)
    return np.broadcast_to(margins, np.broadcast_shapes(needs.shape, offerings.shape)).copy()


def safeguards(needs: Rows, offerings: Rows) -> Margins:
    """No harm of the technology weighs on a sensitivity of the site; else minus the share of sensitivities touched.

    Where the offering tells what it does about its harms, a harm that touches the site is no failure yet: whether the
    safeguards are enough there is a question for people, so the criterion is unknown.
    """
    touched = np.zeros(offerings.shape, np.uint32)
    for place, mask in enumerate(CONFLICT_MASKS):
        touched |= np.where(offerings["harms"] >> place & 1, np.uint32(mask), np.uint32(0))
    met = np.bitwise_count(touched & needs["sensitivities"]).astype(np.float64)
    known = (needs["sensitivities"] != 0) & (offerings["harms"] != 0) & ((met == 0) | ~offerings["safeguards"])
    all_of_them = np.maximum(np.bitwise_count(needs["sensitivities"]), 1)
    return where(known, np.where(met > 0, -met / all_of_them, YES))
