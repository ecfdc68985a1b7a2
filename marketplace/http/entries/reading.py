"""From what was typed to a document of plain JSON values, and back from a document to what stands in the inputs."""

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.http.entries.codes import code_of, name_of
from marketplace.http.entries.parts import SEVERAL, Entry, Group, Rows, Section, Texts, parts_of
from marketplace.http.forms import NumberStyle, Typed, put, renumbered, row_numbers
from marketplace.localization.locales import LOCALES

Document = dict[str, Any]


def compacted(sections: Iterable[Section], typed: Typed) -> Typed:
    """What was typed without rows in which nothing is: problems are then found at the numbers that are shown."""
    for part in parts_of(sections):
        if isinstance(part, Rows):
            typed = _full_rows(part, typed)
    return {name: list(dict.fromkeys(filter(None, values))) for name, values in typed.items()}


def numbered(sections: Iterable[Section], typed: Typed) -> Typed:
    """What was typed with its rows numbered without gaps, empty ones too."""
    for part in parts_of(sections):
        if isinstance(part, Rows):
            typed = renumbered(typed, part.path, lambda _number: True)
    return typed


def _full_rows(rows: Rows, typed: Typed) -> Typed:
    return renumbered(typed, rows.path, lambda number: is_filled(rows.entries, typed, f"{rows.path}.{number}."))


def is_filled(entries: Iterable[Entry], typed: Mapping[str, list[str]], prefix: str) -> bool:
    """Whether something was entered, apart from what was chosen beforehand."""
    return any(
        value and value != entry.default
        for entry in entries
        for path in entry.paths(prefix)
        for value in typed.get(path, ())
    )


def document_of(sections: Iterable[Section], typed: Typed) -> Document:
    """The document that was typed; what is empty is not in it, and what cannot be read stays as it was typed."""
    document: Document = {}
    style = NumberStyle.of_page()
    for part in parts_of(sections):
        if isinstance(part, Entry):
            _read(document, (part,), typed, "", style)
        elif isinstance(part, Group) and is_filled(part.entries, typed, f"{part.path}."):
            _read(document, part.entries, typed, f"{part.path}.", style)
        elif isinstance(part, Rows) and (rows := _rows(part, typed, style)):
            put(document, part.path, rows)
        elif isinstance(part, Texts):
            for locale in LOCALES:
                _read(document, part.entries, typed, f"{part.path}.{locale}.", style)
    return document


def _rows(rows: Rows, typed: Typed, style: NumberStyle) -> list[Document]:
    return [_row(rows, typed, f"{rows.path}.{number}.", style) for number in row_numbers(typed, rows.path)]


def _row(rows: Rows, typed: Typed, prefix: str, style: NumberStyle) -> Document:
    own = {name.removeprefix(prefix): values for name, values in typed.items() if name.startswith(prefix)}
    document: Document = {}
    _read(document, rows.entries, own, "", style)
    return document


def _read(document: Document, entries: Iterable[Entry], typed: Typed, prefix: str, style: NumberStyle) -> None:
    for entry in entries:
        for path in entry.paths(prefix):
            if (value := _value(entry, typed.get(path, []), style)) not in ("", []):
                put(document, path, value)


def _value(entry: Entry, values: list[str], style: NumberStyle) -> str | list[str]:
    filled = [value for value in values if value]
    if entry.control == "names":
        return list(dict.fromkeys(code_of(entry.source, value) for value in filled))
    if entry.control in SEVERAL:
        return list(dict.fromkeys(filled))
    value = next(iter(filled), "")
    if entry.control == "lines":
        return [line.strip() for line in value.split("\n") if line.strip()]
    if entry.control in {"number", "whole"}:
        return style.read(value)
    return code_of(entry.source, value) if entry.control == "name" and value else value


def typed_of(sections: Iterable[Section], document: Document) -> Typed:
    """What stands in the inputs when a document is opened."""
    typed: Typed = {}
    style = NumberStyle.of_page()
    for part in parts_of(sections):
        if isinstance(part, Entry):
            _write(typed, (part,), document, "", style)
        elif isinstance(part, Group):
            _write(typed, part.entries, document, f"{part.path}.", style)
        elif isinstance(part, Rows):
            for number, row in enumerate(at(document, part.path) or ()):
                written: Typed = {}
                _write(written, part.entries, row, "", style)
                typed |= {f"{part.path}.{number}.{name}": values for name, values in written.items()}
        else:
            for locale in LOCALES:
                _write(typed, part.entries, document, f"{part.path}.{locale}.", style)
    return typed


def at(document: Mapping[str, Any], path: str) -> Any:
    """What a document has at a path; `None` if nothing."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _write(typed: Typed, entries: Iterable[Entry], document: Document, prefix: str, style: NumberStyle) -> None:
    for entry in entries:
        for path in entry.paths(prefix):
            if (value := at(document, path)) is not None:
                typed[path] = _written(entry, value, style)


def _written(entry: Entry, value: Any, style: NumberStyle) -> list[str]:
    if entry.control == "lines":
        return ["\n".join(value)]
    if entry.control in {"number", "whole"}:
        return [style.write(value)]
    values = value if isinstance(value, list) else [value]
    if entry.control in {"name", "names"}:
        return [name_of(entry.source, code) for code in values]
    return [str(each) for each in values]


def with_origins(document: Document, original: str, machine: Mapping[str, Mapping[str, str]]) -> Document:
    """The document with the origin of each text: a machine's translation that nobody touched stays one."""
    texts: dict[str, dict[str, str]] = document.get("texts", {})
    for locale, text in texts.items():
        origin = "machine" if text == machine.get(locale) else "human"
        text["origin"] = "original" if locale == original else origin
    return document
