"""The table of entries of each kind of listing."""

from functools import cache
from typing import Final

from marketplace.http.entries import need, offering
from marketplace.http.entries.parts import Entry, Place, Section, places
from marketplace.kernel.errors import N_
from marketplace.listings.terms import Kind

SECTIONS: Final[dict[Kind, tuple[Section, ...]]] = {Kind.OFFERING: offering.SECTIONS, Kind.NEED: need.SECTIONS}
ORIGINAL_LOCALE: Final = Entry("original_locale", "choice", N_("Original language"))
ORGANIZATION: Final = Entry("organization", "choice", N_("Organization"))


@cache
def known_places(kind: Kind) -> dict[str, Place]:
    """Everything that can be named in a listing of the kind, by its path."""
    extra = {entry.path: Place(entry, entry) for entry in (ORIGINAL_LOCALE, ORGANIZATION)}
    return extra | places(SECTIONS[kind])
