"""What the form template shows: every input with its name, label, hint, values, choices and problem."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from marketplace.documents.queries import DocumentView
from marketplace.http.display import field_name, own_language_name, term
from marketplace.http.entries.codes import NameList, name_list
from marketplace.http.entries.common import DIMENSIONS
from marketplace.http.entries.parts import Entry, Group, Part, Rows, Section, Texts, parts_of
from marketplace.http.entries.reading import is_filled
from marketplace.http.forms import Typed, row_numbers
from marketplace.http.labels import LABELS
from marketplace.listings.terms import UNITS
from marketplace.localization.locales import LOCALES, LocaleCode
from marketplace.taxonomy.queries import Taxonomy

_FIELDS = 4
_LEAST_NAMES = 3
_SPARE_NAMES = 2


@dataclass(frozen=True, slots=True)
class Option:
    """One choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Choices under a heading, which may be empty."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One input, or several of one name. `locale` is the language of what it holds, where that is fixed."""

    kind: str
    name: str
    label: str
    hint: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[OptionGroup, ...] = ()
    source: str = ""
    problem: str = ""
    wrong: frozenset[int] = frozenset()
    needed: bool = False
    locale: str = ""
    optional: bool = True
    fresh: bool = False
    file: DocumentView | None = None

    @property
    def value(self) -> str:
        """The only value, or the first."""
        return next(iter(self.values), "")


