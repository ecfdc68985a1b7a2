"""What hostile and clumsy visitors send: each is told in a sentence what is wrong, and nothing is left half-written."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import Role
from marketplace.app import create_app
from marketplace.bootstrap import Bank, open_bank
from marketplace.jobs.worker import work_off
from marketplace.listings.models import HistoryEntry, Listing, Revision
from marketplace.listings.operations import submit
from marketplace.matching.models import KeptMatch
from marketplace.matching.terms import MatchState
from marketplace.organizations.models import Organization
from tests.factories import PASSWORD, Factory
from tests.web.browsers import signed_in

DRAFT = {"original_locale": "en", "texts.en.title": "Solar cold room", "step": "save"}
READY = {
    **DRAFT,
    "texts.en.summary": "Keeps vegetables fresh without a grid.",
    "texts.en.description": "Ice banks store the cold of a sunny day.",
    "fields": "energy.solar",
    "cooperation": "sale",
    "readiness": "9",
    "available_in": "Africa",
    "step": "submit",
}
#: Inputs in which anything may stand, as long as it is short enough.
_FREE = re.compile(r"texts\.|standards|.*\.(place|scale|source|substance|reference|entity|name|result\.\w+)")
_NUL_TO_OVERRIDE = "\x00\x01\x0b\x7f\x85\u202d\u202e\ufffe"
MIXED = f"<script>alert(1)</script>{_NUL_TO_OVERRIDE}'\"%(x)s {{{{ 7*7 }}}} مرحبا 水 Привет 😀 a\u0301"
KEPT = "<script>alert(1)</script>'\"%(x)s {{ 7*7 }} مرحبا 水 Привет 😀 á"


@pytest.fixture
def organization(factory: Factory) -> Organization:
    return factory.organization("provider", "agency")


@pytest.fixture
def member(app: Flask, factory: Factory, organization: Organization) -> FlaskClient:
    """A browser of somebody who writes listings."""
    return signed_in(app, factory.member(organization))


@pytest.fixture
def curator(app: Flask, factory: Factory) -> FlaskClient:
    """A browser of a curator."""
    return signed_in(app, factory.person(Role.CURATOR))


def problems(page: str) -> dict[str, str]:
    """What is said at each input of a page."""
    found = re.findall(r'<p class="problem" id="([^"]*)-problem">([^<]*)</p>', page)
    return {name: unescape(said) for name, said in found}


def rows(session: Session, table: type[Any]) -> int:
    """How many rows the database has of something."""
    with session.begin():
        return session.scalar(select(func.count()).select_from(table)) or 0


def number_of(location: str) -> int:
    """The number of the listing to which an answer leads."""
    return int(re.findall(r"/(\d+)/", location)[0])


def at_once(*calls: Callable[[], Any]) -> list[int]:
    """The sorted statuses of requests that begin at the same moment."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> int:
        gate.wait()
        status: int = call().status_code
        return status

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


# Forms


@pytest.mark.parametrize(("kind", "locale"), [("offering", "en"), ("need", "ar")])
def test_when_every_entry_is_wrong_each_has_its_own_sentence(
    member: FlaskClient, session: Session, kind: str, locale: str
) -> None:
    address = f"/{locale}/my/listings/new/{kind}"
    form = member.get(f"{address}?step=all").text
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form)) - {
        "q",
        "csrf_token",
        "step",
        "section",
        "files",
    }
    wrong = {name: "x" * 21_000 if _FREE.fullmatch(name) else "no such thing" for name in names - {"organization"}}
    response = member.post(address, data={**wrong, "step": "submit"})
    assert response.status_code == 422
    said = problems(response.text)
    coded = {name for name in names if not name.startswith(("texts.", "base_revision"))}
    assert {name.partition(".result.")[0] for name in coded} - {name.partition(".result.")[0] for name in said} <= {
        "organization",
        *(name for name in names if _FREE.fullmatch(name)),
    }
    assert len(said) > 40
    assert all(sentence.endswith((".", "。")) for sentence in said.values())
    assert rows(session, Listing) == rows(session, Revision) == 0


