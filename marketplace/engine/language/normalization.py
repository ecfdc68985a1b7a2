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


@lru_cache(maxsize=262_144)
def fold(word: str, lang: str) -> str:
    """The spelling under which a word is compared: NFKC, case folded, with the language's own equivalences."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    if lang == "ar":
        return _ARABIC_SIGNS.sub("", folded)
    if lang == "ru":
        return folded.translate(_RUSSIAN_LETTERS)
    return folded


@lru_cache(maxsize=262_144)
def unite_arabic_letters(word: str) -> str:
    """Arabic letters that writers interchange, united. Applied after stemming, which needs the ta marbuta."""
    return word.translate(_ARABIC_LETTERS)
