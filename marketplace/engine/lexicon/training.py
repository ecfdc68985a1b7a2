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


class _Texts:
    """One side of parallel texts, as word numbers in the order in which the words were met."""

    def __init__(self, lang: str, first: int) -> None:
        self.lang = lang
        self.first = first
        self.number_of: dict[str, int] = {}
        self.numbers: list[int] = []
        self.lengths: list[int] = []
        self._read: dict[str, list[int]] = {}

    def read(self, text: str) -> list[int]:
        """The numbers of a text's words; labels come again and again, each with every one of its synonyms."""
        known = self._read.get(text)
        if known is None:
            words = _terms(text, self.lang)
            known = [self.number_of.setdefault(word, len(self.number_of) + self.first) for word in words]
            self._read[text] = known
        return known

    def add(self, numbers: list[int]) -> None:
        self.numbers.extend(numbers)
        self.lengths.append(len(numbers))

    def arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return np.array(self.numbers, np.int64), np.array(self.lengths, np.int64)


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
    own, english, weights = _Texts(lang, first=1), _Texts(PIVOT, first=0), []
    for one in texts:
        source, target = own.read(one.text), english.read(one.english)
        if source and target and len(source) * len(target) <= MOST_LINKS:
            own.add(source)
            english.add(target)
            weights.append(one.weight)
    sizes = len(own.number_of), len(english.number_of)
    bitexts = model1.Bitexts(*own.arrays(), *english.arrays(), np.array(weights, np.float64), *sizes)
    return _table(model1.fit(bitexts)[1:], list(own.number_of), list(english.number_of))


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
