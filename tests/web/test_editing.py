"""Writing a listing through the form: what was typed stays, what is wrong is said where it is, and nobody overwrites."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.listings.models import Listing, Revision
from marketplace.organizations.models import Organization
from tests.factories import PASSWORD, Factory

OFFERING = {
    "original_locale": "en",
    "texts.en.title": "Solar cold room",
    "texts.en.summary": "Keeps vegetables fresh without a grid.",
    "texts.en.description": "Ice banks store the cold of a sunny day.",
    "fields": ["energy.solar", ""],
    "cooperation": ["sale", "training"],
    "readiness": "9",
    "available_in": ["Africa", "", "Laos"],
    "capacity.min": "5",
    "capacity.max": "12,5",
    "capacity.unit": "t",
    "conditions.power.unit": "kW",
    "benefits.0.per": "none",
    "benefits.0.verification": "self_declared",
    "benefits.3.indicator": "loss_reduction",
    "benefits.3.value": "٣٠",
    "benefits.3.unit": "percent",
    "standards": "ISO 1\n\nISO 2",
    "texts.fr.title": "Chambre froide solaire",
}


def sign_in(client: FlaskClient, person: Person) -> None:
    assert client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 303


@pytest.fixture
def organization(factory: Factory) -> Organization:
    return factory.organization("provider", "agency")


@pytest.fixture
def member(client: FlaskClient, factory: Factory, organization: Organization) -> Person:
    person = factory.member(organization)
    sign_in(client, person)
    return person


def typed(page: str, name: str) -> str:
    """What stands in an input of a page."""
    found = re.search(rf'<input id="{re.escape(name)}" name="[^"]*" value="([^"]*)"', page)
    assert found, name
    return found[1]


def latest(session: Session, number: int) -> dict[str, Any]:
    with session.begin():
        listing = session.get(Listing, number, populate_existing=True)
        assert listing is not None
        assert listing.latest is not None
        return listing.latest.content


def create(client: FlaskClient, **changes: Any) -> int:
    response = client.post("/en/my/listings/new/offering", data={**OFFERING, **changes, "step": "save"})
    assert response.status_code == 303, response.text
    return int(re.search(r"/(\d+)/", response.location.removeprefix("/en/my/listings"))[1])  # type: ignore[index]


def test_a_draft_is_saved_as_a_clean_document(client: FlaskClient, session: Session, member: Person) -> None:
    content = latest(session, create(client))
    assert content["capacity"] == {"min": 5, "max": 12.5, "unit": "t"}
    assert content["benefits"] == [{"indicator": "loss_reduction", "value": 30, "unit": "percent"}]
    assert content["available_in"] == ["002", "LA"]
    assert content["standards"] == ["ISO 1", "ISO 2"]
    assert content["fields"] == ["energy.solar"]
    assert content["texts"]["fr"] == {"origin": "human", "title": "Chambre froide solaire"}
    assert content["texts"]["en"].get("origin", "original") == "original"
    assert "conditions" not in content


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"texts.en.title": "x" * 201}, "texts.en.title"),
        ({"capacity.min": "much"}, "capacity.min"),
        ({"capacity.min": "50"}, "capacity"),
        ({"capacity.unit": "furlong"}, "capacity.unit"),
        ({"available_in": ["Laos", "Atlantis"]}, "available_in"),
        ({"fields": ["energy.nothing"]}, "fields"),
        ({"concepts": ["no such thing"]}, "concepts"),
        ({"benefits.3.unit": ""}, "benefits.0.unit"),
        ({"contact.email": "nobody"}, "contact.email"),
        (
            {"capital_cost.min": "5", "capital_cost.year": "2024", "capital_cost.currency": "QQQ"},
            "capital_cost.currency",
        ),
        ({"deployments.4.country": "Kenya", "deployments.4.year": "3000"}, "deployments.0.year"),
        ({"original_locale": "de"}, "original_locale"),
        ({"benefits.3.verification": "curator_checked"}, "benefits.0.verification"),
    ],
)
def test_a_problem_is_said_at_its_input_and_nothing_is_saved(
    client: FlaskClient, session: Session, member: Person, changes: dict[str, Any], path: str
) -> None:
    response = client.post("/en/my/listings/new/offering", data={**OFFERING, **changes, "step": "submit"})
    assert response.status_code == 422
    assert f'id="{path}-problem"' in response.text
    assert f'href="#{path}"' in response.text
    assert f'id="{path}"' in response.text
    assert typed(response.text, "capacity.max") == "12,5"
    assert session.scalar(select(func.count()).select_from(Listing)) == 0


def test_a_need_is_that_of_a_developing_country(client: FlaskClient, session: Session, member: Person) -> None:
    response = client.post("/en/my/listings/new/need", data={"original_locale": "en", "countries": ["Togo", "Norway"]})
    assert response.status_code == 422
    assert 'id="countries-problem"' in response.text
    assert session.scalar(select(func.count()).select_from(Listing)) == 0


def test_a_draft_that_cannot_be_submitted_yet_is_kept(client: FlaskClient, session: Session, member: Person) -> None:
    data = {**OFFERING, "texts.en.summary": "", "readiness": "", "step": "submit"}
    response = client.post("/en/my/listings/new/offering", data=data)
    assert response.status_code == 422
    assert 'id="texts.en.summary-problem"' in response.text
    assert 'id="readiness-problem"' in response.text
    listing = session.scalars(select(Listing)).one()
    assert f'action="/en/my/listings/{listing.id}/edit"' in response.text
    assert listing.status == "draft"


def test_submitting_hands_it_to_the_curators(client: FlaskClient, session: Session, member: Person) -> None:
    response = client.post("/en/my/listings/new/offering", data={**OFFERING, "step": "submit"})
    assert (response.status_code, response.location) == (303, "/en/my/listings")
    assert session.scalars(select(Listing)).one().status == "submitted"


def test_a_row_is_added_or_removed_without_saving(client: FlaskClient, session: Session, member: Person) -> None:
    added = client.post("/en/my/listings/new/offering", data={**OFFERING, "add": "benefits"})
    assert added.status_code == 200
    assert 'id="benefits.2"' in added.text
    assert typed(added.text, "benefits.1.value") == "٣٠"
    removed = client.post("/en/my/listings/new/offering", data={**OFFERING, "remove": "benefits.0"})
    assert typed(removed.text, "benefits.0.value") == "٣٠"
    assert session.scalar(select(func.count()).select_from(Listing)) == 0


def test_two_editors_do_not_overwrite_each_other(client: FlaskClient, session: Session, member: Person) -> None:
    number = create(client)
    address = f"/en/my/listings/{number}/edit"
    first = {**OFFERING, "base_revision": "1", "capacity.max": "20", "step": "save"}
    assert client.post(address, data=first).status_code == 303
    second = {**OFFERING, "base_revision": "1", "texts.en.title": "Mine", "step": "save"}
    response = client.post(address, data=second)
    assert response.status_code == 409
    assert typed(response.text, "texts.en.title") == "Mine"
    table = response.text[response.text.index('<table class="differences') : response.text.index("</table>")]
    assert "5–20" in table
    assert "5–12.5" in table
    assert 'name="base_revision" value="2"' in response.text
    with session.begin():
        assert session.scalar(select(func.max(Revision.number))) == 2
    assert client.post(address, data={**second, "base_revision": "2"}).status_code == 303
    assert latest(session, number)["texts"]["en"]["title"] == "Mine"


def test_what_is_opened_and_saved_unchanged_stays_the_same(
    client: FlaskClient, session: Session, member: Person
) -> None:
    number = create(client, **{"deployments.0.country": "Kenya", "deployments.0.year": "2021"})
    before = latest(session, number)
    page = client.get(f"/ru/my/listings/{number}/edit?step=all").text
    assert typed(page, "capacity.max") == "12,5"
    assert typed(page, "deployments.0.country") == "Кения"
    data = {
        **OFFERING,
        "deployments.0.country": "Кения",
        "deployments.0.year": "2021",
        "available_in": ["Африка", "la"],
    }
    response = client.post(f"/ru/my/listings/{number}/edit", data={**data, "base_revision": "1", "step": "save"})
    assert response.status_code == 303
    assert latest(session, number) == before


def test_a_curators_check_stands_while_the_claim_does(
    client: FlaskClient, session: Session, factory: Factory, organization: Organization, member: Person
) -> None:
    checked = {"indicator": "loss_reduction", "value": 30, "unit": "percent", "verification": "curator_checked"}
    number = factory.draft(factory.actor(member), organization, benefits=[checked]).id
    address = f"/en/my/listings/{number}/edit"
    assert 'value="curator_checked" selected' in client.get(f"{address}?step=all").text
    data = {**OFFERING, "benefits.3.verification": "curator_checked", "base_revision": "1", "step": "save"}
    assert client.post(address, data={**data, "benefits.3.value": "60"}).status_code == 422
    assert client.post(address, data=data).status_code == 303
    assert latest(session, number)["benefits"] == [checked]


def test_strangers_do_not_learn_of_a_draft(client: FlaskClient, factory: Factory, member: Person) -> None:
    number = create(client)
    client.post("/en/sign-out")
    assert client.get(f"/en/my/listings/{number}/edit").status_code == 302
    sign_in(client, factory.member(factory.organization()))
    assert client.get(f"/en/my/listings/{number}/edit").status_code == 404
    assert client.post(f"/en/my/listings/{number}/edit", data=OFFERING).status_code == 404
    for step in ("submit", "withdraw", "renew"):
        assert client.post(f"/en/my/listings/{number}/{step}").status_code == 404


def test_too_much_is_refused(client: FlaskClient, member: Person) -> None:
    response = client.post("/en/my/listings/new/offering", data={"texts.en.description": "x" * 1_100_000})
    assert response.status_code == 413


def test_a_listing_is_withdrawn(client: FlaskClient, session: Session, member: Person) -> None:
    number = create(client)
    response = client.post(f"/en/my/listings/{number}/withdraw", data={"reason": "Sold\x00 out"})
    assert response.status_code == 303
    page = client.get("/en/my/listings").text
    assert "Withdrawn" in page
    assert client.get(f"/en/my/listings/{number}/edit").status_code == 409


def test_without_an_organization_one_is_founded_first(client: FlaskClient, factory: Factory) -> None:
    sign_in(client, factory.person())
    assert client.get("/en/my/listings/new/offering").location == "/en/my/organizations/new"
    wrong = client.post("/en/my/organizations/new", data={"name": "Mine", "country": "QQ"})
    assert wrong.status_code == 422
    assert all(f'id="{part}-problem"' in wrong.text for part in ("kinds", "type", "country"))
    founded = client.post(
        "/en/my/organizations/new",
        data={"name": "Mine\x00", "kinds": ["provider"], "type": "company", "country": "KE"},
    )
    assert founded.location == "/en/my/listings"
    assert client.get("/en/my/listings/new/offering").status_code == 200
    assert client.get("/en/my/listings/new/need").status_code == 303
