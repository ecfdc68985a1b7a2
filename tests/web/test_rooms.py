"""The room of an introduction, as each side sees it at each stage, without scripts."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.introductions.models import Introduction, Thread
from marketplace.introductions.policies import Question
from tests.factories import PASSWORD, Factory


@dataclass
class Scene:
    """An introduction with a question to the provider, and somebody of each side."""

    session: Session
    number: int
    agency: FlaskClient
    provider: FlaskClient

    @property
    def path(self) -> str:
        return f"/en/introductions/{self.number}"

    def say(self, browser: FlaskClient, words: str) -> tuple[int, str]:
        """Write into the thread of the question; gives the status of the answer, and its page."""
        thread = self.session.scalars(select(Thread.id).where(~Thread.general)).one()
        self.session.rollback()  # SQLite's next writer waits for whoever reads in a session that may write
        form = {"form": f"thread-{thread}", "thread": thread, "words": words}
        answer = browser.post(f"{self.path}/messages", data=form)
        return answer.status_code, answer.text

    def step(self, browser: FlaskClient, name: str, **form: str) -> None:
        """Take a step on the room as it is now."""
        seen = self.session.scalar(select(Introduction.version).where(Introduction.id == self.number))
        self.session.rollback()
        answer = browser.post(f"{self.path}/{name}", data={"form": name, "seen": seen, **form})
        assert answer.status_code == 303, answer.text

    def saying(self, browser: FlaskClient) -> int:
        """How many forms of the room say something."""
        page = browser.get(self.path).text
        return page.count(f'action="{self.path}/messages')


def signed_in(app: Flask, address: str) -> FlaskClient:
    browser = app.test_client()
    answer = browser.post("/en/sign-in", data={"email": address, "password": PASSWORD})
    assert answer.status_code == 303
    return browser


@pytest.fixture
def scene(app: Flask, session: Session, factory: Factory) -> Scene:
    row = factory.introduction(questions=(Question("Who trains the operators?"),))
    number = row.id
    agency, provider = (factory.member(organization) for organization in (row.agency, row.provider))
    addresses = agency.email, provider.email
    session.rollback()
    return Scene(session, number, *(signed_in(app, address) for address in addresses))


def test_only_where_something_can_be_said_is_there_a_form_for_it(scene: Scene) -> None:
    assert (scene.saying(scene.agency), scene.saying(scene.provider)) == (0, 0)
    assert scene.say(scene.provider, "Our partner in Vientiane.")[0] == 409
    scene.step(scene.provider, "accept")
    assert (scene.saying(scene.agency), scene.saying(scene.provider)) == (2, 2)
    assert "Call a curator" in scene.agency.get(scene.path).text
    scene.step(scene.agency, "close", reason="no_time")
    assert (scene.saying(scene.agency), scene.saying(scene.provider)) == (0, 0)
    page = scene.agency.get(scene.path).text
    assert "Call a curator" not in page
    assert "Ask another question" not in page


def test_who_is_asked_finds_an_open_form_and_what_is_refused_stays_in_view(scene: Scene) -> None:
    scene.step(scene.provider, "accept")
    assert "Your answer</label>" in scene.provider.get(scene.path).text
    assert "Your answer</label>" not in scene.agency.get(scene.path).text
    status, page = scene.say(scene.agency, "far too long " * 400)
    assert status == 422
    folded = page.partition('<details class="folded" open>')[2]
    assert "far too long" in folded.partition("</details>")[0]
    assert scene.say(scene.provider, "Our partner in Vientiane.")[0] == 303
    assert "Your answer</label>" not in scene.provider.get(scene.path).text
    assert "Our partner in Vientiane." in scene.agency.get(scene.path).text
