"""Fields, countries and concepts, as the data under `seeds/` has them, in every locale of the bank.

They are read once and never written by the running bank: a change to them is a reviewed change of the data.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import Locale

from marketplace.engine.concepts import Vocabulary
from marketplace.kernel.errors import NotFoundError
from marketplace.localization.locales import CLDR_NAMES, DEFAULT_LOCALE, LOCALES, LocaleCode


@dataclass(frozen=True, slots=True)
class Field:
    """A technology field. The second level carries crosswalks to other classifications; each may be empty."""

    code: str
    labels: Mapping[str, str]
    parent: str | None
    crosswalk: Mapping[str, tuple[str, ...]]

    def name(self, locale: str) -> str:
        """Its name in a locale."""
        return self.labels.get(locale) or self.labels[DEFAULT_LOCALE]


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its groups.

    `developing` follows the list of the OECD's Development Assistance Committee, unless the bank has decided otherwise.
    """

    code: str
    areas: tuple[str, ...]
    climates: tuple[str, ...]
    income: str
    groups: tuple[str, ...]
    mechanisms: tuple[str, ...]
    corridors: tuple[str, ...]
    developing: bool


class Taxonomy:
    """What listings are classified by."""

    def __init__(self, fields: Iterable[Field], countries: Iterable[Country], vocabulary: Vocabulary) -> None:
        self.fields = {field.code: field for field in fields}
        self.countries = {country.code: country for country in countries}
        self.vocabulary = vocabulary

    @classmethod
    def load(cls, seeds_folder: Path, vocabulary: Vocabulary) -> "Taxonomy":
        """Read `reference/fields.json` and `reference/countries.json`."""
        reference = seeds_folder / "reference"
        fields = json.loads((reference / "fields.json").read_text(encoding="utf-8"))
        countries = json.loads((reference / "countries.json").read_text(encoding="utf-8"))["countries"]
        return cls(_fields(fields, None), map(_country, countries), vocabulary)

    @cached_property
    def main_fields(self) -> tuple[Field, ...]:
        """The first level."""
        return tuple(field for field in self.fields.values() if field.parent is None)

    def subfields(self, code: str) -> tuple[Field, ...]:
        """The second level under a field."""
        return tuple(field for field in self.fields.values() if field.parent == code)

    def field(self, code: str) -> Field:
        """One field.

        Raises:
            NotFoundError: there is none with this code.
        """
        if (found := self.fields.get(code)) is None:
            raise NotFoundError
        return found

    def field_name(self, code: str, locale: str) -> str:
        """The name of a field, or its code where the data no longer has it."""
        found = self.fields.get(code)
        return found.name(locale) if found else code

    def country(self, code: str) -> Country:
        """One country.

        Raises:
            NotFoundError: there is none with this code.
        """
        if (found := self.countries.get(code)) is None:
            raise NotFoundError
        return found

    def area_name(self, code: str, locale: str) -> str:
        """The CLDR's name of a country or an M49 area."""
        cldr = Locale.parse(CLDR_NAMES.get(_known(locale), DEFAULT_LOCALE))
        return str(cldr.territories.get(code, code))

    def concept_name(self, code: str, locale: str) -> str:
        """The preferred label of a concept, or its code where the vocabulary no longer has it."""
        concept = self.vocabulary.concepts.get(code)
        if concept is None:
            return code
        return concept.labels.get(locale) or concept.labels[DEFAULT_LOCALE]


def _known(locale: str) -> LocaleCode:
    return next((code for code in LOCALES if code == locale), DEFAULT_LOCALE)


def _fields(entries: list[dict[str, Any]], parent: str | None) -> Iterable[Field]:
    for entry in entries:
        crosswalk = {scheme: tuple(codes) for scheme, codes in entry.get("crosswalk", {}).items()}
        yield Field(entry["code"], entry["labels"], parent, crosswalk)
        yield from _fields(entry.get("children", []), entry["code"])


def _country(entry: dict[str, Any]) -> Country:
    return Country(
        code=entry["code"],
        areas=tuple(entry["areas"]),
        climates=tuple(entry["climates"]),
        income=entry.get("income") or "",
        groups=tuple(entry["groups"]),
        mechanisms=tuple(entry["mechanisms"]),
        corridors=tuple(entry["corridors"]),
        developing=bool(entry["dac"] or entry.get("developing")),
    )