@pytest.mark.parametrize(
    "names",
    [
        ("texts.en.title", "texts.en.summary", "texts.en.description", "contact.name"),
        ("texts.ar.advantages", "texts.zh.safeguards", "standards", "concepts"),
        ("available_in", "capital_cost.currency", "capacity.min", "capacity.unit"),
    ],
)
def test_texts_of_200000_characters_are_refused_each_at_its_place(
    member: FlaskClient, session: Session, names: tuple[str, ...]
) -> None:
    response = member.post("/en/my/listings/new/offering", data={**DRAFT, **dict.fromkeys(names, "9" * 200_000)})
    assert response.status_code == 422
    said = problems(response.text)
    assert set(names) <= set(said)
    assert all(len(sentence) < 200 for sentence in said.values())
    assert rows(session, Listing) == 0


def test_control_characters_go_and_markup_stays_text_on_every_page(
    bank: Bank, member: FlaskClient, curator: FlaskClient, session: Session, factory: Factory
) -> None:
    texts = {f"texts.en.{part}": MIXED for part in ("title", "summary", "description", "advantages", "safeguards")}
    texts |= {
        "texts.en.description": f"{MIXED} An anaerobic digester turns pig manure into biogas for a cooperative.",
        "texts.ar.title": MIXED,
        "standards": MIXED,
        "contact.name": f"{MIXED} private",
        "fields": "waste.organic",
        "available_in": "World",
    }
    deployment = {"deployments.0.country": "Kenya", "deployments.0.year": "2020", "deployments.0.place": MIXED}
    assert member.post("/en/my/listings/new/offering", data={**READY, **texts, **deployment}).status_code == 303
    with session.begin():
        listing = session.scalars(select(Listing)).one()
        number, organization = listing.id, listing.organization_id
        assert listing.latest is not None
        assert {text["title"] for text in listing.latest.content["texts"].values()} == {KEPT}
    review = curator.get(f"/en/curation/{number}")
    assert curator.post(f"/en/curation/{number}/publish", data={"revision": "1"}).status_code == 303
    need = factory.published("need")
    work_off(bank)
    pages = [member.get("/ar/my/listings"), member.get(f"/zh/my/listings/{number}/edit?step=all"), review]
    visitor = member.application.test_client()
    addresses = (f"offerings/{number}", "search?q=alert", "", f"matches/{need.id}/{number}", f"needs/{need.id}")
    public = [visitor.get(f"/en/{address}") for address in (*addresses, f"organizations/{organization}")]
    for page in pages + public:
        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "<script>alert" not in page.text
        assert not set(_NUL_TO_OVERRIDE) & set(page.text)
    assert not any("private" in page.text.partition("<main")[2] for page in public)


#: Entries of a need, the place at which they are refused, and a part of what is said there.
IMPOSSIBLE: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"capacity.max": "1", "capacity.min": "2", "capacity.unit": "t"}, "capacity", "above the upper value"),
    ({"capacity.min": "-1", "capacity.unit": "t"}, "capacity", "at least 0"),
    ({"capacity.min": "nan", "capacity.unit": "t"}, "capacity.min", "Please give a number"),
    ({"capacity.min": "1e400", "capacity.unit": "t"}, "capacity.min", "Please give a number"),
    (
        {"conditions.altitude.max": "9", "conditions.altitude.unit": "kW"},
        "conditions.altitude",
        "“kW” does not measure",
    ),
    (
        {"conditions.ambient_temperature.min": "-300", "conditions.ambient_temperature.unit": "degC"},
        "conditions.ambient_temperature",
        "at least -273.15",
    ),
    (
        {"conditions.inlet.0.parameter": "ph", "conditions.inlet.0.min": "6", "conditions.inlet.0.unit": "kW"},
        "conditions.inlet.0",
        "“kW” does not measure",
    ),
    ({"site.latitude": "nan"}, "site.latitude", "Please give a number"),
    ({"timeframe.start": "0"}, "timeframe.start", "year-month-day"),
    ({"readiness_wanted": "9" * 5000}, "readiness_wanted", "cannot be accepted"),
)


