"""Countries grouped by region of the world, in the order of the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.localization.locales import LocaleCode
from marketplace.localization.sorting import sort_key
from marketplace.taxonomy.queries import Country, Taxonomy


@dataclass(frozen=True, slots=True)
class Entry:
    """A country in a list: its code, its name and how many needs it has."""

    code: str
    name: str
    needs: int


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the United Nations' M49: countries with needs, and the others."""

    code: str
    name: str
    active: tuple[Entry, ...]
    others: tuple[Entry, ...]


def regions(taxonomy: Taxonomy, locale: LocaleCode, needs: Mapping[str, int]) -> tuple[Region, ...]:
    """The regions that have countries, those with most needs first; countries by name."""
    grouped: dict[str, list[Entry]] = {}
    for country in taxonomy.countries.values():
        if (region := _region(country)) is not None:
            entry = Entry(country.code, taxonomy.area_name(country.code, locale), needs.get(country.code, 0))
            grouped.setdefault(region, []).append(entry)
    found = [_build(code, taxonomy.area_name(code, locale), entries, locale) for code, entries in grouped.items()]
    return tuple(sorted(found, key=lambda region: (-sum(entry.needs for entry in region.active), region.code)))


def _region(country: Country) -> str | None:
    """The region right below the world."""
    return country.areas[1] if len(country.areas) > 1 else None


def _build(code: str, name: str, entries: list[Entry], locale: LocaleCode) -> Region:
    by_name = sort_key(locale)
    ordered = sorted(entries, key=lambda entry: by_name(entry.name))
    return Region(
        code=code,
        name=name,
        active=tuple(entry for entry in ordered if entry.needs),
        others=tuple(entry for entry in ordered if not entry.needs),
    )
