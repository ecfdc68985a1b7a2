"""How well texts fit: one documented formula for a search box, for a match and for an evaluation.

For a query q and a document d the formula has two shares, of what q could reach at most:

* words: BM25 (Robertson and Zaragoza 2009, eq. 3.15) over the frequencies of BM25F, in each language that both have,
  divided by the most that q could reach; pairs of neighbouring words add a little (the sequential dependence model of
  Metzler and Croft 2005). Each language has its own lengths, so that seven titles are no longer than one.
* concepts: the same over concepts, their broader and their related ones, without normalising for length.

They are averaged with the weights of what q could reach in each. Where q and d have no language in common, the words are
those that the lexicon expects in an English translation of either, measured against what a faithful translation reaches;
where the lexicon knows none of them, concepts stand in for words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import Rows
from marketplace.engine.index.analyser import Analysis
from marketplace.engine.index.formula import Formula
from marketplace.engine.index.record import (
    COMMON_GROUP,
    CONCEPT_GROUP,
    GROUPS,
    LANGUAGE_GROUPS,
    PIVOT_GROUP,
    TRANSLATED_GROUP,
    Counts,
    Hashes,
    Terms,
    hashed,
    unpacked,
)
from marketplace.engine.index.statistics import Statistics

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """The records of many documents side by side. `*_of` arrays say which document each entry belongs to."""

    size: int
    terms: Terms
    terms_of: npt.NDArray[np.int64]
    pairs: Terms
    pairs_of: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.float32]
    facts: Rows

    @classmethod
    def of(cls, records: Sequence[bytes | memoryview]) -> Self:
        """Put records side by side, each as it is stored."""
        found = unpacked(records)
        documents = np.arange(len(records))
        return cls(
            len(records),
            found.terms,
            np.repeat(documents, found.terms_each),
            found.pairs,
            np.repeat(documents, found.pairs_each),
            found.lengths,
            found.facts,
        )


def damping(lengths: npt.NDArray[np.float32], statistics: Statistics) -> Floats:
    """What damps a frequency in a document, more in longer ones: k1 (1 - b + b |d| / avg) for (documents, groups).

    Language-free signs and roots are as dense as the words around them: their relative length is the mean of the document's
    languages. Concepts are not normalised for length.
    """
    ratios = lengths.astype(np.float64) / statistics.mean_lengths
    languages = ratios[..., LANGUAGE_GROUPS]
    present = np.maximum(np.count_nonzero(languages, axis=-1), 1)
    mean = languages.sum(axis=-1) / present
    ratios[..., COMMON_GROUP] = ratios[..., TRANSLATED_GROUP] = mean
    # English words of a document without English text are those of its translation.
    ratios[..., PIVOT_GROUP] = np.where(lengths[..., PIVOT_GROUP] > 0, ratios[..., PIVOT_GROUP], mean)
    formula = statistics.formula
    damped = formula.k1 * (1 - formula.b + formula.b * ratios)
    damped[..., CONCEPT_GROUP] = formula.k1
    return damped


def saturated(counts: npt.NDArray[np.float32], damped: Floats, formula: Formula) -> Floats:
    """BM25's weight of a frequency that is damped so: from 0 to k1 + 1."""
    weights: Floats = counts * (formula.k1 + 1) / (counts + damped)
    return weights


def asked(counts: npt.NDArray[np.float32], formula: Formula) -> Floats:
    """BM25's weight of a frequency in the query."""
    weights: Floats = counts * (formula.k3 + 1.0) / (counts + formula.k3)
    return weights