def test_a_quantity_that_cannot_be_is_refused_where_it_stands(member: FlaskClient, session: Session) -> None:
    for changes, place, sentence in IMPOSSIBLE:
        response = member.post("/en/my/listings/new/need", data={**DRAFT, **changes})
        assert response.status_code == 422, changes
        assert sentence in problems(response.text)[place].replace("\N{MINUS SIGN}", "-"), changes
    assert rows(session, Listing) == 0


def test_a_locale_that_the_bank_does_not_have_is_neither_kept_nor_served(member: FlaskClient, session: Session) -> None:
    number = number_of(
        member.post("/en/my/listings/new/offering", data={**DRAFT, "texts.de.title": "Kühlraum"}).location
    )
    with session.begin():
        listing = session.get(Listing, number)
        assert listing is not None
        assert listing.latest is not None
        assert set(listing.latest.content["texts"]) == {"en"}
    assert member.post("/de/my/listings/new/offering", data=DRAFT).status_code == 404
    member.set_cookie("locale", "de\x00")
    assert member.get("/").location == "/en/"


def test_a_listing_goes_to_no_organization_but_the_members_own(
    app: Flask, session: Session, factory: Factory, organization: Organization
) -> None:
    strange = factory.organization().id
    person = factory.member(organization)
    browser = signed_in(app, person)
    data = {**DRAFT, "organization": str(strange)}
    assert browser.post("/en/my/listings/new/offering", data=data).status_code == 303
    with session.begin():
        assert session.scalars(select(Listing.organization_id)).all() == [organization.id]
    profile = {"name": "Second", "kinds": ["provider"], "type": "company", "country": "KE"}
    assert browser.post("/en/my/organizations/new", data=profile).status_code == 303
    refused = browser.post("/en/my/listings/new/offering", data=data)
    assert refused.status_code == 422
    assert "organization" in problems(refused.text)
    assert rows(session, Listing) == 1


def test_a_name_of_which_nothing_can_be_seen_is_no_name(member: FlaskClient, session: Session) -> None:
    profile = {"name": "\u200b\u200d\u2060", "kinds": ["provider"], "type": "company", "country": "KE"}
    response = member.post("/en/my/organizations/new", data=profile)
    assert response.status_code == 422
    assert set(problems(response.text)) == {"name"}


# Two at the same time


def test_of_editors_who_save_at_once_one_is_kept_and_nobody_is_lost(
    app: Flask, session: Session, factory: Factory, organization: Organization
) -> None:
    browsers = [signed_in(app, factory.member(organization)) for _ in range(3)]
    number = factory.draft(factory.actor(factory.member(organization)), organization).id
    address = f"/en/my/listings/{number}/edit"
    data = {**DRAFT, "base_revision": "1"}
    assert at_once(*(lambda each=each: each.post(address, data=data) for each in browsers)) == [303, 409, 409]
    told = browsers[0].post(address, data={**data, "texts.en.title": "Mine, typed with care"})
    assert told.status_code == 409
    assert 'value="Mine, typed with care"' in told.text
    assert 'name="base_revision" value="2"' in told.text
    assert rows(session, Revision) == 2
    again = {**data, "texts.en.title": "Mine, typed with care", "base_revision": "2"}
    assert browsers[0].post(address, data=again).status_code == 303
    assert rows(session, Revision) == 3


def test_a_form_that_names_no_true_revision_overwrites_nothing_and_keeps_what_was_typed(
    member: FlaskClient, session: Session
) -> None:
    address = member.post("/en/my/listings/new/offering", data=DRAFT).location
    for base in ("", "soon", "0", "-1", "7", "9" * 5000, "١"):
        response = member.post(address, data={**DRAFT, "texts.en.title": "Typed with care", "base_revision": base})
        assert response.status_code == 409, base
        assert 'value="Typed with care"' in response.text
        assert "Solar cold room" in response.text
    assert rows(session, Revision) == 1


