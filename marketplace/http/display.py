"""How values look on a page: names of codes, numbers, quantities, money and dates, in the page's locale."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, Final

from babel import Locale, dates, lists, numbers, units
from flask import Flask
from flask_babel import gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from marketplace.accounts.terms import FORMER
from marketplace.documents.queries import DocumentView
from marketplace.documents.terms import FILE_TYPES, SUFFIXES, TYPE_NAMES
from marketplace.engine.language import detect
from marketplace.http.context import actor, bank, locale, time_zone
from marketplace.http.labels import LABELS
from marketplace.localization.locales import CLDR_NAMES, LOCALES, is_right_to_left
from marketplace.localization.sorting import sort_key
from marketplace.localization.text import localized
from marketplace.matching.policies import NEARLY_CERTAIN

_MEGA: Final = 1_000_000
#: Letters of a sentence or so.
_TELLING: Final = 20
#: Where a currency is named in words, because its code in Latin letters would break the line.
_CURRENCIES_IN_WORDS: Final = frozenset({"zh", "ar"})
_CUSTOMARY_CURRENCIES: Final = {("zh", "CNY"): "元人民币"}
#: Where both ends of an interval carry the sign, of percent as of degrees; and the signs.
_SIGN_AT_BOTH_ENDS: Final = frozenset({"zh", "ar"})
_SIGNS: Final = frozenset({"percent", "degree"})
#: Before this sound, though not before a diphthong, Spanish says "e" for "y"; Babel's lists do not.
_SOUNDS_LIKE_I: Final = re.compile(r"h?(í|i(?![aeoáéó]))", re.IGNORECASE)
_FIRST_HAN: Final = "\u3400"
#: Locales in which a number of four digits has no mark between thousands, and where such marks begin.
_UNMARKED: Final = frozenset({"es", "pt"})
_MARKED_FROM: Final = 10_000


def term(list_name: str, code: object) -> str:
    """The name of a code of a closed list, or the code itself where the list has no name for it."""
    name = LABELS[list_name].get(str(code))
    return _begun(gettext(name)) if name else str(code if name is None else "")


def _begun(name: str) -> str:
    """A name that begins in Latin letters on a page from right to left, such as that of a readiness level.

    The mark keeps browsers that look at its first letter from turning it round.
    """
    latin = name[:1].isascii() and name[:1].isalpha()
    return f"\N{RIGHT-TO-LEFT MARK}{name}" if latin and is_right_to_left(locale()) else name


def field_name(code: str) -> str:
    """The name of a technology field."""
    return bank().taxonomy.field_name(code, locale())


def area_name(code: str) -> str:
    """The name of a country or area."""
    return bank().taxonomy.area_name(code, locale())


def countries_by_name() -> list[tuple[str, str]]:
    """Every country with its code and name, in the order in which readers of the page's locale look names up."""
    by_name = sort_key(locale())
    return sorted(((code, area_name(code)) for code in bank().taxonomy.countries), key=lambda each: by_name(each[1]))


def concept_name(code: str) -> str:
    """The preferred label of a concept."""
    return bank().taxonomy.concept_name(code, locale())


def language_name(code: str) -> str:
    """The name of a language, in the page's locale."""
    return str(Locale.parse(cldr()).languages.get(code, code))


def own_language_name(code: str) -> str:
    """The name of one of the bank's locales, in itself."""
    return {"zh": "简体中文", "pt": "Português"}.get(code) or (
        Locale.parse(code).get_language_name(code) or code
    ).capitalize()


def cldr() -> str:
    """What Babel calls the page's locale."""
    return CLDR_NAMES[locale()]


def number(value: float, digits: int = 3) -> str:
    """A number with at most `digits` significant decimals."""
    decimals = 0 if abs(value) >= 100 else (1 if abs(value) >= 10 else digits - 1)  # noqa: PLR2004 - readable sizes
    return _written(round(value, decimals), "#,##0." + "#" * max(decimals, 1) if decimals else "#,##0")


def exact_number(value: float) -> str:
    """A number with all its decimals."""
    return _written(value, "#,##0.######")


def _written(value: float, pattern: str) -> str:
    marked = locale() not in _UNMARKED or abs(value) >= _MARKED_FROM
    written = numbers.format_decimal(value, pattern, cldr(), group_separator=marked, numbering_system="latn")
    return left_to_right(written.replace("-", "\N{MINUS SIGN}")) if value < 0 else written


