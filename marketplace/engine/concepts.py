"""The multilingual vocabulary: concepts without language, spotted in texts of any of the seven.

A SKOS thesaurus (W3C Recommendation, 2009): preferred and alternative labels and definitions per locale, broader and
related links, subjects, and matches in other schemes.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple, Self

import ahocorasick
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Literal, Node, URIRef

from marketplace.engine.language import Token, tokens
from marketplace.engine.language.normalization import align

#: Stands between words; occurs in no text.
_BREAK: Final = "\x1f"
#: A label of so few capitals is an abbreviation, which lower-case letters do not mean: COD is not cod.
_LONGEST_ABBREVIATION: Final = 5
_ABBREVIATIONS: Final = "abbreviations"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its labels per locale, what it is, its place among the others, and the technology fields it belongs to.

    `matches` are the addresses under which other schemes know of something like it (`skos:relatedMatch`).
    """

    id: str
    labels: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    kind: str = ""
    definitions: Mapping[str, str] = field(default_factory=dict)
    matches: tuple[str, ...] = ()

    def names(self) -> Iterator[tuple[str, str]]:
        """Every label as (locale, label), preferred ones first."""
        yield from self.labels.items()
        for locale, labels in self.alternatives.items():
            yield from ((locale, label) for label in labels)


class Mention(NamedTuple):
    """A concept spotted in a text at `text[start:end]`, which reads `surface`."""

    concept: str
    start: int
    end: int
    surface: str


class _Entry(NamedTuple):
    concept: str
    length: int
    capitals: bool


def _local(node: Node) -> str:
    return str(node).rpartition(":")[2]


def _is_abbreviation(label: str) -> bool:
    letters = [character for character in label if character.isalpha()]
    return 1 < len(letters) <= _LONGEST_ABBREVIATION and label.isupper()


