"""Arranging ranked entries for a page: one provider does not fill it, and what is new is not buried.

A greedy rule in the manner of Maximal Marginal Relevance (Carbonell and Goldstein 1998): place by place, the best of what
is left gives way to another that is nearly as good and adds more. Only entries of one provider are redundant to each other;
similar entries of several providers are the choice that a page is read for. What diversity may cost is bounded: see `slack`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from marketplace.engine.language.normalization import align

#: Places that one provider may have among the first ones while others are nearly as good, and how many those are.
QUOTA: Final = 2
FIRST: Final = 10
#: How much of a score a place may cost: in all, and as a share of the best score that waits.
_MOST: Final = 0.05
_SHARE: Final = 0.25
#: Scores that differ by less are equal: readers see whole percents.
EQUAL: Final = 0.01
#: From which resemblance on two texts of one provider say the same.
_NEARLY_THE_SAME: Final = 0.5
#: Characters of a shingle: long enough to be rare, and no segmentation of Chinese is needed.
_SHINGLE: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a ranking.

    `score` and `text_score` are those of the match, `wording` the text that introduces the entry, by language, and `since`
    when it became public (seconds). An `endorsed` entry is never folded, nor held back for its provider's sake.
    """

    id: int
    score: float
    provider: int
    text_score: float = 0.0
    since: float = 0.0
    endorsed: bool = False
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)


class Place(NamedTuple):
    """A place of a page: the entry that is shown, and those of its provider that say nearly the same, best first."""

    entry: Entry
    similar: tuple[Entry, ...] = ()


def arrange(entries: Iterable[Entry], quota: int = QUOTA) -> list[Place]:
    """The places of a page, first to last; every entry is at one place, shown or folded into one that is shown.

    Nobody has more than `quota` of the first `FIRST` places while an entry of another provider is within `slack` of the best
    that waits. Among equals (`EQUAL`) the endorsed come first, then the newest. The order of the input does not matter.
    """
    waiting = _folded(sorted(entries, key=_merit))
    placed: list[Place] = []
    seats: Counter[int] = Counter()
    while waiting:
        chosen = waiting[0] if len(placed) >= FIRST else _next(waiting, seats, quota)
        waiting.remove(chosen)
        placed.append(chosen)
        seats[chosen.entry.provider] += 1
    return placed


def slack(score: float) -> float:
    """How much less than the best score that waits an entry may have and still be placed before it.

    At most five points of a hundred, and a quarter of small scores. `score - slack(score)` never falls when the score grows:
    of any two entries the one that is better by more than the slack of its score comes first.
    """
    return min(_MOST, _SHARE * score)


def exposure(place: int) -> float:
    """How much of the readers' attention the k-th place gets, from 1: 1 / log2(k + 1).

    The position bias that Singh and Joachims (2018) measure fairness of exposure with; it is also that of DCG.
    """
    return 1 / math.log2(place + 1)


def resemblance(first: Mapping[str, str], second: Mapping[str, str]) -> float:
    """How much of two texts is the same, in [0, 1]: Jaccard's coefficient of their shingles (Broder 1997).

    Texts are compared in the languages that both exist in, the most alike counts; without any they do not resemble.
    """
    common = [lang for lang in first if first[lang] and second.get(lang)]
    return max((_jaccard(_shingles(first[lang]), _shingles(second[lang])) for lang in common), default=0.0)


def _merit(entry: Entry) -> tuple[float, float, float, int]:
    return -entry.score, -entry.text_score, -entry.since, -entry.id


def _next(waiting: Sequence[Place], seats: Mapping[int, int], quota: int) -> Place:
    """Who gets the next place: the best whose provider has room if it is good enough, or else the best."""
    best = waiting[0].entry.score
    near = [place for place in waiting if place.entry.score >= best - slack(best)]
    free = [place for place in near if place.entry.endorsed or seats[place.entry.provider] < quota] or near
    equals = [place for place in free if place.entry.score > free[0].entry.score - EQUAL]
    return max(equals, key=lambda place: (place.entry.endorsed, place.entry.since))  # the first of these: the best


def _folded(ranked: Iterable[Entry]) -> list[Place]:
    """Entries that say nearly the same as a better one of their provider, folded into it."""
    heads: dict[int, list[Entry]] = {}
    similar: dict[Entry, list[Entry]] = {}
    for entry in ranked:
        known = heads.setdefault(entry.provider, [])
        twin = None if entry.endorsed else next((head for head in known if _same(head, entry)), None)
        if twin:
            similar[twin].append(entry)
        else:
            known.append(entry)
            similar[entry] = []
    return [Place(head, tuple(folded)) for head, folded in similar.items()]


def _same(head: Entry, entry: Entry) -> bool:
    return resemblance(head.wording, entry.wording) >= _NEARLY_THE_SAME


@lru_cache(maxsize=4096)
def _shingles(text: str) -> AbstractSet[str]:
    plain = " ".join(align(text).casefold().split())
    return frozenset(plain[start : start + _SHINGLE] for start in range(max(1, len(plain) - _SHINGLE + 1)))


def _jaccard(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    return len(first & second) / len(first | second)
