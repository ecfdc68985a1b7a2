"""A lexical translation table for each language: the English words that a word may stand for, and how likely."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

#: A translation that a document is expected to hold less often than this is not worth a term.
LEAST_EXPECTED: Final = 0.1
_SEPARATOR: Final = "\n"


@dataclass(frozen=True, eq=False)
class Table:
    """Translations of the words of one language.

    `hashes` are the sorted hashes of its words; the translations of the i-th are `targets[starts[i]:starts[i + 1]]`, places
    in `pivots`, each with its share of the word's occurrences.
    """

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    targets: npt.NDArray[np.int32]
    shares: npt.NDArray[np.float32]
    pivots: Sequence[str]

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[tuple[str, float]]]) -> Self:
        """From words, each with its translations and their shares; of words that share a hash the first is kept."""
        by_hash: dict[int, Sequence[tuple[str, float]]] = {}
        for word, translations in rows.items():
            by_hash.setdefault(crc32(word.encode()), translations)
        ordered = [by_hash[key] for key in sorted(by_hash)]
        pivots = sorted({pivot for translations in ordered for pivot, _ in translations})
        places = {pivot: place for place, pivot in enumerate(pivots)}
        return cls(
            np.array(sorted(by_hash), np.uint32),
            np.cumsum([0, *map(len, ordered)]).astype(np.int32),
            np.array([places[pivot] for each in ordered for pivot, _ in each], np.int32),
            np.array([share for each in ordered for _, share in each], np.float32),
            pivots,
        )

    def translations(self, word: str) -> list[tuple[str, float]]:
        """The English terms that a term may stand for, with their shares; none for an unknown one."""
        key = crc32(word.encode())
        place = int(np.searchsorted(self.hashes, key))
        if place == len(self.hashes) or self.hashes[place] != key:
            return []
        own = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return [
            (self.pivots[target], share)
            for target, share in zip(self.targets[own].tolist(), self.shares[own].tolist(), strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The tables of all languages but the pivot, English."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> Self:
        """A lexicon that knows no word."""
        return cls({})

    def __len__(self) -> int:
        """How many words have a translation."""
        return sum(len(table.hashes) for table in self.tables.values())

    def translations(self, term: str, lang: str) -> list[tuple[str, float]]:
        """The English terms that a term of a language may stand for, with their shares."""
        return self._kept(term, lang)

    @cached_property
    def _kept(self) -> Callable[[str, str], list[tuple[str, float]]]:
        # As many as a language has words: what visitors type must not fill the memory of a server.
        return lru_cache(maxsize=131_072)(self._looked_up)

    def _looked_up(self, term: str, lang: str) -> list[tuple[str, float]]:
        table = self.tables.get(lang)
        return table.translations(term) if table else []

    def pivot(self, frequencies: Mapping[str, float], lang: str) -> dict[str, float]:
        """How often each English term is expected in a translation (Darwish and Oard 2003): sum over f of t(e | f) tf(f)."""
        expected: dict[str, float] = {}
        for term, count in frequencies.items():
            for pivot, share in self.translations(term, lang):
                expected[pivot] = expected.get(pivot, 0.0) + count * share
        return {pivot: count for pivot, count in expected.items() if count >= LEAST_EXPECTED}

    @cached_property
    def digest(self) -> str:
        """A short digest of everything it knows."""
        whole = hashlib.sha256()
        for lang, table in sorted(self.tables.items()):
            whole.update(lang.encode())
            for part in (table.hashes, table.starts, table.targets, np.round(table.shares, 4)):
                whole.update(part.tobytes())
            whole.update(_SEPARATOR.join(table.pivots).encode())
        return whole.hexdigest()[:12] if self.tables else ""

    def save(self, path: Path) -> None:
        """Write the tables to a file of numpy arrays."""
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        for lang, table in self.tables.items():
            arrays |= {f"{lang}_{name}": getattr(table, name) for name in ("hashes", "starts", "targets", "shares")}
            arrays[f"{lang}_pivots"] = np.frombuffer(_SEPARATOR.join(table.pivots).encode(), np.uint8)
        arrays["languages"] = np.frombuffer(json.dumps(list(self.tables)).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as arrays:
            languages: Iterable[str] = json.loads(arrays["languages"].tobytes())
            return cls(
                {
                    lang: Table(
                        arrays[f"{lang}_hashes"],
                        arrays[f"{lang}_starts"],
                        arrays[f"{lang}_targets"],
                        arrays[f"{lang}_shares"],
                        arrays[f"{lang}_pivots"].tobytes().decode().split(_SEPARATOR),
                    )
                    for lang in languages
                }
            )
