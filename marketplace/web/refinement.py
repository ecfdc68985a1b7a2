"""Everything around a list of results that changes it: tabs, facets, chosen filters, order and pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from marketplace.discovery.queries import FACETS, Results, Search
from marketplace.http.context import bank, locale
from marketplace.http.display import area_name, capital, field_name, language_name, term
from marketplace.listings.terms import Kind
from marketplace.localization.sorting import sort_key
from marketplace.web.asked import address

#: A facet shows so many values; the others unfold.
_SHOWN: Final = 8
_UNFOLDED: Final = frozenset({"field"})


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another list: what it is called, how many it would show (where that is known), whether it is this one."""

    name: str
    address: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet that can be chosen; `narrower` are the values under it."""

    value: str
    name: str
    count: int
    chosen: bool
    narrower: tuple["Option", ...] = ()

    @property
    def opened(self) -> bool:
        """Whether a narrower value is chosen."""
        return any(option.chosen for option in self.narrower)


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values: those shown, and those that unfold."""

    name: str
    title: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class Refinement:
    """Tabs over the kinds, facets, the chosen filters (each link removes one), orders, and the pages around."""

    tabs: tuple[Link, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Link, ...]
    everything: str
    sorts: tuple[Link, ...]
    previous: str
    following: str


def refinement(wanted: Search, results: Results, totals: Mapping[Kind | None, int]) -> Refinement:
    """What may be done with a list of results."""
    return Refinement(
        tabs=_tabs(wanted, totals),
        facets=tuple(_facet(wanted, name, results.facets.get(name, {})) for name in FACETS),
        chosen=_chosen(wanted),
        everything=address(Search(text=wanted.text, kind=wanted.kind, sort=wanted.sort)),
        sorts=_sorts(wanted),
        previous=address(wanted, page=wanted.page - 1) if wanted.page > 1 else "",
        following=address(wanted, page=wanted.page + 1) if wanted.page < results.pages else "",
    )


def value_name(facet: str, value: str) -> str:
    """The name of a facet's value in the page's locale."""
    if facet == "field":
        return field_name(value)
    if facet == "country":
        return area_name(value)
    return capital(language_name(value)) if facet == "original" else term(facet, value)


def _tabs(wanted: Search, totals: Mapping[Kind | None, int]) -> tuple[Link, ...]:
    names = {None: gettext("All"), Kind.NEED: gettext("Needs"), Kind.OFFERING: gettext("Offerings")}
    return tuple(
        Link(name, address(wanted, kind=kind.value if kind else None), totals[kind], kind is wanted.kind)
        for kind, name in names.items()
    )


def _facet(wanted: Search, name: str, counts: Mapping[str, int]) -> Facet:
    chosen = (wanted.filters or {}).get(name, ())
    options = _fields(counts, chosen) if name == "field" else _options(name, counts, chosen)
    first = [place for place, option in enumerate(options) if place < _SHOWN or option.chosen or name == "field"]
    return Facet(
        name=name,
        title=term("facet", name),
        options=tuple(options[place] for place in first),
        more=tuple(option for place, option in enumerate(options) if place not in first),
        opened=bool(chosen) or name in _UNFOLDED,
    )


def _options(name: str, counts: Mapping[str, int], chosen: Collection[str]) -> list[Option]:
    values = [value for value, count in {**dict.fromkeys(chosen, 0), **counts}.items() if count or value in chosen]
    found = [Option(value, value_name(name, value), counts.get(value, 0), value in chosen) for value in values]
    if name == "readiness":
        return sorted(found, key=lambda option: option.value, reverse=True)
    by_name = sort_key(locale())
    return sorted(found, key=lambda option: (-option.count, by_name(option.name)))


def _fields(counts: Mapping[str, int], chosen: Collection[str]) -> list[Option]:
    taxonomy = bank().taxonomy
    every = {option.value: option for option in _options("field", counts, chosen)}
    found = []
    for field in taxonomy.main_fields:
        narrower = tuple(every[child.code] for child in taxonomy.subfields(field.code) if child.code in every)
        own = every.get(field.code)
        if own or narrower:
            count, held = (own.count, own.chosen) if own else (0, False)
            found.append(Option(field.code, field_name(field.code), count, held, narrower))
    return found


def _chosen(wanted: Search) -> tuple[Link, ...]:
    return tuple(
        Link(value_name(name, value), address(wanted, **{name: [other for other in values if other != value]}))
        for name, values in (wanted.filters or {}).items()
        for value in values
    )


def _sorts(wanted: Search) -> tuple[Link, ...]:
    if not wanted.text:
        return ()
    return (
        Link(gettext("Best fit"), address(wanted, sort=None), current=wanted.sort == "relevance"),
        Link(gettext("Newest"), address(wanted, sort="newest"), current=wanted.sort == "newest"),
    )
