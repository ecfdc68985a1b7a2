"""The pages about the models that score matches."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.terms import Role
from marketplace.bootstrap import Bank
from marketplace.localization.locales import LOCALES
from marketplace.matching import registry
from tests.factories import PASSWORD, Factory
from tests.integration.test_learning import active, judged_bank, worse_model


def signed_in(client: FlaskClient, factory: Factory, role: Role | None) -> FlaskClient:
    person = factory.person(role)
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def models(bank: Bank, session: Session, factory: Factory) -> tuple[str, str]:
    """The versions of a model that serves, and of a worse one."""
    judged_bank(session, bank, factory)
    return active(session, bank), worse_model(session, bank)[0]


def now(bank: Bank) -> str | None:
    with bank.database.session(read_only=True) as session:
        return registry.active_version(session)


def test_without_a_model_the_list_says_how_the_bank_scores(client: FlaskClient, factory: Factory) -> None:
    page = signed_in(client, factory, Role.CURATOR).get("/en/curation/models")
    assert page.status_code == 200
    assert "weights set by hand" in page.text


def test_only_staff_reads_and_only_administrators_decide(
    client: FlaskClient, factory: Factory, bank: Bank, models: tuple[str, str]
) -> None:
    good, bad = models
    assert client.get("/en/curation/models").location.startswith("/en/sign-in")
    curator = signed_in(client, factory, Role.CURATOR)
    assert good in curator.get("/en/curation/models").text
    card = curator.get(f"/en/curation/models/{bad}")
    assert card.status_code == 200
    assert "/activate" not in card.text
    assert curator.post(f"/en/curation/models/{bad}/activate", data={"despite": "Why not."}).status_code == 403
    assert curator.post("/en/curation/models/roll-back").status_code == 403
    assert now(bank) == good


def test_a_card_draws_what_was_stated_against_what_was_observed(
    client: FlaskClient, factory: Factory, models: tuple[str, str]
) -> None:
    curator = signed_in(client, factory, Role.CURATOR)
    for locale in LOCALES:
        page = curator.get(f"/{locale}/curation/models/{models[0]}")
        assert page.status_code == 200
        circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/>', page.text)
        assert len(circles) >= 2, locale
        assert all(0 <= float(x) <= 260 and 0 <= float(y) <= 260 for x, y, _ in circles), locale
        assert page.text.count('class="bar-plus"') >= 14, locale


def test_an_administrator_needs_a_reason_for_a_worse_model_and_can_go_back(
    client: FlaskClient, factory: Factory, bank: Bank, models: tuple[str, str]
) -> None:
    good, bad = models
    administrator = signed_in(client, factory, Role.ADMINISTRATOR)
    address = f"/en/curation/models/{bad}/activate"
    refused = administrator.post(address, data={"despite": " "})
    assert refused.status_code == 409
    assert f"Model {bad} is worse than the active one" in refused.text
    assert 'name="despite"' in refused.text
    assert now(bank) == good
    done = administrator.post(address, data={"despite": "A trial of an hour."})
    assert (done.status_code, done.location) == (303, "/en/curation/models")
    assert now(bank) == bad
    assert "A trial of an hour." in administrator.get("/en/curation/models").text
    assert administrator.post("/en/curation/models/roll-back").status_code == 303
    assert now(bank) == good
    assert administrator.post("/en/curation/models/roll-back").status_code == 409
    assert administrator.post(f"/en/curation/models/{good}/activate").status_code == 409


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_model_that_is_not_there_is_not_found(client: FlaskClient, factory: Factory, method: str) -> None:
    administrator = signed_in(client, factory, Role.ADMINISTRATOR)
    address = "/en/curation/models/nothing" + ("/activate" if method == "post" else "")
    response = getattr(administrator, method)(address)
    assert response.status_code == 404
    assert "There is no model of version nothing." in response.text
