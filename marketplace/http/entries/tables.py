"""The table of entries of each kind of listing."""

from functools import cache
from typing import Final

from marketplace.http.entries import need, offering
from marketplace.http.entries.parts import Entry, Place, Section, Texts, parts_of, places
from marketplace.kernel.errors import N_
from marketplace.listings.terms import Kind

SECTIONS: Final[dict[Kind, tuple[Section, ...]]] = {Kind.OFFERING: offering.SECTIONS, Kind.NEED: need.SECTIONS}
ORIGINAL_LOCALE: Final = Entry("original_locale", "choice", N_("Original language"))
ORGANIZATION: Final = Entry("organization", "choice", N_("Organization"))


def text_entries(kind: Kind) -> tuple[Entry, ...]:
    """The passages that a listing of the kind has in each language."""
    texts = (part for part in parts_of(SECTIONS[kind]) if isinstance(part, Texts))
    return tuple(entry for part in texts for entry in part.entries)


@cache
def known_places(kind: Kind) -> dict[str, Place]:
    """Everything that can be named in a listing of the kind, by its path."""
    extra = {entry.path: Place(entry, entry) for entry in (ORIGINAL_LOCALE, ORGANIZATION)}
    return extra | places(SECTIONS[kind])
