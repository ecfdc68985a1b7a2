"""A document as the index keeps it for scoring: hashed terms with weighted frequencies, lengths, and its facts.

Rescoring a pool reads these arrays as they lie in the store, without analysing a text again.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import ROW, Rows
from marketplace.engine.language import COMMON, LANGUAGES, UNKNOWN

#: To be raised whenever analysis or layout changes: an index of another version is built anew.
VERSION: Final = 5

CONCEPTS: Final = "c"
COGNATES: Final = "r"
#: The namespaces of terms. Lengths are kept, and scores added up, for each of them.
GROUPS: Final[tuple[str, ...]] = (*LANGUAGES, UNKNOWN, COMMON, CONCEPTS, COGNATES)
GROUP_OF: Final[dict[str, int]] = {name: place for place, name in enumerate(GROUPS)}
COMMON_GROUP: Final = GROUP_OF[COMMON]
CONCEPT_GROUP: Final = GROUP_OF[CONCEPTS]
COGNATE_GROUP: Final = GROUP_OF[COGNATES]
#: The groups that hold words of one language.
LANGUAGE_GROUPS: Final = tuple(GROUP_OF[name] for name in (*LANGUAGES, UNKNOWN))

#: Frequencies are stored in fourths, so that titles, summaries and broader concepts may weigh fractions.
_STEPS: Final = 4
_MOST: Final = 255
_HEAD: Final = struct.Struct("<II")

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.float32]


def hashed(term: str) -> int:
    """A term's 32-bit hash; collisions within one pool are too rare to matter."""
    return crc32(term.encode())


def group(lang: str) -> int:
    """The group of a language's own words."""
    return GROUP_OF.get(lang, GROUP_OF[UNKNOWN])


@dataclass(frozen=True)
class Terms:
    """Parallel arrays of a document's terms: hash, group and weighted frequency."""

    hashes: Hashes
    groups: npt.NDArray[np.uint8]
    counts: Counts

    @classmethod
    def of(cls, frequencies: Mapping[str, float], groups: Mapping[str, int]) -> "Terms":
        """From namespaced terms, each with its weighted frequency and its group."""
        return cls(
            np.fromiter(map(hashed, frequencies), np.uint32, len(frequencies)),
            np.fromiter((groups[term] for term in frequencies), np.uint8, len(frequencies)),
            np.fromiter(frequencies.values(), np.float32, len(frequencies)),
        )

    def packed(self) -> bytes:
        """The arrays as bytes, frequencies in fourths."""
        steps = np.clip(np.rint(self.counts * _STEPS), 1, _MOST).astype(np.uint8)
        return self.hashes.tobytes() + self.groups.tobytes() + steps.tobytes()

    @classmethod
    def unpacked(cls, data: bytes, start: int, count: int) -> "Terms":
        """The inverse of `packed`, reading `count` terms from a place in the data."""
        hashes = np.frombuffer(data, np.uint32, count, start)
        groups = np.frombuffer(data, np.uint8, count, start + 4 * count)
        steps = np.frombuffer(data, np.uint8, count, start + 5 * count)
        return cls(hashes, groups, steps.astype(np.float32) / np.float32(_STEPS))

    @staticmethod
    def size(count: int) -> int:
        """The bytes that so many terms take."""
        return 6 * count


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
        """The record as it is stored."""
        head = _HEAD.pack(len(self.terms.hashes), len(self.pairs.hashes))
        parts = (head, self.terms.packed(), self.pairs.packed(), self.lengths.tobytes(), self.facts.tobytes())
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Record":
        """The inverse of `to_bytes`. The arrays are views of the bytes, and so read-only."""
        terms, pairs = _HEAD.unpack_from(data)
        place = _HEAD.size
        first = Terms.unpacked(data, place, terms)
        place += Terms.size(terms)
        second = Terms.unpacked(data, place, pairs)
        place += Terms.size(pairs)
        lengths = np.frombuffer(data, np.float32, len(GROUPS), place)
        place += lengths.nbytes
        return cls(first, second, lengths, np.frombuffer(data, ROW, 1, place))


def stacked(facts: list[Rows]) -> Rows:
    """The facts of many records as one array of rows."""
    # Joining bytes is many times faster than numpy's concatenation of structured arrays.
    return np.frombuffer(b"".join([each.tobytes() for each in facts]), ROW)
