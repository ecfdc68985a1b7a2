"""Problems of a content as marks at the inputs of its form."""

from dataclasses import dataclass
from typing import Final

from marketplace.http.entries.parts import CODED, Place, label_of, nearest, pattern
from marketplace.http.entries.tables import known_places
from marketplace.http.forms import problem_sentence
from marketplace.listings.errors import Problems
from marketplace.listings.terms import Kind

#: What it means at some inputs that a value is not written in the expected way.
_CODES: Final = {"email": "email_invalid", **dict.fromkeys(CODED, "unknown_code")}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong at a path of the form; `wrong` has the positions of bad values where there are several."""

    path: str
    label: str
    sentence: str
    wrong: frozenset[int] = frozenset()


def marked(kind: Kind, problems: Problems) -> tuple[Mark, ...]:
    """One mark for each input or group that has a problem, in the order of the form.

    The path of a problem may go on beyond the input (the choice of a union, the position in a list): the mark is at
    the longest beginning that the form has.
    """
    known = known_places(kind)
    marks: dict[str, Mark] = {}
    for path, (code, params) in problems.items():
        place = nearest(path, known)
        entry = known[pattern(place)].entry if place else None
        if entry and code == "string_pattern_mismatch":
            code = _CODES.get(entry.control, code)  # noqa: PLW2901 - what it means at this input
        if entry and entry.control == "whole":
            params = {name: str(value) for name, value in params.items()}  # noqa: PLW2901 - years have no thousands
        rest = path.removeprefix(place).lstrip(".").partition(".")[0]
        wrong = frozenset({int(rest)} if rest.isdecimal() else ())
        if place in marks:
            marks[place] = Mark(place, marks[place].label, marks[place].sentence, marks[place].wrong | wrong)
        else:
            label = label_of(place, known) if place else ""
            marks[place] = Mark(place, label, problem_sentence(code, params), wrong)
    return tuple(sorted(marks.values(), key=lambda mark: _rank(mark.path, known)))


def _rank(path: str, known: dict[str, Place]) -> tuple[int, list[int], int]:
    """Where a path is in the form: the part, the row, the input."""
    if not path:
        return -1, [], 0
    patterns = list(known)
    part = known[pattern(path)].part.path
    return (
        patterns.index(part),
        [int(step) for step in path.split(".") if step.isdecimal()],
        patterns.index(pattern(path)),
    )
