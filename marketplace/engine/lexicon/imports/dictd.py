"""Dictionaries in dictd form, as Debian's `dict-freedict-*` packages carry them: an index beside a compressed text.

The index has a line for each headword: the word, where its entry begins in the text and how long it is, in numerals to the base
of 64. An entry repeats its headword and pronunciation in a first line; translations follow, numbered where there are several.
"""

import gzip
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from marketplace.engine.lexicon.imports.imported import Imported, UnreadableSourceError, translations
from marketplace.engine.lexicon.parallel import PIVOT

_DIGITS: Final = {
    digit: value for value, digit in enumerate(string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/")
}
#: FreeDict names languages by ISO 639-3.
_LANGUAGES: Final = {"eng": "en", "fra": "fr", "spa": "es", "por": "pt", "rus": "ru", "ara": "ar", "zho": "zh"}
_NAME: Final = re.compile(r"([a-z]{3})-([a-z]{3})\.")
_ABOUT: Final = "00database"
_PRONUNCIATION: Final = re.compile(r"\s/[^/]*/")
_NUMBERING: Final = re.compile(r"^\s*\d+\.\s*")
_REMARK: Final = re.compile(r"^\s*(?:-|–|\"|Note|Synonym|see\b)", re.IGNORECASE)
_LICENCE: Final = re.compile(r"Available under the terms of the\s+(.+?)\.\s*$", re.MULTILINE | re.DOTALL)
_COLUMNS: Final = 3


def read_dictd(path: Path) -> Imported:
    """The translations of a dictionary from or into English; its languages stand in its name (`freedict-fra-eng`).

    Raises `UnreadableSourceError` without an index, or for other languages.
    """
    name = path.name.partition(".")[0]
    pair = _NAME.search(path.name)
    source, target = (_LANGUAGES.get(code, "") for code in pair.groups()) if pair else ("", "")
    if not source or not target or PIVOT not in (source, target):
        msg = f"{path.name} does not name two languages of the bank, one of them English, as freedict-fra-eng does"
        raise UnreadableSourceError(msg)
    index = path.with_name(f"{name}.index")
    if not index.is_file():
        msg = f"{index.name} is missing beside {path.name}"
        raise UnreadableSourceError(msg)
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".dz" else data
    found = Imported(name)
    for headword, entry in _entries(index, text):
        if headword.startswith(_ABOUT):
            stated = _LICENCE.search(entry)
            found.licence = " ".join(stated.group(1).split()) if stated else found.licence
            continue
        meant = translations(_translations(entry), found.skipped)
        if source == PIVOT:
            found.add(target, meant, [headword])
        else:
            found.add(source, [headword], meant)
    return found


def _entries(index: Path, text: bytes) -> Iterator[tuple[str, str]]:
    for line in index.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == _COLUMNS:
            start, length = _number(columns[1]), _number(columns[2])
            yield columns[0], text[start : start + length].decode(errors="replace")


def _number(numerals: str) -> int:
    value = 0
    for numeral in numerals:
        value = value * len(_DIGITS) + _DIGITS[numeral]
    return value


def _translations(entry: str) -> Iterator[str]:
    _, *lines = _PRONUNCIATION.sub("", entry).split("\n")
    for line in lines:
        if line.strip() and not _REMARK.match(line):
            yield from (part.strip() for part in re.split(r"[,;]", _NUMBERING.sub("", line)) if part.strip())
