"""The search page."""

from dataclasses import replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.discovery.queries import Search, search
from marketplace.http.context import bank, db
from marketplace.listings.terms import Kind
from marketplace.web.asked import address, asked
from marketplace.web.blueprint import blueprint
from marketplace.web.refinement import refinement


@blueprint.get("/search", endpoint="search")
def search_page() -> ResponseReturnValue:
    """Listings that fit what is asked, and how to narrow or widen it. Beyond the last page is the last page."""
    wanted = asked(request.args, bank().taxonomy)
    results = search(db(), bank().index, wanted)
    if 0 < results.pages < wanted.page:
        return redirect(address(wanted, page=results.pages))
    return render_template(
        "web/search.html",
        asked=wanted,
        results=results,
        refinement=refinement(wanted, results, _kind_totals(wanted, results.total)),
    )


def _kind_totals(wanted: Search, total: int) -> dict[Kind | None, int]:
    """How many listings each tab would show: the one that is open is known, one more search gives the other two."""
    if wanted.kind is None:
        needs = _total(replace(wanted, kind=Kind.NEED))
        return {None: total, Kind.NEED: needs, Kind.OFFERING: total - needs}
    every = _total(replace(wanted, kind=None))
    other = Kind.OFFERING if wanted.kind is Kind.NEED else Kind.NEED
    return {None: every, wanted.kind: total, other: every - total}


def _total(wanted: Search) -> int:
    return search(db(), bank().index, replace(wanted, page=1), page_size=1).total
