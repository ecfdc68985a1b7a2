"""Which language a text is in, when its author did not say."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES: Final[tuple[str, ...]] = ("en", "zh", "fr", "es", "ru", "ar", "pt")
#: The namespace of a text whose language is none of the seven.
UNKNOWN: Final = "und"

_SCRIPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_LATIN_LANGUAGES: Final = ("en", "fr", "es", "pt")
#: One Han character says about as much as two letters of an alphabet.
_HAN_WEIGHT: Final = 2
#: Candidates far less likely than the best are not worth searching in.
_CONTENDER: Final = 0.2


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN_LANGUAGES))
    return identifier


def _script_language(text: str) -> str | None:
    """The language that the prevailing script decides; None for Latin script, which four of the seven share."""
    counts = {lang: len(pattern.findall(text)) * (_HAN_WEIGHT if lang == "zh" else 1) for lang, pattern in _SCRIPTS}
    lang, count = max(counts.items(), key=lambda item: item[1])
    return lang if count and count >= len(_LATIN.findall(text)) else None


def contenders(text: str) -> Sequence[str]:
    """The languages that a text may well be in, likeliest first.

    The script decides first. Between languages of Latin script a few words are seldom enough, so every language that is
    not far less likely than the best is named; a text without letters names none.
    """
    by_script = _script_language(text)
    if by_script is not None:
        return (by_script,)
    if _LATIN.search(text) is None:
        return ()
    ranked = _identifier().rank(text)
    best = ranked[0][1]
    return tuple(lang for lang, probability in ranked if probability >= _CONTENDER * best)


def detect(text: str) -> str:
    """The likeliest of the seven languages, or `UNKNOWN` for a text without letters of any."""
    return next(iter(contenders(text)), UNKNOWN)
