"""The pseudo-locale: English, accented, bracketed and 40 % longer. What is not so on a page was never made translatable.

It takes the place of English while the setting `pseudo_locale` is on: for developers and tests, not for visitors.
"""

import re
from gettext import NullTranslations
from math import ceil
from typing import Any, Final

from flask import Flask
from flask_babel import Domain

from marketplace.http.context import locale
from marketplace.localization.locales import DEFAULT_LOCALE

_KEPT: Final = re.compile(r"(%\(\w+\)s|%%|<[^>]*>|&\w+;)")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_ACCENTED: Final = str.maketrans("AEIOUYaeiouycn", "ÅÉÎØÛÝåéîøûýçñ")
_LONGER: Final = 0.4
_FILLER: Final = "~"


def pseudo(sentence: str) -> str:
    """A sentence as the pseudo-locale has it; placeholders, tags and entities stay what they are."""
    parts = _KEPT.split(sentence)
    said = "".join(part if place % 2 else _WORD.sub(_longer, part) for place, part in enumerate(parts))
    return f"⟦{said}⟧"


def _longer(word: re.Match[str]) -> str:
    return word[0].translate(_ACCENTED) + _FILLER * ceil(len(word[0]) * _LONGER)


class _PseudoTranslations(NullTranslations):
    def ugettext(self, message: str) -> str:
        return pseudo(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return pseudo(singular if number == 1 else plural)


class _PseudoDomain(Domain):
    _pseudo: Final = _PseudoTranslations()

    def get_translations(self) -> Any:
        """English is pseudo; the other locales are themselves."""
        return self._pseudo if locale() == DEFAULT_LOCALE else super().get_translations()  # type: ignore[no-untyped-call]


def pretend(app: Flask) -> None:
    """Show the pseudo-locale where English would be."""
    domain = _PseudoDomain()  # type: ignore[no-untyped-call]
    app.before_request(domain.as_default)
