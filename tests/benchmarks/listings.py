"""Synthetic listings as the engine takes them: texts of made-up words, with plausible facts."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from marketplace.engine.criteria.conditions import GRIDS, SKILLS
from marketplace.engine.criteria.conflicts import CONFLICTS, SENSITIVITIES
from marketplace.engine.documents import Document, Interval, Price, Profile, Text
from marketplace.engine.resources import Resources
from tests.benchmarks.corpus import TOPICS, Corpus, Ids, Query, vocabulary

#: Words of the title and of the summary; the rest is the body.
_TITLE, _SUMMARY = 8, 24
_UNITS: Final = ("m3/d", "kW", "t/a", "ha", "household", "m3/h", "kg/d", "MWh/a")
_CURRENCIES: Final = ("USD", "EUR", "CNY", "BRL", "INR", "KES", "XOF", "VND")
_COOPERATION: Final = ("technical_cooperation", "licensing", "joint_venture", "services", "training", "sale")
_LANGUAGES: Final = ("en", "fr", "es", "pt", "ru", "ar", "zh")
_YEARS: Final = (2019, 2025)
#: How often a fact is given.
_GIVEN: Final = 0.8
_ORGANIZATION_SIZE: Final = 5


@dataclass(frozen=True)
class Listings:
    """The documents of a corpus; each topic has its technology fields and, if wanted, its concepts."""

    corpus: Corpus
    resources: Resources
    concepts: int

    @cached_property
    def _topics(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The fields and some concepts of each topic."""
        rng = random.Random(f"{self.corpus.seed}:topics")  # noqa: S311 - drawn to be the same again
        known = [concept for _, concept in sorted(self.resources.vocabulary.concepts.items()) if concept.fields]
        found = []
        for _ in range(TOPICS):
            first = rng.choice(known)
            alike = [concept.id for concept in known if set(concept.fields) & set(first.fields)]
            found.append((first.fields[:2], tuple(rng.sample(alike, min(len(alike), 3 * max(self.concepts, 1))))))
        return found

    def _document(self, identifier: str, terms: Ids, topic: int, *, owner: str, changed: int) -> Document:
        rng = random.Random(f"{self.corpus.seed}:{identifier}")  # noqa: S311 - drawn to be the same again
        words = [vocabulary()[term] for term in terms.tolist()]
        text = Text("en", *map(" ".join, (words[:_TITLE], words[_TITLE:_SUMMARY], words[_SUMMARY:])))
        fields, concepts = self._topics[topic]
        offers = identifier.startswith("o")
        return Document(
            identifier,
            "offering" if offers else "need",
            (text,),
            fields=fields,
            concepts=tuple(rng.sample(concepts, min(self.concepts, len(concepts)))),
            profile=_offered(rng, self._countries) if offers else _wanted(rng, self._countries),
            facets={"field": fields},
            changed=changed,
            owner=owner,
        )

    @cached_property
    def _countries(self) -> list[str]:
        return sorted(self.resources.geography.areas_of)

    def offering(self, number: int, terms: Ids, topic: int) -> Document:
        """A listing of that number."""
        return self._document(f"o{number}", terms, topic, owner=f"p{number // _ORGANIZATION_SIZE}", changed=number)

    def offerings(self, start: int = 0) -> Iterator[Document]:
        """The listings from a place on."""
        number = 0
        for chunk in self.corpus.chunks():
            for place in range(max(start - number, 0), len(chunk)):
                yield self.offering(number + place, chunk[place], int(chunk.topics[place]))
            number += len(chunk)

    def needs(self, queries: Iterable[Query]) -> list[Document]:
        """A need for each query."""
        return [
            self._document(f"n{number}", query.terms, int(query.topics[0]), owner=f"a{number}", changed=number)
            for number, query in enumerate(queries)
        ]


def batches(documents: Iterator[Document], size: int) -> Iterator[list[Document]]:
    """Documents, so many at a time."""
    while batch := list(islice(documents, size)):
        yield batch


def _perhaps(rng: random.Random) -> bool:
    return rng.random() < _GIVEN


def _range(rng: random.Random, low: float, high: float, widths: tuple[float, float]) -> tuple[float, float]:
    start = rng.uniform(low, high)
    return round(start, 1), round(start * rng.uniform(*widths), 1)


def _some(rng: random.Random, values: Iterable[str], most: int) -> frozenset[str]:
    return frozenset(rng.sample(sorted(values), rng.randint(1, most)))


def _offered(rng: random.Random, countries: list[str]) -> Profile:
    return Profile(
        readiness=rng.randint(5, 9) if _perhaps(rng) else None,
        capacity=Interval(*_range(rng, 1, 500, (2, 50)), rng.choice(_UNITS)) if _perhaps(rng) else None,
        ambient_temperature=Interval(rng.randint(-20, 10), rng.randint(30, 50), "degC") if _perhaps(rng) else None,
        altitude=Interval(None, rng.randint(1_000, 4_000), "m") if _perhaps(rng) else None,
        grid=rng.choice(GRIDS) if _perhaps(rng) else None,
        operator_skill=rng.choice(SKILLS) if _perhaps(rng) else None,
        cooperation=_some(rng, _COOPERATION, 4),
        price=_price(rng, per_unit=rng.random() < 1 / 2) if _perhaps(rng) else None,
        countries=tuple(rng.sample((*countries, "002", "142", "019"), rng.randint(1, 6))),
        deployed_in=tuple(rng.sample(countries, rng.randint(0, 5))),
        languages=_some(rng, _LANGUAGES, 3),
        harms=_some(rng, CONFLICTS, 4) if _perhaps(rng) else None,
        benefits=rng.randint(0, 4),
        verified_benefits=rng.randint(0, 1),
    )


def _wanted(rng: random.Random, countries: list[str]) -> Profile:
    return Profile(
        readiness=rng.randint(6, 9) if _perhaps(rng) else None,
        capacity=Interval(*_range(rng, 1, 2_000, (1, 2)), rng.choice(_UNITS)) if _perhaps(rng) else None,
        ambient_temperature=Interval(rng.randint(-10, 15), rng.randint(25, 45), "degC") if _perhaps(rng) else None,
        altitude=Interval(rng.randint(0, 1_000), rng.randint(1_000, 3_000), "m") if _perhaps(rng) else None,
        grid=rng.choice(GRIDS) if _perhaps(rng) else None,
        operator_skill=rng.choice(SKILLS) if _perhaps(rng) else None,
        cooperation=_some(rng, _COOPERATION, 3),
        price=_price(rng, per_unit=False) if _perhaps(rng) else None,
        countries=(rng.choice(countries),),
        languages=_some(rng, _LANGUAGES, 2),
        sensitivities=_some(rng, SENSITIVITIES, 4) if _perhaps(rng) else None,
    )


def _price(rng: random.Random, *, per_unit: bool) -> Price:
    low, high = _range(rng, 50, 500, (1, 3)) if per_unit else _range(rng, 5_000, 500_000, (1, 4))
    return Price(low, high, rng.choice(_CURRENCIES), rng.randint(*_YEARS), per_unit)
