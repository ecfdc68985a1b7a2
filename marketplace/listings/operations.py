"""What members do with their organization's listings, and what time does to them."""

from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.listings import errors, life
from marketplace.listings.content import Content, parse_content
from marketplace.listings.events import ListingExpiring
from marketplace.listings.models import Listing, Revision
from marketplace.listings.policies import EDITABLE, Action, checked_reason, may_list
from marketplace.listings.queries import listing_for_work
from marketplace.listings.terms import Status
from marketplace.organizations.models import Organization

ListingType = TypeVar("ListingType", bound=Listing)

#: Days before a public listing expires at which its authors are reminded.
EXPIRY_NOTICES: Final = (30, 7)


def create_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    listing_type: type[ListingType],
    organization_id: int,
    content: Content,
) -> ListingType:
    """Begin a listing for an organization, with its first revision.

    Raises:
        UnfitOrganizationError: it is no provider for an offering, or no agency for a need.
    """
    require(actor, "listing.create", organization_id)
    now = clock.now()
    listing = listing_type(organization_id=organization_id, created_at=now, changed_at=now)
    organization = session.get_one(Organization, organization_id)
    if not may_list(organization.kinds, listing.listing_kind):
        raise errors.UnfitOrganizationError
    session.add(listing)
    session.flush()
    life.add_revision(session, listing, content, actor, now, number=1)
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
    listing = life.locked(session, actor, listing_id)
    require(actor, "listing.save", listing.organization_id)
    latest = life.latest(listing)
    if latest.number != base_revision:
        raise errors.StaleRevisionError(name=latest.author.name if latest.author else "?")
    if listing.work_status not in EDITABLE:
        raise errors.TransitionError
    now = clock.now()
    revision = life.add_revision(session, listing, content, actor, now, number=latest.number + 1)
    if listing.status == Status.PUBLISHED:
        listing.proposal_status = Status.DRAFT
    elif listing.status == Status.SUBMITTED:
        listing.status = Status.DRAFT
    return revision


def restore(session: Session, actor: Actor, clock: Clock, listing_id: int, base_revision: int, number: int) -> Revision:
    """Go back to what a revision said: it is said again in a new one, made from `base_revision`. Nothing is lost.

    Raises:
        NotFoundError: there is no revision of this number.
        ContentInvalidError: what it says is no longer accepted.
        StaleRevisionError, TransitionError: as `save_draft`.
    """
    listing = life.locked(session, actor, listing_id)
    require(actor, "listing.restore", listing.organization_id)
    raw = session.scalar(select(Revision.content).where(Revision.listing_id == listing_id, Revision.number == number))
    if raw is None:
        raise NotFoundError
    return save_draft(session, actor, clock, listing_id, base_revision, parse_content(listing.content_type, raw))


def copy_as_new(session: Session, actor: Actor, clock: Clock, listing_id: int) -> Listing:
    """A new draft of the same organization that says what the newest revision of a listing says.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
        ContentInvalidError: what it says is no longer accepted.
        UnfitOrganizationError: the organization may no longer list such.
    """
    listing = listing_for_work(session, actor, listing_id)
    require(actor, "listing.copy", listing.organization_id)
    content = parse_content(listing.content_type, life.latest(listing).content)
    return create_draft(session, actor, clock, type(listing), listing.organization_id, listing.as_new(content))


def submit(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int) -> None:
    """Hand the newest revision to the curators.

    Raises:
        IncompleteError: the content lacks what a submission needs.
        TransitionError: it is not a draft, nor were changes requested.
    """
    listing = life.locked(session, actor, listing_id)
    require(actor, "listing.submit", listing.organization_id)
    content = listing.content_type.model_validate(life.latest(listing).content)
    if missing := listing.missing_for_submission(content):
        raise errors.IncompleteError({path: ("missing", {}) for path in missing})
    life.step(session, bus, listing, Action.SUBMIT, actor, clock.now())


def withdraw(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, reason: str = "") -> None:
    """Take a listing back, whatever state it is in that allows it; the public no longer sees it.

    Raises:
        ReasonMissingError: the reason, which need not be given, is too long.
        TransitionError: its life is over already.
    """
    listing = life.locked(session, actor, listing_id)
    require(actor, "listing.withdraw", listing.organization_id)
    was_public = listing.public
    life.step(session, bus, listing, Action.WITHDRAW, actor, clock.now(), reason=checked_reason(reason, needed=False))
    listing.proposal_status = None
    if was_public:
        life.announce(session, bus, listing, clock.now())


def renew(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int) -> None:
    """Say that a listing is still true: it is public for another year.

    Raises:
        TransitionError: it is not public, nor has it expired.
    """
    listing = life.locked(session, actor, listing_id)
    require(actor, "listing.renew", listing.organization_id)
    was_public = listing.public
    now = clock.now()
    listing.status = life.record(session, bus, listing, Action.RENEW, Status(listing.status), actor=actor, now=now)
    listing.expires_at = now + life.PUBLISHED_FOR
    if not was_public:
        life.announce(session, bus, listing, now)


def announce_moved(session: Session, bus: EventBus, organization_id: int, now: datetime) -> None:
    """The organization is in another country: its public listings are to be found by the new one."""
    public = select(Listing).where(Listing.organization_id == organization_id, Listing.status == Status.PUBLISHED)
    for listing in session.scalars(public.with_for_update()).all():
        life.announce(session, bus, listing, now)


def expire_due(session: Session, clock: Clock, bus: EventBus) -> int:
    """Let every listing expire whose time is over; gives their number."""
    now = clock.now()
    due = session.scalars(
        select(Listing).where(Listing.status == Status.PUBLISHED, Listing.expires_at <= now).with_for_update()
    ).all()
    for listing in due:
        listing.status = life.record(session, bus, listing, Action.EXPIRE, Status.PUBLISHED, actor=None, now=now)
        life.announce(session, bus, listing, now)
    return len(due)


def remind_expiring(session: Session, clock: Clock, bus: EventBus) -> None:
    """Tell subscribers of every public listing that expires within one of the periods of notice.

    They are told again with every call, and remember by `notice_days` what they have passed on.
    """
    now = clock.now()
    soon = session.scalars(
        select(Listing).where(
            Listing.status == Status.PUBLISHED,
            Listing.expires_at > now,
            Listing.expires_at <= now + timedelta(days=max(EXPIRY_NOTICES)),
        )
    )
    for listing in soon:
        if listing.expires_at is not None:
            left = listing.expires_at - now
            notice = min(days for days in EXPIRY_NOTICES if left <= timedelta(days=days))
            bus.publish(session, ListingExpiring(listing.id, listing.expires_at, notice, now))


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
    life.add_revision(session, listing, content, None, now, number=1)
    life.publish(session, None, bus, listing, now)
