"""Synthetic listings as arrays of term ids: Zipf's law over a made-up vocabulary, and topics so that there is something to find.

Documents come in chunks, each drawn by a generator of its own, so that a smaller corpus is the beginning of every larger
one and an interrupted run goes on where it stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.language import tokens

Ids = npt.NDArray[np.int32]

VOCABULARY: Final = 200_000
CHUNK: Final = 10_000
TOPICS: Final = 300
TERMS_OF_A_TOPIC: Final = 1_500
#: Shares of a document's words that are drawn from everything, from its first topic and from its second.
MIXTURE: Final = (0.5, 0.35, 0.15)
MEAN_LENGTH: Final = 120
LENGTH_SPREAD: Final = 0.5
SHORTEST, LONGEST = 20, 600
QUERIES: Final = 200
NEED_TERMS: Final = 60
SEARCH_TERMS: Final = 12
#: Drawn for a query until it has so many distinct terms.
_DRAWN_FOR_A_QUERY: Final = 4_000

_ONSETS: Final = "bdfgklmnprtvz"
_VOWELS: Final = "aeiou"
#: No English suffix ends like this, so that the stemmer leaves every word as it is.
_RIMES: Final = tuple(vowel + consonant for vowel, consonant in product("aou", "bgkp"))


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """The words, most frequent first, of three syllables each."""
    syllables = list(map("".join, product(_ONSETS, _VOWELS)))
    closed = list(map("".join, product(_ONSETS, _RIMES)))
    every = len(syllables) ** 2 * len(closed)
    chosen = np.random.default_rng(1).choice(every, VOCABULARY, replace=False)
    first, rest = np.divmod(chosen, len(syllables) * len(closed))
    second, last = np.divmod(rest, len(closed))
    parts = zip(first.tolist(), second.tolist(), last.tolist(), strict=True)
    return tuple(syllables[one] + syllables[two] + closed[three] for one, two, three in parts)


def _check_vocabulary() -> None:
    """Raises `ValueError` if the engine's analysis does not keep the words apart."""
    found = tokens(" ".join(vocabulary()), "en")
    if len({token.term for token in found if not token.stop}) != VOCABULARY:
        msg = "the engine's analysis unites words that are meant to differ"
        raise ValueError(msg)


def _zipf(size: int) -> npt.NDArray[np.float64]:
    """The cumulated probabilities of ranks under Zipf's law with exponent 1."""
    cumulated = np.cumsum(1.0 / np.arange(1, size + 1))
    return cumulated / cumulated[-1]


@dataclass(frozen=True)
class Texts:
    """Documents as one flat array of term ids: document i is `terms[offsets[i]:offsets[i + 1]]`, about `topics[i]`."""

    terms: Ids
    offsets: npt.NDArray[np.int64]
    topics: npt.NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.topics)

    def __getitem__(self, place: int) -> Ids:
        return self.terms[self.offsets[place] : self.offsets[place + 1]]


@dataclass(frozen=True)
class Query:
    """What is asked: distinct term ids, weightiest for its topic in no order, and the topics they were drawn from."""

    terms: Ids
    topics: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Corpus:
    """The first `size` synthetic listings of a seed, kept in a folder once they have been drawn."""

    folder: Path
    size: int
    seed: int = 7

    @cached_property
    def _general(self) -> npt.NDArray[np.float64]:
        return _zipf(VOCABULARY)

    @cached_property
    def _of_topics(self) -> tuple[npt.NDArray[np.float64], Ids]:
        """Zipf's law within a topic, and each topic's own ranking of some terms."""
        rng = np.random.default_rng([self.seed, TOPICS])
        own = [rng.choice(VOCABULARY, TERMS_OF_A_TOPIC, replace=False) for _ in range(TOPICS)]
        return _zipf(TERMS_OF_A_TOPIC), np.array(own, np.int32)

    def _drawn(self, rng: np.random.Generator, topics: npt.NDArray[np.int16]) -> Ids:
        """One term for each row of `topics` (terms, 2): from everything, or from either topic."""
        size = len(topics)
        law, own = self._of_topics
        source = rng.choice(len(MIXTURE), size, p=MIXTURE)
        general = np.searchsorted(self._general, rng.random(size))
        special = np.searchsorted(law, rng.random(size))
        chosen = np.where(source == 1, topics[:, 0], topics[:, 1])
        return np.where(source == 0, general, own[chosen, special]).astype(np.int32)

    def _chunk(self, number: int) -> Texts:
        path = self.folder / f"corpus-{self.seed}" / f"{number:05}.npz"
        if not path.is_file():
            if not path.parent.is_dir():
                _check_vocabulary()
                path.parent.mkdir(parents=True)
            rng = np.random.default_rng([self.seed, TOPICS + 1, number])
            mean = np.log(MEAN_LENGTH) - LENGTH_SPREAD**2 / 2
            lengths = np.clip(np.rint(rng.lognormal(mean, LENGTH_SPREAD, CHUNK)), SHORTEST, LONGEST).astype(np.int64)
            topics = rng.integers(TOPICS, size=(CHUNK, 2), dtype=np.int16)
            terms = self._drawn(rng, np.repeat(topics, lengths, axis=0))
            offsets = np.concatenate([[0], np.cumsum(lengths)])
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                np.savez(file, terms=terms, offsets=offsets, topics=topics[:, 0])
            unfinished.replace(path)
        with np.load(path) as kept:
            return Texts(kept["terms"], kept["offsets"], kept["topics"])

    def chunks(self) -> Iterator[Texts]:
        """All listings, chunk by chunk, drawn now if they are not there yet."""
        for start in range(0, self.size, CHUNK):
            whole = self._chunk(start // CHUNK)
            count = min(CHUNK, self.size - start)
            yield Texts(whole.terms[: whole.offsets[count]], whole.offsets[: count + 1], whole.topics[:count])

    @cached_property
    def topics(self) -> npt.NDArray[np.int16]:
        """What each listing is mainly about."""
        return np.concatenate([chunk.topics for chunk in self.chunks()])

    def queries(self, terms: int, count: int = QUERIES) -> list[Query]:
        """Queries of so many distinct terms, on topics of their own; the same for every size of corpus."""
        rng = np.random.default_rng([self.seed, TOPICS + 2, terms])
        asked = []
        for _ in range(count):
            topics = rng.integers(TOPICS, size=2, dtype=np.int16)
            drawn = self._drawn(rng, np.tile(topics, (_DRAWN_FOR_A_QUERY, 1)))
            _, first = np.unique(drawn, return_index=True)
            asked.append(Query(drawn[np.sort(first)[:terms]], topics))
        return asked
