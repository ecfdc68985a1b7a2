"""Choosing which locale's text to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from marketplace.localization.locales import DEFAULT_LOCALE, LOCALES


class HasOrigin(Protocol):
    """A text that knows where it comes from."""

    @property
    def origin(self) -> str:
        """`original`, `human` or `machine`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as it is shown: what it says, in which locale, and where that comes from.

    `doubtful` are the terms that a machine's translation seems to miss: the source's word, and the expected one.
    """

    value: str
    locale: str
    origin: str
    doubtful: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.value)


NOTHING = Shown("", "", "")


def best(texts: Mapping[str, HasOrigin], part: str, locale: str, original: str) -> Shown:
    """The passage `part` for a reader: in their locale, else in the original, else in English, else in any."""
    for candidate in dict.fromkeys((locale, original, DEFAULT_LOCALE, *LOCALES)):
        text = texts.get(candidate)
        if text is not None and (value := getattr(text, part, "")):
            return Shown(value, candidate, text.origin)
    return NOTHING


def localized(values: Mapping[str, str], locale: str, original: str = DEFAULT_LOCALE) -> Shown:
    """The same for plain strings by locale."""
    for candidate in dict.fromkeys((locale, original, DEFAULT_LOCALE, *LOCALES)):
        if value := values.get(candidate):
            return Shown(value, candidate, "")
    return NOTHING
