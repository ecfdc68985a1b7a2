"""The seven locales of the bank and what the CLDR and the web call them."""

from typing import Final, Literal, get_args

LocaleCode = Literal["en", "zh", "fr", "es", "ru", "ar", "pt"]

LOCALES: Final[tuple[LocaleCode, ...]] = get_args(LocaleCode)
DEFAULT_LOCALE: Final[LocaleCode] = "en"

#: What Babel calls the locale: Latin digits for Arabic, European Portuguese, Simplified Chinese.
CLDR_NAMES: Final[dict[LocaleCode, str]] = {
    "en": "en",
    "zh": "zh_Hans",
    "fr": "fr",
    "es": "es",
    "ru": "ru",
    "ar": "ar",
    "pt": "pt_PT",
}

#: What `lang` and `hreflang` attributes say.
LANGUAGE_TAGS: Final[dict[LocaleCode, str]] = {**{code: code for code in LOCALES}, "zh": "zh-Hans"}


def is_right_to_left(locale: str) -> bool:
    """Whether text of the locale is laid out from right to left."""
    return locale == "ar"
