"""Shortlists on pages, without scripts, and offerings side by side."""

import gzip
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import MemberRole
from marketplace.bootstrap import Bank
from marketplace.listings import operations as listings
from marketplace.listings.models import Listing
from marketplace.localization.locales import LOCALES
from tests.conftest import StatementCounter
from tests.factories import Factory
from tests.web.browsers import signed_in

CLIENT_BYTES = 50_000


@dataclass
class Scene:
    """An agency's need, an offering that matches it, and one person of each sort."""

    need: Listing
    offering: Listing
    editor: Person
    viewer: Person
    provider: Person
    stranger: Person

    @property
    def list(self) -> str:
        return f"/en/my/listings/{self.need.id}/shortlist"


@pytest.fixture
def scene(factory: Factory) -> Scene:
    offering, need = factory.published(), factory.published("need")
    return Scene(
        need=need,
        offering=offering,
        editor=factory.member(need.organization),
        viewer=factory.member(need.organization, MemberRole.VIEWER),
        provider=factory.member(offering.organization),
        stranger=factory.person(),
    )


def test_an_editor_shortlists_notes_and_removes_without_scripts(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.editor)
    offering = f"/en/offerings/{scene.offering.id}"
    assert "Put on the shortlist" in browser.get(offering).text
    form = {"listing": scene.offering.id, "next": offering}
    answer = browser.post(scene.list, data=form)
    assert (answer.status_code, answer.location) == (303, offering)
    assert "On the shortlist: remove" in browser.get(offering).text
    assert "On the shortlist: remove" in browser.get(f"/en/needs/{scene.need.id}").text
    answer = browser.post(f"{scene.list}/{scene.offering.id}/notes", data={"words": "Ask for <b>spare</b> parts."})
    assert answer.location == f"{scene.list}#entry-{scene.offering.id}"
    page = browser.get(scene.list).text
    assert "Ask for &lt;b&gt;spare&lt;/b&gt; parts." in page
    assert scene.editor.name in page
    assert "20 November 2026" in page
    answer = browser.post(f"{scene.list}/notes/1/remove", data={"next": "https://elsewhere.example/"})
    assert answer.location == scene.list
    assert "No notes yet." in browser.get(scene.list).text
    browser.post(f"{scene.list}/remove", data=form)
    assert "Nothing is on this shortlist yet." in browser.get(scene.list).text


def test_a_note_that_is_refused_is_not_lost(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.editor)
    browser.post(scene.list, data={"listing": scene.offering.id})
    words = "x" * 2001
    answer = browser.post(f"{scene.list}/{scene.offering.id}/notes", data={"words": words})
    assert answer.status_code == 422
    assert "A note needs between 1 and 2000 characters." in answer.text
    assert words in answer.text


def test_a_viewer_reads_and_is_offered_no_button(app: Flask, scene: Scene) -> None:
    signed_in(app, scene.editor).post(scene.list, data={"listing": scene.offering.id})
    browser = signed_in(app, scene.viewer)
    page = browser.get(scene.list).text
    assert "Anaerobic digester for pig manure" in page
    assert "Write the note" not in page
    assert "Remove from the shortlist" not in page
    need = browser.get(f"/en/needs/{scene.need.id}").text
    assert "Shortlist with 1 entry" in need
    assert "shortlist-toggle" not in need
    assert browser.post(scene.list, data={"listing": scene.offering.id}).status_code == 403


def test_others_learn_nothing_of_a_shortlist(app: Flask, client: FlaskClient, scene: Scene) -> None:
    signed_in(app, scene.editor).post(scene.list, data={"listing": scene.offering.id})
    for person in (scene.provider, scene.stranger):
        browser = signed_in(app, person)
        assert browser.get(scene.list).status_code == 404
        assert browser.post(f"{scene.list}/{scene.offering.id}/notes", data={"words": "x"}).status_code == 404
        page = browser.get(f"/en/needs/{scene.need.id}").text
        assert "Shortlist with" not in page
    assert client.get(scene.list).location.startswith("/en/sign-in?next=")
    for path in (f"needs/{scene.need.id}", f"offerings/{scene.offering.id}"):
        assert "shortlist-toggle" not in client.get(f"/en/{path}").text


