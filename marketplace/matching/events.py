"""What matching finds."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class MatchFound(Event):
    """A need and an offering are likely to fit; `score` is the chance of it."""

    need_id: int
    offering_id: int
    score: float
    at: datetime