@dataclass(frozen=True)
class Side:
    """One document of every pair, analysed, with its terms sorted by hash and their weights."""

    analysis: Analysis
    hashes: Hashes
    counts: npt.NDArray[np.float32]
    groups: npt.NDArray[np.uint8]
    idf: Floats
    pair_hashes: Hashes
    pair_counts: npt.NDArray[np.float32]
    pair_idf: Floats
    reach: Floats

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The terms by their hashes."""
        return {hashed(term): term for term in self.analysis.frequencies}

    @classmethod
    def of(cls, analysis: Analysis, statistics: Statistics) -> Self:
        """Weigh an analysis with a collection's statistics. `reach`: the most it can score in each group."""
        terms, pairs = analysis.record.terms, analysis.record.pairs
        order, pair_order = np.argsort(terms.hashes), np.argsort(pairs.hashes)
        idf = statistics.idf(terms.hashes).astype(np.float64)
        # A pair is at least as rare as its rarer word; its own frequency is not kept.
        pair_idf = statistics.idf(analysis.pair_parts).astype(np.float64).max(axis=1)
        most = idf * asked(terms.counts, statistics.formula) * (statistics.formula.k1 + 1)
        reach = np.bincount(terms.groups, most, minlength=len(GROUPS)).astype(np.float64)
        return cls(
            analysis,
            terms.hashes[order],
            terms.counts[order],
            terms.groups[order],
            idf[order],
            pairs.hashes[pair_order],
            pairs.counts[pair_order],
            pair_idf[pair_order],
            reach,
        )


#: Bits of a hash by which most of a pool's terms are passed over before they are looked up.
_SIEVE_BITS: Final = 16


class _Meeting(NamedTuple):
    """The terms that a side and a pool share: places in the pool's arrays and in the side's, documents, groups."""

    of_pool: npt.NDArray[np.int64]
    of_side: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    groups: npt.NDArray[np.uint8]


def _meeting(wanted: Hashes, present: Terms, documents: npt.NDArray[np.int64]) -> _Meeting:
    """Where the wanted hashes, which are sorted, occur among the terms of a pool."""
    if not len(wanted):
        nowhere = np.zeros(0, np.int64)
        return _Meeting(nowhere, nowhere, nowhere, nowhere.astype(np.uint8))
    low_bits = np.uint32((1 << _SIEVE_BITS) - 1)
    sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
    sieve[wanted & low_bits] = True
    likely = np.flatnonzero(sieve[present.hashes & low_bits])
    hashes = present.hashes[likely]
    places = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    met = wanted[places] == hashes
    found = likely[met]
    return _Meeting(found, places[met], documents[found], present.groups[found])


def _by_group(weights: Floats, documents: npt.NDArray[np.int64], groups: npt.NDArray[np.uint8], size: int) -> Floats:
    """Weights added up for each document and group: (documents, groups)."""
    width = len(GROUPS)
    # Without entries numpy counts in integers.
    totals = np.bincount(documents * width + groups, weights, minlength=size * width).astype(np.float64)
    return totals.reshape(size, width)


