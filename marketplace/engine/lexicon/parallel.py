"""Parallel texts: what the lexicon learns from, wherever it comes from.

Every pair has English on one side, the pivot. A file of them is gzipped lines of four columns: language, text, English,
weight.
"""

import csv
import gzip
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.engine.language import LANGUAGES

#: The language in which texts of all languages meet.
PIVOT: Final = "en"
#: Between alternatives within a cell of a table.
_OR: Final = "|"
_COLUMNS: Final = 4
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|(?<=[。！？؟])\s*|\n+")


class ParallelText(NamedTuple):
    """A text in one language and the same in English. `weight` is how often it counts as having been seen."""

    lang: str
    text: str
    english: str
    weight: float = 1.0


def alternatives(lang: str, texts: Iterable[str], english: Iterable[str]) -> Iterator[ParallelText]:
    """Several ways to say one thing, each paired with each way to say it in English.

    Together they weigh as much as the square root of their number, so that a word with ten synonyms is no better attested
    than two with five.
    """
    own, others = list(texts), list(english)
    if own and others:
        weight = (len(own) * len(others)) ** -0.5
        yield from (ParallelText(lang, one, other, weight) for one in own for other in others)


def of_vocabulary(vocabulary: Vocabulary) -> Iterator[ParallelText]:
    """The labels of every concept, and its definitions."""
    for concept in vocabulary.concepts.values():
        named = _labels(concept)
        for lang, labels in named.items():
            if lang in LANGUAGES and lang != PIVOT:
                yield from alternatives(lang, labels, named.get(PIVOT, ()))
        english = concept.definitions.get(PIVOT)
        for lang, definition in concept.definitions.items():
            if english and lang in LANGUAGES and lang != PIVOT:
                yield ParallelText(lang, definition, english)


def _labels(concept: Concept) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    for lang, label in concept.names():
        named[lang].append(label)
    return named


def of_tables(folder: Path) -> Iterator[ParallelText]:
    """The rows of every word list in a folder: one column for each language, alternatives separated by a bar."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                cells = {lang: cell(row.get(lang)) for lang in LANGUAGES}
                for lang in LANGUAGES:
                    if lang != PIVOT:
                        yield from alternatives(lang, cells[lang], cells[PIVOT])


def cell(value: object) -> list[str]:
    """The alternatives in a cell of a word list; none in what is no text."""
    if not isinstance(value, str):
        return []
    return [part for each in value.split(_OR) if (part := each.strip())]


def of_passage(lang: str, text: str, english: str) -> Iterator[ParallelText]:
    """A passage and its translation: sentence by sentence where both have as many, else in one piece."""
    own, others = _sentences(text), _sentences(english)
    if len(own) != len(others):
        own, others = [text], [english]
    yield from (ParallelText(lang, one, other) for one, other in zip(own, others, strict=True))


def _sentences(text: str) -> list[str]:
    return [sentence for part in _SENTENCE_END.split(text) if (sentence := part.strip())]


def read_texts(path: Path) -> Iterator[ParallelText]:
    """The pairs of a file. Raises `ValueError` for a line that is none."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            parts = line.rstrip("\n").split("\t")
            if len(parts) != _COLUMNS:
                msg = f"{path}, line {number}: {len(parts)} columns instead of {_COLUMNS}"
                raise ValueError(msg)
            yield ParallelText(parts[0], parts[1], parts[2], float(parts[3]))


def write_texts(path: Path, texts: Iterable[ParallelText]) -> int:
    """Write pairs to a file, in one piece or not at all; gives how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    count = 0
    # Without a name and a time in its head the file is the same whenever it says the same.
    with partial.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        for one in texts:
            columns = (one.lang, " ".join(one.text.split()), " ".join(one.english.split()), f"{one.weight:.4g}")
            file.write(("\t".join(columns) + "\n").encode())
            count += 1
    partial.replace(path)
    return count
