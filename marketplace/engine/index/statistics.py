"""What a collection says of its terms: in how many documents each occurs, and how long the documents are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.index.formula import Formula
from marketplace.engine.index.record import GROUPS, Hashes, Record

_HASH_BITS: Final = 32
_FEWEST_BITS: Final = 16
_MOST_BITS: Final = 22
#: Buckets for each term, so that few share one.
_SPARSENESS: Final = 8


@dataclass(frozen=True)
class Statistics:
    """Document frequencies by bucket of a term's hash, the average length in each group, and what texts are weighed by.

    A table by bucket is looked up for a whole pool at once. Two terms in one bucket make both look slightly more
    common.
    """

    documents: int
    bits: int
    idf_table: npt.NDArray[np.float32]
    mean_lengths: npt.NDArray[np.float32]
    formula: Formula = field(default_factory=Formula)

    @classmethod
    def of(
        cls, documents: int, hashes: Hashes, frequencies: npt.NDArray[np.int64], mean_lengths: npt.NDArray[np.float32]
    ) -> Self:
        """From the dictionary of a collection: hashes of its terms and the number of documents that hold each."""
        bits = int(np.clip(np.ceil(np.log2(max(len(hashes), 1) * _SPARSENESS)), _FEWEST_BITS, _MOST_BITS))
        buckets = hashes >> np.uint32(_HASH_BITS - bits)
        table = np.bincount(buckets, weights=frequencies, minlength=1 << bits).astype(np.float64)
        return cls(documents, bits, _inverse_frequency(table, documents), np.maximum(mean_lengths, 1.0))

    @classmethod
    def of_records(cls, records: Sequence[Record]) -> Self:
        """From the records of a whole collection."""
        every = np.concatenate([record.terms.hashes for record in records]) if records else np.zeros(0, np.uint32)
        hashes, frequencies = np.unique(every, return_counts=True)
        return cls.of(len(records), hashes, frequencies, _mean_lengths(record.lengths for record in records))

    def idf(self, hashes: Hashes) -> npt.NDArray[np.float32]:
        """Inverse document frequencies of terms."""
        found: npt.NDArray[np.float32] = self.idf_table[hashes >> np.uint32(_HASH_BITS - self.bits)]
        return found


def _inverse_frequency(frequencies: npt.NDArray[np.float64], documents: int) -> npt.NDArray[np.float32]:
    """ln(1 + (N - n + 1/2) / (n + 1/2)), never negative (Robertson and Spärck Jones 1976 as Lucene has it)."""
    rarity = np.maximum(documents - frequencies, 0) + 0.5
    return np.log1p(rarity / (frequencies + 0.5)).astype(np.float32)


def _mean_lengths(lengths: Iterable[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """The mean length in each group of the documents that have text in it."""
    table = np.array(list(lengths), np.float32).reshape(-1, len(GROUPS))
    present = np.maximum(np.count_nonzero(table, axis=0), 1)
    means: npt.NDArray[np.float32] = (table.sum(axis=0) / present).astype(np.float32)
    return means
