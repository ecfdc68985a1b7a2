"""The home page."""

from typing import Final

from flask import render_template

from marketplace.discovery.queries import Results, Search, search
from marketplace.http.context import bank, db
from marketplace.listings.terms import Kind
from marketplace.matching.queries import best_matches
from marketplace.web.blueprint import blueprint
from marketplace.web.reasons import top_reasons

_BEST: Final = 3
_NEWEST: Final = 3


@blueprint.get("/")
def home() -> str:
    """What the bank is, its best matches and what is new in it."""
    offerings, needs = _newest(Kind.OFFERING), _newest(Kind.NEED)
    return render_template(
        "web/home.html",
        pairs=[(pair, top_reasons(pair.match)) for pair in best_matches(db(), _BEST)],
        offerings=offerings,
        needs=needs,
        fields=[
            (field, _count(offerings, field.code), _count(needs, field.code)) for field in bank().taxonomy.main_fields
        ],
    )


def _newest(kind: Kind) -> Results:
    return search(db(), bank().index, Search(kind=kind, sort="newest"), page_size=_NEWEST)


def _count(results: Results, field: str) -> int:
    return results.facets.get("field", {}).get(field, 0)
