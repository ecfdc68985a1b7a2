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
_VERSION: Final = 2
#: Inside the folder of a bank's lexicon: what was imported.
_SOURCES: Final = "sources"
#: Fitted lexicons that are kept.
_KEPT: Final = 4
_ENDING: Final = ".tsv.gz"


def imported(folder: Path) -> list[Path]:
    """The files of imported parallel texts."""
    return sorted((folder / _SOURCES).glob(f"*{_ENDING}"))


def source_path(folder: Path, name: str) -> Path:
    """Where the parallel texts of a source are kept."""
    return folder / _SOURCES / f"{name}{_ENDING}"


def load_or_fit(
    seeds: Path, vocabulary: Vocabulary, folder: Path | None, progress: Progress | None = None, *, imports: bool = True
) -> Lexicon:
    """The lexicon learned from the vocabulary, the word lists of the seeds, and what was imported into a folder.

    Fitting takes some ten seconds; the folder keeps what was fitted until a source changes. Without a folder nothing
    imported is read and nothing kept; without `imports` nothing imported is read.
    """
    sources = [*sorted((seeds / "vocabulary").rglob("*.ttl")), *sorted((seeds / "lexicon").glob("*.tsv"))]
    brought = imported(folder) if folder and imports else []
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
    """Whoever reads finds the whole file or none. Of older ones a few stay: sources come and go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    lexicon.save(partial)
    partial.replace(path)
    by_age = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in by_age[_KEPT:]:
        old.unlink(missing_ok=True)
