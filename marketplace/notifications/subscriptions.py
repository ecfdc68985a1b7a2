"""Who is told what, when something happens. Handlers run in the transaction in which it happened."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from marketplace.kernel.events import Event, EventBus
from marketplace.listings.events import ListingExpiring, ListingStepped
from marketplace.listings.models import Listing
from marketplace.listings.policies import Action
from marketplace.notifications import transfers
from marketplace.notifications.operations import tell
from marketplace.organizations.queries import editors_of

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
    params: dict[str, Any] = _titles(listing)
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
        {**_titles(listing), "until": {"day": expiring.expires_at.isoformat()}},
        path="my/listings",
        key=f"listing:{listing.id}:expires:{expiring.expires_at.date()}:{expiring.notice_days}",
    )


def _titles(listing: Listing) -> dict[str, Any]:
    revision = listing.latest or listing.published
    texts = revision.content.get("texts", {}) if revision else {}
    titles = {locale: text["title"] for locale, text in texts.items() if text.get("title")}
    original = revision.content["original_locale"] if revision else "en"
    # English stands for any language that lacks a title: where there is none, the original does.
    return {"listing": {"texts": {"en": titles.get(original, ""), **titles}}}


_HANDLERS: Final[Mapping[type[Event], Callable[[Session, Any], None]]] = {
    **transfers.HANDLERS,
    ListingStepped: _listing_stepped,
    ListingExpiring: _listing_expiring,
}
