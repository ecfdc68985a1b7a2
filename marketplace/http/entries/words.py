"""The content of a listing in words, entry by entry: for the review and for differences between revisions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext

from marketplace.documents.queries import documents
from marketplace.http import display
from marketplace.http.context import db
from marketplace.http.entries.codes import name_of
from marketplace.http.entries.parts import Entry, Group, Rows, Section, Texts, label_of, parts_of
from marketplace.http.entries.reading import Document, at
from marketplace.http.entries.tables import ORIGINAL_LOCALE, SECTIONS, known_places
from marketplace.http.labels import LABELS
from marketplace.listings.content import Content
from marketplace.listings.terms import Kind
from marketplace.localization.locales import LOCALES


@dataclass(frozen=True, slots=True)
class Item:
    """A value in words; several where the entry has several. `locale` is set where the words are somebody's text."""

    path: str
    label: str
    words: tuple[str, ...]
    locale: str = ""


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Repeated entries, each with its items."""

    label: str
    rows: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True, slots=True)
class ItemSection:
    """What a section holds, without the texts of the listing."""

    title: str
    items: tuple[Item, ...]
    lists: tuple[ItemRows, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that two revisions have differently; `mine` is what a third says of it, `None` without one."""

    label: str
    before: Item | None
    after: Item | None
    mine: Item | None = None


def document(content: Content) -> Document:
    """Content as plain JSON values, without what is as it is when nothing is said."""
    return content.model_dump(mode="json", exclude_defaults=True) | {"original_locale": content.original_locale}


def described(kind: Kind, content: Content) -> tuple[ItemSection, ...]:
    """The sections of a listing in words; those in which nothing is are left out, and so are the texts."""
    whole = document(content)
    found = (_section(section, whole) for section in SECTIONS[kind])
    return tuple(section for section in found if section.items or section.lists)


def differences(kind: Kind, before: Content, after: Content, mine: Content | None = None) -> list[Difference]:
    """What `after` says otherwise than `before`, in the order of the form."""
    old, new = _items(kind, before), _items(kind, after)
    own = _items(kind, mine) if mine else {}
    known = known_places(kind)
    changed = [path for path in _order(kind, {**old, **new}) if old.get(path) != new.get(path)]
    return [Difference(label_of(path, known), old.get(path), new.get(path), own.get(path)) for path in changed]


def _order(kind: Kind, paths: Iterable[str]) -> list[str]:
    """Paths in the order of the form; rows by their number."""
    parts = {part.path: place for place, part in enumerate(parts_of(SECTIONS[kind]))}

    def rank(path: str) -> tuple[int, list[int]]:
        steps = path.split(".")
        beginnings = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
        place = next((parts[beginning] for beginning in beginnings if beginning in parts), -1)
        return place, [int(step) for step in steps if step.isdecimal()]

    return sorted(paths, key=rank)


def _section(section: Section, whole: Document) -> ItemSection:
    items: list[Item] = []
    lists: list[ItemRows] = []
    for part in section.parts:
        if isinstance(part, Rows):
            rows = tuple(tuple(_row(part, row, number)) for number, row in enumerate(at(whole, part.path) or ()))
            if rows:
                lists.append(ItemRows(gettext(part.label), rows))
        elif not isinstance(part, Texts):
            items.extend(_part(part, whole))
    return ItemSection(gettext(section.title), tuple(items), tuple(lists))


def _items(kind: Kind, content: Content) -> dict[str, Item]:
    whole = document(content)
    found = list(_entry(ORIGINAL_LOCALE, whole, ""))
    for part in parts_of(SECTIONS[kind]):
        if isinstance(part, Rows):
            for number, row in enumerate(at(whole, part.path) or ()):
                found.extend(_row(part, row, number))
        elif isinstance(part, Texts):
            for locale in LOCALES:
                prefix = f"{part.path}.{locale}."
                found.extend(item for entry in part.entries for item in _entry(entry, whole, prefix, locale))
        else:
            found.extend(_part(part, whole))
    return {item.path: item for item in found}


def _part(part: Entry | Group, whole: Document) -> Iterator[Item]:
    if isinstance(part, Entry):
        yield from _entry(part, whole, "")
    elif (value := at(whole, part.path)) is None:
        return
    elif part.shape == "plain":
        for entry in part.entries:
            for item in _entry(entry, whole, f"{part.path}."):
                label = gettext("%(group)s: %(entry)s", group=gettext(part.label), entry=item.label)
                yield Item(item.path, label, item.words)
    else:
        words = (display.interval(value),) if part.shape == "range" else _money(value)
        yield Item(part.path, gettext(part.label), words)


def _money(value: Document) -> tuple[str, ...]:
    return display.money(value), display.term("cost_basis", value.get("basis", "installation"))


def _row(rows: Rows, row: Document, number: int) -> Iterator[Item]:
    for entry in rows.entries:
        for item in _entry(entry, row, ""):
            yield Item(f"{rows.path}.{number}.{item.path}", item.label, item.words, item.locale)


def _entry(entry: Entry, whole: Document, prefix: str, locale: str = "") -> Iterator[Item]:
    for path in entry.paths(prefix):
        if (value := at(whole, path)) is None:
            continue
        language = path.rpartition(".")[2] if entry.localized else locale
        label = gettext(entry.label)
        if entry.localized:
            label = gettext("%(entry)s (%(language)s)", entry=label, language=display.language_name(language))
        values = value if isinstance(value, list) else [value]
        if entry.control == "choices":
            order = list(LABELS[entry.source])
            values = sorted(values, key=lambda code: order.index(code) if code in order else len(order))
        yield Item(path, label, tuple(_words(entry, each) for each in values), language)


def _words(entry: Entry, value: Any) -> str:
    if entry.path == ORIGINAL_LOCALE.path:
        return display.capital(display.language_name(value))
    if entry.control in {"choice", "choices"}:
        return display.term(entry.source, value)
    return _WORDS[entry.control](entry, value) if entry.control in _WORDS else str(value)


def _listed(source: str, name: str) -> str:
    """A name as it stands in a list of its own: names of languages, small in most locales, get a capital."""
    return display.capital(name) if source == "language" else name


def _file(_entry: Entry, value: Any) -> str:
    """The name of a document; every revision of a listing keeps those that it names."""
    found = documents(db(), [int(value)])
    return next((each.name for each in found.values()), str(value))


_WORDS: Final[dict[str, Callable[[Entry, Any], str]]] = {
    "number": lambda _entry, value: display.exact_number(value),
    "day": lambda _entry, value: display.day(date.fromisoformat(value)),
    "unit": lambda _entry, value: display.term("unit", value) or value,
    "name": lambda entry, value: name_of(entry.source, value),
    "names": lambda entry, value: _listed(entry.source, name_of(entry.source, value)),
    "fields": lambda _entry, value: display.field_name(value),
    "file": _file,
}