def test_of_steps_taken_at_once_only_those_that_follow_each_other_are_taken(
    app: Flask, bank: Bank, session: Session, factory: Factory, organization: Organization
) -> None:
    author = factory.member(organization)
    mine, other_tab = signed_in(app, author), signed_in(app, author)
    curator = signed_in(app, factory.person(Role.CURATOR))
    number = factory.draft(factory.actor(author), organization).id
    steps = f"/en/my/listings/{number}"
    assert at_once(lambda: mine.post(f"{steps}/submit"), lambda: other_tab.post(f"{steps}/submit")) == [303, 409]
    statuses = at_once(
        lambda: curator.post(f"/en/curation/{number}/publish", data={"revision": "1"}),
        lambda: mine.post(f"{steps}/withdraw"),
        lambda: other_tab.post(f"{steps}/edit", data={**DRAFT, "base_revision": "9"}),
    )
    assert statuses in ([303, 303, 409], [303, 409, 409])
    with session.begin():
        listing = session.get(Listing, number, populate_existing=True)
        assert listing is not None
        assert listing.status == "withdrawn"
        actions = session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)).all()
        assert actions in (["submit", "withdraw"], ["submit", "publish", "withdraw"])
    work_off(bank)
    assert mine.get(f"/en/offerings/{number}").status_code == 404


def test_a_decision_on_a_revision_that_never_was_changes_nothing(
    curator: FlaskClient, bank: Bank, session: Session, factory: Factory
) -> None:
    author, organization = factory.editor()
    number = factory.draft(author, organization).id
    submit(session, author, bank.clock, bank.bus, number)
    session.commit()
    for revision, expected in (("", 400), ("one", 400), ("9" * 5000, 400), ("2", 409)):
        for step in ("publish", "reject"):
            data = {"revision": revision, "reason": "No figures."}
            assert curator.post(f"/en/curation/{number}/{step}", data=data).status_code == expected
    verified = curator.post(f"/en/curation/organizations/{organization.id}/verify", data={"listing": "9" * 5000})
    assert verified.location == "/en/curation/"
    assert rows(session, HistoryEntry) == 1


# Addresses


def test_names_in_a_query_are_only_names(client: FlaskClient) -> None:
    query = "endpoint=x&_external=1&_scheme=javascript&_method=POST&_anchor=x&self=1&locale=xx"
    for path, status in (("/en/", 200), ("/en/search", 200), ("/en/nothing", 404)):
        response = client.get(f"{path}?{query}")
        assert response.status_code == status
        assert "javascript:" not in response.text
        assert 'href="/fr/' in response.text


def test_an_address_that_leads_nowhere_is_forgotten_at_sign_in(client: FlaskClient, factory: Factory) -> None:
    person = factory.person()
    for wanted in ("//[", "/\\[", "http://[", "///elsewhere.example", "/en/\r\nX: y", "/" + "a" * 9000):
        attempt = {"email": person.email, "password": PASSWORD, "next": wanted}
        assert client.post("/en/sign-in", data=attempt).location == "/en/sign-in", wanted
        assert client.get("/en/sign-in", query_string={"next": wanted}).location == "/en/my/listings", wanted


def test_whatever_is_searched_for_is_answered(client: FlaskClient, factory: Factory) -> None:
    factory.published()
    asked: tuple[dict[str, Any], ...] = (
        {"q": MIXED},
        {"q": "water " * 2000},
        {"q": "".join(chr(code) for code in range(32, 127)) * 20},
        {"q": "\x00", "kind": "x", "sort": "x", "readiness": "12", "original": "de", "zzz": "1"},
        {"q": ["a", "b"], "field": ["energy"] * 300, "page": ["2", "3"]},
        {"q": b"\xed\xa0\x80\xff"},
        {"page": "-1"},
        {"page": "9" * 5000},
    )
    for query in asked:
        page = client.get("/en/search", query_string=query)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert not set(_NUL_TO_OVERRIDE) & set(page.text)
    assert client.get("/en/search?kind=offering&page=9").location == "/en/search?kind=offering&page=1"


def test_files_leave_no_cookie_and_what_is_missing_is_not_remembered(client: FlaskClient) -> None:
    with client.get("/static/bank.css?v=1") as found:
        assert (found.status_code, found.cache_control.public, found.headers.get("Set-Cookie")) == (200, True, None)
    missing = client.get("/static/none.css?v=1")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "private, no-cache")
    for path in ("/static/../../wsgi.py", "/static/%2e%2e/%2e%2e/wsgi.py", "/static/%00"):
        assert client.get(path).status_code == 404


