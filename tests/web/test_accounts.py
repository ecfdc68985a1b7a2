"""Signing up, in and out, and everything that people do with their accounts."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import Role
from marketplace.app import create_app
from marketplace.bootstrap import Bank
from tests.factories import PASSWORD, Factory
from tests.mails import letters, link
from tests.web.browsers import signed_in

NEW = {"name": "Amina", "email": "amina@example.org", "password": "four words in a row"}
SIGN_IN = {"email": NEW["email"], "password": NEW["password"]}


def test_a_new_account_drafts_at_once_and_submits_once_its_address_is_confirmed(
    client: FlaskClient, bank: Bank
) -> None:
    response = client.post("/fr/sign-up", data=NEW)
    assert (response.status_code, response.location) == (303, "/fr/sign-in")
    path = link(bank, NEW["email"], "account/verify")
    assert path.startswith("/fr/")
    assert client.get(path).location.startswith("/fr/sign-in?next=")
    client.post("/fr/sign-in", data=SIGN_IN)
    assert "n’est pas encore confirmée" in unescape(client.get("/fr/my/listings").text)
    profile = {"name": "Amina & fils", "kinds": ["provider"], "type": "company", "country": "KE"}
    assert client.post("/fr/my/organizations/new", data=profile).status_code == 303
    draft = {"original_locale": "fr", "texts.fr.title": "Chambre froide solaire", "step": "save"}
    address = client.post("/fr/my/listings/new/offering", data=draft).location
    submitted = client.post(address, data={**draft, "base_revision": "1", "step": "submit"}, follow_redirects=True)
    assert "Veuillez d’abord confirmer votre adresse" in unescape(submitted.text)
    assert client.get(path).status_code == 200
    assert client.post(path).location == "/fr/my/listings"
    assert "n’est pas encore confirmée" not in unescape(client.get("/fr/my/listings").text)
    assert client.post(path).status_code == 409


def test_signing_up_and_forgetting_answer_alike_whether_or_not_there_is_an_account(
    client: FlaskClient, bank: Bank, factory: Factory
) -> None:
    person = factory.person()
    answers = []
    for email in (person.email, "nobody@example.org"):
        for path, data in (("sign-up", {**NEW, "email": email}), ("password-reset", {"email": email})):
            response = client.post(f"/en/{path}", data=data)
            page = client.get(response.location).text.replace(email, "x@example.org")
            answers.append(
                (path, response.status_code, response.location, re.sub(r'csrf_token" value="[^"]+', "", page))
            )
    assert answers[:2] == answers[2:]
    assert "You have an account already" in "".join(letters(bank, person.email))
    assert "new password" not in "".join(letters(bank, "stranger@example.org"))


def test_somebody_elses_account_is_not_confirmed_by_the_owner_of_the_mailbox(
    app: Flask, client: FlaskClient, bank: Bank, factory: Factory
) -> None:
    client.post("/en/sign-up", data=NEW)
    path = link(bank, NEW["email"], "account/verify")
    other = signed_in(app, factory.person())
    assert other.post(path).status_code == 422
    assert app.test_client().post(path).status_code == 401


def test_a_new_account_is_opened_whoever_failed_to_sign_in_before(client: FlaskClient) -> None:
    for number in range(12):
        client.post("/en/sign-in", data={"email": f"{number}@example.org", "password": "wrong password"})
    assert client.post("/en/sign-up", data=NEW).status_code == 303


def test_a_visitor_opens_a_few_accounts_and_asks_for_a_few_mails(client: FlaskClient, bank: Bank) -> None:
    statuses = [client.post("/en/sign-up", data={**NEW, "email": f"{n}@example.org"}).status_code for n in range(11)]
    assert statuses == [303] * 10 + [429]
    statuses = [client.post("/en/password-reset", data={"email": "0@example.org"}).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
    assert len(letters(bank, "0@example.org")) == 3


@pytest.mark.parametrize(
    ("changes", "place"),
    [({"email": "amina"}, "email"), ({"name": " "}, "name"), ({"password": "short"}, "password")],
)
def test_a_refused_account_is_explained_at_the_input(client: FlaskClient, changes: dict[str, str], place: str) -> None:
    response = client.post("/en/sign-up", data={**NEW, **changes})
    assert response.status_code == 422
    assert f'id="{place}-problem"' in response.text
    assert 'value="Amina"' in response.text or place == "name"
    assert NEW["password"] not in response.text


def test_a_forgotten_password_is_replaced_once(app: Flask, client: FlaskClient, bank: Bank, factory: Factory) -> None:
    person = factory.person()
    before = signed_in(app, person)
    client.post("/en/password-reset", data={"email": person.email})
    path = link(bank, person.email, "password-reset")
    assert client.get(path).status_code == 200
    weak = client.post(path, data={"password": "short"})
    assert (weak.status_code, 'id="password-problem"' in weak.text) == (422, True)
    assert client.post(path, data={"password": "another long password"}).location == "/en/sign-in"
    assert before.get("/en/my/listings").status_code == 302
    assert client.get(path).status_code == 422
    assert client.post(path, data={"password": "yet another password"}).location == "/en/password-reset"
    assert client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 422
    signed_in(app, person, "another long password")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        assert client.get(path).status_code == 422


def test_another_password_signs_out_the_other_devices(app: Flask, factory: Factory) -> None:
    person = factory.person()
    mine, other = signed_in(app, person), signed_in(app, person)
    data = {"present": "wrong password", "password": "another long password"}
    refused = mine.post("/en/account/password", data=data)
    assert (refused.status_code, 'id="present-problem"' in refused.text) == (422, True)
    assert mine.post("/en/account/password", data={**data, "present": PASSWORD}).status_code == 303
    assert mine.get("/en/account").status_code == 200
    assert other.get("/en/account").status_code == 302
    tried = [mine.post("/en/account/password", data=data).status_code for _ in range(11)]
    assert (tried[0], tried[-1]) == (422, 429)


def test_another_address_is_taken_once_its_mail_is_answered(
    app: Flask, bank: Bank, session: Session, factory: Factory
) -> None:
    person, other = factory.person(), factory.person()
    browser = signed_in(app, person)
    data = {"email": "new@example.org", "present": PASSWORD}
    for changes, place in (
        ({"present": "wrong password"}, "present"),
        ({"email": "new"}, "email"),
        ({"email": person.email}, "email"),
    ):
        assert f'id="{place}-problem"' in browser.post("/en/account/email", data={**data, **changes}).text
    taken = browser.post("/en/account/email", data={**data, "email": other.email}, follow_redirects=True).text
    asked = browser.post("/en/account/email", data=data, follow_redirects=True).text
    assert f"on its way to {other.email}" in taken
    assert "on its way to new@example.org" in asked
    assert letters(bank, other.email) == []
    path = link(bank, "new@example.org", "account/email")
    assert signed_in(app, other).post(path).status_code == 422
    assert browser.post(path).location == "/en/account/email"
    assert browser.post(path).status_code == 422
    assert "new@example.org now" in "".join(letters(bank, person.email))
    session.refresh(person)
    assert person.email == "new@example.org"


def test_settings_are_kept_and_times_follow_the_time_zone(app: Flask, factory: Factory) -> None:
    browser = signed_in(app, factory.person())
    assert "09:00 (UTC)" in browser.get("/en/account/devices").text
    data = {"name": "Amina", "language": "fr", "time_zone": "Asia/Shanghai"}
    assert browser.post("/en/account", data=data).status_code == 303
    assert "17:00" in browser.get("/en/account/devices").text
    assert '<option value="Asia/Shanghai" dir="auto" selected>' in browser.get("/zh/account").text
    for name, wrong in (("name", ""), ("language", "de"), ("time_zone", "Mars/Olympus")):
        refused = browser.post("/en/account", data={**data, name: wrong})
        assert (refused.status_code, f'id="{name}-problem"' in refused.text) == (422, True)


def test_devices_are_listed_and_signed_out(app: Flask, bank: Bank, factory: Factory) -> None:
    person = factory.person()
    mine, other, third = (signed_in(app, person) for _ in range(3))
    stranger = signed_in(app, factory.person())
    page = mine.get("/en/account/devices").text
    numbers = re.findall(r"/account/devices/(\d+)/sign-out", page)
    assert len(numbers) == 2
    assert stranger.post(f"/en/account/devices/{numbers[0]}/sign-out").status_code == 404
    assert mine.post(f"/en/account/devices/{numbers[0]}/sign-out").status_code == 303
    assert sorted(browser.get("/en/account").status_code for browser in (other, third)) == [200, 302]
    assert mine.post("/en/account/devices/sign-out").status_code == 303
    assert [browser.get("/en/account").status_code for browser in (mine, other, third)] == [200, 302, 302]
    bank.clock.advance(hours=5)  # type: ignore[attr-defined]
    mine.get("/en/account")
    assert "14:00 (UTC)" in mine.get("/en/account/devices").text


def test_two_steps_are_set_up_used_and_turned_off(app: Flask, bank: Bank, factory: Factory) -> None:
    person = factory.person()
    browser, other = signed_in(app, person), signed_in(app, person)
    assert "<svg" not in browser.get("/en/account/two-step").text.partition("<main")[2].partition("</main")[0]
    assert browser.post("/en/account/two-step/begin", data={"present": "wrong password"}).status_code == 422
    browser.post("/en/account/two-step/begin", data={"present": PASSWORD})
    page = browser.get("/en/account/two-step").text
    secret = re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    assert "<svg" in page
    wrong = browser.post("/en/account/two-step/confirm", data={"code": "000000"})
    assert (wrong.status_code, 'id="code-problem"' in wrong.text) == (422, True)
    shown = browser.post("/en/account/two-step/confirm", data={"code": pyotp.TOTP(secret).at(bank.clock.now())})
    codes = re.findall(r"<li><code>([A-Z2-7-]{19})</code>", shown.text)
    assert len(codes) == 10
    assert secret not in browser.get("/en/account/two-step").text.replace(" ", "")
    assert other.get("/en/account").status_code == 302

    fresh = app.test_client()
    assert fresh.get("/en/sign-in/code").status_code == 303
    answer = fresh.post("/en/sign-in", data={"email": person.email, "password": PASSWORD, "next": "/en/account"})
    assert answer.location == "/en/sign-in/code?next=/en/account"
    assert fresh.get("/en/account").status_code == 302
    assert fresh.post("/en/sign-in/code", data={"code": codes[0][:-1]}).status_code == 422
    assert fresh.post("/en/sign-in/code", data={"code": codes[0].lower(), "next": "/en/account"}).status_code == 303
    assert fresh.get("/en/account").status_code == 200

    assert "You have 9 recovery codes left." in fresh.get("/en/account/two-step").text
    assert fresh.post("/en/account/two-step/codes", data={"present": PASSWORD}).status_code == 200
    assert fresh.post("/en/account/two-step/off", data={"present": "wrong password"}).status_code == 422
    assert fresh.post("/en/account/two-step/off", data={"present": PASSWORD}).status_code == 303
    signed_in(app, person)


def test_staff_without_a_second_step_are_led_to_it_where_the_bank_asks_for_it(bank: Bank, factory: Factory) -> None:
    asking = replace(bank, settings=replace(bank.settings, staff_two_step=True))
    app = create_app(asking)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    browser = signed_in(app, factory.person(Role.CURATOR))
    assert browser.get("/en/sign-in").location == "/en/account/two-step"
    refused = browser.get("/en/curation/")
    assert (refused.status_code, "sign in in two steps here" in refused.text) == (403, True)
    browser.post("/en/account/two-step/begin", data={"present": PASSWORD})
    page = browser.get("/en/account/two-step").text
    secret = re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    browser.post("/en/account/two-step/confirm", data={"code": pyotp.TOTP(secret).at(bank.clock.now())})
    assert browser.get("/en/curation/").status_code == 200
    assert browser.post("/en/account/two-step/off", data={"present": PASSWORD}).status_code == 409


def test_an_account_is_exported_and_removed(app: Flask, bank: Bank, session: Session, factory: Factory) -> None:
    author, organization = factory.editor()
    person = session.get_one(Person, author.person_id)
    factory.draft(author, organization)
    browser = signed_in(app, person)
    packed = browser.get("/en/account/export")
    with zipfile.ZipFile(BytesIO(packed.data)) as archive:
        assert {"person.json", "member.json", "revision.json", "sign_in_session.json"} <= set(archive.namelist())
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert person.email in everything
    assert person.password_hash not in everything
    assert "token_digest" not in everything
    former = person.email
    assert browser.post("/en/account/remove", data={"present": "wrong password"}).status_code == 422
    assert browser.post("/en/account/remove", data={"present": PASSWORD}).location == "/en/"
    assert browser.get("/en/account").status_code == 302
    with session.begin():
        session.refresh(person)
    assert (person.active, former in person.email) == (False, False)
    assert browser.post("/en/sign-in", data={"email": former, "password": PASSWORD}).status_code == 422
    assert "This is the last mail" in "".join(letters(bank, former))
    assert app.test_client().get("/en/account/export").status_code == 302


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


def test_signing_out_ends_the_session(app: Flask, factory: Factory) -> None:
    browser = signed_in(app, factory.person())
    assert browser.post("/en/sign-out").status_code == 303
    assert browser.get("/en/my/listings").location == "/en/sign-in?next=/en/my/listings"
