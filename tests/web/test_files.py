"""Images and documents of listings: sent with the form, kept whatever else is wrong with it, shown to whom they may be."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.bootstrap import Bank
from marketplace.documents.models import Document
from marketplace.documents.operations import add_document
from marketplace.documents.queries import DocumentView
from marketplace.documents.receiving import receive
from marketplace.listings.models import Listing
from marketplace.organizations.models import Organization
from tests import files
from tests.factories import Factory
from tests.unit.test_files import everything
from tests.web.test_editing import OFFERING, create, latest, sign_in


@pytest.fixture
def organization(factory: Factory) -> Organization:
    return factory.organization("provider", "agency")


@pytest.fixture
def member(client: FlaskClient, factory: Factory, organization: Organization) -> Person:
    person = factory.member(organization)
    sign_in(client, person)
    return person


def kept(bank: Bank, session: Session, factory: Factory, organization: Organization, name: str) -> DocumentView:
    """An image or a PDF of the organization's."""
    content = files.image() if name.endswith("png") else b"%PDF-1.7\n%%EOF"
    received = receive(bank.store, bank.clock.now(), BytesIO(content), name, 1_000_000)
    added = add_document(session, factory.editor(organization)[0], bank.clock, organization.id, received)
    session.commit()
    return added


def test_files_come_with_the_form_and_are_attached(client: FlaskClient, session: Session, member: Person) -> None:
    sent = [(BytesIO(files.image()), "plant.png"), (BytesIO(b"%PDF-1.7\n%%EOF"), "sheet.pdf")]
    number = create(client, files=sent)
    image, paper = session.scalars(select(Document).order_by(Document.id)).all()
    session.commit()
    assert (image.name, paper.name) == ("plant.png", "sheet.pdf")
    assert image.attached_at is not None
    assert latest(session, number)["attachments"] == [{"document": image.id}, {"document": paper.id}]
    page = client.get(f"/en/my/listings/{number}/edit?step=attachments").text
    assert f'src="/files/{image.id}?small="' in page
    assert "sheet.pdf" in page


def test_files_are_kept_where_the_form_has_to_be_corrected(
    client: FlaskClient, session: Session, member: Person
) -> None:
    sent = [
        (BytesIO(files.image()), "plant.png"),
        (BytesIO(b"<svg onload='1'>"), "drawing.svg"),
        (BytesIO(b""), "empty.pdf"),
        (BytesIO(b"%PDF-1.7\n%%EOF"), "../../etc/passwd.pdf"),
    ]
    response = client.post("/en/my/listings/new/offering", data={**OFFERING, "files": sent, "step": "save"})
    assert response.status_code == 422
    assert "“drawing.svg” is an SVG drawing" in response.text
    assert "“empty.pdf” is empty." in response.text
    assert "The name of “passwd.pdf” comes with folders." in response.text
    kept_image = session.scalars(select(Document.id)).one()
    session.commit()
    assert f'name="attachments.0.document" value="{kept_image}"' in response.text
    assert "Solar cold room" in response.text
    data = {**OFFERING, "readiness": "99", "attachments.0.document": str(kept_image)}
    wrong = client.post("/en/my/listings/new/offering", data=data)
    assert wrong.status_code == 422
    assert f'name="attachments.0.document" value="{kept_image}"' in wrong.text


def test_an_image_can_be_shown_first_or_taken_away(client: FlaskClient, member: Person) -> None:
    rows = {f"attachments.{place}.document": str(number) for place, number in enumerate((7, 8, 9))}
    rows["attachments.2.caption.en"] = "The ninth"
    data = {**OFFERING, **rows}
    moved = client.post("/en/my/listings/new/offering", data={**data, "first": "attachments.2"}).text
    assert re.findall(r'name="attachments\.\d+\.document" value="(\d)"', moved) == ["9", "7", "8"]
    assert re.search(r'name="attachments.0.caption.en" value="The ninth"', moved)
    left = client.post("/en/my/listings/new/offering", data={**data, "remove": "attachments.1"}).text
    assert re.findall(r'name="attachments\.\d+\.document" value="(\d)"', left) == ["7", "9"]


