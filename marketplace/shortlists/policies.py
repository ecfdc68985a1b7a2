"""What a note must be."""

from marketplace.listings.content import clean
from marketplace.shortlists.errors import NoteInvalidError
from marketplace.shortlists.terms import NOTE_LENGTH


def checked_note(words: str) -> str:
    """A note as it is kept.

    Raises:
        NoteInvalidError: it is nothing, or too much.
    """
    cleaned = str(clean(words))
    if not 0 < len(cleaned) <= NOTE_LENGTH:
        raise NoteInvalidError(maximum=NOTE_LENGTH)
    return cleaned
