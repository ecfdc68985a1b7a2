"""Reading shortlists, and pairs side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.accounts.policies import Actor, require
from marketplace.engine.matcher import Match, Matcher
from marketplace.indexing.queries import content_of, document_of
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.models import Listing
from marketplace.listings.queries import ListingView, listing_for_work, listing_view, listings_of, published_listings
from marketplace.listings.terms import Kind
from marketplace.matching.models import KeptMatch
from marketplace.matching.queries import PairView, match_of, own_and_other
from marketplace.matching.terms import MatchState
from marketplace.shortlists.models import ShortlistEntry, ShortlistNote
from marketplace.shortlists.terms import LOOKING


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with its author ("" for one whose account is gone)."""

    id: int
    author: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry: the other listing (nothing once it is not public any more), the match with it if one is kept, the notes."""

    counterpart_id: int
    counterpart: ListingView | None
    match: Match | None
    state: MatchState | None
    added_by: str
    added_at: datetime
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class ShortlistView:
    """The shortlist of a listing: likeliest entries first, then those without a match, the newest before others."""

    own: ListingView
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class OwnList:
    """One of the actor's listings with how much is on its shortlist, and whether one listing asked about is."""

    own: ListingView
    entries: int
    has_it: bool


def shortlist(session: Session, actor: Actor, listing_id: int) -> ShortlistView:
    """The shortlist of one's own listing.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    require(actor, "shortlist.read", listing.organization_id)
    if listing.latest is None:
        raise NotFoundError
    rows = session.scalars(
        select(ShortlistEntry)
        .options(
            joinedload(ShortlistEntry.added_by),
            selectinload(ShortlistEntry.notes).joinedload(ShortlistNote.author),
        )
        .where(ShortlistEntry.listing_id == listing_id)
        .order_by(ShortlistEntry.id.desc())
    ).all()
    numbers = [row.counterpart_id for row in rows]
    public = published_listings(session, numbers)
    kept = _kept_matches(session, listing.listing_kind, listing_id, numbers)
    entries = [_entry(row, public.get(row.counterpart_id), kept.get(row.counterpart_id)) for row in rows]
    entries.sort(key=lambda entry: -entry.match.score if entry.match and entry.counterpart else 0.0)
    return ShortlistView(listing_view(listing, listing.latest), tuple(entries))


def shortlisted(session: Session, actor: Actor, listing_id: int) -> frozenset[int]:
    """The numbers of what is on the shortlist of one's own listing.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    require(actor, "shortlist.read", listing.organization_id)
    found = session.scalars(select(ShortlistEntry.counterpart_id).where(ShortlistEntry.listing_id == listing_id))
    return frozenset(found)


def own_lists(
    session: Session, actor: Actor, *, kind: Kind | None = None, counterpart_id: int | None = None
) -> list[OwnList]:
    """The actor's listings (of one kind) for which something is still sought, with what is on their shortlists."""
    require(actor, "shortlist.list_own")
    own = [view for view in listings_of(session, actor) if view.status in LOOKING and kind in {None, view.kind}]
    numbers = [view.id for view in own]
    counted = (
        select(ShortlistEntry.listing_id, func.count().label("entries"))
        .where(ShortlistEntry.listing_id.in_(numbers))
        .group_by(ShortlistEntry.listing_id)
    )
    counts = {row.listing_id: row.entries for row in session.execute(counted)}
    holding = select(ShortlistEntry.listing_id).where(
        ShortlistEntry.listing_id.in_(numbers), ShortlistEntry.counterpart_id == counterpart_id
    )
    has_it = set(session.scalars(holding)) if counterpart_id is not None else set()
    return [OwnList(view, counts.get(view.id, 0), view.id in has_it) for view in own]


def compared(
    session: Session, matcher: Matcher, need_id: int, offering_ids: Iterable[int], *, with_hidden: bool = False
) -> list[PairView]:
    """A public need with each of some public offerings, in their order: as kept, or judged now where no match is kept.

    Offerings that are not public, and those whose match is hidden, are left out.

    Raises:
        NotFoundError: there is no such need, or it is not public.
    """
    wanted = list(dict.fromkeys(offering_ids))
    sides = published_listings(session, (need_id, *wanted))
    if need_id not in sides or sides[need_id].kind is not Kind.NEED:
        raise NotFoundError
    kept = _kept_matches(session, Kind.NEED, need_id, wanted)
    found = []
    for number in wanted:
        if number not in sides or sides[number].kind is not Kind.OFFERING:
            continue
        if (row := kept.get(number)) is None:
            match = _judged(session, matcher, need_id, number)
            made = PairView(match, MatchState.SUGGESTED, matcher.ranker.name, sides[need_id], sides[number])
        elif row.state != MatchState.HIDDEN or with_hidden:
            match = match_of(row)
            made = PairView(match, MatchState(row.state), row.model, sides[need_id], sides[number], row.refreshed_at)
        else:
            continue
        found.append(made)
    return found


def _judged(session: Session, matcher: Matcher, need_id: int, offering_id: int) -> Match:
    """What the engine says now of a pair of public listings that is not among the kept matches."""
    documents = []
    for number in (need_id, offering_id):
        listing = session.get_one(Listing, number, options=[joinedload(Listing.published)])
        content = content_of(listing)
        if content is None:
            raise NotFoundError
        documents.append(document_of(listing, content))
    return matcher.compare(*documents)


def _kept_matches(session: Session, kind: Kind, listing_id: int, numbers: Iterable[int]) -> dict[int, KeptMatch]:
    """The kept matches of a listing with some others, by the number of the other; hidden ones too."""
    own, other = own_and_other(kind)
    among: ColumnElement[bool] = other.in_(list(numbers))
    rows = session.scalars(select(KeptMatch).where(own == listing_id, among))
    return {row.offering_id if kind is Kind.NEED else row.need_id: row for row in rows}


def _entry(row: ShortlistEntry, counterpart: ListingView | None, kept: KeptMatch | None) -> EntryView:
    shown = kept if kept is not None and counterpart is not None and kept.state != MatchState.HIDDEN else None
    return EntryView(
        counterpart_id=row.counterpart_id,
        counterpart=counterpart,
        match=match_of(shown) if shown else None,
        state=MatchState(shown.state) if shown else None,
        added_by=row.added_by.name if row.added_by else "",
        added_at=row.added_at,
        notes=tuple(
            NoteView(note.id, note.author.name if note.author else "", note.words, note.written_at)
            for note in row.notes
        ),
    )
