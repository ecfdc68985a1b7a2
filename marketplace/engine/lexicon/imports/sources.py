"""Which reader reads which source."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from marketplace.engine.language import LANGUAGES
from marketplace.engine.lexicon.imports.cedict import read_cedict
from marketplace.engine.lexicon.imports.dictd import read_dictd
from marketplace.engine.lexicon.imports.imported import NO_ENGLISH, Imported, UnreadableSourceError
from marketplace.engine.lexicon.imports.skos import read_skos
from marketplace.engine.lexicon.parallel import PIVOT, cell

#: The name under which the dictionary of an installed package is asked for.
CC_CEDICT: Final = "cc-cedict"


def read_source(source: str) -> Imported:
    """What a source teaches: the name of a dictionary, or a file whose name ends as its kind does.

    Raises `UnreadableSourceError`, saying what is wrong.
    """
    if source == CC_CEDICT:
        return read_cedict()
    path = Path(source)
    if not path.is_file():
        msg = f"there is no file {source}"
        raise UnreadableSourceError(msg)
    for ending, reader in _READERS.items():
        if path.name.endswith(ending):
            return reader(path)
    msg = f"{path.name} ends in none of {', '.join(_READERS)}"
    raise UnreadableSourceError(msg)


def _read_table(path: Path) -> Imported:
    """A word list: a column for each language, alternatives separated by a bar."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return _of_rows(path.name.partition(".")[0], ({lang: row.get(lang) or "" for lang in LANGUAGES} for row in rows))


def _read_texts(path: Path) -> Imported:
    """Translated texts: JSON objects with a text for each language, in a list or one a line."""
    try:
        whole = path.read_text(encoding="utf-8")
        rows = (
            json.loads(whole) if path.suffix == ".json" else [json.loads(line) for line in whole.splitlines() if line]
        )
    except ValueError as problem:
        msg = f"{path.name} is not readable as JSON: {problem}"
        raise UnreadableSourceError(msg) from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"{path.name} should hold objects with a text for each language"
        raise UnreadableSourceError(msg)
    return _of_rows(path.name.partition(".")[0], rows)


def _of_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> Imported:
    found = Imported(name)
    for row in rows:
        english = cell(row.get(PIVOT))
        if not english:
            found.skipped[NO_ENGLISH] += 1
            continue
        for lang in LANGUAGES:
            if lang != PIVOT and (own := cell(row.get(lang))):
                found.add(lang, own, english)
    return found


_READERS: Final[Mapping[str, Callable[[Path], Imported]]] = {
    ".rdf": read_skos,
    ".xml": read_skos,
    ".ttl": read_skos,
    ".dict.dz": read_dictd,
    ".dict": read_dictd,
    ".tsv": _read_table,
    ".json": _read_texts,
    ".jsonl": _read_texts,
}
