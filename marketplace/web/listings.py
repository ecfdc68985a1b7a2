"""The pages of offerings and needs."""

from typing import Final

from flask import render_template

from marketplace.accounts.policies import may
from marketplace.http.context import actor, bank, db, locale
from marketplace.listings.queries import published_listing
from marketplace.listings.terms import Kind
from marketplace.matching.queries import matches_of
from marketplace.translation.queries import with_machine_texts
from marketplace.web.blueprint import blueprint
from marketplace.web.reasons import explained, top_reasons

#: Matches with less than one chance in five are shown apart, and briefly.
_LIKELY: Final = 0.2


@blueprint.get("/offerings/<row:number>")
def offering(number: int) -> str:
    """An offering and the needs that it could serve."""
    return _page(Kind.OFFERING, number)


@blueprint.get("/needs/<row:number>")
def need(number: int) -> str:
    """A need and the offerings that could serve it."""
    return _page(Kind.NEED, number)


def _page(kind: Kind, number: int) -> str:
    [shown] = with_machine_texts(db(), [published_listing(db(), kind, number)], locale())
    matches = matches_of(db(), kind, number, bank().settings.matches_kept)
    return render_template(
        f"web/{kind}.html",
        listing=shown,
        likely=[(view, explained(view.match)) for view in matches if view.match.score >= _LIKELY],
        unlikely=[(view, top_reasons(view.match)) for view in matches if view.match.score < _LIKELY],
        editable=may(actor(), "listing.save", shown.organization.id),
    )
