"""The dossier says all that is known of a match, in the reader's language, and needs nothing but itself."""

import os
import re
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from ctypes import create_string_buffer
from pathlib import Path
from threading import Lock
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from marketplace import app as application
from marketplace.bootstrap import Bank
from marketplace.kernel import typesetting
from marketplace.listings import operations as listings
from marketplace.localization.locales import LANGUAGE_TAGS, LOCALES
from marketplace.matching import operations as matching
from marketplace.matching.models import KeptMatch
from marketplace.web.directions import runs_left_to_right, steadied
from tests.conftest import StoppedClock
from tests.factories import Factory

MAIL_BYTES = 100_000
NEED_TEXTS = {
    "zh": {"origin": "human", "title": "合作社猪粪沼气", "summary": "一家合作社希望把猪粪变成炊事用沼气。"},
    "ar": {
        "origin": "human",
        "title": "الغاز الحيوي من روث الخنازير لتعاونية",
        "summary": "تريد تعاونية تحويل روث خنازيرها إلى غاز حيوي للطهي.",
    },
}
#: What the text of the document has to hold in each locale: its name, the kinds of both sides, a verdict.
WORDS = {
    "en": ("Match dossier", "Need", "Offering", "Open questions", "Anaerobic digester for pig manure"),
    "zh": ("匹配档案", "技术需求", "技术供给", "待明确的问题", "合作社猪粪沼气"),
    "ar": ("ملف المطابقة", "الغاز الحيوي", "المصادر", "خضراء"),
}
FACES = {
    "en": {"NotoSans", "NotoSerif"},
    "zh": {"NotoSansCJKSC", "NotoSerifCJKSC"},
    "ar": {"NotoNaskhArabic", "NotoKufiArabic", "NotoSans"},
}


@pytest.fixture
def address(factory: Factory) -> str:
    """The path of a match within a locale; the need is there in Chinese and Arabic too, the offering is not."""
    offering = factory.published(
        benefits=[
            {"indicator": "ghg_avoided", "value": 120, "unit": "tCO2e", "per": "year", "source": "Test report 7"}
        ],
        standards=["ISO 23590:2020"],
    )
    made = factory.published("need")
    texts = made.published.content["texts"] if made.published else {}
    need = factory.published("need", texts={**texts, **NEED_TEXTS}, standards=["ISO 23590:2020", "Decree 12/2020"])
    return f"matches/{need.id}/{offering.id}"


@pytest.fixture
def pdf_machine() -> None:
    """A machine that can make PDF files; without it these tests are skipped, unless the environment insists on them."""
    if lacking := typesetting.problems():
        if os.environ.get("REQUIRE_PDF"):
            pytest.fail(f"REQUIRE_PDF is set, and {lacking}")
        pytest.skip(f"{lacking}: the tests of PDF files did not run")


def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(content)
    yield document
    document.close()


def text_of(document: pypdfium2.PdfDocument) -> str:
    """The text of all pages without marks of direction. Of Arabic, ligatures and vowel signs come out in another order."""
    pages = []
    for page in document:
        layer = page.get_textpage()
        pages.append(layer.get_text_bounded())
        layer.close()
        page.close()
    return re.sub(r"[\u200e\u200f\u2066-\u2069]", "", "\n".join(pages))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_document_is_one_small_file_that_asks_for_nothing(client: FlaskClient, address: str, locale: str) -> None:
    response = client.get(f"/{locale}/{address}/dossier.html")
    page = response.text
    assert response.status_code == 200
    assert len(response.data) < MAIL_BYTES
    assert response.headers["Content-Disposition"].endswith(f'-{locale}.html"')
    assert f'<html lang="{LANGUAGE_TAGS[locale]}"' in page  # type: ignore[index]
    assert ('dir="rtl"' in page[:200]) == (locale == "ar")
    assert re.findall(r'(?:src|srcset|data|action)="|@import|url\(|<link|<script|<iframe', page) == []
    assert set(re.findall(r'href="([^"]+)"', page)) == {f"http://127.0.0.1:8000/{locale}/{address}"}


def test_the_document_holds_verdicts_questions_sources_and_provenance(
    client: FlaskClient, session: Session, address: str
) -> None:
    page = client.get(f"/en/{address}/dossier").text
    need, offering = (int(number) for number in address.split("/")[1:])
    kept = session.get_one(KeptMatch, (need, offering))
    verdicts = kept.explanation["verdicts"]
    assert page.count('<tr>\n      <th scope="row">') >= len(verdicts)
    for outcome in ("met", "unknown"):
        assert sum(each["outcome"] == outcome for each in verdicts) > 0
    for said in (
        "Test report 7",
        "Ask both sides:",
        "The answer that would change most",
        f"with model {kept.model}",
        "20 November 2026",
        "Revision 1, written on 20 November 2026 in English.",
        "Public since 20 November 2026",
        "Estimated by a model that has not learned from judged pairs yet.",
    ):
        assert said in page, said


