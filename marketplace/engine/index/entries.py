"""The entries of documents, in a file beside the index: what a document found is compared and explained by.

Tantivy's own store unpacks a block of documents to read one of them, and a match reads hundreds. Here an entry is read where
it lies, in memory that every process of the host shares. The file is only appended to, and the index says where each
entry begins: what was committed never changes, and what an interrupted writer left behind is never read.
"""

import mmap
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from marketplace.engine.index.search import Candidate

#: How long the id, the record and the source are.
_HEAD: Final = struct.Struct("<III")


def packed(identifier: str, record: bytes, source: bytes) -> bytes:
    """An entry as it lies in the file."""
    name = identifier.encode()
    return b"".join((_HEAD.pack(len(name), len(record), len(source)), name, record, source))


_SUFFIX: Final = ".entries"
_NOTHING: Final = memoryview(b"")


class Entries:
    """The entries that a file held when it was opened; whoever wants newer ones opens it again."""

    def __init__(self, path: Path | None = None, lying: memoryview = _NOTHING) -> None:
        self._path = path
        self._lying = lying

    def seen_again(self, path: Path) -> "Entries":
        """The entries that lie in a file now: these, if it is their file and has not grown.

        Raises `FileNotFoundError` if it is not there (any more).
        """
        if self._path == path and path.stat().st_size == len(self._lying):
            return self
        with path.open("rb") as file:
            return Entries(path, memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))

    def __getitem__(self, place: int) -> Candidate:
        """The entry that begins at a place."""
        name, record, source = _HEAD.unpack_from(self._lying, place)
        start = place + _HEAD.size
        end = start + name + record
        lying = self._lying
        return Candidate(
            str(lying[start : start + name], "utf-8"), lying[start + name : end], lying[end : end + source]
        )


def unused_name() -> str:
    """A name for a file of entries that no other has had."""
    return f"{uuid4().hex}{_SUFFIX}"


def files_in(folder: Path) -> list[Path]:
    """The files of entries in a folder."""
    return list(folder.glob(f"*{_SUFFIX}"))


@contextmanager
def appending(path: Path) -> Iterator[Callable[[bytes], int]]:
    """Append entries to a file, by a function that says where each begins; they are on the disk when the block ends."""
    with path.open("ab") as file:
        place = file.seek(0, os.SEEK_END)

        def append(entry: bytes) -> int:
            nonlocal place
            begin, place = place, place + file.write(entry)
            return begin

        # So that a file is never empty, which could not be mapped.
        append(bytes(_HEAD.size))
        yield append
        file.flush()
        os.fsync(file.fileno())
