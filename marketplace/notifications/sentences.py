"""News as sentences of a locale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_percent
from markupsafe import Markup

from marketplace.localization.catalogs import catalog
from marketplace.localization.locales import CLDR_NAMES, LocaleCode, is_right_to_left
from marketplace.localization.text import localized
from marketplace.notifications.wordings import WORDINGS

#: First-strong isolate and its end: keep a name in another script from disturbing the sentence around it.
_ISOLATE, _ISOLATED = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of news in a locale: as plain text, and marked up with its names isolated."""

    subject: str
    text: str
    marked_subject: Markup
    marked_text: Markup
    button: str


def say(kind: str, params: Mapping[str, Any], locale: LocaleCode) -> Said:
    """What a kind of news says with these params.

    A param is a string, or one of: `{"texts": {locale: text}}`, of which the reader's is taken; `{"day": moment}` in
    ISO form, written as a date; `{"share": number}`, written as whole percent; `{"term": sentence}`, which is translated.
    """
    wording, translated = WORDINGS[kind], catalog(locale).gettext
    values = {name: _value(value, locale) for name, value in params.items()}
    plain = {name: _isolated(value, locale) for name, value in values.items()}
    marked = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
    subject, text = translated(wording.subject), translated(wording.text)
    return Said(
        subject=subject % plain,
        text=text % plain,
        marked_subject=Markup(subject) % marked,  # noqa: S704 - a sentence of the catalog; what people wrote is escaped
        marked_text=Markup(text) % marked,  # noqa: S704 - likewise
        button=translated(wording.button),
    )


def _value(value: Any, locale: LocaleCode) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if "texts" in value:
        return localized(value["texts"], locale).value
    if "term" in value:
        return catalog(locale).gettext(value["term"])
    if "share" in value:
        return format_percent(value["share"], locale=CLDR_NAMES[locale], numbering_system="latn")
    return format_date(datetime.fromisoformat(value["day"]), "long", locale=CLDR_NAMES[locale])


def _isolated(value: str, locale: LocaleCode) -> str:
    return f"{_ISOLATE}{value}{_ISOLATED}" if is_right_to_left(locale) else value
