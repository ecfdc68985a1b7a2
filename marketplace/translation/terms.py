"""Closed lists of translation."""

from enum import StrEnum
from typing import Final


class Decision(StrEnum):
    """What became of a report: the passage was mended, stays as it is, or (a machine's) is no longer shown."""

    MENDED = "mended"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


REMARK_LENGTH: Final = 1000
#: Reports that one visitor may make in an hour.
REPORTS_PER_HOUR: Final = 10
