"""Browsing by technology field and by country."""

from collections.abc import Sequence
from typing import Final

from flask import render_template

from marketplace.discovery.queries import Results, Search, search
from marketplace.http.context import bank, db, locale
from marketplace.listings.terms import Kind
from marketplace.web.blueprint import blueprint
from marketplace.web.regions import regions

_SHOWN: Final = 6
_ALL: Final = 60
#: Where only the counts are wanted.
_ONE: Final = 1


@blueprint.get("/fields")
def fields() -> str:
    """The two levels of technology fields, with how many listings each has."""
    counts = _found().facets.get("field", {})
    return render_template("web/fields.html", counts=counts)


@blueprint.get("/fields/<code>")
def field(code: str) -> str:
    """One field: what is under it, how other classifications call it, and what is in it."""
    shown = bank().taxonomy.field(code)
    offerings, needs = (_found(kind, {"field": (code,)}, _SHOWN) for kind in (Kind.OFFERING, Kind.NEED))
    return render_template("web/field.html", field=shown, offerings=offerings, needs=needs)


@blueprint.get("/countries")
def countries() -> str:
    """Every country by region; those with needs come first."""
    needs = _found(Kind.NEED).facets.get("country", {})
    return render_template("web/countries.html", regions=regions(bank().taxonomy, locale(), needs))


@blueprint.get("/countries/<code>")
def country(code: str) -> str:
    """One country: what it is, what it needs, and what is available there."""
    shown = bank().taxonomy.country(code.upper())
    reach = (shown.code, *reversed(shown.areas))
    return render_template(
        "web/country.html",
        country=shown,
        reach=reach,
        needs=_found(Kind.NEED, {"country": (shown.code,)}, _SHOWN),
        offerings=_found(Kind.OFFERING, {"country": reach}, _SHOWN),
        deployed=_found(Kind.OFFERING, {"deployed": (shown.code,)}, _ALL),
    )


def _found(kind: Kind | None = None, filters: dict[str, Sequence[str]] | None = None, page_size: int = _ONE) -> Results:
    return search(db(), bank().index, Search(kind=kind, filters=filters, sort="newest"), page_size)