def file_size(size: int) -> str:
    """The size of a file, given in bytes."""
    if size >= _MEGA:
        return gettext("%(number)s MB", number=number(size / _MEGA, digits=2))
    return gettext("%(number)s kB", number=number(max(1, round(size / 1000))))


def file_kind(document: DocumentView) -> str:
    """The name by which people know the type of a document."""
    return next((each.name for each in FILE_TYPES if each.media_type == document.media_type), document.media_type)


def percent(value: float) -> str:
    """A share in [0, 1] as whole percent."""
    return left_to_right(numbers.format_percent(value, format=None, locale=cldr(), numbering_system="latn"))


def chance(value: float) -> str:
    """A probability as whole percent; what is estimated is never certain."""
    if value > NEARLY_CERTAIN:
        return gettext("over %(percent)s", percent=percent(NEARLY_CERTAIN))
    if value < 1 - NEARLY_CERTAIN:
        return gettext("under %(percent)s", percent=percent(1 - NEARLY_CERTAIN))
    return percent(value)


def interval(value: Any) -> str:
    """An interval of a quantity with its unit, of a listing's content or of the engine."""
    low, high = _ends(value)
    unit = _part(value, "unit")
    name = term("unit", unit) if unit else ""
    if not name:
        return span(low, high)
    if unit in _SIGNS and locale() in _SIGN_AT_BOTH_ENDS:
        return isolated(span(low, high, lambda each: left_to_right(f"{number(each)}{_gap(unit, name)}{name}")))
    return isolated(f"{span(low, high)}{_gap(unit, name)}{name}")


def _gap(unit: str, name: str) -> str:
    """What stands between a number and its unit; before a percent sign, what the locale has there."""
    if unit == "degree" or name >= _FIRST_HAN:
        return ""
    if unit == "percent":
        return numbers.format_percent(0, locale=cldr(), numbering_system="latn").strip("0%\N{LEFT-TO-RIGHT MARK}")
    return "\N{NO-BREAK SPACE}"


def span(low: float | None, high: float | None, written: Callable[[float], str] = number) -> str:
    """Two ends of an interval; an open end is said in words."""
    if low is not None and high is not None:
        if low == high:
            return written(low)
        if low < 0:
            return gettext("%(low)s to %(high)s", low=written(low), high=written(high))
        return gettext("%(low)s–%(high)s", low=written(low), high=written(high))
    if low is not None:
        return gettext("from %(low)s", low=written(low))
    return gettext("up to %(high)s", high=written(high or 0))


def amount(value: float, unit: str) -> str:
    """One value with its unit."""
    return interval({"min": value, "max": value, "unit": unit})


def money(value: Any) -> str:
    """An interval of money, its currency and the year of its prices."""
    low, high = _ends(value)
    year = _part(value, "year")
    currency = _currency(_part(value, "currency"))
    words = isolated(f"{span(low, high)}{_gap('', currency)}{currency}")
    return gettext("%(sum)s (prices of %(year)s)", sum=words, year=year) if year else words


def _currency(code: str) -> str:
    """What a currency is called after a sum."""
    if locale() not in _CURRENCIES_IN_WORDS:
        return code
    return _CUSTOMARY_CURRENCIES.get((locale(), code)) or str(numbers.get_currency_name(code, locale=cldr()))


def bracketed(words: str) -> str:
    """Words in brackets, which are wider in Chinese."""
    return gettext("(%(words)s)", words=isolated(words))


def enumeration(names: Iterable[str]) -> str:
    """Names as an enumeration: "A, B and C"; in Spanish "francés e inglés"."""
    *_, last = entries = [*names] or [""]
    said = lists.format_list(entries, locale=_customs())
    if locale() == "es" and len(entries) > 1 and _SOUNDS_LIKE_I.match(last):
        return f"{said.removesuffix(last).removesuffix(' y ')} e {last}"
    return said


def term_names(codes: Iterable[object], list_name: str) -> str:
    """The names of codes of a closed list, enumerated, as they stand inside a sentence."""
    return enumeration(inside(term(list_name, code)) for code in codes)


