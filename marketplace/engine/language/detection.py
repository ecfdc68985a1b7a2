"""Which language a text is in, when its author did not say."""

import re
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES: Final[tuple[str, ...]] = ("en", "zh", "fr", "es", "ru", "ar", "pt")
#: The namespace of a text whose language is none of the seven.
UNKNOWN: Final = "und"

_LATIN_LANGUAGES: Final = ("en", "fr", "es", "pt")
_LATIN: Final = "latin"
_SCRIPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    (_LATIN, re.compile("[A-Za-z\u00c0-\u024f]")),
)
#: One Han character says about as much as two letters of an alphabet.
_HAN_WEIGHT: Final = 2
#: A script with a smaller share of a text writes names and signs in it, not a language of its own.
_LEAST_SHARE: Final = 0.4
#: Languages far less likely than the best are not worth searching in.
_CONTENDER: Final = 0.2


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN_LANGUAGES))
    return identifier


def _scripts(text: str) -> list[str]:
    """The scripts that a text is mostly in, prevailing first."""
    counts = {name: len(letters.findall(text)) * (_HAN_WEIGHT if name == "zh" else 1) for name, letters in _SCRIPTS}
    enough = _LEAST_SHARE * sum(counts.values())
    return [name for name in sorted(counts, key=lambda name: -counts[name]) if counts[name] > enough]


def contenders(text: str) -> tuple[str, ...]:
    """The languages that a text may well be in, likeliest first.

    The script decides first. Between languages of Latin script a few words are seldom enough, so every language that is
    not far less likely than the best is named; a text without letters names none.
    """
    found: list[str] = []
    for script in _scripts(text):
        found.extend(_latin_contenders(text) if script == _LATIN else (script,))
    return tuple(found)


def _latin_contenders(text: str) -> list[str]:
    ranked = _identifier().rank(text)
    return [lang for lang, probability in ranked if probability >= _CONTENDER * ranked[0][1]]


def detect(text: str) -> str:
    """The likeliest of the seven languages, or `UNKNOWN` for a text without letters of any."""
    return next(iter(contenders(text)), UNKNOWN)