def test_a_refused_method_is_told_which_ones_are_accepted(client: FlaskClient) -> None:
    response = client.delete("/en/about")
    assert (response.status_code, set(response.allow)) == (405, {"GET", "HEAD", "OPTIONS"})
    assert "This address does not accept what was sent." in response.text


def test_a_form_of_unknown_length_is_refused_rather_than_cut_off(client: FlaskClient, session: Session) -> None:
    form = b"email=amina%40example.org&name=Amina&password=four+words+in+a+row&rest=" + b"x" * 1_100_000
    response = client.post(
        "/en/sign-up",
        input_stream=BytesIO(form),
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 411
    assert "The bank could not understand this request." in response.text
    assert rows(session, Person) == 0


# Who asks


def test_a_form_without_this_visitors_own_token_is_refused(app: Flask, factory: Factory, session: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    def token(browser: FlaskClient) -> str:
        return str(re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/fr/sign-in").text)[0])

    mine, stranger = app.test_client(), app.test_client()
    attempt = {"email": factory.person().email, "password": PASSWORD}
    for wrong in ({}, {"csrf_token": "x\x00"}, {"csrf_token": token(stranger)}):
        token(mine)
        response = mine.post("/fr/sign-in", data={**attempt, **wrong})
        assert response.status_code == 400
        assert "Ce formulaire est resté ouvert trop longtemps." in unescape(response.text)
    assert mine.post("/fr/sign-in", data={**attempt, "csrf_token": token(mine)}).status_code == 303
    too_large = mine.post("/fr/sign-in", data={"email": "x" * 1_100_000})
    assert too_large.status_code == 413


def test_a_session_begins_at_sign_in_and_ends_with_the_account(
    app: Flask, client: FlaskClient, session: Session, factory: Factory
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    person = factory.person()
    page = client.get("/en/sign-in").text
    planted = client.get_cookie("bank")
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]}
    assert client.post("/en/sign-in", data={**form, "email": person.email, "password": PASSWORD}).status_code == 303
    # The secret of the forms that was there before the sign-in is worth nothing after it.
    assert client.post("/en/my/organizations/new", data=form).status_code == 400
    thief = app.test_client()
    assert planted is not None
    thief.set_cookie("bank", planted.value)
    assert thief.get("/en/my/listings").status_code == 302
    assert client.get("/en/my/listings").status_code == 200
    person.active = False
    session.commit()
    assert client.get("/en/my/listings").status_code == 302


def test_attempts_at_once_in_two_processes_are_all_counted(bank: Bank, factory: Factory) -> None:
    settings = replace(bank.settings, sign_in_attempts=2)
    banks = [open_bank(settings, bank.clock, bank.resources) for _ in range(2)]
    apps = [create_app(each) for each in banks]
    attempt = {"email": factory.person().email, "password": "not the password"}
    for each in apps:
        each.config.update(WTF_CSRF_ENABLED=False)
    calls = [lambda each=each: each.test_client().post("/en/sign-in", data=attempt) for each in apps * 4]
    assert at_once(*calls) == [422] * 2 + [429] * 6
    for opened in banks:
        opened.database.engine.dispose()


def test_a_hidden_match_exists_for_staff_only(
    client: FlaskClient, curator: FlaskClient, session: Session, factory: Factory
) -> None:
    offering, need = factory.published(), factory.published("need")
    address = f"/en/matches/{need.id}/{offering.id}"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/state", data={"state": "hidden"}).status_code == 401
    assert curator.post(f"{address}/state", data={"state": "deleted"}).status_code == 400
    assert curator.post(f"{address}/state", data={"state": "hidden"}).status_code == 303
    with session.begin():
        kept = session.get(KeptMatch, (need.id, offering.id), populate_existing=True)
        assert kept is not None
        assert kept.state == MatchState.HIDDEN
    assert (client.get(address).status_code, curator.get(address).status_code) == (404, 200)
    for page in ("/en/", f"/en/needs/{need.id}", f"/en/offerings/{offering.id}"):
        assert address not in client.get(page).text
    assert client.get(f"/en/offerings/{need.id}").status_code == 404
    assert client.get(f"/en/matches/{offering.id}/{need.id}").status_code == 404
