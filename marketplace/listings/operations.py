"""Changing listings: saving revisions, and the steps of a listing's life."""

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings import errors
from marketplace.listings.content import Content
from marketplace.listings.events import ListingChanged
from marketplace.listings.models import ChangeSequence, HistoryEntry, Listing, Revision
from marketplace.listings.policies import EDITABLE, PROPOSAL_ACTIONS, Action, next_status
from marketplace.listings.queries import listing_for_work
from marketplace.listings.terms import Status

PUBLISHED_FOR: Final = timedelta(days=365)

ListingType = TypeVar("ListingType", bound=Listing)


def create_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    listing_type: type[ListingType],
    organization_id: int,
    content: Content,
) -> ListingType:
    """Begin a listing for an organization, with its first revision."""
    require(actor, "listing.create", organization_id)
    now = clock.now()
    listing = listing_type(organization_id=organization_id, created_at=now, changed_at=now)
    session.add(listing)
    session.flush()
    _add_revision(session, listing, content, actor, now, number=1)
    return listing


def save_draft(
    session: Session, actor: Actor, clock: Clock, listing_id: int, base_revision: int, content: Content
) -> Revision:
    """Add a revision made from `base_revision`.

    The public goes on seeing the published one. What was submitted becomes a draft again.

    Raises:
        StaleRevisionError: somebody else saved since `base_revision`; the caller keeps what was typed.
        TransitionError: the listing is in no state to be edited.
    """
    listing = locked(session, actor, listing_id)
    require(actor, "listing.save", listing.organization_id)
    latest = _latest(listing)
    if latest.number != base_revision:
        raise errors.StaleRevisionError(name=latest.author.name if latest.author else "?")
    if listing.work_status not in EDITABLE:
        raise errors.TransitionError
    now = clock.now()
    revision = _add_revision(session, listing, content, actor, now, number=latest.number + 1)
    if listing.status == Status.PUBLISHED:
        listing.proposal_status = Status.DRAFT
    elif listing.status == Status.SUBMITTED:
        listing.status = Status.DRAFT
    return revision


def submit(session: Session, actor: Actor, clock: Clock, listing_id: int) -> None:
    """Hand the newest revision to the curators.

    Raises:
        IncompleteError: the content lacks what a submission needs.
        TransitionError: it is not a draft, nor were changes requested.
    """
    listing = locked(session, actor, listing_id)
    require(actor, "listing.submit", listing.organization_id)
    content = listing.content_type.model_validate(_latest(listing).content)
    if missing := listing.missing_for_submission(content):
        raise errors.IncompleteError({path: ("missing", {}) for path in missing})
    step(session, listing, Action.SUBMIT, actor, clock.now())


def withdraw(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, reason: str = "") -> None:
    """Take a listing back, whatever state it is in that allows it; the public no longer sees it."""
    listing = locked(session, actor, listing_id)
    require(actor, "listing.withdraw", listing.organization_id)
    was_public = listing.public
    step(session, listing, Action.WITHDRAW, actor, clock.now(), reason)
    listing.proposal_status = None
    if was_public:
        announce(session, bus, listing, clock.now())


def renew(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int) -> None:
    """Say that a listing is still true: it is public for another year."""
    listing = locked(session, actor, listing_id)
    require(actor, "listing.renew", listing.organization_id)
    was_public = listing.public
    now = clock.now()
    listing.status = _record(session, listing, Action.RENEW, Status(listing.status), actor, now)
    listing.expires_at = now + PUBLISHED_FOR
    if not was_public:
        announce(session, bus, listing, now)


def expire_due(session: Session, clock: Clock, bus: EventBus) -> int:
    """Let every listing expire whose time is over; gives their number."""
    now = clock.now()
    due = session.scalars(
        select(Listing).where(Listing.status == Status.PUBLISHED, Listing.expires_at <= now).with_for_update()
    ).all()
    for listing in due:
        listing.status = _record(session, listing, Action.EXPIRE, Status.PUBLISHED, None, now)
        announce(session, bus, listing, now)
    return len(due)


def publish(session: Session, actor: Actor | None, bus: EventBus, listing: Listing, now: datetime) -> None:
    """Make the newest revision the public one. Called by curation and by the seeds, which check who may."""
    revision = _latest(listing)
    step(session, listing, Action.PUBLISH, actor, now)
    listing.status, listing.proposal_status = Status.PUBLISHED, None
    listing.published = revision
    listing.published_at = listing.published_at or now
    listing.expires_at = now + PUBLISHED_FOR
    listing.project(listing.content_type.model_validate(revision.content))
    announce(session, bus, listing, now)


def import_published(
    session: Session, clock: Clock, bus: EventBus, listing: Listing, content: Content, key: str
) -> None:
    """Put a listing of the demonstration content straight before the public, marked as demonstration."""
    now = clock.now()
    listing.key, listing.demonstration = key, True
    listing.created_at = listing.changed_at = now
    listing.status = Status.SUBMITTED
    session.add(listing)
    session.flush()
    _add_revision(session, listing, content, None, now, number=1)
    publish(session, None, bus, listing, now)


def step(
    session: Session, listing: Listing, action: Action, actor: Actor | None, now: datetime, reason: str = ""
) -> None:
    """Take a step on the newest revision, and record it.

    Raises:
        TransitionError: the step does not fit.
    """
    proposal = listing.proposal_status is not None and action in PROPOSAL_ACTIONS
    status = Status(listing.proposal_status or "") if proposal else Status(listing.status)
    reached = _record(session, listing, action, status, actor, now, reason=reason)
    if proposal:
        # A rejected proposal is over: the public goes on seeing the published revision, and may be edited anew.
        listing.proposal_status = None if reached is Status.REJECTED else reached
    else:
        listing.status = reached
    listing.changed_at = now


def announce(session: Session, bus: EventBus, listing: Listing, now: datetime) -> None:
    """Give the listing the next change number, and tell subscribers that its public face changed."""
    number = session.execute(
        update(ChangeSequence).values(last=ChangeSequence.last + 1).returning(ChangeSequence.last)
    ).scalar_one()
    listing.change_number = number
    listing.changed_at = now
    session.flush()
    bus.publish(session, ListingChanged(listing.id, number, now))


def locked(session: Session, actor: Actor, listing_id: int) -> Listing:
    """The row of a listing as it is now, held against others until the transaction ends.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    session.flush()  # a refresh throws away what was not written yet
    session.refresh(listing, with_for_update={"of": Listing})
    return listing


def _latest(listing: Listing) -> Revision:
    if listing.latest is None:
        raise errors.TransitionError
    return listing.latest


def _add_revision(
    session: Session, listing: Listing, content: Content, actor: Actor | None, now: datetime, number: int
) -> Revision:
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


def _record(  # noqa: PLR0913 - who does what to which, when and why
    session: Session,
    listing: Listing,
    action: Action,
    status: Status,
    actor: Actor | None,
    now: datetime,
    *,
    reason: str = "",
) -> Status:
    reached = next_status(status, action)
    session.add(
        HistoryEntry(
            listing_id=listing.id,
            revision_id=listing.latest_id,
            action=action,
            from_status=status,
            to_status=reached,
            actor_id=actor.person_id if actor else None,
            reason=reason,
            at=now,
        )
    )
    return reached
