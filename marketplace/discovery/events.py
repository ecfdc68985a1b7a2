"""What saved searches find."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SearchFound(Event):
    """A listing that is new to the public fits a search that somebody saved."""

    person_id: int
    search_id: int
    listing_id: int
    at: datetime
