"""The pages of offerings and needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template

from marketplace.accounts.policies import may
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.views import counted
from marketplace.listings.queries import ListingView, published_listing
from marketplace.listings.terms import Kind
from marketplace.matching.policies import LIKELY
from marketplace.matching.queries import MatchView, matches_of
from marketplace.outcomes.queries import outcomes_on
from marketplace.shortlists.queries import shortlisted
from marketplace.translation.queries import with_machine_texts
from marketplace.web.blueprint import blueprint
from marketplace.web.reasons import Explained, Reason, explained, top_reasons
from marketplace.web.shortlists import choices

Brief = tuple[MatchView, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Likely:
    """A match at its place, explained; and, in brief, those folded into it."""

    view: MatchView
    explained: Explained
    similar: tuple[Brief, ...]


@blueprint.get("/offerings/<row:number>")
def offering(number: int) -> str:
    """An offering and the needs that it could serve."""
    return _page(Kind.OFFERING, number)


@blueprint.get("/needs/<row:number>")
def need(number: int) -> str:
    """A need and the offerings that could serve it."""
    return _page(Kind.NEED, number)


def _page(kind: Kind, number: int) -> str:
    listing = published_listing(db(), kind, number)
    counted(listing.id, listing.organization.id)
    [shown] = with_machine_texts(db(), [listing], locale())
    matches = matches_of(db(), kind, number, bank().settings.matches_kept)
    return listing_page(shown, matches, editable=may(actor(), "listing.save", shown.organization.id))


def listing_page(listing: ListingView, matches: Sequence[MatchView], *, editable: bool, preview: bool = False) -> str:
    """The page of a listing with its matches; as a preview, without what only a public listing has."""
    likely = [view for view in matches if view.match.score >= LIKELY]
    member = may(actor(), "shortlist.read", listing.organization.id)
    return render_template(
        f"web/{listing.kind}.html",
        listing=listing,
        likely=[Likely(view, explained(view.match), _briefs(view.similar)) for view in likely],
        likely_total=sum(1 + len(view.similar) for view in likely),
        unlikely=_briefs(view for view in matches if view.match.score < LIKELY),
        outcomes=outcomes_on(db(), listing.id),
        editable=editable,
        preview=preview,
        on_shortlist=shortlisted(db(), actor(), listing.id) if member and not preview else None,
        shortlisting=may(actor(), "shortlist.change", listing.organization.id),
        choices=() if preview else choices(listing.kind, listing.id),
    )


def _briefs(views: Iterable[MatchView]) -> tuple[Brief, ...]:
    return tuple((view, top_reasons(view.match)) for view in views)
