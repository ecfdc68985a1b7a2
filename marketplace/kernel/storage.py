"""Where files are kept: a folder, or an object store that fsspec knows. Objects are written once and never changed.

Keys carry the time at which they were made, so that what nobody names can be found without asking a store for its own
times, which each store tells in another way.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import IO, Any, Final
from uuid import uuid4

from fsspec.core import url_to_fs

#: Read and written at once.
CHUNK: Final = 256 * 1024
_INCOMING: Final = "incoming"
_KEPT: Final = "kept"
_DAY: Final = "%Y-%m-%d"


class ObjectStore:
    """Objects under a URL of fsspec (`/var/bank`, `s3://bucket/bank`, `memory://bank`)."""

    def __init__(self, url: str) -> None:
        filesystem, root = url_to_fs(url)
        self._files: Any = filesystem
        self._root: str = str(root).rstrip("/")

    def write(self, chunks: Iterable[bytes], now: datetime) -> str:
        """Keep what comes as a temporary object; gives its key. When `chunks` raises, nothing stays."""
        key = f"{_INCOMING}/{now.strftime(_DAY)}/{uuid4().hex}"
        self._files.makedirs(self._path(f"{_INCOMING}/{now.strftime(_DAY)}"), exist_ok=True)
        try:
            with self._files.open(self._path(key), "wb") as target:
                for chunk in chunks:
                    target.write(chunk)
        except BaseException:
            self.remove(key)
            raise
        return key

    def settle(self, key: str) -> str:
        """Make a temporary object final; gives its key from now on."""
        final = f"{_KEPT}/{key.removeprefix(f'{_INCOMING}/')}"
        self._files.makedirs(self._path(final.rpartition("/")[0]), exist_ok=True)
        self._files.mv(self._path(key), self._path(final))
        return final

    @contextmanager
    def opened(self, key: str) -> Iterator[IO[bytes]]:
        """An object to read, from any place in it.

        Raises:
            FileNotFoundError: there is none.
        """
        with self._files.open(self._path(key), "rb") as source:
            yield source

    def remove(self, key: str) -> None:
        """Let go of an object; that it is gone already is no matter."""
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(key))

    def temporary_before(self, moment: datetime) -> list[str]:
        """Temporary objects of days that were over at a moment: whoever wrote them is gone."""
        return [key for day in self._days(_INCOMING) if day < moment.strftime(_DAY) for key in self._in(_INCOMING, day)]

    def final_between(self, first: datetime, last: datetime) -> list[str]:
        """Final objects of the days from one moment to before that of another."""
        begin, end = first.strftime(_DAY), last.strftime(_DAY)
        return [key for day in self._days(_KEPT) if begin <= day < end for key in self._in(_KEPT, day)]

    def _days(self, folder: str) -> list[str]:
        return sorted(self._names(folder))

    def _in(self, folder: str, day: str) -> list[str]:
        return [f"{folder}/{day}/{name}" for name in self._names(f"{folder}/{day}")]

    def _names(self, folder: str) -> list[str]:
        self._files.invalidate_cache()
        try:
            found = self._files.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        return [str(path).rstrip("/").rpartition("/")[2] for path in found]

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"


def chunks_of(source: IO[bytes]) -> Iterator[bytes]:
    """What a stream gives, a piece at a time."""
    while chunk := source.read(CHUNK):
        yield chunk
