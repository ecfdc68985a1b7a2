"""Why a pair was matched: the words and concepts that met, as they are written in the texts of either side."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, Self

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.documents import Json
from marketplace.engine.index import Record, Side, Statistics, Surface, Surfaces, shared_terms
from marketplace.engine.language import root

Of = Literal["need", "offering"]

_MOST_CONCEPTS: Final = 8
_MOST_TERMS_OF_A_LANGUAGE: Final = 5
_MOST_SURFACES: Final = 8
_CONCEPT_PREFIX: Final = "c:"
_ROOT_PREFIX: Final = "r:"


@dataclass(frozen=True, slots=True)
class ConceptEvidence:
    """A concept that both sides name, itself or by a narrower one; in any languages."""

    concept: str
    weight: float
    need_surfaces: tuple[Surface, ...]
    offering_surfaces: tuple[Surface, ...]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "concept": self.concept,
            "weight": self.weight,
            "need_surfaces": [list(surface) for surface in self.need_surfaces],
            "offering_surfaces": [list(surface) for surface in self.offering_surfaces],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            value["concept"], value["weight"], _surfaces(value["need_surfaces"]), _surfaces(value["offering_surfaces"])
        )


@dataclass(frozen=True, slots=True)
class TermEvidence:
    """A word (by its stem) that both sides write. `lang` is "x" for a sign such as UASB, "r" for a root of cognates."""

    term: str
    lang: str
    weight: float
    need_surfaces: tuple[Surface, ...]
    offering_surfaces: tuple[Surface, ...]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "term": self.term,
            "lang": self.lang,
            "weight": self.weight,
            "need_surfaces": [list(surface) for surface in self.need_surfaces],
            "offering_surfaces": [list(surface) for surface in self.offering_surfaces],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            value["term"],
            value["lang"],
            value["weight"],
            _surfaces(value["need_surfaces"]),
            _surfaces(value["offering_surfaces"]),
        )


def _surfaces(values: Iterable[Sequence[str]]) -> tuple[Surface, ...]:
    return tuple((lang, text) for lang, text in values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The concepts and terms that two texts share, weightiest first; weights are shares of all that they share."""

    concepts: tuple[ConceptEvidence, ...] = ()
    terms: tuple[TermEvidence, ...] = ()

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "concepts": [one.to_json() for one in self.concepts],
            "terms": [one.to_json() for one in self.terms],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            tuple(map(ConceptEvidence.from_json, value["concepts"])),
            tuple(map(TermEvidence.from_json, value["terms"])),
        )


def evidence(
    side: Side, record: Record, written: Mapping[Of, Surfaces], vocabulary: Vocabulary, statistics: Statistics
) -> Evidence:
    """The evidence that a side (the asking document) and a record share, in the surfaces of need and offering."""
    weights = shared_terms(side, record, statistics)
    total = sum(weights.values()) or 1.0
    shares = {term: weight / total for term, weight in weights.items()}
    concepts = {term.removeprefix(_CONCEPT_PREFIX): w for term, w in shares.items() if term.startswith(_CONCEPT_PREFIX)}
    terms = {term: weight for term, weight in shares.items() if not term.startswith(_CONCEPT_PREFIX)}
    return Evidence(_concept_evidence(concepts, written, vocabulary), _term_evidence(terms, written))


def _concept_evidence(
    weights: Mapping[str, float], written: Mapping[Of, Surfaces], vocabulary: Vocabulary
) -> tuple[ConceptEvidence, ...]:
    named = {side: _concept_surfaces(surfaces, vocabulary) for side, surfaces in written.items()}
    found: list[ConceptEvidence] = []
    explained: set[tuple[tuple[Surface, ...], tuple[Surface, ...]]] = set()
    for concept, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        surfaces = tuple(named["need"].get(concept, ())), tuple(named["offering"].get(concept, ()))
        # A broader concept that rests on the same words as a narrower one says nothing new; one that a side names only
        # by something related is not named by both.
        if not all(surfaces) or surfaces in explained or len(found) == _MOST_CONCEPTS:
            continue
        explained.add(surfaces)
        found.append(ConceptEvidence(concept, round(weight, 4), *surfaces))
    return tuple(found)


def _concept_surfaces(written: Surfaces, vocabulary: Vocabulary) -> Mapping[str, Sequence[Surface]]:
    """The surfaces under which each concept is named, itself or by a narrower one."""
    named: dict[str, dict[Surface, None]] = defaultdict(dict)
    for term, surfaces in written.items():
        if term.startswith(_CONCEPT_PREFIX):
            mentioned = term.removeprefix(_CONCEPT_PREFIX)
            for concept in (mentioned, *vocabulary.ancestors(mentioned)):
                named[concept].update(dict.fromkeys(_surfaces(surfaces)))
    return {concept: list(surfaces)[:_MOST_SURFACES] for concept, surfaces in named.items()}


def _term_evidence(weights: Mapping[str, float], written: Mapping[Of, Surfaces]) -> tuple[TermEvidence, ...]:
    counts: dict[str, int] = defaultdict(int)
    chosen: dict[str, float] = {}
    for term, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        counts[term.partition(":")[0]] += 1
        if counts[term.partition(":")[0]] <= _MOST_TERMS_OF_A_LANGUAGE:
            chosen[term] = weight
    roots = {term for term in chosen if term.startswith(_ROOT_PREFIX)}
    spelt = {side: {**surfaces, **_root_surfaces(surfaces, roots)} for side, surfaces in written.items()}
    return tuple(
        TermEvidence(
            term.partition(":")[2],
            term.partition(":")[0],
            round(weight, 4),
            _surfaces(spelt["need"].get(term, ())),
            _surfaces(spelt["offering"].get(term, ())),
        )
        for term, weight in chosen.items()
    )


def _root_surfaces(written: Surfaces, roots: AbstractSet[str]) -> Surfaces:
    """How the words of each root are written."""
    found: dict[str, list[Sequence[str]]] = defaultdict(list)
    if roots:
        for term, surfaces in written.items():
            lang, _, stem = term.partition(":")
            name = f"{_ROOT_PREFIX}{root(stem, lang)}"
            if name in roots:
                found[name].extend(surfaces)
    return found


class Mark(NamedTuple):
    """A stretch of a displayed text, `text[start:end]`, that is evidence: of a concept or a term, named by `key`."""

    start: int
    end: int
    kind: Literal["concept", "term"]
    key: str


def marks(text: str, lang: str, found: Evidence, side: Of) -> list[Mark]:
    """Where a text in one language shows the evidence; marks never overlap, longer ones first, concepts before terms."""
    surfaces: dict[str, tuple[Literal["concept", "term"], str]] = {}
    for concept in found.concepts:
        for surface in _written(concept, lang, side):
            surfaces.setdefault(surface, ("concept", concept.concept))
    for term in found.terms:
        for surface in _written(term, lang, side):
            surfaces.setdefault(surface, ("term", term.term))
    if not surfaces:
        return []
    pattern = "|".join(re.escape(surface) for surface in sorted(surfaces, key=lambda one: (-len(one), one)))
    edges = ("", "") if lang == "zh" else (r"(?<!\w)", r"(?!\w)")
    occurrences = re.finditer(f"{edges[0]}(?:{pattern}){edges[1]}", text)
    return [Mark(one.start(), one.end(), *surfaces[one.group()]) for one in occurrences]


def _written(one: ConceptEvidence | TermEvidence, lang: str, side: Of) -> Iterable[str]:
    surfaces = one.need_surfaces if side == "need" else one.offering_surfaces
    return (surface for written_in, surface in surfaces if written_in == lang)
