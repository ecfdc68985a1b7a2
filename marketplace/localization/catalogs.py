"""Translated sentences where there is no page: what the bank writes to people in their own language."""

from functools import cache
from gettext import NullTranslations
from typing import Final

from babel.support import Translations

from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.localization.locales import LocaleCode

_FOLDER: Final = PROJECT_FOLDER / "translations"


@cache
def catalog(locale: LocaleCode) -> NullTranslations:
    """The sentences of a locale; for English, which is the source, the sentences themselves."""
    return Translations.load(str(_FOLDER), [locale])