def test_a_match_offers_each_side_its_own_list(app: Flask, client: FlaskClient, scene: Scene) -> None:
    match = f"/en/matches/{scene.need.id}/{scene.offering.id}"
    for person, own in ((scene.editor, scene.need), (scene.provider, scene.offering)):
        page = signed_in(app, person).get(match).text
        assert f'action="/en/my/listings/{own.id}/shortlist"' in page
        assert page.count("shortlist-toggle") == 1
    assert "shortlist-toggle" not in client.get(match).text


@pytest.mark.parametrize("listing", ["", "x", "0", "99999999999999", "-1"])
def test_a_number_that_no_listing_can_have_is_refused(app: Flask, scene: Scene, listing: str) -> None:
    assert signed_in(app, scene.editor).post(scene.list, data={"listing": listing}).status_code in {400, 404}


def test_what_is_not_public_any_more_keeps_its_notes(
    app: Flask, bank: Bank, session: Session, scene: Scene, factory: Factory
) -> None:
    browser = signed_in(app, scene.editor)
    browser.post(scene.list, data={"listing": scene.offering.id})
    browser.post(f"{scene.list}/{scene.offering.id}/notes", data={"words": "Good people."})
    listings.withdraw(session, factory.actor(scene.provider), bank.clock, bank.bus, scene.offering.id)
    session.commit()
    page = browser.get(scene.list).text
    assert f"A listing that is not public any more (no. {scene.offering.id})" in page
    assert "Good people." in page
    assert "Anaerobic digester" not in page


def test_the_list_of_shortlists_counts_them(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.editor)
    browser.post(scene.list, data={"listing": scene.offering.id})
    page = browser.get("/en/my/shortlists").text
    assert "1 offering on the shortlist" in page
    assert "You have none yet." in signed_in(app, scene.stranger).get("/en/my/shortlists").text


@pytest.mark.parametrize("locale", LOCALES)
def test_offerings_stand_side_by_side_for_anybody(
    client: FlaskClient, scene: Scene, factory: Factory, locale: str
) -> None:
    other = factory.copy(scene.offering)
    address = f"/{locale}/needs/{scene.need.id}/compare?offering={scene.offering.id}&offering={other.id}"
    page = client.get(address)
    assert page.status_code == 200
    assert page.text.count('scope="col"') == 2
    assert page.text.count('scope="rowgroup"') == 3
    assert page.text.count('class="result-line"') == 2 * 19
    assert address.replace("&", "&amp;") in page.text, "the language switch keeps the offerings"
    assert len(gzip.compress(page.data)) < CLIENT_BYTES


def test_a_row_in_which_the_offerings_differ_is_marked(client: FlaskClient, scene: Scene, factory: Factory) -> None:
    early = factory.published(readiness=5)
    address = f"/en/needs/{scene.need.id}/compare"
    same = client.get(f"{address}?offering={scene.offering.id}&offering={factory.copy(scene.offering).id}").text
    different = client.get(f"{address}?offering={scene.offering.id}&offering={early.id}").text
    assert 'class="differs"' not in same
    assert different.count("(the offerings differ)") == different.count('class="differs"') > 0
    assert "The technology has only reached TRL 5 (wanted: at least TRL 8)." in different
    assert "missed" not in same


def test_more_than_four_are_not_compared_and_nonsense_is_passed_over(
    client: FlaskClient, scene: Scene, factory: Factory
) -> None:
    numbers = [factory.copy(scene.offering).id for _ in range(5)]
    address = f"/en/needs/{scene.need.id}/compare?" + "&".join(f"offering={number}" for number in numbers)
    page = client.get(address).text
    assert page.count('scope="col"') == 4
    assert "up to 4 are compared" in page
    page = client.get(f"/en/needs/{scene.need.id}/compare?offering=x&offering={scene.need.id}&offering=2147483647").text
    assert "There is nothing to compare yet." in page
    assert client.get(f"/en/needs/{scene.offering.id}/compare").status_code == 404


def test_a_comparison_asks_the_database_little(client: FlaskClient, scene: Scene, statements: StatementCounter) -> None:
    client.get("/en/")
    del statements.statements[:]
    client.get(f"/en/needs/{scene.need.id}/compare?offering={scene.offering.id}")
    assert len(statements.statements) <= 6, statements.statements
