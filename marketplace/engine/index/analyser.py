"""From a document to its record and the words to index it by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from marketplace.engine.concepts import Mention, Vocabulary
from marketplace.engine.criteria import comparable
from marketplace.engine.documents import Document, Text
from marketplace.engine.index.record import (
    COMMON_GROUP,
    CONCEPT_GROUP,
    CONCEPTS,
    GROUPS,
    TRANSLATED_GROUP,
    Hashes,
    Record,
    Terms,
    group,
    hashed,
    hashed_pairs,
)
from marketplace.engine.language import COMMON, Token, contenders, content, detect, tokens
from marketplace.engine.lexicon import PIVOT
from marketplace.engine.resources import Resources

#: What one occurrence counts for, by where it stands: BM25F's weighted frequencies (Robertson et al. 2004).
TITLE_WEIGHT: Final = 2.0
SUMMARY_WEIGHT: Final = 1.5
BODY_WEIGHT: Final = 1.0
#: A concept also counts as each broader one, half as much with every step.
BROADER_DAMPING: Final = 0.5
#: And a little as each related one, which ties a problem to what solves it: .4 would drown what is really named.
RELATED_WEIGHT: Final = 0.1
#: A concept that a person chose counts as if it stood in a title.
CHOSEN_WEIGHT: Final = TITLE_WEIGHT
#: The likeliest words of a translation that are kept of a document.
_MOST_TRANSLATED: Final = 250


#: A language and a word or phrase written in it; and those of each term.
Surface = tuple[str, str]
Surfaces = Mapping[str, Sequence[Surface]]
#: More ways to write one term are seldom worth keeping.
_MOST_SURFACES: Final = 8


class Passage(NamedTuple):
    """A zone of one of a document's texts, analysed."""

    lang: str
    weight: float
    text: str
    words: Sequence[Token]
    topic: Sequence[Token]
    mentions: Sequence[Mention]


def zones(text: Text) -> Iterable[tuple[float, str]]:
    """The parts of a text with their weights, those that are not empty."""
    parts = ((TITLE_WEIGHT, text.title), (SUMMARY_WEIGHT, text.summary), (BODY_WEIGHT, text.body))
    return ((weight, part) for weight, part in parts if part)


def language(text: Text) -> str:
    """The language the author named (its region or script set aside), else the one detected from the whole text."""
    return (text.lang or "").partition("-")[0].lower() or detect(f"{text.title} {text.summary} {text.body}")


@dataclass
class _Tally:
    """Weighted frequencies being added up; of what needs no language, the texts in several count once (the most)."""

    frequencies: dict[str, float] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    def add(self, others: Mapping[str, float], group_of_all: int) -> None:
        known = self.frequencies
        for term, count in others.items():
            if count > known.get(term, 0.0):
                known[term] = count
                self.groups[term] = group_of_all

    def terms(self) -> Terms:
        hashes = np.fromiter(map(hashed, self.frequencies), np.uint32, len(self.frequencies))
        return Terms.of(hashes, self.groups.values(), self.frequencies.values())


@dataclass(frozen=True)
class Analysis:
    """An analysed document: its record, and every term by name with its weighted frequency and group.

    `pair_parts` are the hashes of the two words of each pair of the record: (pairs, 2). `surfaces` are the ways in
    which each word, and each concept itself, is written in the texts, with the language of each.
    """

    record: Record
    frequencies: Mapping[str, float]
    groups: Mapping[str, int]
    pair_parts: Hashes
    surfaces: Surfaces


