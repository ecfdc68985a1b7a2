"""Spans of time in figures."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median
from typing import Final

_DAY: Final = timedelta(days=1)


def median_days(spans: Iterable[timedelta | None]) -> float | None:
    """The median of some spans in days, those that are not known left out; nothing if none is."""
    known = [span / _DAY for span in spans if span is not None]
    return median(known) if known else None
