"""What curators decide about submissions."""

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings import life
from marketplace.listings.errors import StaleRevisionError
from marketplace.listings.models import Listing
from marketplace.listings.policies import Action, checked_reason


def publish(session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, revision: int) -> None:
    """Publish the revision that the curator has read.

    Raises:
        StaleRevisionError: there is a newer one; nothing that was not read gets published.
        TransitionError: it was not submitted.
    """
    require(actor, "curation.publish")
    listing = _reviewed(session, actor, listing_id, revision)
    life.publish(session, actor, bus, listing, clock.now())


def request_changes(  # noqa: PLR0913 - who asks whom for what, about which revision
    session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, revision: int, *, reason: str
) -> None:
    """Ask the authors for changes, and say which.

    Raises:
        ReasonMissingError: no reason, or one that is too long.
        StaleRevisionError, TransitionError: as in `publish`.
    """
    require(actor, "curation.request_changes")
    listing = _reviewed(session, actor, listing_id, revision)
    reason = checked_reason(reason, needed=True)
    life.step(session, bus, listing, Action.REQUEST_CHANGES, actor, clock.now(), reason=reason)


def reject(  # noqa: PLR0913 - who rejects what, in which revision, and why
    session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, revision: int, *, reason: str
) -> None:
    """Reject the submission, and say why. A published revision stays public.

    Raises:
        ReasonMissingError, StaleRevisionError, TransitionError: as in `request_changes`.
    """
    require(actor, "curation.reject")
    listing = _reviewed(session, actor, listing_id, revision)
    reason = checked_reason(reason, needed=True)
    life.step(session, bus, listing, Action.REJECT, actor, clock.now(), reason=reason)


def _reviewed(session: Session, actor: Actor, listing_id: int, revision: int) -> Listing:
    listing = life.locked(session, actor, listing_id)
    if listing.latest is None or listing.latest.number != revision:
        name = listing.latest.author.name if listing.latest and listing.latest.author else "?"
        raise StaleRevisionError(name=name)
    return listing