@dataclass(frozen=True)
class Analyser:
    """Turns documents into records with one set of resources."""

    resources: Resources

    def analyse(self, document: Document, *, typed: bool = False) -> Analysis:
        """A document's terms, as it is indexed and as it asks for others.

        Of `typed` words the terms are added that a hasty writer may mean by them.
        """
        passages = _passages(document.texts, self.resources.vocabulary)
        words, lengths = _Tally(), np.zeros(len(GROUPS), np.float32)
        pairs: dict[Pair, tuple[float, int]] = {}
        by_language: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_language[passage.lang].append(passage)
        for lang, own in by_language.items():
            place = group(lang)
            own_words, signs = _words(own, typed=typed)
            lengths[place] += sum(passage.weight * len(passage.topic) for passage in own)
            words.add(own_words, place)
            words.add(signs, COMMON_GROUP)
            words.add(self._concepts(own), CONCEPT_GROUP)
            pairs |= {pair: (count, place) for pair, count in _pairs(own).items()}
            if PIVOT not in by_language:
                words.add(self._translated(own_words, lang), TRANSLATED_GROUP)
                lengths[TRANSLATED_GROUP] = max(lengths[TRANSLATED_GROUP], lengths[place])
        words.add(self._with_neighbours(dict.fromkeys(document.concepts, CHOSEN_WEIGHT)), CONCEPT_GROUP)
        parts = np.array(list(pairs), np.uint32).reshape(-1, 2)
        pair_terms = Terms.of(
            hashed_pairs(parts[:, 0], parts[:, 1]),
            (place for _, place in pairs.values()),
            (count for count, _ in pairs.values()),
        )
        record = Record(words.terms(), pair_terms, lengths, comparable(document, self.resources))
        return Analysis(record, words.frequencies, words.groups, parts, _surfaces(passages))

    def readings(self, text: str, lang: str | None) -> list[Analysis]:
        """The analyses of what a visitor typed, one for each language it may well be in.

        People type abbreviations in any case, so that a word asks for the sign of its letters too.
        """
        languages = [lang] if lang else list(contenders(text)) or ["en"]
        whole = (Document("", "text", (Text(one, body=text),)) for one in languages)
        return [self.analyse(document, typed=True) for document in whole]

    def _translated(self, own_words: Mapping[str, float], lang: str) -> dict[str, float]:
        """The English words that the words of a language are expected to be in translation, the likeliest ones."""
        expected = self.resources.lexicon.pivot(own_words, lang)
        likeliest = sorted(expected.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TRANSLATED]
        return dict(likeliest)

    def _concepts(self, passages: Iterable[Passage]) -> dict[str, float]:
        counts: dict[str, float] = defaultdict(float)
        for passage in passages:
            for mention in passage.mentions:
                counts[mention.concept] += passage.weight
        return self._with_neighbours(counts)

    def _with_neighbours(self, counts: Mapping[str, float]) -> dict[str, float]:
        spread: dict[str, float] = defaultdict(float)
        for concept, count in counts.items():
            spread[f"{CONCEPTS}:{concept}"] += count
            for above, steps in self.resources.vocabulary.ancestors(concept).items():
                spread[f"{CONCEPTS}:{above}"] += count * BROADER_DAMPING**steps
            for beside in self.resources.vocabulary.related(concept):
                spread[f"{CONCEPTS}:{beside}"] += count * RELATED_WEIGHT
        return dict(spread)


#: A listing that changed is indexed and then asks for its matches; a draft is looked at again and again.
@lru_cache(maxsize=8)
def _passages(texts: tuple[Text, ...], vocabulary: Vocabulary) -> tuple[Passage, ...]:
    return tuple(_passage(weight, part, language(text), vocabulary) for text in texts for weight, part in zones(text))


def _passage(weight: float, part: str, lang: str, vocabulary: Vocabulary) -> Passage:
    words = tokens(part, lang)
    return Passage(lang, weight, part, words, content(words), vocabulary.spot_in(part, lang, words))


def _words(passages: Iterable[Passage], *, typed: bool) -> tuple[dict[str, float], dict[str, float]]:
    """Weighted frequencies of the words of one language, and of the language-free signs among them."""
    own: dict[str, float] = defaultdict(float)
    signs: dict[str, float] = defaultdict(float)
    for passage in passages:
        for token in passage.topic:
            for term in (token.term, *token.others) if typed else (token.term,):
                tally = signs if term.startswith(f"{COMMON}:") else own
                tally[term] += passage.weight
    return own, signs


Pair = tuple[int, int]


def _pairs(passages: Iterable[Passage]) -> dict[Pair, float]:
    """Weighted frequencies of neighbouring content words, by their hashes, in order."""
    counts: dict[Pair, float] = defaultdict(float)
    for passage in passages:
        hashes = [hashed(token.term) for token in passage.topic]
        for pair in pairwise(hashes):
            counts[pair] += passage.weight
    return counts


def _surfaces(passages: Iterable[Passage]) -> Surfaces:
    written: dict[str, tuple[Surface, ...]] = {}
    for term, surface in _occurrences(passages):
        known = written.get(term)
        if known is None:
            written[term] = (surface,)
        elif surface not in known and len(known) < _MOST_SURFACES:
            written[term] = (*known, surface)
    return written


def _occurrences(passages: Iterable[Passage]) -> Iterator[tuple[str, Surface]]:
    """Every term with how it is written, in reading order."""
    for lang, _, text, _, topic, mentions in passages:
        for term, _, _, start, end, _ in topic:
            yield term, (lang, text[start:end])
        for mention in mentions:
            # A label may run across the end of a line.
            yield f"{CONCEPTS}:{mention.concept}", (lang, " ".join(mention.surface.split()))