def _lower(text: str) -> str:
    """Lower case of the same length, so that offsets hold."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in align(text))


def _key(label: str, lang: str) -> str:
    """How a label is looked up: letters in Chinese, which has no spaces; stems between breaks elsewhere."""
    if lang == "zh":
        return _lower(label)
    return _BREAK + "".join(token.stem + _BREAK for token in tokens(label, lang))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Concepts by id, and the automata that spot them (Aho and Corasick 1975), one for each language.

    Two of them are the same only if they are one: what was worked out for one can be kept by it.
    """

    concepts: Mapping[str, Concept]

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """Read every Turtle file of a folder and its sub-folders; an empty folder is an empty vocabulary."""
        graph = Graph()
        for path in sorted(Path(folder).rglob("*.ttl")):
            graph.parse(path, format="turtle")
        found = (_concept(graph, node) for node in graph.subjects(RDF.type, SKOS.Concept))
        return cls({concept.id: concept for concept in sorted(found, key=lambda concept: concept.id)})

    def label(self, concept: str, locale: str) -> str:
        """The concept's name in a locale, else in English, else its id."""
        known = self.concepts.get(concept)
        return concept if known is None else known.labels.get(locale) or known.labels.get("en") or concept

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Concept -> those right below it."""
        below: dict[str, list[str]] = defaultdict(list)
        for concept in self.concepts.values():
            for up in concept.broader:
                below[up].append(concept.id)
        return {up: tuple(sorted(found)) for up, found in below.items()}

    def related(self, concept: str) -> tuple[str, ...]:
        """The concepts associated with one: of a technology, the problem it solves or the substance it treats."""
        known = self.concepts.get(concept)
        return () if known is None else tuple(one for one in known.related if one in self.concepts)

    @cached_property
    def _ancestors(self) -> dict[str, Mapping[str, int]]:
        return {}

    def ancestors(self, concept: str) -> Mapping[str, int]:
        """Every broader concept with its distance in steps; a cycle ends where it closes."""
        known = self._ancestors.get(concept)
        if known is None:
            known = self._climb(concept)
            self._ancestors[concept] = known
        return known

    def _climb(self, concept: str) -> Mapping[str, int]:
        distances: dict[str, int] = {}
        level = [concept]
        while level:
            above = {up for one in level if one in self.concepts for up in self.concepts[one].broader}
            fresh = [up for up in sorted(above) if up in self.concepts and up not in distances and up != concept]
            step = 1 + max(distances.values(), default=0)
            distances.update(dict.fromkeys(fresh, step))
            level = fresh
        return distances

    def spot(self, text: str, lang: str) -> list[Mention]:
        """The concepts named in a text, longest label first where labels overlap, in reading order."""
        return self.spot_in(text, lang, () if lang == "zh" else tokens(text, lang))

    def spot_in(self, text: str, lang: str, words: Sequence[Token]) -> list[Mention]:
        """As `spot`, for a text whose tokens are already there."""
        automaton = self._automata.get(lang) or self._automata.get(_ABBREVIATIONS)
        if automaton is None:
            return []
        candidates = _in_letters(automaton, text) if lang == "zh" else _in_words(automaton, text, words)
        return _longest_first(candidates)

    @cached_property
    def _automata(self) -> Mapping[str, ahocorasick.Automaton]:
        keys: dict[str, dict[str, _Entry]] = defaultdict(dict)
        abbreviations: dict[str, str] = {}
        for concept in self.concepts.values():
            for _, label in concept.names():
                if _is_abbreviation(label):
                    abbreviations.setdefault(label, concept.id)
        for locale, label, concept_id in self._names():
            keys[locale].setdefault(_key(label, locale), _Entry(concept_id, len(label), _is_abbreviation(label)))
        keys.setdefault(_ABBREVIATIONS, {})
        for lang, entries in keys.items():
            for label, concept_id in abbreviations.items():
                entries.setdefault(_key(label, lang), _Entry(concept_id, len(label), capitals=True))
        return {lang: _automaton(entries) for lang, entries in keys.items() if entries}

    def _names(self) -> Iterable[tuple[str, str, str]]:
        """Every (locale, label, concept); preferred labels of all concepts before any alternative one."""
        for concept in self.concepts.values():
            yield from ((locale, label, concept.id) for locale, label in concept.labels.items())
        for concept in self.concepts.values():
            for locale, labels in concept.alternatives.items():
                yield from ((locale, label, concept.id) for label in labels)


def _concept(graph: Graph, node: Node) -> Concept:
    others: dict[str, list[str]] = defaultdict(list)
    for locale, label in _texts(graph, node, SKOS.altLabel):
        others[locale].append(label)
    return Concept(
        _local(node),
        dict(_texts(graph, node, SKOS.prefLabel)),
        {locale: tuple(sorted(labels)) for locale, labels in others.items()},
        _locals(graph, node, SKOS.broader),
        _locals(graph, node, DCTERMS.subject),
        _locals(graph, node, SKOS.related),
        next(iter(_locals(graph, node, DCTERMS.type)), ""),
        dict(_texts(graph, node, SKOS.definition)),
        tuple(sorted(map(str, graph.objects(node, SKOS.relatedMatch)))),
    )


def _texts(graph: Graph, node: Node, relation: URIRef) -> Iterator[tuple[str, str]]:
    """What is said of a node in words, as (locale, words)."""
    for said in graph.objects(node, relation):
        if isinstance(said, Literal) and said.language:
            yield said.language, str(said)


def _locals(graph: Graph, node: Node, relation: URIRef) -> tuple[str, ...]:
    """The local names of what a node is linked to."""
    return tuple(sorted(map(_local, graph.objects(node, relation))))


def _automaton(entries: Mapping[str, _Entry]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for key, entry in entries.items():
        if key.strip(_BREAK):
            automaton.add_word(key, (entry, len(key)))
    automaton.make_automaton()
    return automaton


def _in_letters(automaton: ahocorasick.Automaton, text: str) -> Iterator[Mention]:
    """Occurrences in a text without spaces. A Latin label must stand free of other Latin letters and digits."""
    lowered = _lower(text)
    without_capitals = not any(map(str.isupper, text))
    for last, (entry, length) in automaton.iter(lowered):
        start, end = last + 1 - length, last + 1
        if _joined(lowered, start) or _joined(lowered, end):
            continue
        if entry.capitals and not without_capitals and not text[start:end].isupper():
            continue
        yield Mention(entry.concept, start, end, text[start:end])


def _joined(text: str, place: int) -> bool:
    """Whether a Latin word or a number runs on across a place."""
    around = text[max(place - 1, 0) : place + 1]
    return 0 < place < len(text) and around.isascii() and around.isalnum()


def _in_words(automaton: ahocorasick.Automaton, text: str, words: Sequence[Token]) -> Iterator[Mention]:
    """Occurrences as whole words, compared by their stems."""
    joined = _BREAK + "".join(word.stem + _BREAK for word in words)
    starts = list(accumulate((len(word.stem) + 1 for word in words), initial=1))
    without_capitals = not any(map(str.isupper, text))
    for last, (entry, length) in automaton.iter(joined):
        first_word = bisect_right(starts, last + 2 - length) - 1
        last_word = bisect_right(starts, last - 1) - 1
        start, end = words[first_word].start, words[last_word].end
        surface = text[start:end]
        # Who types no capitals at all may mean an abbreviation, unless it is a word that every sentence has.
        hasty = without_capitals and not words[first_word].stop
        if entry.capitals and not hasty and not surface[:2].isupper():
            continue
        yield Mention(entry.concept, start, end, surface)


def _longest_first(candidates: Iterable[Mention]) -> list[Mention]:
    chosen: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(candidates, key=lambda one: (one.start - one.end, one.start, one.concept)):
        places = range(mention.start, mention.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(mention)
    return sorted(chosen, key=lambda one: one.start)
