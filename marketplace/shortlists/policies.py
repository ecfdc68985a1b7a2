"""What a note must be."""

from marketplace.listings.content import checked_text
from marketplace.shortlists.errors import NoteInvalidError
from marketplace.shortlists.terms import NOTE_LENGTH


def checked_note(words: str) -> str:
    """A note as it is kept.

    Raises:
        NoteInvalidError: it is nothing, or too much.
    """
    return checked_text(words, NOTE_LENGTH, NoteInvalidError(maximum=NOTE_LENGTH))