def test_nobody_attaches_what_is_anothers(
    bank: Bank, client: FlaskClient, session: Session, factory: Factory, member: Person
) -> None:
    other = kept(bank, session, factory, factory.organization(), "plant.png")
    data = {**OFFERING, "attachments.0.document": str(other.id), "step": "save"}
    response = client.post("/en/my/listings/new/offering", data=data)
    assert response.status_code == 422
    assert f"/files/{other.id}" not in response.text
    assert "plant.png" not in response.text
    assert list(session.scalars(select(Listing))) == []


def test_what_is_attached_to_a_public_listing_is_shown_to_everybody(
    bank: Bank, client: FlaskClient, session: Session, factory: Factory
) -> None:
    author, organization = factory.editor()
    image = kept(bank, session, factory, organization, "plant.png")
    paper = kept(bank, session, factory, organization, "数据 sheet.pdf")
    named = [{"document": image.id, "caption": {"en": "The plant <1>"}}, {"document": paper.id}]
    draft = factory.draft(author, organization, attachments=named)
    assert client.get(f"/files/listings/{draft.id}/{image.id}").status_code == 302, "asked to sign in"
    published = publish(bank, session, factory, draft)
    page = client.get(f"/en/offerings/{published.id}").text
    assert f'src="/files/listings/{draft.id}/{image.id}?small="' in page
    assert 'alt="The plant &lt;1&gt;" loading="lazy"' in page
    assert "PDF, 1 kB" in page
    assert f'/{image.id}?small="' in client.get("/en/search?kind=offering").text
    shown = client.get(f"/files/listings/{draft.id}/{image.id}")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.headers["Cache-Control"] == "public, max-age=2592000, immutable"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in shown.headers
    assert shown.headers["Content-Disposition"].startswith("inline; ")
    assert len(shown.data) == image.size
    again = client.get(shown.request.path, headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/files/listings/{draft.id}/{image.id}?small=").mimetype == "image/webp"
    saved = client.get(f"/files/listings/{draft.id}/{paper.id}")
    assert saved.headers["Content-Disposition"] == (
        "attachment; filename=\" sheet.pdf\"; filename*=UTF-8''%E6%95%B0%E6%8D%AE%20sheet.pdf"
    )
    assert client.get(f"/files/listings/{draft.id}/{paper.id}?small=").status_code == 404


def publish(bank: Bank, session: Session, factory: Factory, draft: Listing) -> Listing:
    """Take a draft before the public."""
    from marketplace.curation import operations as curation  # noqa: PLC0415
    from marketplace.jobs.worker import work_off  # noqa: PLC0415
    from marketplace.listings import operations as listings  # noqa: PLC0415

    listings.submit(session, factory.editor(draft.organization)[0], bank.clock, bank.bus, draft.id)
    curation.publish(session, factory.curator(), bank.clock, bank.bus, draft.id, 1)
    session.commit()
    work_off(bank)
    return draft


def test_what_is_not_public_is_shown_to_members_and_staff_alone(
    bank: Bank, client: FlaskClient, session: Session, factory: Factory
) -> None:
    organization = factory.organization()
    image = kept(bank, session, factory, organization, "plant.png")
    published = factory.published()
    session.commit()
    for path in (f"/files/{image.id}", f"/files/listings/{published.id}/{image.id}"):
        assert client.get(path).status_code == 302
        sign_in(client, factory.person())
        assert client.get(path).status_code == 404
        sign_in(client, factory.member(organization))
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"
        client.post("/en/sign-out")


def test_a_request_of_two_gigabytes_is_refused_with_its_limit(bank: Bank, client: FlaskClient, member: Person) -> None:
    response = client.post(
        "/en/my/listings/new/offering",
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": "2000000000", "wsgi.input": BytesIO(b"--b")},
    )
    assert response.status_code == 413
    assert "at most 21 MB" in response.text
    assert everything(bank.store) == []


def test_a_stream_of_unknown_length_is_cut_off_at_the_limit(bank: Bank, client: FlaskClient, member: Person) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    given = Counted(head)
    response = client.post(
        "/en/my/listings/new/offering",
        headers={"Transfer-Encoding": "chunked"},
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"wsgi.input_terminated": True, "wsgi.input": given},
    )
    assert response.status_code == 413
    assert given.given < 25_000_000
    assert everything(bank.store) == []


class Counted:
    """A head, and after it two gigabytes that are made as they are read."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.given = 0

    def read(self, size: int) -> bytes:
        found, self.head = self.head or b"a" * min(size, 2_000_000_000 - self.given), b""
        self.given += len(found)
        return found
