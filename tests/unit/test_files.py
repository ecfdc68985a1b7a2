"""What is accepted as an image or document, and what each refusal says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, RawIOBase
from pathlib import Path

import pytest
from PIL import Image

from marketplace.documents import errors
from marketplace.documents.content import clean_name
from marketplace.documents.receiving import Received, receive
from marketplace.documents.terms import NAME_LENGTH, UNPACKED_MEGABYTES
from marketplace.kernel.storage import ObjectStore
from tests import files

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOST = 1_000_000
MEGA = 1_000_000


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    """A folder, and something that is none."""
    made = ObjectStore(str(tmp_path / "files") if request.param == "folder" else f"memory://{tmp_path.name}")
    yield made
    for key in everything(made):
        made.remove(key)


def everything(store: ObjectStore) -> list[str]:
    """Every object that the store has."""
    late = datetime(2100, 1, 1, tzinfo=UTC)
    return store.temporary_before(late) + store.final_between(datetime(2000, 1, 1, tzinfo=UTC), late)


def received(store: ObjectStore, content: bytes, name: str) -> Received:
    return receive(store, NOW, BytesIO(content), name, MOST)


def kept(store: ObjectStore, key: str | None) -> bytes:
    with store.opened(key or "") as source:
        return source.read()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plant.jpg", files.image("JPEG"), "image/jpeg"),
        ("plant.JPEG", files.image("JPEG"), "image/jpeg"),
        ("plant.png", files.image("PNG"), "image/png"),
        ("plant.webp", files.image("WEBP"), "image/webp"),
        ("sheet.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        ("costs.xlsx", files.spreadsheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("notes.txt", "泵的数据".encode(), "text/plain"),
        ("notes.txt", "BM 泵".encode("utf-16"), "text/plain"),
        ("flows.csv", b"month;m3\n1;240\n", "text/csv"),
    ],
)
def test_what_is_accepted_is_kept_with_its_type(store: ObjectStore, name: str, content: bytes, media_type: str) -> None:
    found = received(store, content, name)
    assert (found.name, found.media_type) == (name, media_type)
    assert len(kept(store, found.object_key)) == found.size
    assert sorted(everything(store)) == sorted(filter(None, [found.object_key, found.thumbnail_key]))


def test_a_file_without_an_ending_gets_that_of_its_type(store: ObjectStore) -> None:
    assert received(store, files.image("PNG"), "plant").name == "plant.png"


def test_an_image_is_turned_upright_and_forgets_where_it_was_taken(store: ObjectStore) -> None:
    taken = files.located_photograph()
    assert b"at the well" in taken
    found = received(store, taken, "well.jpg")
    content = kept(store, found.object_key)
    with Image.open(BytesIO(content)) as opened:
        assert opened.size == (40, 60) == (found.width, found.height)
        assert not opened.getexif()
        assert not {"exif", "comment", "icc_profile"} & set(opened.info)
    assert b"at the well" not in content
    assert b"Somebody" not in content


def test_a_large_image_is_kept_at_the_size_of_a_screen_with_a_thumbnail(store: ObjectStore) -> None:
    found = received(store, files.image("JPEG", (3000, 1500)), "plant.jpg")
    assert (found.width, found.height) == (2400, 1200)
    with Image.open(BytesIO(kept(store, found.thumbnail_key))) as small:
        assert (small.format, small.size) == ("WEBP", (480, 240))


@pytest.mark.parametrize("mode", ["P", "LA", "I;16", "1", "CMYK"])
def test_images_of_any_depth_are_drawn(store: ObjectStore, mode: str) -> None:
    written, file_format = BytesIO(), "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (20, 10)).save(written, file_format)
    assert received(store, written.getvalue(), f"plant.{file_format.lower()}").width == 20


BOMB = files.spreadsheet(bomb=b"\0" * (UNPACKED_MEGABYTES + 1) * MEGA)
UNDERSTATED = files.understated(BOMB, (UNPACKED_MEGABYTES + 1) * MEGA, 1000)
REFUSED = {
    "nothing": ("empty.pdf", b"", errors.FileEmptyError, "is empty"),
    "a program": ("tool.png", b"MZ\x90\x00" + b"\0" * 200, errors.FileTypeError, "does not accept"),
    "a program called text": ("tool.txt", b"MZ\x90\x00" + b"\0" * 200, errors.TextEncodingError, "UTF-8"),
    "a PDF called PNG": ("plant.png", b"%PDF-1.7\n", errors.FileNameMisleadsError, "a file of the type PDF"),
    "a PNG called text": ("plant.txt", files.image(), errors.FileNameMisleadsError, "a file of the type PNG"),
    "a page": ("page.html", b"<html><script>1</script>", errors.FileTypeError, "does not accept"),
    "a GIF": ("plant.gif", b"GIF89a" + b"\0" * 40, errors.FileTypeError, "does not accept"),
    "an SVG": ("plant.svg", b'<svg xmlns="x"><script>1</script></svg>', errors.VectorImageError, "SVG drawing"),
    "an SVG called PNG": ("plant.png", b'<?xml version="1.0"?><svg onload="1"/>', errors.VectorImageError, "SVG"),
    "a zip": ("all.zip", files.packed({"a.txt": b"a"}), errors.FileTypeError, "does not accept"),
    "macros": ("a.xlsx", files.spreadsheet(**{"xl/vbaProject.bin": b"1"}), errors.FileTypeError, "does not accept"),
    "a zip bomb": ("bomb.xlsx", BOMB, errors.UnpackedTooLargeError, "unpacks to more"),
    "a zip bomb that denies it": ("bomb.xlsx", UNDERSTATED, errors.UnpackedTooLargeError, "unpacks to more"),
    "a zip of many parts": (
        "many.xlsx",
        files.spreadsheet(**{f"part{number}": b"" for number in range(2001)}),
        errors.UnpackedTooLargeError,
        "unpacks to more",
    ),
    "half a zip": ("half.xlsx", files.spreadsheet()[:80], errors.FileDamagedError, "damaged"),
    "half an image": ("half.jpg", files.image("JPEG", (400, 400))[:700], errors.FileDamagedError, "damaged"),
    "a vast image": ("vast.png", files.vast_png(60_000), errors.ImageTooLargeError, "50 million"),
    "a large image": ("large.png", files.vast_png(8_000), errors.ImageTooLargeError, "50 million"),
    "text of another encoding": ("notes.csv", "насос".encode("cp1251"), errors.TextEncodingError, "UTF-8"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_file_leaves_nothing_behind(store: ObjectStore, case: str) -> None:
    name, content, refusal, said = REFUSED[case]
    assert len(content) < MOST
    with pytest.raises(refusal, match=said):
        received(store, content, name)
    assert everything(store) == []


class Endless(RawIOBase):
    """Two gigabytes, made as they are read."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        size = min(size, 2_000_000_000 - self.given)
        self.given += size
        return b"a" * size


