"""What waits for a curator."""

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.listings.queries import ListingView, submitted_listings


def review_queue(session: Session, actor: Actor) -> list[ListingView]:
    """Submissions in their newest revision, longest waiting first."""
    require(actor, "curation.read_queue")
    return submitted_listings(session)
