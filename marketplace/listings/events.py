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


@dataclass(frozen=True, slots=True)
class ListingStepped(Event):
    """A step in the life of a listing was taken. `actor_id` is nobody's where time or the seeds took it."""

    listing_id: int
    history_id: int
    action: str
    actor_id: int | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListingExpiring(Event):
    """A public listing expires soon. `notice_days` is which of the reminders this is."""

    listing_id: int
    expires_at: datetime
    notice_days: int
    at: datetime
