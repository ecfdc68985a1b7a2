"""Correcting for where a match stood when somebody judged it.

Whoever looks through a list looks at its top more often than at its end. Judgments that come from such looking are
therefore a biased sample: the old ranking chose it. Weighting each by the inverse of its chance to be looked at gives, in
expectation, what judging every place alike would have given (Joachims, Swaminathan and Schnabel 2017, section 4, for
learning to rank from implicit feedback).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: How steeply attention falls with the position. 1 is what Joachims et al. (2017, section 6) take where nothing has been
#: measured; it can be estimated once matches are shown in places exchanged at random.
ETA: Final = 1.0
#: No judgment counts for more than so many at the first position: clipping trades a little bias for much variance
#: (Swaminathan and Joachims 2015, "Counterfactual risk minimization", section 3).
MOST: Final = 10.0


def propensity(positions: Floats, eta: float = ETA) -> Floats:
    """The chance that somebody looks at a position k, from 1, relative to the first one: (1 / k) ** eta."""
    chance: Floats = np.asarray(positions, np.float64) ** -eta
    return chance


def corrected_weights(weights: Floats, positions: Floats, eta: float = ETA, most: float = MOST) -> Floats:
    """Weights of judged pairs, raised by the inverse propensity of the position at which they were shown.

    `positions` is NaN for pairs that were judged on purpose: their weights stay. Those of the others are clipped and
    normalised among themselves (Swaminathan and Joachims 2015, "The self-normalized estimator"), so that all that was
    shown keeps, together, the weight that it had against what was not.
    """
    corrected = np.array(weights, np.float64)
    shown = ~np.isnan(positions)
    if shown.any():
        raised = corrected[shown] * np.minimum(1.0 / propensity(positions[shown], eta), most)
        if raised.sum() > 0:
            corrected[shown] = raised * (corrected[shown].sum() / raised.sum())
    return corrected
