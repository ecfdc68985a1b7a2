"""The life of a listing: every step takes a row that is held until the transaction ends, and is recorded.

Whoever calls has asked whether the actor may: the operations of listings, and those of curation. `docs/architecture.md`
says why these steps stand apart from them.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.documents.operations import attach
from marketplace.kernel.events import EventBus
from marketplace.listings.content import Content
from marketplace.listings.errors import ContentInvalidError, TransitionError
from marketplace.listings.events import ListingChanged, ListingStepped
from marketplace.listings.models import ChangeSequence, HistoryEntry, Listing, Revision
from marketplace.listings.policies import PROPOSAL_ACTIONS, Action, next_status
from marketplace.listings.queries import listing_for_work
from marketplace.listings.terms import Status

PUBLISHED_FOR: Final = timedelta(days=365)


def locked(session: Session, actor: Actor, listing_id: int) -> Listing:
    """The row of a listing as it is now, held against others until the transaction ends.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    session.flush()  # a refresh throws away what was not written yet
    session.refresh(listing, with_for_update={"of": Listing})
    return listing


def latest(listing: Listing) -> Revision:
    """The newest revision, which every listing has from its first moment on."""
    if listing.latest is None:
        raise TransitionError
    return listing.latest


def add_revision(
    session: Session, listing: Listing, content: Content, actor: Actor | None, now: datetime, number: int
) -> Revision:
    """Write down what the listing says from now on.

    Raises:
        TypeError: this is the content of another kind of listing.
        ContentInvalidError: it attaches a document that the organization does not have.
    """
    if not isinstance(content, listing.content_type):
        raise TypeError(content)
    _attach(session, listing, content, now)
    document: dict[str, Any] = content.model_dump(mode="json", exclude_defaults=True)
    revision = Revision(
        listing_id=listing.id,
        number=number,
        content=document | {"original_locale": content.original_locale},
        author_id=actor.person_id if actor else None,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    listing.latest = revision
    listing.changed_at = now
    return revision


def _attach(session: Session, listing: Listing, content: Content, now: datetime) -> None:
    """Attach the documents that the content names: the organization's own, and what the listing had before."""
    named = [each.document for each in content.attachments]
    before = listing.latest.content.get("attachments", ()) if listing.latest else ()
    refused = attach(session, listing.organization_id, named, now, public=True) - {each["document"] for each in before}
    if refused:
        places = (place for place, number in enumerate(named) if number in refused)
        raise ContentInvalidError({f"attachments.{place}.document": ("unknown_code", {}) for place in places})


def step(  # noqa: PLR0913 - who does what to which, when and why
    session: Session,
    bus: EventBus,
    listing: Listing,
    action: Action,
    actor: Actor | None,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """Take a step on the newest revision, and record it.

    Raises:
        TransitionError: the step does not fit.
    """
    proposal = listing.proposal_status is not None and action in PROPOSAL_ACTIONS
    status = Status(listing.proposal_status or "") if proposal else Status(listing.status)
    reached = record(session, bus, listing, action, status, actor=actor, now=now, reason=reason)
    if proposal:
        # A rejected proposal is over: the public goes on seeing the published revision, and may be edited anew.
        listing.proposal_status = None if reached is Status.REJECTED else reached
    else:
        listing.status = reached
    listing.changed_at = now


def publish(session: Session, actor: Actor | None, bus: EventBus, listing: Listing, now: datetime) -> None:
    """Make the newest revision the public one.

    Raises:
        TransitionError: it was not submitted.
    """
    revision = latest(listing)
    listing.expires_at = now + PUBLISHED_FOR
    step(session, bus, listing, Action.PUBLISH, actor, now)
    listing.status, listing.proposal_status = Status.PUBLISHED, None
    listing.published = revision
    listing.published_at = listing.published_at or now
    listing.project(listing.content_type.model_validate(revision.content))
    announce(session, bus, listing, now)


def announce(session: Session, bus: EventBus, listing: Listing, now: datetime) -> None:
    """Give the listing the next change number, and tell subscribers that its public face changed."""
    number = session.execute(
        update(ChangeSequence).values(last=ChangeSequence.last + 1).returning(ChangeSequence.last)
    ).scalar_one()
    listing.change_number = number
    listing.changed_at = now
    session.flush()
    bus.publish(session, ListingChanged(listing.id, number, now))


def record(  # noqa: PLR0913 - who does what to which, when and why
    session: Session,
    bus: EventBus,
    listing: Listing,
    action: Action,
    status: Status,
    *,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
) -> Status:
    """Note in the history that a step is taken from a status, and tell subscribers; gives the status it leads to.

    Raises:
        TransitionError: the step does not fit.
    """
    reached = next_status(status, action)
    actor_id = actor.person_id if actor else None
    entry = HistoryEntry(
        listing_id=listing.id,
        revision_id=listing.latest_id,
        action=action,
        from_status=status,
        to_status=reached,
        actor_id=actor_id,
        reason=reason,
        at=now,
    )
    session.add(entry)
    session.flush()
    bus.publish(session, ListingStepped(listing.id, entry.id, action, actor_id, reason, now))
    return reached
