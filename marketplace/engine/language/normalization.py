"""Letter forms: what is the same word to a reader becomes the same string.

NFKC unites full-width and compatibility forms; Arabic letters that writers interchange (alef with or without hamza,
final ya and alef maqsura, ta marbuta) are united and vowel signs and tatweel removed, the light normalisation of
Larkey, Ballesteros and Connell (2002).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import icu

_ARABIC_LETTERS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_ARABIC_SIGNS: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_RUSSIAN_LETTERS: Final = str.maketrans({"ё": "е"})
_FIRST_IDEOGRAPH: Final = "\u3400"
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u02bc": "'", "\uff07": "'", "\u2018": "'"})


@lru_cache(maxsize=1)
def _simplifier() -> icu.Transliterator:
    return icu.Transliterator.createInstance("Hant-Hans")


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        return character
    # A traditional Chinese character becomes its simplified form.
    return str(_simplifier().transliterate(folded)) if folded >= _FIRST_IDEOGRAPH else folded


def align(text: str) -> str:
    """NFKC, character by character, so that every offset of the result is an offset of the text."""
    if text.isascii():
        return text
    return "".join(map(_fold_character, text)).translate(_APOSTROPHES)


#: British spellings of a sound as American ones have it. What only ends alike is left alone.
_BRITISH: Final = (
    (re.compile(r"(?<=[a-z]{3})is(?=ation)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (
        re.compile(
            r"(?<=^col|^fav|^hon)our|(?<=^od|^ar)our|(?<=^vap|^lab|^vig)our|(?<=^harb)our|(?<=^neighb|^behavi)our"
        ),
        "or",
    ),
    (re.compile(r"(?<=^lit|^fib)re(?=s?$)|(?<=^cent)re(?=s?$)|(?<=met)re(?=s?$)"), "er"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"^aluminium"), "aluminum"),
    (re.compile(r"^programme(?=s?$)"), "program"),
    (re.compile(r"^plough"), "plow"),
    (re.compile(r"^mould"), "mold"),
    (re.compile(r"^grey"), "gray"),
)
_NOT_BRITISH: Final = frozenset(
    [
        "advise",
        "advertise",
        "anise",
        "appraise",
        "arise",
        "bruise",
        "cerise",
        "chastise",
        "circumcise",
        "comprise",
        "compromise",
        "concise",
        "cruise",
        "demise",
        "despise",
        "devise",
        "disguise",
        "enterprise",
        "excise",
        "exercise",
        "expertise",
        "franchise",
        "guise",
        "improvise",
        "incise",
        "liaise",
        "likewise",
        "malaise",
        "merchandise",
        "noise",
        "otherwise",
        "paradise",
        "poise",
        "praise",
        "precise",
        "premise",
        "promise",
        "raise",
        "revise",
        "rise",
        "supervise",
        "surmise",
        "surprise",
        "televise",
        "treatise",
        "turquoise",
        "wise",
    ]
)


def _american(word: str) -> str:
    if _stripped(word) in _NOT_BRITISH:
        return word
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


def _stripped(word: str) -> str:
    """A verb in -ise without what its forms add: exercises, exercised, exercising, adviser."""
    for ending in ("ing", "ed", "es", "ers", "er"):
        if word.endswith(ending):
            return word.removesuffix(ending) + "e"
    return word


@lru_cache(maxsize=262_144)
def fold(word: str, lang: str) -> str:
    """The spelling under which a word is compared: NFKC, case folded, with the language's own equivalences."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    if lang == "ar":
        return _ARABIC_SIGNS.sub("", folded)
    if lang == "ru":
        return folded.translate(_RUSSIAN_LETTERS)
    return _american(folded) if lang == "en" else folded


@lru_cache(maxsize=262_144)
def unite_arabic_letters(word: str) -> str:
    """Arabic letters that writers interchange, united. Applied after stemming, which needs the ta marbuta."""
    return word.translate(_ARABIC_LETTERS)
