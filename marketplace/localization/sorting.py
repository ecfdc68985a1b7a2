"""Names in the order that a reader of a locale looks them up in: the CLDR's collation, by ICU."""

from collections.abc import Callable
from functools import cache
from typing import Final

import icu

from marketplace.localization.locales import CLDR_NAMES, LocaleCode

#: Chinese by pinyin, as dictionaries and lists of countries on the mainland are.
_PINYIN: Final = "zh_Hans@collation=pinyin"


@cache
def sort_key(locale: LocaleCode) -> Callable[[str], bytes]:
    """What names are compared by in a locale: ñ behind n in Spanish, й behind и in Russian, pinyin in Chinese."""
    name = _PINYIN if locale == "zh" else CLDR_NAMES[locale]
    key: Callable[[str], bytes] = icu.Collator.createInstance(icu.Locale(name)).getSortKey
    return key
