"""The listing form in steps: every step is saved, no step loses what another says, and the last one looks back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.bootstrap import Bank
from marketplace.jobs.worker import work_off
from marketplace.listings.models import Listing
from marketplace.organizations.models import Organization
from tests.factories import Factory
from tests.web.test_editing import OFFERING, create, latest, sign_in

WORDS = {name: value for name, value in OFFERING.items() if name.startswith(("texts.", "original_"))}


@pytest.fixture
def organization(factory: Factory) -> Organization:
    return factory.organization("provider", "agency")


@pytest.fixture
def member(client: FlaskClient, factory: Factory, organization: Organization) -> Person:
    person = factory.member(organization)
    sign_in(client, person)
    return person


def base(session: Session, number: int) -> str:
    with session.begin():
        listing = session.get(Listing, number, populate_existing=True)
        assert listing is not None
        assert listing.latest is not None
        return str(listing.latest.number)


def test_the_first_step_begins_a_draft_and_leads_to_the_next(
    client: FlaskClient, session: Session, member: Person
) -> None:
    page = client.get("/en/my/listings/new/offering").text
    assert 'name="texts.en.title"' in page
    assert 'name="capacity.min"' not in page
    response = client.post("/en/my/listings/new/offering", data={**WORDS, "section": "words", "step": "next"})
    assert response.location == "/en/my/listings/1/edit?step=classification"
    assert latest(session, 1)["texts"]["fr"] == {"origin": "human", "title": "Chambre froide solaire"}


def test_a_step_changes_nothing_that_others_say(client: FlaskClient, session: Session, member: Person) -> None:
    number = create(client)
    before = latest(session, number)
    address = f"/en/my/listings/{number}/edit"
    data = {"section": "cost", "base_revision": "1", "lead_time.min": "3", "lead_time.unit": "month", "go": "words"}
    assert client.post(address, data=data).location == f"{address}?step=words"
    assert latest(session, number) == {**before, "lead_time": {"min": 3, "unit": "month"}}
    emptied = {"section": "cost", "base_revision": "2", "step": "save"}
    assert client.post(address, data=emptied).location == f"{address}?step=cost"
    assert latest(session, number) == before


def test_every_step_of_both_kinds_opens_and_saves_what_it_shows(
    client: FlaskClient, session: Session, member: Person
) -> None:
    number = create(client)
    before = latest(session, number)
    page = client.get(f"/en/my/listings/{number}/edit").text
    steps = re.findall(r'name="go" value="(\w+)">[^<]', page)
    assert {"classification", "envelope", "attachments", "review"} <= set(steps)
    for step in steps:
        assert client.get(f"/ar/my/listings/{number}/edit?step={step}").status_code == 200
    assert client.get(f"/en/my/listings/{number}/edit?step=nothing").text.count('aria-current="step"') == 1
    assert latest(session, number) == before


def test_a_wrong_value_keeps_the_step_with_what_was_typed(
    client: FlaskClient, session: Session, member: Person
) -> None:
    number = create(client)
    data = {"section": "cost", "base_revision": "1", "lead_time.min": "soon", "lead_time.unit": "month", "step": "next"}
    response = client.post(f"/en/my/listings/{number}/edit", data=data)
    assert response.status_code == 422
    assert 'value="soon"' in response.text
    assert 'name="texts.en.title"' not in response.text
    assert base(session, number) == "1"


def test_what_others_saved_in_other_steps_stays(client: FlaskClient, session: Session, member: Person) -> None:
    number = create(client)
    address = f"/en/my/listings/{number}/edit"
    other = {"section": "maturity", "base_revision": "1", "readiness": "5", "step": "save"}
    assert client.post(address, data=other).status_code == 303
    mine = {"section": "cost", "base_revision": "1", "lead_time.min": "3", "lead_time.unit": "month", "step": "save"}
    conflict = client.post(address, data=mine)
    assert conflict.status_code == 409
    assert 'name="base_revision" value="2"' in conflict.text
    assert client.post(address, data={**mine, "base_revision": "2"}).status_code == 303
    content = latest(session, number)
    assert (content["readiness"], content["lead_time"]) == (5, {"min": 3, "unit": "month"})


def test_the_last_step_says_what_is_missing_and_leads_there(
    client: FlaskClient, session: Session, member: Person
) -> None:
    number = create(client, available_in=[])
    address = f"/en/my/listings/{number}/edit"
    page = client.get(f"{address}?step=review").text
    assert "of what decides matches is said" in page
    assert f'href="{address}?step=cost#capital_cost"' in page
    refused = client.post(address, data={"section": "review", "base_revision": "1", "step": "submit"})
    assert refused.status_code == 422
    assert f'href="{address}?step=places#available_in"' in refused.text
    filled = {"section": "places", "base_revision": "1", "available_in": ["Africa"], "go": "review"}
    assert client.post(address, data=filled).location == f"{address}?step=review"
    done = client.post(address, data={"section": "review", "base_revision": "2", "step": "submit"})
    assert done.location == "/en/my/listings"
    assert base(session, number) == "2", "looking back saves nothing"


def test_a_suggested_concept_is_added_to_what_was_typed(client: FlaskClient, member: Person) -> None:
    number = create(client)
    address = f"/en/my/listings/{number}/edit"
    [code, *_others] = re.findall(r'name="concept" value="([\w-]+)"', client.get(f"{address}?step=classification").text)
    data = {"section": "classification", "base_revision": "1", "fields": ["energy.solar"], "concept": code}
    page = client.post(address, data=data).text
    assert re.search(r'name="concepts" value="[^"]+"', page)
    assert 'value="energy.solar" selected' in page


def test_a_listing_like_a_public_one_says_so_before_it_is_submitted(
    bank: Bank, client: FlaskClient, session: Session, factory: Factory, organization: Organization, member: Person
) -> None:
    public = factory.published()
    number = factory.draft(factory.actor(member), organization).id
    session.commit()
    page = client.get(f"/en/my/listings/{number}/edit?step=review").text
    assert "Does this exist already?" in page
    assert f'href="/en/offerings/{public.id}"' in page


def test_a_preview_shows_the_page_and_its_matches_to_those_who_work_on_it(
    bank: Bank, client: FlaskClient, session: Session, factory: Factory, organization: Organization, member: Person
) -> None:
    need = factory.published("need")
    number = factory.draft(factory.actor(member), organization).id
    session.commit()
    work_off(bank)
    page = client.get(f"/en/my/listings/{number}/preview").text
    assert "So the page will look" in page
    assert f'href="/en/needs/{need.id}"' in page
    assert "/en/matches/" not in page
    assert client.get(f"/en/offerings/{number}").status_code == 404
    sign_in(client, factory.person())
    assert client.get(f"/en/my/listings/{number}/preview").status_code == 404


def test_versions_are_shown_with_their_differences_and_restored(
    client: FlaskClient, session: Session, member: Person
) -> None:
    number = create(client)
    address = f"/en/my/listings/{number}"
    changed = {"section": "maturity", "base_revision": "1", "readiness": "5", "step": "save"}
    changed["standards"] = str(OFFERING["standards"])
    client.post(f"{address}/edit", data=changed)
    page = client.get(f"{address}/versions").text
    assert "1 entry changed" in page
    assert f'action="{address}/versions/1/restore"' in page
    restored = client.post(f"{address}/versions/1/restore", data={"base_revision": "2"})
    assert restored.location == f"{address}/edit"
    assert latest(session, number)["readiness"] == 9
    assert client.post(f"{address}/versions/1/restore", data={"base_revision": "2"}).status_code == 409
    copied = client.post(f"{address}/copy")
    assert copied.location == f"/en/my/listings/{number + 1}/edit"
    assert latest(session, number + 1) == latest(session, number)
