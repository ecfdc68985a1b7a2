"""Receiving a file: streamed to a temporary object, judged, and made final. Nothing here touches the database.

Whoever calls has asked whether the actor may, and writes the row afterwards. If nobody does, because the process is killed
or the transaction fails, `operations.sweep` finds what no row names.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from marketplace.documents import errors
from marketplace.documents.content import clean_name, named_as, type_of
from marketplace.documents.images import redrawn
from marketplace.documents.terms import IMAGES, FileType
from marketplace.kernel.storage import ObjectStore, chunks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that was accepted and is kept. `size` in bytes, `width` and `height` in pixels, of images only."""

    name: str
    media_type: str
    size: int
    digest: str
    object_key: str
    thumbnail_key: str | None = None
    width: int | None = None
    height: int | None = None


def receive(store: ObjectStore, now: datetime, source: IO[bytes], name: str, most: int) -> Received:
    """Take a file in, of at most `most` bytes. A refused one leaves nothing behind.

    Raises:
        FileRefusedError: one of its kinds says what is wrong.
    """
    name = clean_name(name)
    written = store.write(_limited(source, name, most), now)
    try:
        with store.opened(written) as stream:
            found = type_of(stream, name)
            name = named_as(name, found)
            if found in IMAGES:
                return _image(store, now, stream, found, name)
        with store.opened(written) as stream:
            size, digest = _measured(stream)
        return Received(
            name=name, media_type=found.media_type, size=size, digest=digest, object_key=store.settle(written)
        )
    finally:
        store.remove(written)


def _limited(source: IO[bytes], name: str, most: int) -> Iterator[bytes]:
    read = 0
    for chunk in chunks_of(source):
        read += len(chunk)
        if read > most:
            raise errors.FileTooLargeError(name=name, megabytes=max(1, most // 1_000_000))
        yield chunk
    if not read:
        raise errors.FileEmptyError(name=name)


def _image(store: ObjectStore, now: datetime, stream: IO[bytes], found: FileType, name: str) -> Received:
    picture = redrawn(stream, found, name)
    size, digest = _measured(picture.content)
    picture.content.seek(0)
    return Received(
        name=name,
        media_type=found.media_type,
        size=size,
        digest=digest,
        object_key=store.settle(store.write(chunks_of(picture.content), now)),
        thumbnail_key=store.settle(store.write(chunks_of(picture.thumbnail), now)),
        width=picture.width,
        height=picture.height,
    )


def _measured(stream: IO[bytes]) -> tuple[int, str]:
    """Length in bytes and SHA-256."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks_of(stream):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()
