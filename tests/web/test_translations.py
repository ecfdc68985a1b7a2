"""Translating a listing side by side; reporting a bad passage, and settling the report."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import MemberRole, Role
from marketplace.bootstrap import Bank
from marketplace.listings.models import Listing
from marketplace.translation.models import MachineText, PassageReport
from marketplace.translation.terms import REPORTS_PER_HOUR
from tests.factories import PASSWORD, Factory, offering_content

SUMMARY = "Ce digesteur transforme le lisier de porc en biogaz et en digestat."


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    client.get("/en/sign-out")
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client


def machine_text(session: Session, bank: Bank, listing: Listing, part: str, value: str) -> None:
    session.add(
        MachineText(
            revision_id=listing.published_id,
            locale="fr",
            part=part,
            value=value,
            doubtful=[["anaerobic digester", "digesteur anaérobie"]],
            translator="translate.example",
            made_at=bank.clock.now(),
        )
    )
    session.commit()


def newest_texts(bank: Bank, listing: Listing) -> Any:
    """The texts of the newest revision, read without holding SQLite's one writer."""
    with bank.database.session(read_only=True) as reader:
        latest = reader.get_one(Listing, listing.id).latest
        assert latest is not None
        assert latest.content["readiness"] == 9
        return latest.content["texts"]


def only_report(bank: Bank) -> int:
    with bank.database.session(read_only=True) as reader:
        return reader.scalars(select(PassageReport.id)).one()


@pytest.fixture
def offering(factory: Factory) -> Listing:
    """A published offering with a person's French title and nothing else in French."""
    texts = offering_content()["texts"]
    texts["fr"] = {"origin": "human", "title": "Digesteur pour lisier de porc"}
    return factory.published(texts=texts)


@pytest.fixture
def member(client: FlaskClient, factory: Factory, offering: Listing) -> FlaskClient:
    """A browser in which an editor of the offering's organization is signed in."""
    return sign_in(client, factory.member(offering.organization))


def address(listing: Listing, language: str = "fr") -> str:
    return f"/en/my/listings/{listing.id}/translations/{language}"


def test_my_listings_lead_to_the_translation_into_each_language(member: FlaskClient, offering: Listing) -> None:
    page = member.get("/en/my/listings").text
    assert f'href="{address(offering)}"' in page
    assert "French, translated by a person" in page
    assert "Arabic, not translated yet" in page
    assert address(offering, "en") not in page


def test_the_source_stands_beside_its_translation_with_the_terms_to_check(
    member: FlaskClient, offering: Listing
) -> None:
    page = member.get(address(offering)).text
    assert "Digesteur pour lisier de porc" in page
    assert "A mesophilic anaerobic digester turns pig manure into biogas and digestate." in page
    assert 'lang="fr" dir="ltr">Digesteur' in page
    data = {"base_revision": "1", "title": "Machine à fumier", "summary": "x" * 601}
    page = member.post(address(offering), data=data).text
    assert "to check" in page
    assert 'id="summary-problem"' in page
    assert "x" * 601 in page


def test_a_translation_becomes_part_of_the_next_revision(member: FlaskClient, bank: Bank, offering: Listing) -> None:
    data = {"base_revision": "1", "title": "Digesteur anaérobie pour lisier", "summary": SUMMARY}
    assert member.post(address(offering), data=data).status_code == 303
    texts = newest_texts(bank, offering)
    assert texts["fr"] == {"origin": "human", "title": "Digesteur anaérobie pour lisier", "summary": SUMMARY}
    assert texts["en"]["title"] == "Anaerobic digester for pig manure"
    assert member.post(address(offering), data={"base_revision": "2"}).status_code == 303
    assert "fr" not in newest_texts(bank, offering)


def test_what_a_machine_proposes_stays_a_machines_until_somebody_has_read_it(
    member: FlaskClient, session: Session, bank: Bank, offering: Listing
) -> None:
    machine_text(session, bank, offering, "summary", SUMMARY)
    page = member.get(address(offering)).text
    assert SUMMARY in page
    assert "proposed by a machine" in page
    data = {"base_revision": "1", "title": "Digesteur", "summary": SUMMARY}
    for revision, read, origin in (("1", {}, "machine"), ("2", {"read": "yes"}, "human")):
        assert member.post(address(offering), data={**data, **read, "base_revision": revision}).status_code == 303
        assert newest_texts(bank, offering)["fr"]["origin"] == origin


def test_two_translators_do_not_overwrite_each_other(member: FlaskClient, offering: Listing) -> None:
    data = {"base_revision": "1", "title": "Digesteur anaérobie", "summary": SUMMARY}
    assert member.post(address(offering), data=data).status_code == 303
    response = member.post(address(offering), data={**data, "summary": "Un autre résumé."})
    assert response.status_code == 409
    assert "Un autre résumé." in response.text
    assert 'name="base_revision" value="2"' in response.text


