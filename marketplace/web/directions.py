"""Words that run from left to right inside a text that runs from right to left, held in their order at the ends of lines.

Isolating marks keep them in order on one line. What typesets PDF files orders each line by itself, and the second line of
such words has no isolating mark before it. Marks beside every place at which a line may end hold them together.
"""

import re
import unicodedata
from typing import Final

_MARK: Final = "\N{LEFT-TO-RIGHT MARK}"
_ISOLATED: Final = re.compile(r"\u2068([^\u2066-\u2069<>]*)\u2069|<bdi>([^<>]*)</bdi>")
_LINE_MAY_END: Final = re.compile(r"( |(?<=\w)[-/](?=\w))")


def steadied(html: str) -> str:
    """A document from right to left with marks in what is isolated and runs from left to right."""
    return _ISOLATED.sub(_steadied, html)


def _steadied(found: re.Match[str]) -> str:
    words = found[1] if found[1] is not None else found[2]
    if not runs_left_to_right(words):
        return found[0]
    held = _LINE_MAY_END.sub(rf"{_MARK}\1{_MARK}", words)
    return found[0].replace(words, f"{_MARK}{held}{_MARK}")


def runs_left_to_right(words: str) -> bool:
    """Whether the first letter that has a direction runs from left to right."""
    strong = (unicodedata.bidirectional(sign) for sign in words)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "") == "L"
