"""What waits for a curator, and everything that is known of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.listings.queries import (
    HistoryView,
    ListingView,
    history,
    published_listing,
    submitted_listings,
    working_copy,
)
from marketplace.listings.terms import Status


@dataclass(frozen=True, slots=True)
class Submission:
    """A listing in its newest revision, in its public one where that is another, and every step it took, newest first."""

    listing: ListingView
    published: ListingView | None
    history: tuple[HistoryView, ...]


def review_queue(session: Session, actor: Actor) -> list[ListingView]:
    """Submissions in their newest revision, longest waiting first."""
    require(actor, "curation.read_queue")
    return submitted_listings(session)


def submission(session: Session, actor: Actor, listing_id: int) -> Submission:
    """One listing for its review.

    Raises:
        NotFoundError: there is none with this number.
    """
    require(actor, "curation.read_queue")
    newest = working_copy(session, actor, listing_id)
    public = published_listing(session, newest.kind, listing_id) if newest.status is Status.PUBLISHED else None
    return Submission(
        listing=newest,
        published=public if public and public.revision != newest.revision else None,
        history=tuple(history(session, listing_id)),
    )
