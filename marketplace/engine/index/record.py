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
VERSION: Final = 9

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
#: How many terms, pairs and stated words of facts a record has.
_HEAD: Final = struct.Struct("<III")
_TERM: Final = np.dtype([("hash", "u4"), ("group", "u1"), ("steps", "u1")])
#: Facts are kept as those of their words (of eight bytes) that are not zero, a quarter of them, with a bit for each word.
_WORD: Final = np.dtype("u8")
_WORDS: Final = ROW.itemsize // _WORD.itemsize
_FIXED: Final = np.dtype([("lengths", "f4", (len(GROUPS),)), ("stated", "u1", (-(-_WORDS // 8),))])
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

    @classmethod
    def of_bytes(cls, packed: bytes) -> "Terms":
        """The inverse of `to_bytes`."""
        rows = np.frombuffer(packed, _TERM)
        counts = rows["steps"].astype(np.float32) / np.float32(_STEPS)
        return cls(np.ascontiguousarray(rows["hash"]), np.ascontiguousarray(rows["group"]), counts)

    def to_bytes(self) -> bytes:
        """One entry of the arrays after the other."""
        rows = np.empty(len(self.hashes), _TERM)
        rows["hash"], rows["group"], rows["steps"] = self.hashes, self.groups, self.counts * _STEPS
        return rows.tobytes()


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
        facts = self.facts.view(_WORD)
        stated = facts != 0
        head = _HEAD.pack(len(self.terms.hashes), len(self.pairs.hashes), np.count_nonzero(stated))
        fixed = np.array((self.lengths, np.packbits(stated)), _FIXED)
        parts = (head, self.terms.to_bytes(), self.pairs.to_bytes(), fixed.tobytes(), facts[stated].tobytes())
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


def unpacked(records: Sequence[bytes | memoryview]) -> Unpacked:
    """Stored records as arrays; one conversion for all of them, because most are short."""
    heads = np.array([_HEAD.unpack_from(record) for record in records], np.int64).reshape(-1, 3)
    sizes = np.insert(heads * (_TERM.itemsize, _TERM.itemsize, _WORD.itemsize), 2, _FIXED.itemsize, axis=1)
    ends = _HEAD.size + np.cumsum(sizes, axis=1)
    starts = ends - sizes

    def joined(part: int) -> bytes:
        places = zip(records, starts[:, part].tolist(), ends[:, part].tolist(), strict=True)
        return b"".join([record[start:end] for record, start, end in places])

    fixed = np.frombuffer(joined(2), _FIXED)
    stated = np.unpackbits(fixed["stated"], axis=1, count=_WORDS).view(np.bool_)
    facts = np.zeros(stated.shape, _WORD)
    facts[stated] = np.frombuffer(joined(3), _WORD)
    return Unpacked(
        Terms.of_bytes(joined(0)),
        heads[:, 0],
        Terms.of_bytes(joined(1)),
        heads[:, 1],
        fixed["lengths"],
        facts.view(ROW)[:, 0],
    )
