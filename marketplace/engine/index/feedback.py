"""Relevance feedback without a reader: documents like the best ones found rise a little.

The centroid of the best documents (Rocchio 1971), reduced to its weightiest terms, is compared with every document of the
pool, and the likeness added to the score of the words themselves. It helps where a query names its topic in other words than
the documents do. It belongs to search alone: the score of a match depends on its two documents and on nothing else found.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from marketplace.engine.index.record import LANGUAGE_GROUPS, PIVOT_GROUP
from marketplace.engine.index.scoring import Floats, Pool
from marketplace.engine.index.statistics import Statistics

#: How many of the best documents are taken for relevant, and how many of their terms are kept.
_BEST: Final = 10
_TERMS: Final = 40
#: Terms are told apart by these leading bits of their hashes; the few that share them do no harm in a centroid.
_BITS: Final = 18
_HASH_BITS: Final = 32


def with_feedback(scores: Floats, pool: Pool, statistics: Statistics, languages: npt.NDArray[np.bool_]) -> Floats:
    """The scores of a pool, each with its document's likeness to the best; still between 0 and 1.

    `languages` says in which groups the query has words. Of other languages only the English words that documents hold, or would
    hold in translation, are compared: in these all documents meet.
    """
    best = np.argsort(-scores, kind="stable")[:_BEST]
    if not len(best) or scores[best[0]] <= 0:
        return scores
    used = np.isin(pool.terms.groups, _groups(languages))
    documents = pool.terms_of[used]
    places = pool.terms.hashes[used] >> np.uint32(_HASH_BITS - _BITS)
    rarity = statistics.idf(pool.terms.hashes[used]).astype(np.float64)
    weights = rarity * np.log1p(pool.terms.counts[used].astype(np.float64))
    lengths = np.sqrt(np.bincount(documents, weights**2, minlength=pool.size))
    weights /= np.maximum(lengths, np.finfo(np.float64).tiny)[documents]
    shares = np.zeros(len(scores))
    shares[best] = scores[best]
    centroid = _centroid(shares, documents, places, weights)
    likeness = np.bincount(documents, weights * centroid[places], minlength=pool.size)
    weight = statistics.formula.feedback_weight
    mixed: Floats = (scores + weight * scores.max() * likeness) / (1 + weight)
    return mixed


def _groups(languages: npt.NDArray[np.bool_]) -> list[int]:
    """The groups whose terms make a document what it is: those of the query's languages, the pivot's, signs and concepts."""
    foreign = {place for place in LANGUAGE_GROUPS if not languages[place] and place != PIVOT_GROUP}
    return [place for place in range(len(languages)) if place not in foreign]


def _centroid(
    shares: Floats, documents: npt.NDArray[np.int64], places: npt.NDArray[np.uint32], weights: Floats
) -> Floats:
    """The mean of documents by their shares, of unit length and with its weightiest terms only."""
    counted = np.flatnonzero(shares[documents])
    centroid = np.bincount(places[counted], weights[counted] * shares[documents[counted]], minlength=1 << _BITS)
    if np.count_nonzero(centroid) > _TERMS:
        centroid[centroid < np.partition(centroid, -_TERMS)[-_TERMS]] = 0.0
    unit: Floats = centroid / max(float(np.linalg.norm(centroid)), np.finfo(np.float64).tiny)
    return unit
