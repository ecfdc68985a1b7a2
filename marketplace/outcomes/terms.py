"""The closed lists of outcomes."""

from enum import StrEnum
from typing import Final


class Result(StrEnum):
    """What came of an introduction, as far as it is known."""

    DEPLOYED = "deployed"
    AS_PROMISED = "as_promised"
    BELOW = "below"
    STOPPED = "stopped"
    NOT_DEPLOYED = "not_deployed"


#: What may be said of a technology that was deployed.
ANSWERS: Final = (Result.AS_PROMISED, Result.BELOW, Result.STOPPED)
#: Months after deployment at which results are asked for.
MONTHS: Final = (6, 12, 24)
