"""What a reader found in a source."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from marketplace.engine.language import LANGUAGES
from marketplace.engine.lexicon.parallel import PIVOT, ParallelText, alternatives

#: A longer explanation defines a word; it does not translate it.
MOST_WORDS: Final = 5
NO_ENGLISH: Final = "no English"
OTHER_LANGUAGE: Final = "language other than the seven"
EXPLANATION: Final = f"explanation of more than {MOST_WORDS} words"
NOTHING_LEFT: Final = "no words left"

_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|\{[^}]*\}")


class UnreadableSourceError(ValueError):
    """A source is not what it should be; the message says what is wrong with it."""


@dataclass
class Imported:
    """The pairs of one source, what was passed over by reason, and the licence that the source states."""

    name: str
    licence: str = ""
    texts: list[ParallelText] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, lang: str, texts: Iterable[str], english: Iterable[str]) -> None:
        """Take in several ways to say one thing in a language, and in English."""
        if lang not in LANGUAGES or lang == PIVOT:
            self.skipped[OTHER_LANGUAGE] += 1
            return
        own = [cleaned for text in texts if (cleaned := without_asides(text))]
        others = [cleaned for text in english if (cleaned := without_asides(text))]
        if not own or not others:
            self.skipped[NOTHING_LEFT] += 1
            return
        self.texts.extend(alternatives(lang, own, others))


def without_asides(text: str) -> str:
    """A text without what stands in brackets: grammar, usage, pronunciation."""
    return " ".join(_ASIDE.sub(" ", text).split())


def translations(texts: Iterable[str], skipped: Counter[str]) -> list[str]:
    """Those that translate a word rather than explain it."""
    found = []
    for text in texts:
        words = without_asides(text)
        if len(words.split()) > MOST_WORDS:
            skipped[EXPLANATION] += 1
        elif words:
            found.append(words)
    return found
