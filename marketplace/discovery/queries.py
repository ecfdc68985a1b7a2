"""Finding published listings: one search box for all locales, facets, sorting and paging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.discovery.models import SavedSearch
from marketplace.engine.index import SearchIndex, SearchQuery
from marketplace.listings.queries import ListingView, published_listings
from marketplace.listings.terms import Kind

FACETS: Final = ("field", "country", "cooperation", "readiness", "original")
PAGE_SIZE: Final = 20
#: Beyond this nobody pages; a visitor who wants more narrows the search.
LAST_PAGE: Final = 50
QUERY_LENGTH: Final = 500

Sort = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True)
class Search:
    """What a visitor asks for. `page` counts from 1."""

    text: str = ""
    kind: Kind | None = None
    filters: Mapping[str, Sequence[str]] | None = None
    sort: Sort = "relevance"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Results:
    """A page of listings, how many there are in all, and how many per value of each facet."""

    listings: tuple[ListingView, ...]
    total: int
    pages: int
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A search that somebody saved."""

    id: int
    search: Search
    created_at: datetime


def saved_search_view(saved: SavedSearch) -> SavedSearchView:
    """What a page may show of a saved search."""
    kind = Kind(saved.kind) if saved.kind else None
    return SavedSearchView(saved.id, Search(text=saved.text, kind=kind, filters=saved.filters), saved.created_at)


def saved_searches(session: Session, actor: Actor) -> list[SavedSearchView]:
    """The actor's own searches, newest first."""
    require(actor, "search.save")
    found = session.scalars(
        select(SavedSearch).where(SavedSearch.person_id == actor.person_id).order_by(SavedSearch.id.desc())
    )
    return [saved_search_view(each) for each in found]


def search(session: Session, index: SearchIndex, asked: Search, page_size: int = PAGE_SIZE) -> Results:
    """Listings that fit, best or newest first. One database query."""
    page = min(max(asked.page, 1), LAST_PAGE)
    found = index.search(
        SearchQuery(
            text=asked.text[:QUERY_LENGTH],
            lang=None,
            kind=asked.kind.value if asked.kind else None,
            filters=asked.filters or {},
            sort=asked.sort if asked.text.strip() else "newest",
            offset=(page - 1) * page_size,
            limit=page_size,
            facets=FACETS,
        )
    )
    numbers = [int(number) for number in found.ids]
    views = published_listings(session, numbers)
    return Results(
        listings=tuple(views[number] for number in numbers if number in views),
        total=found.total,
        pages=min(-(-found.total // page_size), LAST_PAGE),
        facets=found.facets,
    )