def inside(name: str) -> str:
    """A name of a closed list as it stands inside a sentence: small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def language(words: str) -> str | None:
    """The likeliest of the bank's languages that words are in; from two or three words it cannot be told."""
    likeliest = detect(words) if len(words) >= _TELLING else None
    return likeliest if likeliest in LOCALES else None


def capital(words: str) -> str:
    """Words as they stand alone, with a capital at the beginning, unless they are an abbreviation like pH."""
    return words if words[1:2].isupper() else words[:1].upper() + words[1:]


def isolated(words: str) -> str:
    """Words that keep their own direction inside a sentence of a page that runs from right to left."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if is_right_to_left(locale()) else words


def left_to_right(words: str) -> str:
    """A number whose sign stays where it is on a page that runs from right to left."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if is_right_to_left(locale()) else words


def day(value: date | datetime | None) -> str:
    """A date in words; of a moment, the date in the reader's time zone."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(time_zone())
    written = dates.format_date(value, "long", _customs())
    return written.replace("1", "1er", 1) if locale() == "fr" and value.day == 1 else written


def days(number: float) -> str:
    """A span of days, in words: "3.5 days"."""
    written = units.format_unit(round(number, 1), "duration-day", "long", locale=cldr(), numbering_system="latn")
    return isolated(written)


def moment(value: datetime | None) -> str:
    """Date and time in the reader's time zone, which is named."""
    if not value:
        return ""
    local = value.astimezone(time_zone())
    clock = dates.format_time(local, "HH:mm", locale=_customs())
    zone = dates.get_timezone_name(local, width="short", locale=_customs())
    return gettext("%(day)s, %(time)s (%(zone)s)", day=day(value), time=left_to_right(clock), zone=left_to_right(zone))


def author_name(name: str) -> str:
    """The name of a person; of somebody who left the bank, that they did."""
    return gettext("a former member") if name == FORMER else name


def _customs() -> str:
    """Whose habits dates and enumerations follow: for English those of the world, not of the United States."""
    return "en_001" if cldr() == "en" else cldr()


def _ends(value: Any) -> tuple[float | None, float | None]:
    """Content says `min` and `max`, the engine `low` and `high`."""
    low, high = _part(value, "min"), _part(value, "max")
    return (_part(value, "low") if low is None else low), (_part(value, "high") if high is None else high)


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def direction(code: str) -> str:
    """The `dir` of text in a locale."""
    return "rtl" if is_right_to_left(code) else "ltr"


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs."""
    blocks = [block.strip() for block in text.split("\n") if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(block)) for block in blocks)


def _in_each_page(name_of: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that Jinja may not work out once for all pages: of a constant it would keep the first page's locale."""

    @pass_context
    @wraps(name_of)
    def named(_context: Context, *values: Any) -> Any:
        return name_of(*values)

    return named


def equip(app: Flask) -> None:
    """Give templates the filters and names they use."""
    filters: dict[str, Callable[..., Any]] = {
        "term_name": lambda code, list_name: term(list_name, code),
        "field_name": field_name,
        "area_name": area_name,
        "concept_name": concept_name,
        "language_name": language_name,
        "own_language_name": own_language_name,
        "number": number,
        "percent": percent,
        "chance": chance,
        "interval": interval,
        "money": money,
        "bracketed": bracketed,
        "day": day,
        "days": days,
        "moment": moment,
        "author_name": author_name,
        "direction": direction,
        "paragraphs": paragraphs,
        "enumeration": enumeration,
        "term_names": lambda codes, list_name: capital(term_names(codes, list_name)),
        "inside": inside,
        "isolated": isolated,
        "capital_first": capital,
        "file_size": file_size,
    }
    app.jinja_env.filters.update({name: _in_each_page(filter_) for name, filter_ in filters.items()})
    app.jinja_env.globals.update(localized=localized, term=term, amount=amount, locales=LOCALES, labels=LABELS)
    app.jinja_env.filters.update(file_kind=file_kind, language=language)
    app.jinja_env.globals.update(
        file_types=TYPE_NAMES,
        file_suffixes=SUFFIXES,
        file_megabytes=app.extensions["bank"].settings.max_file_bytes // _MEGA,
    )

    @app.context_processor
    def request_names() -> dict[str, Any]:
        return {
            "locale": locale(),
            "actor": actor(),
            "taxonomy": bank().taxonomy,
            "public_url": bank().settings.public_url.rstrip("/"),
        }