@dataclass(frozen=True, slots=True)
class Fieldset:
    """Inputs that belong together. `shape`: plain, range, money, text (of one language) or row."""

    path: str
    label: str
    controls: tuple["Control | Translated", ...]
    hint: str = ""
    shape: str = "plain"
    problem: str = ""
    needed: bool = False
    locale: str = ""
    opened: bool = False
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in the original language, and in the others."""

    original: Control
    others: tuple[Control, ...]
    opened: bool
    kind: str = "translated"


@dataclass(frozen=True, slots=True)
class Rowset:
    """Repeated rows; `more` says whether another may be added. Rows of `files` come with files."""

    path: str
    label: str
    rows: tuple[Fieldset, ...]
    hint: str
    problem: str
    limit: int
    more: bool
    files: bool = False
    kind: str = "rows"


@dataclass(frozen=True, slots=True)
class Languages:
    """The texts in the original language, and in each other one."""

    original: Fieldset
    others: tuple[Fieldset, ...]
    kind: str = "languages"


FormPart = Control | Fieldset | Rowset | Languages


@dataclass(frozen=True, slots=True)
class FormSection:
    """Parts under a heading."""

    code: str
    title: str
    hint: str
    parts: tuple[FormPart, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a form is made from: what was typed, what is wrong (by path, in words) and what is still needed.

    `more` is the path to which an empty row is to be added, `files` the documents that rows may name.
    """

    typed: Typed
    taxonomy: Taxonomy
    original: LocaleCode
    problems: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, frozenset[int]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    more: str = ""
    files: Mapping[int, DocumentView] = field(default_factory=dict)

    def sections(self, sections: Iterable[Section]) -> tuple[FormSection, ...]:
        """The sections of the form."""
        return tuple(
            FormSection(
                each.code,
                gettext(each.title),
                gettext(each.hint) if each.hint else "",
                tuple(self.part(part) for part in each.parts),
            )
            for each in sections
        )

    def part(self, part: Part) -> FormPart:
        """One part of the form."""
        if isinstance(part, Entry):
            return self.control(part, part.path)
        if isinstance(part, Rows):
            return self._rows(part)
        if isinstance(part, Texts):
            return self._languages(part)
        return self._fieldset(part, f"{part.path}.", part.path, gettext(part.label), part.shape)

    def control(self, entry: Entry, name: str, locale: str = "", label: str = "") -> Control:
        """One input."""
        values = tuple(self.typed.get(name) or ([entry.default] if entry.default else []))
        if entry.control == "names":
            values = self._with_spare(name, values)
        elif entry.control == "fields":
            values = (*values, *[""] * (_FIELDS - len(values)))
        return Control(
            kind=entry.control,
            name=name,
            label=label or gettext(entry.label),
            hint=gettext(entry.hint) if entry.hint and locale in {"", self.original} else "",
            values=values,
            choices=tuple(_choices(entry, values, self.taxonomy)),
            source=entry.source,
            problem=self.problems.get(name, ""),
            wrong=self.wrong.get(name, frozenset()),
            needed=name in self.needed,
            locale=locale,
            optional=not entry.default,
            fresh=name == self.more,
            file=self._file(values) if entry.control == "file" else None,
        )

    def _file(self, values: tuple[str, ...]) -> DocumentView | None:
        """The document that a row is about; a number that is none, or is another's, is shown as nothing."""
        return self.files.get(next((int(value) for value in values if value.isdecimal()), 0))

    def _with_spare(self, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
        filled = sum(1 for value in values if value)
        wanted = max(_LEAST_NAMES, filled + _SPARE_NAMES, len(values) + (_LEAST_NAMES if name == self.more else 0))
        return (*values, *[""] * (wanted - len(values)))

    def _fieldset(self, part: Group | Rows | Texts, prefix: str, path: str, label: str, shape: str) -> Fieldset:
        return Fieldset(
            path=path,
            label=label,
            controls=tuple(self._in_group(entry, f"{prefix}{entry.path}") for entry in part.entries),
            hint=gettext(part.hint) if isinstance(part, Group) and part.hint else "",
            shape=shape,
            problem=self.problems.get(path, ""),
        )

    def _in_group(self, entry: Entry, name: str) -> Control | Translated:
        if not entry.localized:
            return self.control(entry, name)
        others = tuple(
            self.control(entry, f"{name}.{locale}", locale, own_language_name(locale))
            for locale in LOCALES
            if locale != self.original
        )
        original = self.control(entry, f"{name}.{self.original}", self.original)
        return Translated(original, others, any(other.value or other.problem for other in others))

    def _rows(self, rows: Rows) -> Rowset:
        numbers = row_numbers(self.typed, rows.path)
        count = len(numbers) + (rows.path == self.more)
        if not numbers or is_filled(rows.entries, self.typed, f"{rows.path}.{numbers[-1]}."):
            count = max(count, len(numbers) + 1)
        count = len(numbers) if rows.files else max(min(count, rows.limit), len(numbers))
        label = gettext(rows.label)
        return Rowset(
            path=rows.path,
            label=label,
            rows=tuple(
                self._fieldset(
                    rows,
                    f"{rows.path}.{number}.",
                    f"{rows.path}.{number}",
                    gettext("%(group)s, no. %(number)s", group=label, number=number + 1),
                    "row",
                )
                for number in range(count)
            ),
            hint=gettext(rows.hint) if rows.hint else "",
            problem=self.problems.get(rows.path, ""),
            limit=rows.limit,
            more=count < rows.limit,
            files=rows.files,
        )

    def _languages(self, texts: Texts) -> Languages:
        by_locale = {locale: self._text(texts, locale) for locale in LOCALES}
        return Languages(
            by_locale[self.original], tuple(text for locale, text in by_locale.items() if locale != self.original)
        )

    def _text(self, texts: Texts, locale: str) -> Fieldset:
        path = f"{texts.path}.{locale}"
        controls = tuple(self.control(entry, f"{path}.{entry.path}", locale) for entry in texts.entries)
        opened = any(control.value or control.problem for control in controls)
        return Fieldset(path, own_language_name(locale), controls, shape="text", locale=locale, opened=opened)


def name_lists(sections: Iterable[Section]) -> tuple[NameList, ...]:
    """The lists that inputs of the form are completed from."""
    sources: dict[str, None] = {}
    for part in parts_of(sections):
        for entry in (part,) if isinstance(part, Entry) else part.entries:
            if entry.control in {"name", "names"}:
                sources[entry.source] = None
    return tuple(name_list(source) for source in sources)


def _choices(entry: Entry, values: tuple[str, ...], taxonomy: Taxonomy) -> Iterator[OptionGroup]:
    groups: tuple[OptionGroup, ...] = ()
    if entry.control == "unit":
        groups = tuple(_units(entry.source.split()))
    elif entry.control == "fields":
        groups = tuple(
            OptionGroup(field_name(main.code), _named(field_name, [sub.code for sub in taxonomy.subfields(main.code)]))
            for main in taxonomy.main_fields
        )
    elif entry.source and entry.control in {"choice", "choices"}:
        codes = [code for code in LABELS[entry.source] if code != entry.withheld or code in values]
        groups = (OptionGroup("", _named(lambda code: term(entry.source, code), codes)),)
    yield from groups
    offered = {option.value for group in groups for option in group.options}
    if groups and (other := [value for value in values if value and value not in offered]):
        yield OptionGroup("", tuple(Option(value, value) for value in other))


def _named(name: Callable[[str], str], codes: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(code, name(code) or "\N{EN DASH}") for code in codes)


def _units(dimensions: list[str]) -> Iterator[OptionGroup]:
    for dimension in dimensions:
        heading = gettext(DIMENSIONS[dimension]) if len(dimensions) > 1 else ""
        yield OptionGroup(heading, _named(lambda code: term("unit", code) or code, UNITS[dimension]))
