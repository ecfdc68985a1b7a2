"""Saving searches, and looking again for those who saved them."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.discovery.errors import SearchEmptyError, TooManySearchesError
from marketplace.discovery.events import SearchFound
from marketplace.discovery.models import SavedSearch
from marketplace.discovery.queries import QUERY_LENGTH, Search, saved_search_view, search
from marketplace.discovery.terms import ALERT_DEPTH, MOST_SAVED
from marketplace.engine.index import SearchIndex
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings.models import ChangeSequence, Listing


def save_search(session: Session, actor: Actor, clock: Clock, asked: Search) -> SavedSearch:
    """Keep a search; who keeps the same one already has it once.

    Raises:
        SearchEmptyError: it asks for nothing.
        TooManySearchesError: there are as many as one person may have.
    """
    require(actor, "search.save")
    text, kind = asked.text.strip()[:QUERY_LENGTH], asked.kind.value if asked.kind else None
    filters = {name: sorted(values) for name, values in (asked.filters or {}).items() if values}
    if not text and not filters:
        raise SearchEmptyError
    own = session.scalars(select(SavedSearch).where(SavedSearch.person_id == actor.person_id)).all()
    for each in own:
        if (each.text, each.kind, each.filters) == (text, kind, filters):
            return each
    if len(own) >= MOST_SAVED:
        raise TooManySearchesError(most=MOST_SAVED)
    saved = SavedSearch(
        person_id=actor.person_id,
        text=text,
        kind=kind,
        filters=filters,
        created_at=clock.now(),
        change_number=session.scalar(select(ChangeSequence.last)) or 0,
    )
    session.add(saved)
    session.flush()
    return saved


def forget_search(session: Session, actor: Actor, search_id: int) -> None:
    """Let go of one of the actor's own searches; one that is not there, or is another's, stays as it is."""
    require(actor, "search.save")
    session.execute(delete(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.person_id == actor.person_id))


def look_again(session: Session, clock: Clock, bus: EventBus, index: SearchIndex) -> None:
    """Tell subscribers of every listing that came or changed since a saved search was last looked at, and fits it.

    It fits while it is among the best `ALERT_DEPTH` that the search finds. Only what the index has seen counts: the rest
    comes up the next time.
    """
    seen = index.change_number
    for saved in session.scalars(select(SavedSearch).where(SavedSearch.change_number < seen).with_for_update()):
        found = search(session, index, saved_search_view(saved).search, page_size=ALERT_DEPTH).listings
        numbers = [listing.id for listing in found]
        fresh = Listing.id.in_(numbers) & (Listing.change_number > saved.change_number)
        for listing_id in session.scalars(select(Listing.id).where(fresh).order_by(Listing.id)):
            bus.publish(session, SearchFound(saved.person_id, saved.id, listing_id, clock.now()))
        saved.change_number = seen
