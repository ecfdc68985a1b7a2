"""What happens to listings."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ListingChanged(Event):
    """What the public may see of a listing changed: it came, changed or left. `change_number` orders such events."""

    listing_id: int
    change_number: int
    at: datetime
