"""IBM Model 1: which word of one language stands for which of another, learned from parallel texts.

Brown, Della Pietra, Della Pietra and Mercer, The Mathematics of Statistical Machine Translation, 1993, section 4.1. Every word
e of a target text is assumed to come from one word f of its source text, or from none (the empty word), each equally
likely; expectation-maximisation then finds the probabilities t(e | f) that make the targets likeliest.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: The empty word, which every source text has.
EMPTY: Final = 0
#: Rounds of expectation and maximisation; dictionaries converge in three, sentences in five.
ROUNDS: Final = 6


@dataclass(frozen=True)
class Bitexts:
    """Parallel texts as word numbers, one behind the other: the words of all sources, and of all targets.

    `source_lengths` and `target_lengths` say how many belong to each pair, `weights` how often the pair counts. Source words are
    numbered from 1, because 0 is the empty word; target words from 0.
    """

    source: Integers
    source_lengths: Integers
    target: Integers
    target_lengths: Integers
    weights: Floats
    source_words: int
    target_words: int


def fit(texts: Bitexts, rounds: int = ROUNDS) -> sparse.csr_array:
    """The probabilities t(e | f) as a sparse matrix (source words + 1, target words); rows of words met add up to 1."""
    links, slots, weights, slot_count = _links(texts)
    keys, link_of = np.unique(links, return_inverse=True)
    sources = keys // texts.target_words
    probabilities = 1.0 / np.bincount(sources, minlength=texts.source_words + 1)[sources]
    for _ in range(rounds):
        likely = probabilities[link_of]
        shares = likely / np.bincount(slots, likely, minlength=slot_count)[slots]
        expected = np.bincount(link_of, weights * shares, minlength=len(keys))
        totals = np.bincount(sources, expected, minlength=texts.source_words + 1)
        probabilities = expected / np.maximum(totals[sources], np.finfo(np.float64).tiny)
    shape = (texts.source_words + 1, texts.target_words)
    return sparse.csr_array((probabilities, (sources, keys % texts.target_words)), shape=shape)


def _links(texts: Bitexts) -> tuple[Integers, Integers, Floats, int]:
    """Every possible link of a source word with a place in its target text.

    Gives for each link the number of its pair of words, the number of the place, the weight of its pair of texts, and
    how many places there are.
    """
    # Each source text gets the empty word at its end.
    ends = np.cumsum(texts.source_lengths)
    with_empty = np.insert(texts.source, ends, EMPTY)
    widths = texts.source_lengths + 1
    starts = np.cumsum(widths) - widths
    # Each place of a target text is linked with every word of its source text.
    per_place = np.repeat(widths, texts.target_lengths)
    slots = np.repeat(np.arange(len(texts.target)), per_place)
    within = np.arange(len(slots)) - np.repeat(np.cumsum(per_place) - per_place, per_place)
    sources = with_empty[np.repeat(np.repeat(starts, texts.target_lengths), per_place) + within]
    weights = np.repeat(np.repeat(texts.weights, texts.target_lengths), per_place)
    return sources * texts.target_words + texts.target[slots], slots, weights, len(texts.target)
