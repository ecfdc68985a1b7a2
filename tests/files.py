"""Files to try: images, archives and documents, made where they are needed."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

GPS = {0x8825: {1: "N", 2: (17.0, 58.0, 0.0)}, 0x010E: "at the well"}


def image(file_format: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A picture in one colour."""
    written = BytesIO()
    Image.new("RGB", size, (12, 59, 46)).save(written, file_format, **options)
    return written.getvalue()


def located_photograph() -> bytes:
    """A JPEG, lying on its side, whose EXIF says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = "at the well"
    exif.get_ifd(0x8825)[1] = "N"
    return image("JPEG", (60, 40), exif=exif, comment=b"taken by Somebody")


def vast_png(side: int) -> bytes:
    """A PNG whose header promises a square of a side, in pixels; there is nothing behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def spreadsheet(**more: bytes) -> bytes:
    """As much of an XLSX as tells what it is."""
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def understated(archive: bytes, size: int, claimed: int) -> bytes:
    """The archive with the unpacked size of an entry replaced by what it should seem to be, wherever it is said."""
    return archive.replace(struct.pack("<I", size), struct.pack("<I", claimed))