def test_a_stream_of_two_gigabytes_is_cut_off_at_the_limit(store: ObjectStore) -> None:
    source = Endless()
    with pytest.raises(errors.FileTooLargeError, match="at most 1 MB"):
        receive(store, NOW, source, "endless.txt", MOST)  # type: ignore[arg-type]
    assert source.given < 2 * MOST
    assert everything(store) == []


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("", "document"),
        ("..", "document"),
        (".htaccess", "htaccess"),
        ("plan\r\nSet-Cookie: a=b.pdf", "planSet-Cookie a=b.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("  يوم   الماء.pdf ", "يوم الماء.pdf"),
        ("a" * 300 + ".docx", "a" * (NAME_LENGTH - 5) + ".docx"),
        ("a." + "b" * 300, "a." + "b" * (NAME_LENGTH - 2)),
    ],
)
def test_names_are_cleaned(given: str, name: str) -> None:
    assert clean_name(given) == name


@pytest.mark.parametrize(
    ("given", "name"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\me\\plan.pdf", "plan.pdf"), ("/", "document")],
)
def test_a_path_in_the_name_is_refused(store: ObjectStore, given: str, name: str) -> None:
    with pytest.raises(errors.FileNamePathError, match=f"The name of “{name}” comes with folders"):
        receive(store, NOW, BytesIO(b"%PDF-1.7\n%%EOF"), given, MOST)
    assert everything(store) == []
