"""Codes that are entered by name: countries, areas, currencies, languages, concepts."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale, numbers

from marketplace.http.context import bank, locale
from marketplace.http.display import area_name, cldr, concept_name, language_name
from marketplace.localization.locales import CLDR_NAMES, LOCALES, LocaleCode
from marketplace.localization.sorting import sort_key
from marketplace.taxonomy.queries import Taxonomy

_SHORT_LANGUAGE: Final = 2
_LONG_LANGUAGE: Final = 3


@dataclass(frozen=True, slots=True)
class NameList:
    """What an input may be completed with: the value, and what it means where the value is a code."""

    source: str
    names: tuple[tuple[str, str], ...]


def comparable(name: str) -> str:
    """A name without case, accents and outer space: for finding it."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def name_of(source: str, code: str) -> str:
    """The name of a code in the page's locale; of a currency, the code."""
    if source == "currency":
        return code
    name = {"concept": concept_name, "language": language_name}.get(source, area_name)
    return name(code)


def code_of(source: str, name: str) -> str:
    """The code that a name in any locale means, the page's first; a code means itself. Else the name as it is."""
    wanted, taxonomy = comparable(name), bank().taxonomy
    for each in dict.fromkeys((locale(), *LOCALES)):
        if (code := _by_name(taxonomy, source, each).get(wanted)) is not None:
            return code
    return name


def name_list(source: str) -> NameList:
    """What an input of the source offers, in the order of the page's locale."""
    offered = _offered(bank().taxonomy, source)
    if source == "currency":
        called = Locale.parse(cldr()).currencies
        return NameList(source, tuple((code, str(called.get(code, code))) for code in sorted(offered)))
    names = sorted((name_of(source, code) for code in offered), key=sort_key(locale()))
    return NameList(source, tuple((name, "") for name in names))


def _offered(taxonomy: Taxonomy, source: str) -> Iterable[str]:
    """The codes that an input offers; it understands all that are known."""
    if source == "developing":
        return [code for code, country in taxonomy.countries.items() if country.developing]
    if source == "language":
        return [code for code in _languages(taxonomy) if len(code) == _SHORT_LANGUAGE]
    return _KNOWN[source](taxonomy)


@lru_cache(maxsize=64)
def _by_name(taxonomy: Taxonomy, source: str, in_locale: LocaleCode) -> dict[str, str]:
    """Codes by what they may be called in a locale; the first of two things of one name wins."""
    found: dict[str, str] = {code.casefold(): code for code in _KNOWN[source](taxonomy)}
    for code, name in _names(taxonomy, source, in_locale):
        found.setdefault(comparable(name), code)
    return found


def _names(taxonomy: Taxonomy, source: str, in_locale: LocaleCode) -> Iterator[tuple[str, str]]:
    if source == "concept":
        for concept in taxonomy.vocabulary.concepts.values():
            yield from ((concept.id, label) for of, label in concept.names() if of == in_locale)
    elif source == "language":
        yield from ((code, str(name)) for code, name in Locale.parse(CLDR_NAMES[in_locale]).languages.items())
    elif source != "currency":
        territories = Locale.parse(CLDR_NAMES[in_locale]).territories
        yield from ((code, str(territories.get(code, code))) for code in _KNOWN[source](taxonomy))


def _areas(taxonomy: Taxonomy) -> Iterable[str]:
    return (*sorted({area for country in taxonomy.countries.values() for area in country.areas}), *taxonomy.countries)


def _currencies(taxonomy: Taxonomy) -> Iterable[str]:
    return {code for country in taxonomy.countries for code in numbers.get_territory_currencies(country)}


def _languages(_taxonomy: Taxonomy) -> Iterable[str]:
    codes = map(str, Locale("en").languages)
    return [code for code in codes if code.isalpha() and len(code) <= _LONG_LANGUAGE]


_KNOWN: Final[dict[str, Callable[[Taxonomy], Iterable[str]]]] = {
    "country": lambda taxonomy: taxonomy.countries,
    "developing": lambda taxonomy: taxonomy.countries,
    "area": _areas,
    "currency": _currencies,
    "language": _languages,
    "concept": lambda taxonomy: taxonomy.vocabulary.concepts,
}
