"""The fitted lexicon on disk: made once from its sources, and made anew when one of them says something else."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.lexicon.lexicon import Lexicon
from marketplace.engine.lexicon.parallel import ParallelText, of_tables, of_vocabulary, read_texts
from marketplace.engine.lexicon.training import fit_lexicon

Progress = Callable[[int, int], None]

#: To be raised whenever the same sources would be read or fitted otherwise.
_VERSION: Final = 1
#: Inside the folder of a bank's lexicon: what was imported.
SOURCES: Final = "sources"


def imported(folder: Path) -> list[Path]:
    """The files of imported parallel texts."""
    return sorted((folder / SOURCES).glob("*.tsv.gz"))


def load_or_fit(seeds: Path, vocabulary: Vocabulary, folder: Path | None, progress: Progress | None = None) -> Lexicon:
    """The lexicon learned from the vocabulary, the word lists of the seeds, and what was imported into a folder.

    Fitting takes some ten seconds; the folder keeps what was fitted until a source changes. Without a folder nothing imported
    is read and nothing kept.
    """
    sources = [*sorted((seeds / "vocabulary").rglob("*.ttl")), *sorted((seeds / "lexicon").glob("*.tsv"))]
    brought = imported(folder) if folder else []
    if not sources and not brought:
        return Lexicon.empty()
    kept = folder / f"{_digest([*sources, *brought])}.npz" if folder else None
    if kept and kept.is_file():
        return Lexicon.load(kept)
    lexicon = fit_lexicon(_texts(seeds, vocabulary, brought), progress)
    if kept:
        _keep(lexicon, kept)
    return lexicon


def _texts(seeds: Path, vocabulary: Vocabulary, brought: Iterable[Path]) -> Iterator[ParallelText]:
    yield from of_vocabulary(vocabulary)
    yield from of_tables(seeds / "lexicon")
    for path in brought:
        yield from read_texts(path)


def _digest(paths: Sequence[Path]) -> str:
    whole = hashlib.sha256(f"{_VERSION}".encode())
    for path in paths:
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]


def _keep(lexicon: Lexicon, path: Path) -> None:
    """Whoever reads finds the whole file or none; older ones are of no use any more."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    lexicon.save(partial)
    partial.replace(path)
    for old in path.parent.glob("*.npz"):
        if old != path:
            old.unlink(missing_ok=True)