@pytest.mark.parametrize("language", ["en", "xx"])
def test_the_original_and_unknown_languages_are_not_translated_into(
    member: FlaskClient, offering: Listing, language: str
) -> None:
    assert member.get(address(offering, language)).status_code == 404


def test_strangers_and_viewers_translate_nothing(client: FlaskClient, factory: Factory, offering: Listing) -> None:
    assert client.get(address(offering)).status_code == 302
    viewer = factory.member(offering.organization, MemberRole.VIEWER)
    assert sign_in(client, viewer).get(address(offering)).status_code == 403
    client.post("/en/sign-out")
    assert sign_in(client, factory.person()).get(address(offering)).status_code == 404


def test_a_machines_passage_says_so_names_doubtful_terms_and_can_be_reported(
    client: FlaskClient, session: Session, bank: Bank, offering: Listing
) -> None:
    machine_text(session, bank, offering, "description", "La cuve traite le lisier.")
    page = client.get(f"/fr/offerings/{offering.id}").text
    assert "La cuve traite le lisier." in page
    assert "digesteur anaérobie" in page
    assert f'href="/fr/offerings/{offering.id}/passages/description/report"' in page
    english = client.get(f"/en/offerings/{offering.id}").text
    assert "/report" not in english


def test_a_readers_report_reaches_curators_and_is_settled(
    client: FlaskClient, session: Session, bank: Bank, factory: Factory, offering: Listing
) -> None:
    machine_text(session, bank, offering, "description", "La cuve traite le lisier.")
    form = f"/fr/offerings/{offering.id}/passages/description/report"
    page = client.get(form).text
    assert "La cuve traite le lisier." in page
    assert "The digester treats manure slurry" in page
    assert client.post(form, data={"remark": " "}).status_code == 422
    assert client.post(form, data={"remark": "Une cuve n'est pas un digesteur."}).status_code == 303
    sign_in(client, factory.person(Role.CURATOR))
    desk = client.get("/en/curation/passages").text
    assert "Une cuve n&#39;est pas un digesteur." in desk
    number = only_report(bank)
    assert client.post(f"/en/passage-reports/{number}/settle", data={"decision": "burn"}).status_code == 400
    settled = client.post(
        f"/en/passage-reports/{number}/settle", data={"decision": "withdrawn", "next": "/en/curation/passages"}
    )
    assert settled.location == "/en/curation/passages"
    assert "Une cuve" not in client.get("/en/curation/passages").text
    assert "La cuve traite" not in client.get(f"/fr/offerings/{offering.id}").text
    assert client.post(f"/en/passage-reports/{number}/settle", data={"decision": "kept"}).status_code == 409


@pytest.mark.parametrize("part", ["description", "origin", "no_such_part"])
def test_only_a_translated_passage_can_be_reported(client: FlaskClient, offering: Listing, part: str) -> None:
    form = f"/fr/offerings/{offering.id}/passages/{part}/report"
    assert client.get(form).status_code == 404
    assert client.post(form, data={"remark": "Wrong."}).status_code == 404
    assert client.get(f"/en/offerings/{offering.id}/passages/title/report").status_code == 404


def test_a_visitor_who_reports_very_much_is_asked_to_wait(client: FlaskClient, offering: Listing) -> None:
    form = f"/fr/offerings/{offering.id}/passages/title/report"
    for _ in range(REPORTS_PER_HOUR):
        assert client.post(form, data={"remark": "Encore."}).status_code == 303
    refused = client.post(form, data={"remark": "Ce que j'avais écrit."})
    assert refused.status_code == 429
    assert "Ce que j&#39;avais écrit." in refused.text


def test_members_see_reports_where_they_translate_and_settle_them(
    client: FlaskClient, bank: Bank, factory: Factory, offering: Listing
) -> None:
    form = f"/fr/offerings/{offering.id}/passages/title/report"
    client.post(form, data={"remark": "Dites fumier liquide."})
    number = only_report(bank)
    assert (
        sign_in(client, factory.person())
        .post(f"/en/passage-reports/{number}/settle", data={"decision": "kept"})
        .status_code
        == 404
    )
    client.post("/en/sign-out")
    sign_in(client, factory.member(offering.organization))
    assert "Dites fumier liquide." in client.get(address(offering)).text
    assert client.post(f"/en/passage-reports/{number}/settle", data={"decision": "mended"}).status_code == 303
    assert "Dites fumier liquide." not in client.get(address(offering)).text
