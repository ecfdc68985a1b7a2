"""The curators' desk."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.terms import Role
from marketplace.listings.models import Listing
from marketplace.listings.operations import save_draft, submit
from marketplace.offerings.policies import offering_content as checked
from tests.factories import PASSWORD, Factory, offering_content


@pytest.fixture
def curator(client: FlaskClient, factory: Factory) -> FlaskClient:
    """A browser in which a curator is signed in."""
    person = factory.person(Role.CURATOR)
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def submission(factory: Factory, session: Session) -> Listing:
    actor, organization = factory.editor()
    listing = factory.draft(actor, organization)
    submit(session, actor, factory.bank.clock, factory.bank.bus, listing.id)
    session.commit()
    return listing


def status(session: Session, listing: Listing) -> str:
    session.refresh(listing)
    session.commit()
    return listing.status


def test_the_queue_leads_to_the_review(curator: FlaskClient, submission: Listing) -> None:
    assert f'href="/en/curation/{submission.id}"' in curator.get("/en/curation/").text
    page = curator.get(f"/ar/curation/{submission.id}").text
    assert "Anaerobic digester for pig manure" in page
    assert 'name="revision" value="1"' in page


def test_publishing_puts_it_before_the_public(curator: FlaskClient, session: Session, submission: Listing) -> None:
    response = curator.post(f"/en/curation/{submission.id}/publish", data={"revision": "1"})
    assert response.location == "/en/curation/"
    assert f'<a href="/en/offerings/{submission.id}">' in curator.get("/en/curation/").text
    assert status(session, submission) == "published"


@pytest.mark.parametrize(("step", "reached"), [("request-changes", "changes_requested"), ("reject", "rejected")])
def test_a_refusal_needs_a_reason(
    curator: FlaskClient, session: Session, submission: Listing, step: str, reached: str
) -> None:
    address = f"/en/curation/{submission.id}/{step}"
    for reason in (" ", "x" * 2001):
        response = curator.post(address, data={"revision": "1", "reason": reason})
        assert response.status_code == 422
        assert f'id="{step.replace("-", "_")}-problem"' in response.text
        assert reason.strip() in response.text
    assert status(session, submission) == "submitted"
    assert curator.post(address, data={"revision": "1", "reason": "No figures."}).status_code == 303
    assert status(session, submission) == reached


def test_what_was_not_read_is_not_published(
    curator: FlaskClient, session: Session, factory: Factory, submission: Listing
) -> None:
    author = factory.editor(submission.organization)[0]
    content = checked(offering_content(readiness=7), factory.bank.taxonomy)
    save_draft(session, author, factory.bank.clock, submission.id, 1, content)
    submit(session, author, factory.bank.clock, factory.bank.bus, submission.id)
    session.commit()
    response = curator.post(f"/en/curation/{submission.id}/publish", data={"revision": "1"})
    assert response.status_code == 409
    assert 'name="revision" value="2"' in response.text
    assert status(session, submission) == "submitted"


def test_a_new_revision_is_compared_with_the_public_one(
    curator: FlaskClient, session: Session, factory: Factory
) -> None:
    listing = factory.published()
    author = factory.editor(listing.organization)[0]
    content = checked(offering_content(readiness=7), factory.bank.taxonomy)
    save_draft(session, author, factory.bank.clock, listing.id, 1, content)
    submit(session, author, factory.bank.clock, factory.bank.bus, listing.id)
    session.commit()
    page = curator.get(f"/en/curation/{listing.id}").text
    table = page[page.index('<table class="differences') : page.index("</table>")]
    assert "TRL 9" in table
    assert "TRL 7" in table
    assert table.count('<th scope="row">') == 1


def test_an_organization_is_verified(curator: FlaskClient, session: Session, submission: Listing) -> None:
    number = submission.organization_id
    response = curator.post(f"/en/curation/organizations/{number}/verify", data={"listing": str(submission.id)})
    assert response.location == f"/en/curation/{submission.id}"
    session.refresh(submission.organization)
    assert submission.organization.verified_at is not None


def test_only_staff_may(client: FlaskClient, session: Session, factory: Factory, submission: Listing) -> None:
    pages = ("/en/curation/", f"/en/curation/{submission.id}")
    steps = [f"/en/curation/{submission.id}/{step}" for step in ("publish", "request-changes", "reject")]
    steps.append(f"/en/curation/organizations/{submission.organization_id}/verify")
    assert [client.get(page).status_code for page in pages] == [302, 302]
    assert [client.post(step, data={"revision": "1"}).status_code for step in steps] == [401] * 4
    author = factory.member(submission.organization)
    client.post("/en/sign-in", data={"email": author.email, "password": PASSWORD})
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert [client.post(step, data={"revision": "1"}).status_code for step in steps] == [403] * 4
    assert status(session, submission) == "submitted"
