"""Who is told what, when something happens. Handlers run in the transaction in which it happened."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from marketplace.discovery.events import SearchFound
from marketplace.discovery.models import SavedSearch
from marketplace.kernel.errors import N_
from marketplace.kernel.events import Event, EventBus
from marketplace.listings.events import ListingExpiring, ListingStepped
from marketplace.listings.models import Listing
from marketplace.listings.policies import Action
from marketplace.matching.events import MatchFound
from marketplace.matching.policies import NEARLY_CERTAIN
from marketplace.notifications import account_news, transfers
from marketplace.notifications.naming import name_of, title_of
from marketplace.notifications.operations import tell
from marketplace.organizations.queries import editors_of
from marketplace.shortlists.events import NoteWritten
from marketplace.shortlists.models import ShortlistNote

#: What the authors of a listing are told about the steps of its life that others take.
_STEPS: Final[Mapping[str, str]] = {
    Action.PUBLISH: "listing_published",
    Action.REQUEST_CHANGES: "listing_changes_requested",
    Action.REJECT: "listing_rejected",
    Action.EXPIRE: "listing_expired",
}


def subscribe(bus: EventBus) -> None:
    """Listen to everything that people are told of."""
    for kind, handler in _HANDLERS.items():
        bus.subscribe(kind, handler)


def _listing_stepped(session: Session, stepped: ListingStepped) -> None:
    if (kind := _STEPS.get(stepped.action)) is None:
        return
    listing = session.get_one(Listing, stepped.listing_id)
    if stepped.action == Action.PUBLISH and stepped.actor_id is None:
        return  # demonstration content, put before the public by no curator, is nobody's news
    params: dict[str, Any] = {"listing": title_of(listing)}
    if stepped.reason:
        params["reason"] = stepped.reason
    if listing.expires_at is not None:
        params["until"] = {"day": listing.expires_at.isoformat()}
    public = stepped.action == Action.PUBLISH
    tell(
        session,
        stepped.at,
        (person for person in editors_of(session, listing.organization_id) if person != stepped.actor_id),
        kind,
        params,
        path=f"{listing.kind}s/{listing.id}" if public else "my/listings",
        key=f"listing:{listing.id}:{stepped.history_id}",
    )


def _listing_expiring(session: Session, expiring: ListingExpiring) -> None:
    listing = session.get_one(Listing, expiring.listing_id)
    tell(
        session,
        expiring.at,
        editors_of(session, listing.organization_id),
        "listing_expiring",
        {"listing": title_of(listing), "until": {"day": expiring.expires_at.isoformat()}},
        path="my/listings",
        key=f"listing:{listing.id}:expires:{expiring.expires_at.date()}:{expiring.notice_days}",
    )


def _match_found(session: Session, found: MatchFound) -> None:
    """Either side hears of the other; the same pair is news once, however often it is found again."""
    need, offering = session.get_one(Listing, found.need_id), session.get_one(Listing, found.offering_id)
    if need.demonstration and offering.demonstration:
        return
    for kind, own, other in (("offering_matched", need, offering), ("need_matched", offering, need)):
        tell(
            session,
            found.at,
            editors_of(session, own.organization_id),
            kind,
            {
                "own": title_of(own),
                "other": title_of(other, public=True),
                "organization": name_of(other.organization),
                "chance": {"share": min(found.score, NEARLY_CERTAIN)},
            },
            path=f"matches/{need.id}/{offering.id}",
            key=f"match:{need.id}:{offering.id}",
        )


def _search_found(session: Session, found: SearchFound) -> None:
    listing, saved = session.get_one(Listing, found.listing_id), session.get_one(SavedSearch, found.search_id)
    tell(
        session,
        found.at,
        [found.person_id],
        "search_found",
        {
            "listing": title_of(listing, public=True),
            "organization": name_of(listing.organization),
            "search": saved.text or {"term": N_("by the filters that you chose")},
        },
        path=f"{listing.kind}s/{listing.id}",
        key=f"search:{saved.id}:{listing.id}",
    )


def _note_written(session: Session, written: NoteWritten) -> None:
    """Colleagues hear of a note. The other listing is not named: what it says now may not be public yet, or any more."""
    listing, note = session.get_one(Listing, written.listing_id), session.get_one(ShortlistNote, written.note_id)
    tell(
        session,
        written.at,
        (person for person in editors_of(session, written.organization_id) if person != written.author_id),
        "shortlist_note",
        {"listing": title_of(listing), "words": note.words},
        path=f"my/listings/{listing.id}/shortlist",
        key=f"shortlist-note:{note.id}",
    )


_HANDLERS: Final[Mapping[type[Event], Callable[[Session, Any], None]]] = {
    **account_news.HANDLERS,
    **transfers.HANDLERS,
    ListingStepped: _listing_stepped,
    ListingExpiring: _listing_expiring,
    MatchFound: _match_found,
    SearchFound: _search_found,
    NoteWritten: _note_written,
}
