"""From a document to its record and the words to index it by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from marketplace.engine.concepts import Mention
from marketplace.engine.criteria import comparable
from marketplace.engine.documents import Document, Text
from marketplace.engine.index.record import (
    COGNATE_GROUP,
    COGNATES,
    COMMON_GROUP,
    CONCEPT_GROUP,
    CONCEPTS,
    GROUPS,
    Hashes,
    Record,
    Terms,
    group,
    hashed,
)
from marketplace.engine.language import COMMON, Token, contenders, content, detect, tokens
from marketplace.engine.resources import Resources

#: What one occurrence counts for, by where it stands: BM25F's weighted frequencies (Robertson et al. 2004).
TITLE_WEIGHT: Final = 2.0
SUMMARY_WEIGHT: Final = 1.5
BODY_WEIGHT: Final = 1.0
#: A concept also counts as each broader one, half as much with every step.
BROADER_DAMPING: Final = 0.5
#: And as each related one, which ties a problem to what solves it: half and more would drown what is really named.
RELATED_WEIGHT: Final = 0.4
#: A concept that a person chose counts as if it stood in a title.
CHOSEN_WEIGHT: Final = TITLE_WEIGHT
#: The two words of a pair are joined by what no word contains.
_PAIR: Final = "\x1f"


#: A language and a word or phrase written in it; and those of each term.
Surface = tuple[str, str]
Surfaces = Mapping[str, Sequence[Sequence[str]]]
#: More ways to write one term are seldom worth keeping.
_MOST_SURFACES: Final = 8


class Passage(NamedTuple):
    """A zone of one of a document's texts, analysed."""

    lang: str
    weight: float
    text: str
    words: Sequence[Token]
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
        for term, count in others.items():
            self.frequencies[term] = max(self.frequencies.get(term, 0.0), count)
            self.groups[term] = group_of_all

    def terms(self) -> Terms:
        return Terms.of(self.frequencies, self.groups)


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

    def passages(self, document: Document) -> list[Passage]:
        """Every zone of every text with its tokens and the concepts named in it."""
        return [self._passage(weight, part, language(text)) for text in document.texts for weight, part in zones(text)]

    def _passage(self, weight: float, part: str, lang: str) -> Passage:
        words = tokens(part, lang)
        return Passage(lang, weight, part, words, self.resources.vocabulary.spot_in(part, lang, words))

    def analyse(self, document: Document) -> Analysis:
        """A document's terms, as it is indexed and as it asks for others."""
        return self.analysis(document, self.passages(document))

    def readings(self, text: str, lang: str | None) -> list[Analysis]:
        """The analyses of what a visitor typed, one for each language it may well be in.

        People type abbreviations in any case, so that a word asks for the sign of its letters too.
        """
        languages = [lang] if lang else list(contenders(text)) or ["en"]
        whole = (Document("", "text", (Text(one, body=text),)) for one in languages)
        return [self.analysis(document, self.passages(document), typed=True) for document in whole]

    def analysis(self, document: Document, passages: Sequence[Passage], *, typed: bool = False) -> Analysis:
        """The analysis of a document whose passages are already there."""
        words, pairs, lengths = _Tally(), _Tally(), np.zeros(len(GROUPS), np.float32)
        by_language: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_language[passage.lang].append(passage)
        for lang, own in by_language.items():
            place = group(lang)
            own_words, signs = _words(own, typed=typed)
            words.add(_roots(own), COGNATE_GROUP)
            lengths[place] += sum(passage.weight * len(content(passage.words)) for passage in own)
            words.add(own_words, place)
            words.add(signs, COMMON_GROUP)
            words.add(self._concepts(own), CONCEPT_GROUP)
            pairs.add(_pairs(own), place)
        words.add(self._with_neighbours(dict.fromkeys(document.concepts, CHOSEN_WEIGHT)), CONCEPT_GROUP)
        record = Record(words.terms(), pairs.terms(), lengths, comparable(document, self.resources))
        return Analysis(record, words.frequencies, words.groups, _parts(pairs.frequencies), _surfaces(passages))

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


def _words(passages: Iterable[Passage], *, typed: bool) -> tuple[dict[str, float], dict[str, float]]:
    """Weighted frequencies of the words of one language, and of the language-free signs among them."""
    own: dict[str, float] = defaultdict(float)
    signs: dict[str, float] = defaultdict(float)
    for passage in passages:
        for token in content(passage.words):
            for term in (token.term, *token.others) if typed else (token.term,):
                tally = signs if term.startswith(f"{COMMON}:") else own
                tally[term] += passage.weight
    return own, signs


def _roots(passages: Iterable[Passage]) -> dict[str, float]:
    """Weighted frequencies of what words have in common with their cognates of other languages."""
    counts: dict[str, float] = defaultdict(float)
    for passage in passages:
        for token in content(passage.words):
            if token.root:
                counts[f"{COGNATES}:{token.root}"] += passage.weight
    return counts


def _pairs(passages: Iterable[Passage]) -> dict[str, float]:
    """Weighted frequencies of neighbouring content words, in order."""
    counts: dict[str, float] = defaultdict(float)
    for passage in passages:
        for left, right in pairwise(content(passage.words)):
            counts[left.term + _PAIR + right.term] += passage.weight
    return counts


def _surfaces(passages: Iterable[Passage]) -> Surfaces:
    written: dict[str, dict[Surface, None]] = defaultdict(dict)
    for passage in passages:
        for token in passage.words:
            if not token.stop:
                written[token.term].setdefault((passage.lang, passage.text[token.start : token.end]))
        for mention in passage.mentions:
            written[f"{CONCEPTS}:{mention.concept}"].setdefault((passage.lang, mention.surface))
    return {term: tuple(surfaces)[:_MOST_SURFACES] for term, surfaces in written.items()}


def _parts(pairs: Iterable[str]) -> Hashes:
    parts = [[hashed(part) for part in pair.split(_PAIR)] for pair in pairs]
    return np.array(parts, np.uint32).reshape(-1, 2)
