"""The limits of shortlists."""

from typing import Final

from marketplace.listings.terms import Status

#: What one shortlist holds: enough to choose from, and few enough to read.
MOST_ENTRIES: Final = 50
NOTE_LENGTH: Final = 2000
NOTES_OF_AN_ENTRY: Final = 100
#: As many columns as fit on a printed page.
MOST_COMPARED: Final = 4
#: States of a listing for which somebody is still looking.
LOOKING: Final = (Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.EXPIRED)
