"""A document as the index keeps it for scoring: hashed terms with weighted frequencies, lengths, and its facts.

Rescoring a pool reads these arrays as they lie in the store, without analysing a text again.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import ROW, Rows
from marketplace.engine.language import COMMON, LANGUAGES, UNKNOWN
from marketplace.engine.lexicon import PIVOT

#: To be raised whenever analysis or layout changes: an index of another version is built anew.
VERSION: Final = 7

CONCEPTS: Final = "c"
TRANSLATED: Final = "t"
#: The namespaces of terms. Lengths are kept, and scores added up, for each of them.
GROUPS: Final[tuple[str, ...]] = (*LANGUAGES, UNKNOWN, COMMON, CONCEPTS, TRANSLATED)
GROUP_OF: Final[dict[str, int]] = {name: place for place, name in enumerate(GROUPS)}
COMMON_GROUP: Final = GROUP_OF[COMMON]
CONCEPT_GROUP: Final = GROUP_OF[CONCEPTS]
#: English words that a text of other languages is expected to hold in translation: the terms are those of English.
TRANSLATED_GROUP: Final = GROUP_OF[TRANSLATED]
PIVOT_GROUP: Final = GROUP_OF[PIVOT]
#: The groups that hold words of one language.
LANGUAGE_GROUPS: Final = tuple(GROUP_OF[name] for name in (*LANGUAGES, UNKNOWN))

#: Frequencies are kept in sixteenths, so that titles, broader concepts and likely translations may weigh fractions.
_STEPS: Final = 16
_MOST: Final = 255
_HEAD: Final = struct.Struct("<II")
_HASH_SIZE: Final = 4
#: A hash, a group and a frequency.
_TERM_SIZE: Final = _HASH_SIZE + 2
_LENGTHS_SIZE: Final = 4 * len(GROUPS)
#: Odd, so that no two terms lead to the same pair by their order alone (Knuth 1998, section 6.4, on multiplicative hashing).
_FIRST_OF_PAIR: Final = np.uint32(2_654_435_761)

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.float32]


@lru_cache(maxsize=262_144)
def hashed(term: str) -> int:
    """A term's 32-bit hash; collisions within one pool are too rare to matter."""
    return crc32(term.encode())


def hashed_pairs(first: Hashes, second: Hashes) -> Hashes:
    """The hashes of pairs of terms, in order."""
    joined: Hashes = (first * _FIRST_OF_PAIR) ^ second
    return joined


def group(lang: str) -> int:
    """The group of a language's own words."""
    return GROUP_OF[lang] if lang in LANGUAGES else GROUP_OF[UNKNOWN]


def namespace(group_name: str) -> str:
    """What the terms of a group begin with."""
    return PIVOT if group_name == TRANSLATED else group_name


@dataclass(frozen=True)
class Terms:
    """Parallel arrays of a document's terms: hash, group and weighted frequency (a multiple of a sixteenth)."""

    hashes: Hashes
    groups: npt.NDArray[np.uint8]
    counts: Counts

    @classmethod
    def of(cls, hashes: Hashes, groups: Iterable[int], counts: Iterable[float]) -> "Terms":
        """From hashes with their groups and their frequencies, which are rounded to what is kept."""
        size = len(hashes)
        exact = np.fromiter(counts, np.float32, size) * np.float32(_STEPS)
        steps = np.clip(np.rint(exact), 1, _MOST).astype(np.float32)
        return cls(hashes, np.fromiter(groups, np.uint8, size), steps / np.float32(_STEPS))

    def packed(self) -> bytes:
        """The arrays as bytes."""
        steps = (self.counts * _STEPS).astype(np.uint8)
        return self.hashes.tobytes() + self.groups.tobytes() + steps.tobytes()


@dataclass(frozen=True)
class Record:
    """One document ready to be compared: words and concepts, pairs of neighbouring words, lengths, fields and facts.

    `lengths` has one weighted length for each group (0: no text in that language).
    """

    terms: Terms
    pairs: Terms
    lengths: npt.NDArray[np.float32]
    facts: Rows

    def to_bytes(self) -> bytes:
        """The record as it is stored: head, terms, pairs, lengths, facts."""
        head = _HEAD.pack(len(self.terms.hashes), len(self.pairs.hashes))
        parts = (head, self.terms.packed(), self.pairs.packed(), self.lengths.tobytes(), self.facts.tobytes())
        return b"".join(parts)


@dataclass(frozen=True)
class Unpacked:
    """Many records side by side: terms and pairs with how many each record has, lengths and facts a row each."""

    terms: Terms
    terms_each: npt.NDArray[np.int64]
    pairs: Terms
    pairs_each: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.float32]
    facts: Rows


def unpacked(records: Sequence[bytes]) -> Unpacked:
    """Stored records as arrays; one conversion for all of them, because most are short."""
    heads = [_HEAD.unpack_from(record) for record in records]
    terms_each = np.array([terms for terms, _ in heads], np.int64)
    pairs_each = np.array([pairs for _, pairs in heads], np.int64)
    ends = [_HEAD.size + _TERM_SIZE * (terms + pairs) for terms, pairs in heads]
    lengths = b"".join([record[end : end + _LENGTHS_SIZE] for record, end in zip(records, ends, strict=True)])
    facts = b"".join([record[end + _LENGTHS_SIZE :] for record, end in zip(records, ends, strict=True)])
    return Unpacked(
        _terms(records, [(_HEAD.size, terms) for terms, _ in heads]),
        terms_each,
        _terms(records, [(_HEAD.size + _TERM_SIZE * terms, pairs) for terms, pairs in heads]),
        pairs_each,
        np.frombuffer(lengths, np.float32).reshape(-1, len(GROUPS)),
        np.frombuffer(facts, ROW),
    )


def _terms(records: Sequence[bytes], places: Sequence[tuple[int, int]]) -> Terms:
    """The terms that lie at one place in each record: (start, count)."""

    def joined(skip: int, width: int) -> bytes:
        found = zip(records, places, strict=True)
        return b"".join([data[start + skip * n : start + (skip + width) * n] for data, (start, n) in found])

    steps = np.frombuffer(joined(_HASH_SIZE + 1, 1), np.uint8)
    return Terms(
        np.frombuffer(joined(0, _HASH_SIZE), np.uint32),
        np.frombuffer(joined(_HASH_SIZE, 1), np.uint8),
        steps.astype(np.float32) / np.float32(_STEPS),
    )
