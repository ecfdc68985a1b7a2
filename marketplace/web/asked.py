"""What a visitor asks the search page for, read from its address and written into addresses."""

from collections.abc import Mapping
from typing import Any, Final

from babel import Locale
from flask import url_for
from werkzeug.datastructures import MultiDict

from marketplace.discovery.queries import FACETS, LAST_PAGE, QUERY_LENGTH, Search
from marketplace.http.routing import row_number
from marketplace.listings.content import clean
from marketplace.listings.terms import COOPERATION, Kind
from marketplace.localization.locales import LOCALES
from marketplace.taxonomy.queries import Taxonomy

_READINESS: Final = tuple(str(level) for level in range(1, 10))
_KINDS: Final[Mapping[str, Kind]] = {kind.value: kind for kind in Kind}
_AREAS: Final = frozenset(Locale.parse("en").territories)


def asked(args: MultiDict[str, str], taxonomy: Taxonomy) -> Search:
    """The search of an address. Values that the bank does not know are left out; a page that is no number is the first."""
    return Search(
        text=str(clean(args.get("q", "")))[:QUERY_LENGTH],
        kind=_KINDS.get(args.get("kind", "")),
        filters={name: known for name in FACETS if (known := _known(name, args.getlist(name), taxonomy))},
        sort="newest" if args.get("sort") == "newest" else "relevance",
        page=min(row_number(args.get("page", "")) or 1, LAST_PAGE),
    )


def address(wanted: Search, **changes: Any) -> str:
    """The address of a search; `changes` replace its parts, and lead back to the first page unless they name one."""
    parts: dict[str, Any] = {
        "q": wanted.text or None,
        "kind": wanted.kind.value if wanted.kind else None,
        "sort": "newest" if wanted.sort == "newest" else None,
        **{name: list(values) for name, values in (wanted.filters or {}).items()},
        **changes,
    }
    return url_for("web.search", **{name: value for name, value in parts.items() if value})


def _known(name: str, values: list[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    found: Mapping[str, Any] = {
        "field": taxonomy.fields,
        "country": {**dict.fromkeys(_AREAS), **taxonomy.countries},
        "cooperation": dict.fromkeys(COOPERATION),
        "readiness": dict.fromkeys(_READINESS),
        "original": dict.fromkeys(LOCALES),
    }
    return tuple(dict.fromkeys(value for value in values if value in found[name]))
