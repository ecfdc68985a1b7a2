"""Refusals of shortlists."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError


class SameKindError(InvalidError):
    """A need is shortlisted for an offering and the other way round, never two of a kind."""

    code = "same_kind"
    sentence = N_("A shortlist holds offerings for a need, or needs for an offering.")


class ShortlistFullError(ConflictError):
    """A shortlist has as many entries as it may."""

    code = "shortlist_full"
    sentence = N_("This shortlist is full: it holds %(maximum)s entries. Please remove one first.")


class NoteInvalidError(InvalidError):
    """A note says nothing, or more than anybody will read."""

    code = "note_invalid"
    sentence = N_("A note needs between 1 and %(maximum)s characters.")


class TooManyNotesError(ConflictError):
    """An entry has as many notes as it may."""

    code = "too_many_notes"
    sentence = N_("This entry has %(maximum)s notes already. Please remove one first.")
