"""Whether a translation uses the agreed terms: those of the bank, and those of the field.

Both are vocabularies (SKOS): whatever label of a concept a text names, its translation should name the same concept.
A paraphrase may be as good, so what is missing is a question to the translator and no error.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from marketplace.engine.concepts import Concept, Vocabulary

#: Names in placeholders and tags are no words of the sentence.
_NOT_WORDS: Final = re.compile(r"%\(\w+\)s|%%|<[^>]*>")


class MissingTerm(NamedTuple):
    """A term that the source names and its translation does not: how the source says it, and what was expected."""

    concept: str
    source: str
    expected: tuple[str, ...]


@cache
def load_glossary(seeds_folder: Path) -> Vocabulary:
    """The bank's own terms, `glossary/*.ttl` of a seeds folder; read once."""
    return Vocabulary.load(seeds_folder / "glossary")


@cache
def terms_of(*vocabularies: Vocabulary) -> Vocabulary:
    """Several vocabularies as one; the first has the word where two have a concept of the same id."""
    merged: dict[str, Concept] = {}
    for vocabulary in reversed(vocabularies):
        merged |= vocabulary.concepts
    return Vocabulary(merged)


def missing_terms(
    terms: Vocabulary, source: str, source_locale: str, translation: str, locale: str
) -> tuple[MissingTerm, ...]:
    """The terms of a text that its translation lacks, in the order of the text, each once.

    A translation that names a broader or a narrower concept is taken to mean the same.
    """
    said = {mention.concept for mention in terms.spot(_words(translation), locale)}
    covered = said.union(*(terms.ancestors(concept) for concept in said))
    found: dict[str, MissingTerm] = {}
    for mention in terms.spot(_words(source), source_locale):
        if mention.concept not in covered and said.isdisjoint(terms.ancestors(mention.concept)):
            expected = tuple(_labels(terms.concepts[mention.concept], locale))
            found.setdefault(mention.concept, MissingTerm(mention.concept, mention.surface, expected))
    return tuple(found.values())


def _labels(concept: Concept, locale: str) -> Iterable[str]:
    """What a concept may be called in a locale, the preferred name first."""
    yield concept.labels[locale]
    yield from concept.alternatives.get(locale, ())


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text)
