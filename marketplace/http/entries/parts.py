"""What the table of entries is made of: single entries, groups, repeated rows, and texts per language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flask_babel import gettext

from marketplace.http.display import language_name
from marketplace.localization.locales import LOCALES

ControlKind = Literal[
    "line",
    "paragraph",
    "text",
    "lines",
    "number",
    "whole",
    "day",
    "email",
    "phone",
    "choice",
    "choices",
    "unit",
    "name",
    "names",
    "fields",
    "file",
]
Shape = Literal["plain", "range", "money"]

#: Controls that hold a code; what does not look like one is said to be no offered value.
CODED: Final = frozenset({"choice", "choices", "unit", "name", "names", "fields"})
#: Controls with several values under one name.
SEVERAL: Final = frozenset({"choices", "names", "fields"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One value. `path` continues that of the part around it; a localized one has a value per locale under it.

    `source` names where its codes come from: a list of `labels`, a list of `codes`, or the dimensions of its unit.
    A part in which nothing but a `default` is chosen counts as empty. What is `withheld` is a choice only where it is
    chosen already.
    """

    path: str
    control: ControlKind
    label: str
    hint: str = ""
    source: str = ""
    default: str = ""
    localized: bool = False
    withheld: str = ""

    def paths(self, prefix: str) -> tuple[str, ...]:
        """Where its values are, given the path of the part around it (with a dot, or empty)."""
        place = f"{prefix}{self.path}"
        return tuple(f"{place}.{locale}" for locale in LOCALES) if self.localized else (place,)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that make one object: an interval of a quantity, a sum of money, a contact."""

    path: str
    label: str
    entries: tuple[Entry, ...]
    hint: str = ""
    shape: Shape = "plain"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of objects, of which at most `limit` are kept. The rows of `files` come with the files that are sent."""

    path: str
    label: str
    entries: tuple[Entry, ...]
    limit: int
    hint: str = ""
    files: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a listing, for each locale."""

    entries: tuple[Entry, ...]
    label: str
    path: str = "texts"


Part = Entry | Group | Rows | Texts


@dataclass(frozen=True, slots=True)
class Section:
    """Parts that are asked for together."""

    code: str
    title: str
    parts: tuple[Part, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the table has at a path."""

    part: Part
    entry: Entry | None = None


def parts_of(sections: Iterable[Section]) -> Iterator[Part]:
    """Every part, in the order of the form."""
    return (part for section in sections for part in section.parts)


def places(sections: Iterable[Section]) -> dict[str, Place]:
    """Everything that can be named, by its path; numbers of rows and locales are written `*`."""
    found: dict[str, Place] = {}
    for part in parts_of(sections):
        found[part.path] = Place(part)
        if isinstance(part, Entry):
            found[part.path] = Place(part, part)
            continue
        prefix = part.path if isinstance(part, Group) else f"{part.path}.*"
        found.setdefault(prefix, Place(part))
        for entry in part.entries:
            found[f"{prefix}.{entry.path}"] = Place(part, entry)
            if entry.localized:
                found[f"{prefix}.{entry.path}.*"] = Place(part, entry)
    return found


def pattern(path: str) -> str:
    """A path with `*` for the numbers of rows and for locales."""
    return ".".join("*" if step.isdecimal() or step in LOCALES else step for step in path.split("."))


def nearest(path: str, known: Mapping[str, Place]) -> str:
    """The longest beginning of a path at which the table has something; nothing if there is none."""
    while path and pattern(path) not in known:
        path = path.rpartition(".")[0]
    return path


def label_of(path: str, known: Mapping[str, Place]) -> str:
    """What the value at a path is called, with the part around it."""
    place = known[pattern(path)]
    name = gettext(place.entry.label) if place.entry else gettext(place.part.label)
    locale = next((step for step in path.split(".") if step in LOCALES), "")
    if locale:
        name = gettext("%(entry)s (%(language)s)", entry=name, language=language_name(locale))
    if isinstance(place.part, Rows):
        return _row_label(path, place, name)
    if isinstance(place.part, Group) and place.entry:
        return gettext("%(group)s: %(entry)s", group=gettext(place.part.label), entry=name)
    return name


def _row_label(path: str, place: Place, name: str) -> str:
    group = gettext(place.part.label)
    row = path.removeprefix(f"{place.part.path}.").partition(".")[0] if path != place.part.path else ""
    if not row:
        return group
    number = int(row) + 1
    if place.entry is None:
        return gettext("%(group)s, no. %(number)s", group=group, number=number)
    return gettext("%(group)s, no. %(number)s: %(entry)s", group=group, number=number, entry=name)
