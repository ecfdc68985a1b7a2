"""What happens to shortlists."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """Somebody wrote a note on an entry. To be told to the other members of the organization, never outside of it.

    `listing_id` is the organization's own listing, `counterpart_id` the one on its shortlist.
    """

    note_id: int
    listing_id: int
    counterpart_id: int
    organization_id: int
    author_id: int | None
    at: datetime
