"""From a text to the terms it is compared by.

A term is namespaced by its language ("en:digest"), so that false friends never meet. Signs that mean the same in every
language, such as UASB, PM2.5 and 2030, are in the namespace "x"; languages other than the seven share one.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import Stemmer

from marketplace.engine.language.detection import LANGUAGES, UNKNOWN
from marketplace.engine.language.normalization import fold, unite_arabic_letters
from marketplace.engine.language.quantities import without_quantities
from marketplace.engine.language.segmentation import words
from marketplace.engine.language.stopwords import STOP_WORDS

#: The namespace of language-free signs.
COMMON: Final = "x"

_ALGORITHMS: Final = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "ru": "russian",
    "ar": "arabic",
}
#: Snowball leaves the vowel that only some cases of a Russian noun have: установка, установок.
_FLEETING_VOWEL: Final = re.compile("(?<=[а-я][бвгджзлмнпрстфхцчшщ])[ое]к$")
_OWN_SCRIPT: Final = frozenset({"zh", "ru", "ar"})
_LONGEST_SIGN: Final = 12
#: Above this share of capitals a text is shouted, and its capitals mean nothing.
_SHOUTED: Final = 0.6


class Token(NamedTuple):
    """A word of a text: what it stands for, and its place.

    `term` is what it is compared by; `others` are terms that a hasty writer may mean by it.
    """

    term: str
    others: tuple[str, ...]
    stem: str
    start: int
    end: int
    stop: bool


@lru_cache(maxsize=8)
def _stemmer(lang: str) -> Stemmer.Stemmer | None:
    algorithm = _ALGORITHMS.get(lang)
    return Stemmer.Stemmer(algorithm) if algorithm else None


@lru_cache(maxsize=262_144)
def stem(word: str, lang: str) -> str:
    """The Snowball stem of a word as written, in its compared spelling."""
    folded = fold(word, lang)
    stemmer = _stemmer(lang)
    stemmed: str = folded if stemmer is None or folded.isdigit() else stemmer.stemWord(folded)
    if lang == "ru":
        return _FLEETING_VOWEL.sub("к", stemmed)
    return unite_arabic_letters(stemmed) if lang == "ar" else stemmed


def _is_shouted(text: str) -> bool:
    capitals = sum(map(str.isupper, text))
    return capitals > _SHOUTED * sum(map(str.isalpha, text)) if capitals else False


def _is_sign(word: str) -> bool:
    """Whether a word of Latin script is an abbreviation or a code, which reads alike in every language."""
    if len(word) > _LONGEST_SIGN:
        return False
    return any(map(str.isdigit, word)) or sum(map(str.isupper, word)) > 1


class _Lexeme(NamedTuple):
    """Everything about a token that its place does not decide."""

    term: str
    others: tuple[str, ...]
    stem: str
    stop: bool


@lru_cache(maxsize=524_288)
def _lexeme(word: str, lang: str, *, shouted: bool) -> _Lexeme:
    stemmed = stem(word, lang)
    term, others = _terms(word, lang, stemmed, shouted=shouted)
    return _Lexeme(term, others, stemmed, _is_stop(word, lang))


def _terms(word: str, lang: str, stemmed: str, *, shouted: bool) -> tuple[str, tuple[str, ...]]:
    """The term of a word, and the terms that the same letters in another case would have."""
    own = f"{lang if lang in LANGUAGES else UNKNOWN}:{stemmed}"
    if not word.isascii():
        return own, ()
    sign = f"{COMMON}:{fold(word, lang)}"
    if lang in _OWN_SCRIPT or word.isdigit():
        return sign, ()
    if _is_sign(word) and not (shouted and word.isalpha()):
        return sign, (own,)
    return own, (sign,)


def _is_stop(word: str, lang: str) -> bool:
    folded = fold(word, lang)
    if folded in STOP_WORDS.get(lang, frozenset()):
        return True
    # One letter of Arabic is a clitic.
    return len(folded) == 1 and lang == "ar"


def tokens(text: str, lang: str) -> list[Token]:
    """The words of a text with their terms, stop words among them and marked; quantities are left out.

    An abbreviation is a sign, whatever the language; `others` of a token lead from uasb to UASB and back.
    """
    shouted = _is_shouted(text)
    found = (
        (_lexeme(word, lang, shouted=shouted), start, end) for word, start, end in words(without_quantities(text), lang)
    )
    return [Token(one.term, one.others, one.stem, start, end, one.stop) for one, start, end in found]


def content(found: Iterable[Token]) -> list[Token]:
    """The tokens that carry a topic."""
    return [token for token in found if not token.stop]
