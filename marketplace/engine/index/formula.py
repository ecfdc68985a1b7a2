"""The numbers of the text score, in one place: each can be changed or taken away to see what it is worth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """What `scoring` and `feedback` weigh by. Chosen on the development sets; between half and double, most matter little.

    `k1` and `b` are BM25's saturation of a term's frequency and influence of length, `k3` the saturation in the query.
    `pair_weight` is what neighbours count for beside their two words, `concept_weight` a concept beside a word as rare.

    `translation_reach` is what a faithful translation is expected to reach of the words that it could, since a word has several
    translations and a document holds one of them: shares of translated words are measured against it, so that languages can
    be compared. `most_translated` is the most that they count for beside the very words.

    `feedback_weight` is what likeness to the best documents found counts for in search.
    """

    k1: float = 1.5
    b: float = 0.75
    k3: float = 8.0
    pair_weight: float = 0.2
    concept_weight: float = 2.0
    translation_reach: float = 0.7
    most_translated: float = 0.9
    feedback_weight: float = 0.6