def test_a_text_that_nobody_translated_says_which_language_it_is_in(client: FlaskClient, address: str) -> None:
    page = client.get(f"/zh/{address}/dossier").text
    assert NEED_TEXTS["zh"]["summary"] in page
    assert '<p lang="en" dir="ltr">A mesophilic anaerobic digester' in page
    assert page.count('class="notice"') == 1


def test_the_document_in_the_browser_keeps_to_a_strict_policy(client: FlaskClient, address: str) -> None:
    policy = client.get(f"/en/{address}/dossier").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy


def test_what_people_wrote_cannot_leave_its_place(client: FlaskClient, factory: Factory) -> None:
    texts = {
        "en": {
            "origin": "original",
            "title": "Digester </title><script>alert(1)</script>",
            "summary": "Turns pig manure into biogas <img src=x onerror=alert(1)> for cooking.",
            "description": "The digester treats manure slurry of farms with 200 to 2000 pigs.",
        }
    }
    offering, need = factory.published(texts=texts), factory.published("need")
    page = client.get(f"/en/matches/{need.id}/{offering.id}/dossier").text
    assert "<script" not in page
    assert "<img" not in page


def test_what_is_hidden_or_not_public_has_no_dossier(
    client: FlaskClient, bank: Bank, session: Session, factory: Factory
) -> None:
    offering, need = factory.published(), factory.published("need")
    path = f"/en/matches/{need.id}/{offering.id}/dossier"
    matching.hide(session, factory.curator(), bank.clock, need.id, offering.id)
    session.commit()
    assert [client.get(f"{path}{ending}").status_code for ending in ("", ".html", ".pdf")] == [404, 404, 404]
    other = factory.copy(offering)
    assert client.get(f"/en/matches/{need.id}/{other.id}/dossier").status_code == 200
    author = factory.editor(other.organization)[0]
    listings.withdraw(session, author, bank.clock, bank.bus, other.id)
    session.commit()
    assert client.get(f"/en/matches/{need.id}/{other.id}/dossier").status_code == 404


def test_an_address_outlives_the_place_among_the_best(client: FlaskClient, session: Session, address: str) -> None:
    need, offering = (int(number) for number in address.split("/")[1:])
    session.delete(session.get_one(KeptMatch, (need, offering)))
    session.commit()
    assert client.get(f"/en/{address}").status_code == 200
    assert "It is not among the matches that the bank keeps." in client.get(f"/en/{address}/dossier").text


@pytest.mark.usefixtures("pdf_machine")
@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", WORDS)
def test_the_pdf_is_typeset_in_the_fonts_of_its_language(
    client: FlaskClient, address: str, locale: str, caplog: pytest.LogCaptureFixture
) -> None:
    made = typesetting.typeset(client.get(f"/{locale}/{address}/dossier").text)
    assert [record.message for record in caplog.records if ".notdef" in record.message] == [], (
        "letters without a drawing"
    )
    for document in opened(made):
        assert 2 <= len(document) <= 6
        text = text_of(document)
        for words in WORDS[locale]:
            assert words in text, words
        faces = embedded_faces(document)
        assert {family for family in FACES[locale] if any(face.startswith(family) for face in faces)} == FACES[locale]
        assert all(face.startswith("Noto") for face in faces), faces
        image = document[0].render(scale=0.5).to_pil()
        ink = sum(image.convert("L").histogram()[:200]) / (image.width * image.height)
        assert 0.01 < ink < 0.5


def embedded_faces(document: pypdfium2.PdfDocument) -> set[str]:
    """The names of the fonts that the text is set in; each has to be embedded."""
    raw: Any = pypdfium2.raw
    faces: set[str] = set()
    for page in document:
        for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
            font = raw.FPDFTextObj_GetFont(found)
            assert raw.FPDFFont_GetIsEmbedded(font) == 1
            name = create_string_buffer(raw.FPDFFont_GetBaseFontName(font, None, 0))
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            faces.add(re.sub(r"^[A-Z]{6}\+|-", "", name.value.decode()))
        page.close()
    return faces


