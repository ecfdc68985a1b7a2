"""Reading forms: what was typed, under the paths of a document; numbers as they are written anywhere; own addresses.

Nothing here knows what a form is about. The names of inputs are paths: `texts.zh.title`, `benefits.0.unit`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from babel import numbers
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from marketplace.http.display import cldr, exact_number
from marketplace.listings.content import clean
from marketplace.listings.errors import OTHER_PROBLEM, PROBLEMS

#: What was typed: the name of an input -> its values, cleaned of what no text may hold.
Typed = dict[str, list[str]]

_ROW_DIGITS: Final = 4
#: More than any form asks for; what is beyond is not looked at.
_MOST_ROWS: Final = 100
_MOST_VALUES: Final = 400
#: What fits into the line of a request, and more than any page of the bank needs.
_LONGEST_ADDRESS: Final = 2000
_SIGNS: Final = str.maketrans({"\u2212": "-", "\u066b": ".", "\u066c": "", "\u2019": "", "'": ""})
_NUMERIC: Final = re.compile(r"[+-]?[0-9][0-9.,]*")


def typed_values(form: MultiDict[str, str]) -> Typed:
    """Everything that a form brought."""
    return {name: [str(clean(value)) for value in values[:_MOST_VALUES]] for name, values in form.lists()}


def first(typed: Mapping[str, list[str]], name: str) -> str:
    """The first value under a name, or nothing."""
    return next(iter(typed.get(name, ())), "")


def row_numbers(typed: Mapping[str, list[str]], path: str) -> list[int]:
    """The numbers of the rows that came under a path, in their order."""
    prefix = f"{path}."
    steps = {name.removeprefix(prefix).partition(".")[0] for name in typed if name.startswith(prefix)}
    numbered = (int(step) for step in steps if step.isascii() and step.isdecimal() and len(step) <= _ROW_DIGITS)
    return sorted(numbered)[:_MOST_ROWS]


def renumbered(typed: Typed, path: str, keep: Callable[[int], bool]) -> Typed:
    """The same with the rows under a path that are to be kept, numbered from zero without gaps."""
    kept = [number for number in row_numbers(typed, path) if keep(number)]
    places = {f"{path}.{old}": f"{path}.{new}" for new, old in enumerate(kept)}
    length = path.count(".") + 2
    moved: Typed = {}
    for name, values in typed.items():
        row = ".".join(name.split(".")[:length])
        if not name.startswith(f"{path}."):
            moved[name] = values
        elif row in places:
            moved[places[row] + name.removeprefix(row)] = values
    return moved


def without_row(typed: Typed, row: str) -> Typed:
    """The same without one row, named by its path; those after it move up."""
    path, _, number = row.rpartition(".")
    return renumbered(typed, path, lambda each: str(each) != number)


def with_row_first(typed: Typed, row: str) -> Typed:
    """The same with one row, named by its path, before all others of its list."""
    path, _, number = row.rpartition(".")
    prefix = f"{path}."

    def moved(name: str) -> str:
        row_steps = name.removeprefix(prefix).split(".")
        if not name.startswith(prefix) or not row_steps[0].isdecimal():
            return name
        place = 0 if row_steps[0] == number else int(row_steps[0]) + 1
        return prefix + ".".join((str(place), *row_steps[1:]))

    return renumbered({moved(name): values for name, values in typed.items()}, path, lambda _number: True)


def put(document: dict[str, Any], path: str, value: object) -> None:
    """Lay a value into nested objects at a path."""
    *steps, last = path.split(".")
    for step in steps:
        document = document.setdefault(step, {})
    document[last] = value


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a locale writes numbers."""

    decimal: str
    group: str

    @classmethod
    def of_page(cls) -> "NumberStyle":
        """The style of the page's locale."""
        return cls(numbers.get_decimal_symbol(cldr()), numbers.get_group_symbol(cldr()))

    def read(self, text: str) -> str:
        """A typed number as a program reads it; what is no number stays as it is.

        Decimal point and comma, spaces between thousands, and the digits of any script are understood. A single mark
        before three digits ("1,500") separates thousands where the locale does so, and is a decimal mark elsewhere.
        """
        plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
        plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain if sign != " ")
        if not _NUMERIC.fullmatch(plain):
            return text
        last = max(plain, key=lambda sign: plain.rfind(sign) if sign in ".," else -1)
        if last not in ".,":
            return plain
        if self._groups(plain, last):
            return plain.replace(last, "")
        other = "," if last == "." else "."
        return plain.replace(other, "").replace(last, ".")

    def _groups(self, plain: str, mark: str) -> bool:
        if not re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(\{mark}[0-9]{{3}})+", plain):
            return False
        return plain.count(mark) > 1 or mark == self.group

    def write(self, value: float) -> str:
        """A number as it stands in an input of the page."""
        return format(Decimal(str(value)).normalize(), "f").replace(".", self.decimal)


def problem_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong with a value, in the language of the page."""
    said = gettext(PROBLEMS.get(code, OTHER_PROBLEM))
    try:
        return said % {name: _said(value) for name, value in params.items()} if "%(" in said else said
    except KeyError:
        return gettext(OTHER_PROBLEM)


def _said(value: object) -> object:
    return exact_number(value) if isinstance(value, int | float) else value


def own_path(address: str, otherwise: str) -> str:
    """The address if it is a path on this bank, else the other one."""
    # Browsers read a backslash as a slash, and take what begins with two of them for the name of a host.
    own = address.startswith("/") and not address.replace("\\", "/").startswith("//")
    return address if own and address.isprintable() and len(address) <= _LONGEST_ADDRESS else otherwise
