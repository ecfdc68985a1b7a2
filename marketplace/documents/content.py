"""What a file is, by its content: its type, and whether it may be opened by those who trust the bank."""

import codecs
import re
import unicodedata
import zipfile
import zlib
from copy import copy
from pathlib import PurePosixPath
from typing import IO, Final

import filetype

from marketplace.documents import errors, terms
from marketplace.documents.terms import FileType
from marketplace.kernel.storage import CHUNK

#: As much of a beginning as tells types apart.
_HEAD: Final = 4096
_MEGA: Final = 1_000_000
_ZIP: Final = b"PK\x03\x04"
_LOCKED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MACROS: Final = re.compile(r"(^|/)vbaproject\.bin$", re.IGNORECASE)
_VECTOR: Final = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATORS: Final = re.compile(r"[/\\]")
_OTHERWISE: Final = "document"


def clean_name(name: str) -> str:
    """A file's name without what no name should hold; never empty, never hidden, never long.

    Raises:
        FileNamePathError: it is a path.
    """
    *folders, last = _SEPARATORS.split(unicodedata.normalize("NFC", name))
    cleaned = _cleaned(last)
    if folders:
        raise errors.FileNamePathError(name=cleaned)
    return cleaned


def _cleaned(name: str) -> str:
    kept = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    kept = " ".join(kept.split()).strip(". ")
    stem, suffix = PurePosixPath(kept or _OTHERWISE).stem, PurePosixPath(kept or _OTHERWISE).suffix
    if len(suffix) > terms.NAME_LENGTH // 2:
        stem, suffix = kept, ""
    return f"{stem[: terms.NAME_LENGTH - len(suffix)]}{suffix}"


def type_of(source: IO[bytes], name: str) -> FileType:
    """The type of a file by its content, which its name has to agree with.

    Raises:
        FileTypeError, VectorImageError, FileNameMisleadsError, UnpackedTooLargeError, FileDamagedError,
        TextEncodingError: as each says.
    """
    head = source.read(_HEAD)
    source.seek(0)
    found = _recognized(head)
    if found is None:
        found = _office(source, name) if head.startswith(_ZIP) else _text(source, head, name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix and suffix not in found.suffixes:
        raise errors.FileNameMisleadsError(name=name, type=found.name)
    source.seek(0)
    return found


def named_as(name: str, found: FileType) -> str:
    """The name with the ending of its type, where it has none."""
    return name if PurePosixPath(name).suffix else f"{name}{found.suffixes[0]}"


def _recognized(head: bytes) -> FileType | None:
    guessed = filetype.guess_mime(head)
    return next((each for each in (*terms.IMAGES, terms.PDF) if each.media_type == guessed), None)


def _office(source: IO[bytes], name: str) -> FileType:
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            _measured(archive, name)
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError):
        raise errors.FileDamagedError(name=name) from None
    found = next((each for each in terms.OFFICE if {"[Content_Types].xml", each.part} <= parts), None)
    if found is None or any(_MACROS.search(part) for part in parts):
        raise errors.FileTypeError(name=name, types=terms.TYPE_NAMES)
    return found


def _measured(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive by what it says of itself, then by what really comes out of it."""
    entries, most = archive.infolist(), terms.UNPACKED_MEGABYTES * _MEGA
    refusal = errors.UnpackedTooLargeError(name=name, megabytes=terms.UNPACKED_MEGABYTES, parts=terms.MOST_PARTS)
    if len(entries) > terms.MOST_PARTS or sum(entry.file_size for entry in entries) > most:
        raise refusal
    left = most
    for entry in entries:
        if entry.flag_bits & _LOCKED or entry.compress_type not in _METHODS:
            raise errors.FileDamagedError(name=name)
        unbound = copy(entry)
        unbound.file_size = left + 2 * CHUNK  # an entry is otherwise read to the length that it claims to have
        size = 0
        with archive.open(unbound) as unpacked:
            while chunk := unpacked.read(CHUNK):
                size += len(chunk)
                if size > left:
                    raise refusal
        if size != entry.file_size:
            raise errors.FileDamagedError(name=name)
        left -= size


def _text(source: IO[bytes], head: bytes, name: str) -> FileType:
    if _VECTOR.search(head):
        raise errors.VectorImageError(name=name)
    suffix = PurePosixPath(name).suffix.lower()
    found = next((each for each in terms.TEXTS if suffix in each.suffixes), None)
    if found is None:
        raise errors.FileTypeError(name=name, types=terms.TYPE_NAMES)
    decoder = codecs.getincrementaldecoder("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8")()
    source.seek(0)
    try:
        while chunk := source.read(CHUNK):
            if _BINARY.search(decoder.decode(chunk)):
                raise errors.TextEncodingError(name=name)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise errors.TextEncodingError(name=name) from None
    return found
