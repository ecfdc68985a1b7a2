"""Images: judged by their header, decoded once, and written anew, so that nothing but the picture is kept."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final

from PIL import Image, ImageOps

from marketplace.documents import errors, terms
from marketplace.documents.terms import FileType

_FORMATS: Final = {terms.JPEG: "JPEG", terms.PNG: "PNG", terms.WEBP: "WEBP"}
_QUALITY: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 86},
}
_THUMBNAIL_QUALITY: Final = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it is kept, and its thumbnail in WebP; `width` and `height` in pixels."""

    content: BytesIO
    thumbnail: BytesIO
    width: int
    height: int


def redrawn(source: IO[bytes], found: FileType, name: str) -> Picture:
    """The image written anew: upright, of a size for screens, and without EXIF, position, comments or colour profile.

    Raises:
        ImageTooLargeError: by its header, before anything is decoded.
        FileDamagedError: it cannot be decoded.
    """
    refusal = errors.ImageTooLargeError(name=name, megapixels=terms.MEGAPIXELS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is the stricter limit
            opened = Image.open(source, formats=[_FORMATS[found]])
        with opened:
            if opened.width * opened.height > terms.MEGAPIXELS * 1_000_000:
                raise refusal
            return _written(opened, _FORMATS[found])
    except Image.DecompressionBombError:
        raise refusal from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        raise errors.FileDamagedError(name=name) from None


def _written(opened: Image.Image, file_format: str) -> Picture:
    opened.draft("RGB", (terms.LONGEST_SIDE, terms.LONGEST_SIDE))  # a JPEG is decoded at about the size that is kept
    upright = ImageOps.exif_transpose(opened)
    clear = "A" in upright.getbands() or "transparency" in upright.info
    drawn = upright.convert("RGBA" if clear and file_format != "JPEG" else "RGB")
    drawn.thumbnail((terms.LONGEST_SIDE, terms.LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    content = _encoded(bare, file_format, **_QUALITY[file_format])
    width, height = bare.size
    bare.thumbnail(terms.THUMBNAIL, Image.Resampling.LANCZOS)
    return Picture(content, _encoded(bare, "WEBP", quality=_THUMBNAIL_QUALITY), width, height)


def _encoded(image: Image.Image, file_format: str, **options: Any) -> BytesIO:
    written = BytesIO()
    image.save(written, file_format, **options)
    written.seek(0)
    return written
