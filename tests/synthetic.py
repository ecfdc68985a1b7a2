"""Whole banks of made-up listings, written many at a time: words by Zipf's law, real fields, countries and concepts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from sqlalchemy import insert, text, update

from marketplace.bootstrap import Bank
from marketplace.listings.content import parse_content
from marketplace.listings.models import ChangeSequence, Listing, Revision
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Organization

#: Words of all listings together, of which the r-th is r times as rare as the first (Zipf 1949).
VOCABULARY: Final = 50_000
#: Words of a title, of a summary, and of the text below it: about fifty.
LENGTHS: Final = (6, 14, 30)
#: Listings that an organization has.
LISTINGS_EACH: Final = 20
ROWS_AT_ONCE: Final = 5000
_SYLLABLES: Final = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
_COUNTRIES: Final = ("KE", "LA", "VN", "PE", "SN", "ET", "NP", "BO", "TZ", "KH")


@dataclass
class Writer:
    """Writes contents of listings, always the same ones for the same seed."""

    bank: Bank
    seed: int = 1

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        rarity = 1.0 / np.arange(1, VOCABULARY + 1)
        self.cumulated = np.cumsum(rarity / rarity.sum())
        self.labels = sorted(concept.labels["en"] for concept in self.bank.resources.vocabulary.concepts.values())
        self.fields = sorted(code for code, field in self.bank.taxonomy.fields.items() if field.parent)

    def words(self, count: int) -> str:
        """So many words by Zipf's law."""
        ranks = np.searchsorted(self.cumulated, self.random.random(count))
        return " ".join(map(word, ranks.tolist()))

    def content(self, kind: str) -> dict[str, Any]:
        """The content of a listing that may be published."""
        title, summary, body = map(self.words, LENGTHS)
        label = self.labels[int(len(self.labels) * self.random.random() ** 2)]
        written = {"origin": "original", "title": f"{label} {title}", "summary": summary}
        low = round(float(self.random.lognormal(3, 1)), 1)
        shared = {
            "original_locale": "en",
            "fields": [self.one_of(self.fields)],
            "cooperation": [self.one_of(("sale", "training", "licence"))],
            "capacity": {"min": low, "max": low * 4, "unit": "m3/d"},
        }
        price = {"min": 1000 * low, "max": 4000 * low, "currency": "USD", "year": 2023}
        if kind == "need":
            return {
                **shared,
                "texts": {"en": {**written, "problem": body}},
                "countries": [self.one_of(_COUNTRIES)],
                "readiness_wanted": int(self.random.integers(5, 10)),
                "budget": price,
            }
        return {
            **shared,
            "texts": {"en": {**written, "description": body}},
            "available_in": ["001"],
            "readiness": int(self.random.integers(4, 10)),
            "capital_cost": price,
            "deployments": [{"country": self.one_of(_COUNTRIES), "year": 2020}],
        }

    def one_of(self, values: Sequence[str]) -> str:
        """Any of the values."""
        return values[int(self.random.integers(len(values)))]


def word(rank: int) -> str:
    """The made-up word of a rank: syllables, the more the rarer."""
    spelt = ""
    rank += len(_SYLLABLES)
    while rank:
        rank, place = divmod(rank, len(_SYLLABLES))
        spelt += _SYLLABLES[place]
    return spelt


def fill(bank: Bank, needs: int, offerings: int, seed: int = 1) -> None:
    """Put so many published needs and offerings into an empty bank; needs come first. The index is not told."""
    writer, now, total = Writer(bank, seed), bank.clock.now(), needs + offerings
    parse_content(NeedContent, writer.content("need"))
    parse_content(OfferingContent, writer.content("offering"))
    companies = total // LISTINGS_EACH + 1

    def organization(number: int) -> dict[str, Any]:
        about = {"kinds": ["provider", "agency"], "type": "company", "country": "CN", "names": {}, "about": {}}
        return {"id": number, "name": f"Organization {number}", "created_at": now, "demonstration": True, **about}

    def listing(number: int) -> dict[str, Any]:
        return {
            "id": number,
            "kind": "need" if number <= needs else "offering",
            # Needs and offerings of one organization lie apart.
            "organization_id": number % companies + 1,
            "status": "published",
            "change_number": number,
            "published_at": now,
            "created_at": now,
            "changed_at": now,
            "demonstration": True,
        }

    def revision(number: int) -> dict[str, Any]:
        content = writer.content("need" if number <= needs else "offering")
        return {"id": number, "listing_id": number, "number": 1, "content": content, "created_at": now}

    numbers = range(1, total + 1)
    with bank.database.transaction() as session:
        connection = session.connection()
        for table, rows in (
            (Organization.__table__, map(organization, range(1, companies + 1))),
            (Listing.__table__, map(listing, numbers)),
            (Need.__table__, ({"id": number} for number in numbers if number <= needs)),
            (Offering.__table__, ({"id": number} for number in numbers if number > needs)),
            (Revision.__table__, map(revision, numbers)),
        ):
            for batch in _batches(rows):
                connection.execute(insert(table), batch)
        connection.execute(update(Listing.__table__).values(latest_id=Listing.id, published_id=Listing.id))
        connection.execute(update(ChangeSequence.__table__).values(last=total))
        if session.get_bind().dialect.name == "postgresql":
            for name in ("organization", "listing", "revision"):
                connection.execute(text(f"SELECT setval('{name}_id_seq', {total + 1})"))


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch
