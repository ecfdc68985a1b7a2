"""The pages on which two organizations meet: asked from a match, answered, talked over, and told to everybody in the end."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.terms import Role
from marketplace.bootstrap import Bank
from marketplace.introductions.models import Introduction, SharedDocument, Thread
from marketplace.introductions.operations import talking
from marketplace.introductions.policies import Question
from marketplace.jobs.worker import work_off
from marketplace.kernel.signing import sign
from marketplace.listings.models import Listing
from marketplace.matching.models import KeptMatch
from marketplace.notifications.models import Notification
from marketplace.outcomes.models import Outcome, ResultReport
from marketplace.outcomes.operations import ask_results
from marketplace.outcomes.policies import results_link
from tests.conftest import StoppedClock
from tests.factories import Factory
from tests.web.browsers import signed_in

WEAK_GRID = {"conditions": {"power": {"min": 1, "max": 3, "unit": "kW"}}}


def read(session: Session, statement: Any) -> list[Any]:
    """What the database has, without holding up its one writer."""
    with session.begin():
        return list(session.scalars(statement))


class Room:
    """A browser on each side of an introduction."""

    def __init__(self, app: Flask, factory: Factory, row: Introduction) -> None:
        self.row, self.number = row, row.id
        self.agency_person = factory.member(row.agency)
        self.provider_person = factory.member(row.provider)
        self.agency, self.provider = signed_in(app, self.agency_person), signed_in(app, self.provider_person)

    def page(self, client: FlaskClient, locale: str = "en") -> str:
        response = client.get(f"/{locale}/introductions/{self.number}")
        assert response.status_code == 200
        return unescape(response.text)

    def take(self, client: FlaskClient, step: str, **form: str) -> int:
        seen = re.findall(r'name="seen" value="(\d+)"', self.page(client))
        form.setdefault("seen", seen[0] if seen else "0")
        return client.post(f"/en/introductions/{self.number}/{step}", data=form).status_code

    def lead(self, stage: str) -> None:
        assert self.take(self.agency, "lead-on", stage=stage) == 303
        assert self.take(self.provider, "confirm") == 303


@pytest.fixture
def room(app: Flask, factory: Factory) -> Room:
    question = Question("How much power does it draw?", "power")
    offering = factory.listed(contact={"name": "Li Hua", "email": "li@provider.example", "phone": ""})
    return Room(app, factory, factory.introduction(offering=offering, questions=(question,), accepted=True))


def test_a_request_is_made_on_the_page_of_a_match_with_its_open_questions(
    app: Flask, bank: Bank, session: Session, factory: Factory, client: FlaskClient
) -> None:
    offering, need = factory.published(), factory.published("need", **WEAK_GRID)
    match = f"/en/matches/{need.id}/{offering.id}"
    assert f"{match}/introduction" not in client.get(match).text
    assert client.get(f"{match}/introduction").status_code == 302
    stranger = signed_in(app, factory.member(factory.organization()))
    assert stranger.get(f"{match}/introduction").status_code in {403, 404}
    agency = signed_in(app, factory.member(need.organization))
    assert f"{match}/introduction" in agency.get(match).text
    form = agency.get(f"{match}/introduction").text
    assert "How much electric power does the technology draw?" in form
    assert agency.post(f"{match}/introduction", data={"words": " "}).status_code == 422
    sent = agency.post(
        f"{match}/introduction",
        data={
            "words": "Let us meet.",
            "ask": ["power", "grid"],
            "question.power": "How much electric power does the technology draw?",
            "question.grid": "Does it run on our weak grid?",
            "own": "When could you visit?\n\nWho trains us?",
        },
    )
    assert sent.status_code == 303
    threads = read(session, select(Thread).where(~Thread.general).order_by(Thread.criterion, Thread.id))
    assert {each.question for each in threads} >= {"", "When could you visit?", "Who trains us?"}
    provider = signed_in(app, factory.member(offering.organization))
    page = unescape(provider.get(sent.location.replace("/en/", "/fr/")).text)
    assert "De quelle puissance électrique" in page, "the bank's own question is read in the reader's language"
    assert read(session, select(Introduction.position)) == [1]
    assert agency.get(f"{match}/introduction").status_code == 302
    told = read(session, select(Notification.kind))
    assert "introduction_requested" in told
    work_off(bank)


def test_a_pair_that_is_not_kept_is_judged_where_it_is_asked_about(
    app: Flask, session: Session, factory: Factory
) -> None:
    offering, need = factory.listed(), factory.listed("need", **WEAK_GRID)
    session.commit()
    assert read(session, select(KeptMatch.need_id)) == []
    form = (
        signed_in(app, factory.member(need.organization)).get(f"/en/matches/{need.id}/{offering.id}/introduction").text
    )
    assert "How much electric power does the technology draw?" in form


def test_contacts_stand_on_the_page_after_acceptance_only(app: Flask, factory: Factory) -> None:
    offering = factory.listed(contact={"name": "Li Hua", "email": "li@provider.example", "phone": ""})
    asked = Room(app, factory, factory.introduction(offering=offering))
    assert "li@provider.example" not in asked.page(asked.agency)
    assert asked.take(asked.provider, "decline", reason="") == 422
    assert asked.take(asked.provider, "accept") == 303
    assert "li@provider.example" in asked.page(asked.agency)


def test_what_was_typed_survives_a_refusal(room: Room) -> None:
    response = room.provider.post(
        f"/en/introductions/{room.number}/close", data={"seen": "1", "form": "close", "words": "Freight doubled."}
    )
    assert response.status_code == 409
    assert "Freight doubled." in response.text


def test_outsiders_and_staff_find_no_room(app: Flask, factory: Factory, room: Room, client: FlaskClient) -> None:
    address = f"/en/introductions/{room.number}"
    assert client.get(address).status_code == 302
    for person in (factory.member(factory.organization()), factory.person(Role.ADMINISTRATOR)):
        assert signed_in(app, person).get(address).status_code == 404
    curator = signed_in(app, factory.person(Role.CURATOR))
    assert curator.get(address).status_code == 404
    assert (
        room.agency.post(f"{address}/curator", data={"words": "Please help us with the contract."}).status_code == 303
    )
    assert curator.get(address).status_code == 200
    assert "li@provider.example" not in curator.get(address).text
    assert curator.post(f"{address}/curator/leave").status_code == 303
    assert curator.get(address).status_code == 404


def test_an_answer_becomes_a_new_revision_of_the_listing(
    bank: Bank, session: Session, factory: Factory, room: Room
) -> None:
    [thread] = read(session, select(Thread.id).where(Thread.criterion == "power"))
    form = f"/en/introductions/{room.number}/answers/{thread}"
    assert room.provider.get(form).status_code == 404, "there is no answer yet"
    actor = factory.actor(room.provider_person)
    talking.say(session, actor, bank.clock, bank.bus, thread, "Between 2 and 5 kW.")
    session.commit()
    assert room.agency.get(form).status_code in {403, 404}
    page = room.provider.get(form)
    assert 'name="conditions.power.min"' in page.text
    base = re.findall(r'name="base_revision" value="(\d+)"', page.text)[0]
    wrong = {
        "base_revision": base,
        "conditions.power.min": "5",
        "conditions.power.max": "2",
        "conditions.power.unit": "kW",
    }
    assert room.provider.post(form, data=wrong).status_code == 422
    assert (
        room.provider.post(form, data={**wrong, "conditions.power.min": "2", "conditions.power.max": "5"}).status_code
        == 303
    )
    session.expire_all()
    listing = session.get_one(Listing, room.row.offering_id)
    assert listing.latest is not None
    assert listing.latest.content["conditions"]["power"] == {"min": 2.0, "max": 5.0, "unit": "kW"}
    assert listing.latest.content["conditions"]["ambient_temperature"], "what the question is not about stays"
    assert (listing.status, listing.proposal_status) == ("published", "submitted")
    assert "In the listing" in room.page(room.agency)


def test_documents_are_for_both_sides_only(
    app: Flask, session: Session, factory: Factory, room: Room, client: FlaskClient
) -> None:
    address = f"/en/introductions/{room.number}/documents"
    files = {"files": (BytesIO(b"Flow, 12 m3/d\n"), "flow.csv")}
    assert room.provider.post(address, data=files, content_type="multipart/form-data").status_code == 303
    bad = {"files": (BytesIO(b"MZ\x00\x01"), "tool.exe")}
    assert room.provider.post(address, data=bad, content_type="multipart/form-data").status_code == 422
    [number] = read(session, select(SharedDocument.document_id))
    for side in (room.agency, room.provider):
        assert side.get(f"{address}/{number}").data == b"Flow, 12 m3/d\n"
    curator = signed_in(app, factory.person(Role.CURATOR))
    for outsider in (client, curator, signed_in(app, factory.member(factory.organization()))):
        assert outsider.get(f"{address}/{number}").status_code in {302, 404}
    assert curator.get(f"/files/{number}").status_code == 404
    assert room.provider.get(f"/files/{number}").status_code == 200
    other = Room(app, factory, factory.introduction(accepted=True))
    assert other.agency.get(f"/en/introductions/{other.number}/documents/{number}").status_code == 404


def test_from_agreement_to_a_published_outcome(
    app: Flask, bank: Bank, session: Session, room: Room, clock: StoppedClock, client: FlaskClient
) -> None:
    for stage in ("agreement", "pilot", "deployed"):
        room.lead(stage)
    clock.advance(days=190)
    ask_results(session, clock, bank.bus)
    session.commit()
    token = sign(bank.settings.secret_key, *results_link(room.number, room.agency_person.id, 6))
    assert client.get("/en/results/nonsense").status_code == 422
    assert client.get(f"/fr/results/{token}").status_code == 200
    assert client.post(f"/en/results/{token}", data={"result": "nothing"}).status_code == 422
    assert client.post(f"/en/results/{token}", data={"result": "below", "words": "Too cold."}).status_code == 200
    assert read(session, select(ResultReport.result)) == ["below"]
    assert client.get(f"/en/introductions/{room.number}").status_code == 302, "the link opens nothing else"
    room.agency, room.provider = signed_in(app, room.agency_person), signed_in(app, room.provider_person)
    address = f"/en/introductions/{room.number}/outcome"
    account = {"seen": "0", "agreement": "sale", "country": "LA", "lessons": "Insulate the tank.", "consent": "yes"}
    assert room.agency.post(address, data={**account, "country": "Atlantis"}).status_code == 422
    assert room.agency.post(address, data=account).status_code == 303
    [number] = read(session, select(Outcome.id))
    assert client.get(f"/en/outcomes/{number}").status_code == 404
    assert room.provider.post(f"{address}/agree", data={"seen": "7"}).status_code == 409
    assert room.provider.post(f"{address}/agree", data={"seen": "1"}).status_code == 303
    page = client.get(f"/en/outcomes/{number}").text
    assert "Insulate the tank." in page
    assert "Works, but below the promise" in page
    assert "Insulate the tank." in client.get("/en/outcomes?country=LA&result=below").text
    assert "Insulate the tank." not in client.get("/en/outcomes?country=KE").text
    assert f"/en/outcomes/{number}" in client.get(f"/en/offerings/{room.row.offering_id}").text
    assert room.agency.post(f"{address}/take-back").status_code == 303
    assert client.get(f"/en/outcomes/{number}").status_code == 404


def test_curators_see_where_introductions_stop(app: Flask, factory: Factory, room: Room) -> None:
    assert room.take(room.agency, "close", reason="too_expensive") == 303
    assert room.agency.get("/en/curation/funnel").status_code == 403
    page = unescape(signed_in(app, factory.person(Role.CURATOR)).get("/en/curation/funnel").text)
    assert "It is too expensive" in page
    assert "Laos" in page


@pytest.mark.parametrize("locale", ["zh", "ar"])
def test_the_list_and_the_room_read_in_other_languages(room: Room, locale: str) -> None:
    assert room.agency.get(f"/{locale}/introductions").status_code == 200
    [thread] = re.findall(r'name="thread" value="(\d+)"', room.page(room.agency, locale))[:1]
    words = "Avec l’installation proposée, il nous faudrait un opérateur formé sur place."
    posted = room.agency.post(
        f"/{locale}/introductions/{room.number}/messages", data={"words": words, "thread": thread}
    )
    assert posted.status_code == 303
    page = room.page(room.provider, locale)
    assert re.search(rf'<div class="prose" dir="auto" lang="fr">\s*<p>{words}', page), "in the letters of its language"
    assert {"zh": "洽谈中", "ar": "قيد التباحث"}[locale] in page
