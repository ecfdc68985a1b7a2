"""Fitting the lexicon to parallel texts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from marketplace.engine.language import COMMON, LANGUAGES, content, tokens
from marketplace.engine.lexicon import model1
from marketplace.engine.lexicon.lexicon import Lexicon, Table
from marketplace.engine.lexicon.parallel import PIVOT, ParallelText

Progress = Callable[[int, int], None]

#: Of two long texts almost every word could stand for every other: they teach little and cost much.
MOST_LINKS: Final = 4000
#: Translations kept of a word, and the least share that one of them must have.
MOST_TRANSLATIONS: Final = 6
LEAST_SHARE: Final = 0.04
_SIGN: Final = f"{COMMON}:"


class _Numbers:
    """Words by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __call__(self, words: Iterable[str], first: int) -> npt.NDArray[np.int64]:
        found = [self.of.setdefault(word, len(self.of)) for word in words]
        return np.array(found, np.int64) + first


def fit_lexicon(texts: Iterable[ParallelText], progress: Progress | None = None) -> Lexicon:
    """A lexicon of every language but the pivot, each learned from its own pairs. `progress` counts languages."""
    by_language: dict[str, list[ParallelText]] = defaultdict(list)
    for one in texts:
        by_language[one.lang].append(one)
    languages = [lang for lang in LANGUAGES if lang in by_language and lang != PIVOT]
    tables = {}
    for done, lang in enumerate(languages, 1):
        tables[lang] = _fit(lang, by_language[lang])
        if progress is not None:
            progress(done, len(languages))
    return Lexicon(tables)


def _fit(lang: str, texts: Sequence[ParallelText]) -> Table:
    words, pivots = _Numbers(), _Numbers()
    sources, targets, weights = [], [], []
    for one in texts:
        own, english = _terms(one.text, lang), _terms(one.english, PIVOT)
        if own and english and len(own) * len(english) <= MOST_LINKS:
            sources.append(words(own, first=1))
            targets.append(pivots(english, first=0))
            weights.append(one.weight)
    bitexts = model1.Bitexts(sources, targets, np.array(weights, np.float64), len(words.of), len(pivots.of))
    return _table(model1.fit(bitexts)[1:], list(words.of), list(pivots.of))


def _terms(text: str, lang: str) -> list[str]:
    """The words of a text that a translation could be sought for; signs are the same in every language."""
    return [token.term for token in content(tokens(text, lang)) if not token.term.startswith(_SIGN)]


def _table(probabilities: sparse.csr_array, words: Sequence[str], pivots: Sequence[str]) -> Table:
    """The likeliest translations of every word, their shares adding up to 1."""
    rows: dict[str, list[tuple[str, float]]] = {}
    starts, columns, values = probabilities.indptr, probabilities.indices, probabilities.data
    for number, word in enumerate(words):
        own = slice(starts[number], starts[number + 1])
        best = np.argsort(-values[own], kind="stable")[:MOST_TRANSLATIONS]
        shares = values[own][best]
        kept = shares >= LEAST_SHARE * shares.sum()
        if shares.sum() > 0:
            total = shares[kept].sum()
            rows[word] = [
                (pivots[column], float(share / total))
                for column, share in zip(columns[own][best[kept]].tolist(), shares[kept].tolist(), strict=True)
            ]
    return Table.of(rows)