@pytest.mark.usefixtures("pdf_machine")
def test_a_pdf_is_made_once_and_kept(
    client: FlaskClient, bank: Bank, clock: StoppedClock, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.get(f"/en/{address}/dossier.pdf")
    first = response.data
    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"].endswith('-en.pdf"')
    assert first.startswith(b"%PDF-")

    def never(_html: bytes) -> bytes:
        raise AssertionError

    monkeypatch.setattr(typesetting, "_apart", never)
    assert client.get(f"/en/{address}/dossier.pdf").data == first
    assert len(list(bank.settings.dossiers_folder.iterdir())) == 1
    clock.advance(days=1)
    with pytest.raises(AssertionError):
        bank.typesetter.pdf(client.get(f"/en/{address}/dossier").text)


def test_only_so_many_files_are_kept_those_asked_for_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "MOST_KEPT", 2)
    monkeypatch.setattr(typesetting, "_apart", bytes)
    typesetter = typesetting.Typesetter(tmp_path / "dossiers")
    for moment, html in enumerate(("first", "second", "third")):
        assert typesetter.pdf(html) == html.encode()
        for path in typesetter.folder.iterdir():
            if path.read_text(encoding="utf-8") == html:
                os.utime(path, (moment, moment))
    assert sorted(path.read_text(encoding="utf-8") for path in typesetter.folder.iterdir()) == ["second", "third"]


def test_whoever_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(typesetting, "_one_at_a_time", held := Lock())
    held.acquire()
    with pytest.raises(typesetting.TypesettingBusyError):
        typesetting.Typesetter(tmp_path).pdf("<p>x</p>")


@pytest.mark.usefixtures("pdf_machine")
def test_nothing_is_fetched_from_files_or_from_the_network(tmp_path: Path) -> None:
    picture = tmp_path / "dot.png"
    Image.new("RGB", (8, 8), "red").save(picture)
    (tmp_path / "style.css").write_text("p { display: none }", encoding="utf-8")
    pixel = b64encode(picture.read_bytes()).decode()
    html = (
        f'<link rel="stylesheet" href="file://{tmp_path}/style.css"><img src="file://{picture}">'
        f'<img src="data:image/png;base64,{pixel}"><img src="http://127.0.0.1:9/dot.png"><p>still here</p>'
    )
    made = typesetting.typeset(html, uncompressed_pdf=True)
    assert b"/Image" not in made
    for document in opened(made):
        assert "still here" in text_of(document)


def test_where_no_pdf_can_be_made_the_document_to_print_is_offered(
    client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "problems", lambda: ("the font Noto Sans is missing",))
    page = client.get(f"/en/{address}").text
    assert "Dossier as PDF" not in page
    assert "Dossier to print" in page
    response = client.get(f"/en/{address}/dossier.pdf")
    assert (response.status_code, response.location) == (302, f"/en/{address}/dossier")
    assert "Save as PDF" in client.get(response.location).text


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str) -> object:
        msg = "cannot load library 'libpango-1.0-0'"
        raise OSError(msg)

    monkeypatch.setattr(typesetting, "import_module", absent)
    [problem] = typesetting.lacking()
    assert "libpango-1.0-0" in problem


def test_a_failure_to_find_out_is_a_problem_and_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_arguments: object) -> bytes:
        raise subprocess.TimeoutExpired("typesetting", 90)

    monkeypatch.setattr(typesetting, "_found_once", too_long)
    [problem] = typesetting.problems()
    assert "timed out after 90 seconds" in problem


@pytest.mark.usefixtures("pdf_machine")
def test_a_font_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONTS", {"Noto Sans": "a", "Noto Sans of Nowhere": "a"})
    assert typesetting.lacking() == ("the font Noto Sans of Nowhere is missing",)


def test_the_start_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with capture_logs() as logs:
        monkeypatch.setattr(application, "problems", lambda: ("the font Noto Sans is missing",))
        application._look_for_typesetting()  # noqa: SLF001 - what the start does beside serving
        monkeypatch.setattr(application, "problems", tuple)
        application._look_for_typesetting()  # noqa: SLF001 - says nothing
    [said] = logs
    assert said["lacking"] == ("the font Noto Sans is missing",)
    assert said["log_level"] == "warning"


@pytest.mark.parametrize(
    ("words", "expected"), [("620 wells", True), ("ISO 23590", True), ("20 بئراً", False), ("2021", False), ("", False)]
)
def test_the_first_letter_says_where_words_run(words: str, expected: object) -> None:
    assert runs_left_to_right(words) is expected


def test_words_that_run_from_left_to_right_are_held_in_order_at_every_end_of_a_line() -> None:
    assert steadied("\u2068IEC 60529\u2069 و <bdi>a-b</bdi>") == (
        "\u2068\u200eIEC\u200e \u200e60529\u200e\u2069 و <bdi>\u200ea\u200e-\u200eb\u200e</bdi>"
    )
    assert steadied("<bdi>بئر واحدة</bdi> \u206812\u2069") == "<bdi>بئر واحدة</bdi> \u206812\u2069"
