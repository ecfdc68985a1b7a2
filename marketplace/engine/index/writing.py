"""The index's one writer: waiting for it, and what speeds its work."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import tantivy

_HEAP: Final = 64_000_000
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.05


class IndexBusyError(RuntimeError):
    """Another process held the index's writer for too long."""


def patient_writer(index: tantivy.Index, folder: Path) -> tantivy.IndexWriter:
    """The writer of the index in a folder, which one process holds at a time.

    Raises `IndexBusyError` if another one holds it for too long.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return index.writer(_HEAP, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() > deadline:
                msg = f"the index in {folder} is being written by another process"
                raise IndexBusyError(msg) from error
            time.sleep(_PAUSE)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which walks the vocabulary again and again while nothing that it could free is made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
