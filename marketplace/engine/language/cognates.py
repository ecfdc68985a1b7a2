"""Words that two languages have in common, such as méthane, metano and метан, without any dictionary.

Technical words of European languages mostly come from the same Greek and Latin roots. The first four letters, in one
spelling, find them well enough to bridge languages where nothing better is at hand (McNamee and Mayfield 2004 on
character n-grams of length four).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LANGUAGES: Final = frozenset({"en", "fr", "es", "pt", "ru"})
_LENGTH: Final = 4
_CYRILLIC: Final[dict[int, str]] = {
    **{
        ord(letter): latin for letter, latin in zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiclmnoprstufhcie", strict=True)
    },
    ord("ж"): "j",
    ord("ч"): "ch",
    ord("ш"): "sh",
    ord("щ"): "sh",
    ord("ъ"): "",
    ord("ь"): "",
    ord("ю"): "iu",
    ord("я"): "ia",
}
#: Spellings of one sound, united in this order.
_SPELLINGS: Final = (("ph", "f"), ("th", "t"), ("y", "i"), ("k", "c"), ("qu", "c"))
_DOUBLED: Final = re.compile(r"(.)\1")


@lru_cache(maxsize=131_072)
def root(stem: str, lang: str) -> str | None:
    """The first letters of a stem in the common spelling; `None` in languages and for stems that share no roots."""
    if lang not in _LANGUAGES or len(stem) < _LENGTH or not stem.isalpha():
        return None
    letters = unicodedata.normalize("NFD", stem.translate(_CYRILLIC))
    spelt = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for variant, common in _SPELLINGS:
        spelt = spelt.replace(variant, common)
    return _DOUBLED.sub(r"\1", spelt)[:_LENGTH]
