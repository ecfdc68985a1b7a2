"""Where the words of a text begin and end."""

import re
from collections.abc import Iterator
from typing import Final

import rjieba

from marketplace.engine.language.normalization import align

_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_MARKS: Final = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
#: A decimal or grouped number with letters around it (PM2.5, 1,000, CO2), a run of Han, or a run of other letters.
_WORD: Final = re.compile(rf"[^\W_{_HAN}]*\d+(?:[.,]\d+)+|[{_HAN}]+|(?:[^\W_{_HAN}][{_MARKS}]*)+")
#: The same where there is neither Han nor a mark; plainer, and so quicker.
_ASCII_WORD: Final = re.compile(r"[^\W_]*\d+(?:[.,]\d+)+|[^\W_]+", re.ASCII)
_FIRST_HAN: Final = re.compile(rf"[{_HAN}]")
_ENGLISH_TAIL: Final = re.compile(r"'(?:s|t|d|m|ll|re|ve)\b", re.IGNORECASE)


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return _FIRST_HAN.match(character) is not None


def words(text: str, lang: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in reading order, in the aligned spelling, each with its place: `text[start:end]`.

    Chinese is segmented in search mode: a long word follows its parts. Han in a text of another language, a name or a
    quotation, stays single characters.
    """
    aligned = align(text)
    if lang == "en" and "'" in aligned:
        aligned = _ENGLISH_TAIL.sub(lambda found: " " * len(found.group()), aligned)
    if aligned.isascii():
        yield from ((found.group(), *found.span()) for found in _ASCII_WORD.finditer(aligned))
        return
    for found in _WORD.finditer(aligned):
        run, start = found.group(), found.start()
        if not is_han(run):
            yield run, start, found.end()
        elif lang == "zh":
            yield from ((part, start + first, start + last) for part, first, last in rjieba.tokenize(run, "search"))
        else:
            yield from ((character, place, place + 1) for place, character in enumerate(run, start))
