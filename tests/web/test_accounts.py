"""Signing up, in and out."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from marketplace.app import create_app
from marketplace.bootstrap import Bank
from tests.factories import PASSWORD, Factory

NEW = {"name": "Amina", "email": "amina@example.org", "password": "four words in a row"}


def test_a_new_account_is_signed_in_and_led_on(client: FlaskClient) -> None:
    response = client.post("/fr/sign-up", data=NEW)
    assert (response.status_code, response.location) == (303, "/fr/my/organizations/new")
    assert client.get("/fr/my/listings").status_code == 200


def test_a_new_account_is_signed_in_whoever_failed_to_before(client: FlaskClient) -> None:
    for number in range(12):
        client.post("/en/sign-in", data={"email": f"{number}@example.org", "password": "wrong password"})
    assert client.post("/en/sign-up", data=NEW).status_code == 303
    assert client.get("/en/my/listings").status_code == 200


@pytest.mark.parametrize(
    ("changes", "place", "status"),
    [
        ({"email": "amina"}, "email", 422),
        ({"name": " "}, "name", 422),
        ({"password": "short"}, "password", 422),
        ({"email": "PERSON1@example.org"}, "email", 409),
    ],
)
def test_a_refused_account_is_explained_at_the_input(
    client: FlaskClient, factory: Factory, changes: dict[str, str], place: str, status: int
) -> None:
    factory.person()
    response = client.post("/en/sign-up", data={**NEW, **changes})
    assert response.status_code == status
    assert f'id="{place}-problem"' in response.text
    assert 'value="Amina"' in response.text or place == "name"
    assert NEW["password"] not in response.text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/en/my/listings/new/need?x=1", "/en/my/listings/new/need?x=1"),
        ("https://elsewhere.example/", "/en/my/listings"),
        ("//elsewhere.example/", "/en/my/listings"),
        ("/\\elsewhere.example/", "/en/my/listings"),
        ("javascript:alert(1)", "/en/my/listings"),
        ("", "/en/my/listings"),
    ],
)
def test_signing_in_leads_only_to_pages_of_the_bank(
    client: FlaskClient, factory: Factory, wanted: str, reached: str
) -> None:
    person = factory.person()
    response = client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD, "next": wanted})
    assert response.status_code == 303
    assert client.get(response.location).location == reached


def test_wrong_credentials_are_refused_and_counted(client: FlaskClient, factory: Factory) -> None:
    person = factory.person()
    attempt = {"email": person.email, "password": "wrong password"}
    statuses = [client.post("/en/sign-in", data=attempt).status_code for _ in range(12)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert client.post("/en/sign-in", data=attempt | {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 422)])
def test_behind_a_proxy_visitors_are_counted_each_for_themselves(bank: Bank, proxies: int, status: int) -> None:
    client = create_app(replace(bank, settings=replace(bank.settings, proxies=proxies))).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    for number in range(12):
        attempt = {"email": f"{number}@example.org", "password": "wrong password"}
        response = client.post("/en/sign-in", data=attempt, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert response.status_code == status


def test_signing_out_ends_the_session(client: FlaskClient) -> None:
    client.post("/en/sign-up", data=NEW)
    assert client.post("/en/sign-out").status_code == 303
    assert client.get("/en/my/listings").location == "/en/sign-in?next=/en/my/listings"
