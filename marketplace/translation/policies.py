"""What of a listing there is to translate, and what a report must say."""

from collections.abc import Mapping
from typing import Final

from marketplace.listings.content import Content, Text, checked_text
from marketplace.localization.locales import LocaleCode
from marketplace.localization.text import Shown, best
from marketplace.translation.errors import RemarkMissingError
from marketplace.translation.terms import REMARK_LENGTH

#: Beside the passages, every text has this.
_NO_PASSAGE: Final = "origin"


def texts_of(content: Content) -> Mapping[str, Text]:
    """The texts of either kind of listing by locale."""
    texts: Mapping[str, Text] = getattr(content, "texts", {})
    return texts


def passages(content: Content) -> dict[str, Shown]:
    """What a listing says in words, passage by passage, in the language it was written in where it is there."""
    texts, original = texts_of(content), content.original_locale
    parts = [part for text in texts.values() for part in type(text).model_fields if part != _NO_PASSAGE]
    found = {part: best(texts, part, original, original) for part in dict.fromkeys(parts)}
    return {part: shown for part, shown in found.items() if shown}


def untranslated(content: Content, locale: LocaleCode) -> dict[str, Shown]:
    """The passages that nobody has put into a locale."""
    text = texts_of(content).get(locale)
    return {part: shown for part, shown in passages(content).items() if not getattr(text, part, "")}


def checked_remark(remark: str) -> str:
    """What a reader says is wrong, as it is kept.

    Raises:
        RemarkMissingError: it is nothing, or too much.
    """
    return checked_text(remark, REMARK_LENGTH, RemarkMissingError(maximum=REMARK_LENGTH))