@dataclass(frozen=True)
class Meeting:
    """What one side shares with a pool: words and concepts, and pairs of neighbouring words."""

    side: Side
    pool: Pool
    statistics: Statistics
    terms: _Meeting
    pairs: _Meeting

    @classmethod
    def of(cls, side: Side, pool: Pool, statistics: Statistics) -> Self:
        """Look the side's terms up in the pool."""
        terms = _meeting(side.hashes, pool.terms, pool.terms_of)
        pairs = _meeting(side.pair_hashes, pool.pairs, pool.pairs_of)
        return cls(side, pool, statistics, terms, pairs)

    def fit(self) -> Floats:
        """How far each document of the pool holds what the side asks for."""
        side, pool, formula = self.side, self.pool, self.statistics.formula
        scores = _by_group(self._weights, self.terms.documents, self.terms.groups, pool.size)
        of_pairs = self._held(self.pairs, pool.pairs) * side.pair_idf[self.pairs.of_side]
        of_pairs *= asked(side.pair_counts[self.pairs.of_side], formula)
        scores += formula.pair_weight * _by_group(of_pairs, self.pairs.documents, self.pairs.groups, pool.size)
        return combined(scores, side.reach[None, :], self._common, formula)

    @cached_property
    def _weights(self) -> Floats:
        """What each term that was met counts for in `fit`."""
        side, own = self.side, self.terms.of_side
        return (
            self._held(self.terms, self.pool.terms) * side.idf[own] * asked(side.counts[own], self.statistics.formula)
        )

    def _held(self, met: _Meeting, present: Terms) -> Floats:
        """How far the documents hold what was met."""
        return saturated(present.counts[met.of_pool], self._damping[met.documents, met.groups], self.statistics.formula)

    @cached_property
    def _damping(self) -> Floats:
        return damping(self.pool.lengths, self.statistics)

    def fit_back(self) -> Floats:
        """How far the side holds what each document of the pool asks for."""
        side, pool, formula = self.side, self.pool, self.statistics.formula
        damped = damping(side.analysis.record.lengths, self.statistics)

        def weights(met: _Meeting, own: Counts, rarity: Floats, wanting: Terms) -> Floats:
            held = saturated(own[met.of_side], damped[met.groups], formula)
            each = rarity[met.of_side] * asked(wanting.counts[met.of_pool], formula) * held
            return _by_group(each, met.documents, met.groups, pool.size)

        scores = weights(self.terms, side.counts, side.idf, pool.terms)
        scores += formula.pair_weight * weights(self.pairs, side.pair_counts, side.pair_idf, pool.pairs)
        most = self.statistics.idf(pool.terms.hashes) * asked(pool.terms.counts, formula) * np.float32(formula.k1 + 1)
        reach = _by_group(most, pool.terms_of, pool.terms.groups, pool.size)
        return combined(scores, reach, self._common, formula)

    def shared(self, document: int) -> dict[str, float]:
        """The terms that the side shares with one document of the pool, by name, with the weight of each in `fit`."""
        met, common = self.terms, self._common[document]
        counted = np.zeros(len(GROUPS), np.bool_)
        counted[[COMMON_GROUP, CONCEPT_GROUP]] = True
        counted[list(LANGUAGE_GROUPS)] = common
        if not common.any():
            counted[[PIVOT_GROUP, TRANSLATED_GROUP]] = True
        # What was met lies in the order of the documents.
        own = slice(*np.searchsorted(met.documents, (document, document + 1)))
        mine = counted[met.groups[own]]
        terms = self.side.hashes[met.of_side[own][mine]].tolist()
        names = self.side.names
        return {names[term]: weight for term, weight in zip(terms, self._weights[own][mine].tolist(), strict=True)}

    @cached_property
    def _common(self) -> npt.NDArray[np.bool_]:
        return _common_languages(self.side.analysis.record.lengths, self.pool.lengths)


def fit(side: Side, pool: Pool, statistics: Statistics) -> Floats:
    """How far each document of the pool holds what the side asks for."""
    return Meeting.of(side, pool, statistics).fit()


def _common_languages(own: npt.NDArray[np.float32], others: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """In which language groups both have text: (documents, language groups)."""
    common: npt.NDArray[np.bool_] = (own[..., LANGUAGE_GROUPS] > 0) & (others[..., LANGUAGE_GROUPS] > 0)
    return common


def combined(scores: Floats, reach: Floats, common: npt.NDArray[np.bool_], formula: Formula) -> Floats:
    """The text score that the shares of words and of concepts make together (see the module's first lines)."""
    languages = common.sum(axis=-1)
    won, possible = (
        np.where(common, of[:, LANGUAGE_GROUPS], 0.0).sum(axis=-1) + languages * of[:, COMMON_GROUP]
        for of in (scores, reach)
    )
    words = _share(won, possible)
    concepts = _share(scores[:, CONCEPT_GROUP], reach[:, CONCEPT_GROUP])
    told = np.where(languages > 0, words, _across(scores, reach, concepts, formula))
    of_words = reach[:, LANGUAGE_GROUPS].max(axis=-1) + reach[:, COMMON_GROUP]
    of_concepts = formula.concept_weight * reach[:, CONCEPT_GROUP]
    mixed = of_words * told + of_concepts * concepts
    return _share(mixed, of_words + of_concepts)


def _across(scores: Floats, reach: Floats, concepts: Floats, formula: Formula) -> Floats:
    """What stands for the share of words where there is no language in common: translated words, else concepts."""
    translated, possible = (
        of[:, PIVOT_GROUP] + of[:, TRANSLATED_GROUP] + of[:, COMMON_GROUP] for of in (scores, reach)
    )
    share = _share(translated, possible) / formula.translation_reach
    return np.where(possible > 0, np.minimum(share, formula.most_translated), concepts)


def _share(won: Floats, possible: Floats) -> Floats:
    """What was won of what was possible; 0 where nothing was."""
    return np.where(possible > 0, won / np.where(possible > 0, possible, 1.0), 0.0)
