"""Why a pair was matched: the words and concepts that met, as they are written in the texts of either side."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, Self

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.documents import Json
from marketplace.engine.index import Surface, Surfaces
from marketplace.engine.lexicon import PIVOT, Lexicon
from marketplace.engine.resources import Resources

Of = Literal["need", "offering"]

_MOST_CONCEPTS: Final = 8
_MOST_TERMS_OF_A_LANGUAGE: Final = 5
_MOST_SURFACES: Final = 8
_CONCEPT_PREFIX: Final = "c:"
_PIVOT_PREFIX: Final = f"{PIVOT}:"
#: What the language of a term is called that the two sides write in different ones.
TRANSLATION: Final = "t"
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class _Shared:
    """What both sides have: its weight, a share of all that they have in common, and how either writes it."""

    weight: float
    need_surfaces: tuple[Surface, ...]
    offering_surfaces: tuple[Surface, ...]

    def shared(self) -> Json:
        """What every kind of evidence says, as a JSON object with the attributes' names."""
        return {
            "weight": self.weight,
            "need_surfaces": list(map(list, self.need_surfaces)),
            "offering_surfaces": list(map(list, self.offering_surfaces)),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(**{**value, **{name: tuple((lang, text) for lang, text in value[name]) for name in _SURFACES}})


_SURFACES: Final = ("need_surfaces", "offering_surfaces")


@dataclass(frozen=True, slots=True)
class ConceptEvidence(_Shared):
    """A concept that both sides name, in any languages: itself, or by a narrower one.

    `related`: one side only names something that belongs to it, as the problem to its solution. Without surfaces a side has
    it because a person chose it.
    """

    concept: str
    related: bool = False

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {**self.shared(), "concept": self.concept, "related": self.related}


@dataclass(frozen=True, slots=True)
class TermEvidence(_Shared):
    """A word (by its stem) that both sides write.

    `lang` is "x" for a sign such as UASB, and "t" for an English word that at least one side writes in another language.
    """

    term: str
    lang: str

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {**self.shared(), "term": self.term, "lang": self.lang}


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


def evidence(weights: Mapping[str, float], written: Mapping[Of, Surfaces], resources: Resources) -> Evidence:
    """The evidence in the terms that two documents share, with the weight of each, in the surfaces of need and offering."""
    total = sum(weights.values()) or 1.0
    shares = {term: weight / total for term, weight in weights.items()}
    concepts = {term.removeprefix(_CONCEPT_PREFIX): w for term, w in shares.items() if term.startswith(_CONCEPT_PREFIX)}
    terms = {term: weight for term, weight in shares.items() if not term.startswith(_CONCEPT_PREFIX)}
    return Evidence(
        _concept_evidence(concepts, written, resources.vocabulary), _term_evidence(terms, written, resources.lexicon)
    )


def _by_weight(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))


def _concept_evidence(
    weights: Mapping[str, float], written: Mapping[Of, Surfaces], vocabulary: Vocabulary
) -> tuple[ConceptEvidence, ...]:
    mentions = {side: _mentions(surfaces) for side, surfaces in written.items()}
    named = {side: _named(found, vocabulary, weights) for side, found in mentions.items()}
    related = {side: _related(found, vocabulary, weights) for side, found in mentions.items()}
    found: list[ConceptEvidence] = []
    explained: set[tuple[tuple[Surface, ...], tuple[Surface, ...]]] = set()
    for concept, weight in _by_weight(weights):
        need, offering = (named[side].get(concept) or related[side].get(concept, ()) for side in _SIDES)
        # A broader or a related concept that rests on the same words as another one says nothing new.
        if (need, offering) in explained or len(found) == _MOST_CONCEPTS:
            continue
        explained.add((need, offering))
        by_relation = any(concept not in named[side] and concept in related[side] for side in _SIDES)
        found.append(ConceptEvidence(round(weight, _DIGITS), need, offering, concept, by_relation))
    return tuple(found)


_SIDES: Final[tuple[Of, Of]] = ("need", "offering")


Mentions = list[tuple[str, Sequence[Surface]]]


def _mentions(written: Surfaces) -> Mentions:
    """The concepts that a side mentions, and how."""
    return [(term.removeprefix(_CONCEPT_PREFIX), written[term]) for term in written if term.startswith(_CONCEPT_PREFIX)]


def _named(mentions: Mentions, vocabulary: Vocabulary, wanted: Collection[str]) -> Mapping[str, tuple[Surface, ...]]:
    """The surfaces under which each concept wanted is named, itself or by a narrower one."""
    return _gathered(
        (each, [one for one in (concept, *vocabulary.ancestors(concept)) if one in wanted])
        for concept, each in mentions
    )


def _related(mentions: Mentions, vocabulary: Vocabulary, wanted: Collection[str]) -> Mapping[str, tuple[Surface, ...]]:
    """The surfaces of concepts to which each concept wanted is related."""
    return _gathered(
        (each, [one for one in vocabulary.related(concept) if one in wanted]) for concept, each in mentions
    )


def _gathered(found: Iterable[tuple[Sequence[Surface], Iterable[str]]]) -> Mapping[str, tuple[Surface, ...]]:
    """By key, the surfaces that were found under it, each once."""
    gathered: dict[str, dict[Surface, None]] = defaultdict(dict)
    for surfaces, keys in found:
        for key in keys:
            gathered[key].update(dict.fromkeys(surfaces))
    return {key: tuple(surfaces)[:_MOST_SURFACES] for key, surfaces in gathered.items()}


def _term_evidence(
    weights: Mapping[str, float], written: Mapping[Of, Surfaces], lexicon: Lexicon
) -> tuple[TermEvidence, ...]:
    counts: dict[str, int] = defaultdict(int)
    chosen: dict[str, float] = {}
    for term, weight in _by_weight(weights):
        counts[term.partition(":")[0]] += 1
        if counts[term.partition(":")[0]] <= _MOST_TERMS_OF_A_LANGUAGE:
            chosen[term] = weight
    foreign = {term for term in chosen if not all(term in written[side] for side in _SIDES)}
    translated = {side: _translated(written[side], foreign, lexicon) for side in _SIDES}
    found = []
    for term, weight in chosen.items():
        need, offering = (tuple(written[side].get(term, ())) or translated[side].get(term, ()) for side in _SIDES)
        lang, _, stem = term.partition(":")
        found.append(
            TermEvidence(round(weight, _DIGITS), need, offering, stem, TRANSLATION if term in foreign else lang)
        )
    return tuple(found)


def _translated(written: Surfaces, wanted: Collection[str], lexicon: Lexicon) -> Mapping[str, tuple[Surface, ...]]:
    """How the words of other languages are written that may stand for each English term wanted."""
    if not wanted:
        return {}
    return _gathered(
        (written[term], meant)
        for term in written
        if not term.startswith((_CONCEPT_PREFIX, _PIVOT_PREFIX))
        and (meant := [pivot for pivot, _ in lexicon.translations(term, term.partition(":")[0]) if pivot in wanted])
    )


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
