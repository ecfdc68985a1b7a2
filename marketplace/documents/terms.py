"""What the bank accepts, and how much of it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its media type, the endings of names that promise it, and the name that people know it by.

    `part` is the part of an office document that says which it is.
    """

    media_type: str
    suffixes: tuple[str, ...]
    name: str
    part: str = ""


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
JPEG: Final = FileType("image/jpeg", (".jpg", ".jpeg"), "JPEG")
PNG: Final = FileType("image/png", (".png",), "PNG")
WEBP: Final = FileType("image/webp", (".webp",), "WebP")
PDF: Final = FileType("application/pdf", (".pdf",), "PDF")
DOCX: Final = FileType(f"{_OFFICE}.wordprocessingml.document", (".docx",), "DOCX", "word/document.xml")
XLSX: Final = FileType(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), "XLSX", "xl/workbook.xml")
PPTX: Final = FileType(f"{_OFFICE}.presentationml.presentation", (".pptx",), "PPTX", "ppt/presentation.xml")
TEXT: Final = FileType("text/plain", (".txt",), "TXT")
CSV: Final = FileType("text/csv", (".csv",), "CSV")

IMAGES: Final = (JPEG, PNG, WEBP)
OFFICE: Final = (DOCX, XLSX, PPTX)
TEXTS: Final = (TEXT, CSV)
FILE_TYPES: Final = (*IMAGES, PDF, *OFFICE, *TEXTS)
#: The types by their names, for sentences.
TYPE_NAMES: Final = ", ".join(each.name for each in FILE_TYPES)
#: What the chooser of a browser offers.
SUFFIXES: Final = ",".join(suffix for each in FILE_TYPES for suffix in each.suffixes)

#: Width times height of an image, in millions of pixels: what the larger cameras make, and what can be decoded in 200 MB.
MEGAPIXELS: Final = 50
#: An image is kept with no side longer than this, in pixels; its thumbnail fits into the smaller frame.
LONGEST_SIDE: Final = 2400
THUMBNAIL: Final = (480, 360)
#: What an office document may unpack to, in millions of bytes, and of how many parts it may consist.
UNPACKED_MEGABYTES: Final = 100
MOST_PARTS: Final = 2_000
NAME_LENGTH: Final = 120


def is_image(media_type: str) -> bool:
    """Whether pages show it, rather than offer it."""
    return any(each.media_type == media_type for each in IMAGES)
