"""IBM Model 1: which word of one language stands for which of another, learned from parallel texts.

Brown, Della Pietra, Della Pietra and Mercer, The Mathematics of Statistical Machine Translation, 1993, section 4.1. Every word
e of a target text is assumed to come from one word f of its source text, or from none (the empty word), each equally
likely; expectation-maximisation then finds the probabilities t(e | f) that make the targets likeliest.
"""

from collections.abc import Sequence
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
    """Parallel texts as word numbers: `source[i]` and `target[i]` are the words of the i-th pair, `weights[i]` its weight.

    Source words are numbered from 1; 0 is the empty word. Target words are numbered from 0.
    """

    source: Sequence[Integers]
    target: Sequence[Integers]
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
    with_empty = [np.append(source, EMPTY) for source in texts.source]
    widths = np.array([len(source) for source in with_empty], np.int64)
    heights = np.array([len(target) for target in texts.target], np.int64)
    targets = np.concatenate(texts.target) if len(heights) else np.zeros(0, np.int64)
    # Each place of a target text is linked with every word of its source text.
    per_place = np.repeat(widths, heights)
    slots = np.repeat(np.arange(len(targets)), per_place)
    sources = np.concatenate(
        [np.tile(source, height) for source, height in zip(with_empty, heights.tolist(), strict=True)]
    )
    weights = np.repeat(np.repeat(texts.weights, heights), per_place)
    return sources * texts.target_words + targets[slots], slots, weights, len(targets)
