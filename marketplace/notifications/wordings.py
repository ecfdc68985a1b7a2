"""What is said of each kind of news. Sentences are translated where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.kernel.errors import N_
from marketplace.notifications.terms import Topic


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of news: what it is about, its line in lists (and the subject of its mail), what it says, its button."""

    topic: Topic
    subject: str
    text: str
    button: str


_SEE_MATCH: Final = N_("See why they match")
_OPEN: Final = N_("Open my listings")

WORDINGS: Final[Mapping[str, Wording]] = {
    "listing_published": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” is published"),
        N_("Everybody can read it now, until %(until)s. Its matches appear on its page within a minute."),
        N_("Open the listing"),
    ),
    "listing_changes_requested": Wording(
        Topic.LISTINGS,
        N_("A curator asks for changes to “%(listing)s”"),
        N_("The curator writes: %(reason)s"),
        _OPEN,
    ),
    "listing_rejected": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” was not accepted"),
        N_("The curator writes: %(reason)s"),
        _OPEN,
    ),
    "listing_expiring": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” expires on %(until)s"),
        N_("If it is still true, renew it. Otherwise it will no longer be shown, nor be matched."),
        _OPEN,
    ),
    "listing_expired": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” has expired"),
        N_("It is no longer shown, nor matched. If it is still true, renew it."),
        _OPEN,
    ),
    "offering_matched": Wording(
        Topic.MATCHES,
        N_("A technology that could serve “%(own)s”: %(other)s"),
        N_(
            "Offered by %(organization)s. The bank puts the chance of a good match at %(chance)s; its page says why, and what is still open."
        ),
        _SEE_MATCH,
    ),
    "need_matched": Wording(
        Topic.MATCHES,
        N_("A need that “%(own)s” could serve: %(other)s"),
        N_(
            "Described by %(organization)s. The bank puts the chance of a good match at %(chance)s; its page says why, and what is still open."
        ),
        _SEE_MATCH,
    ),
    "search_found": Wording(
        Topic.MATCHES,
        N_("New for a search that you saved: %(listing)s"),
        N_("Published by %(organization)s. Your search: %(search)s"),
        N_("Open the listing"),
    ),
}
