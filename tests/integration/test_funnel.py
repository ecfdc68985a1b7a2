"""The funnel counts what the history holds: how many got how far, where the others stopped, and after how many days."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import Bank
from marketplace.cli import funnel as command
from marketplace.insights.queries.funnel import Funnel, funnel
from marketplace.introductions.models import Introduction
from marketplace.introductions.operations import asking, moving
from marketplace.introductions.policies import Turn
from marketplace.introductions.terms import Stage
from marketplace.matching.models import KeptMatch
from marketplace.matching.terms import MatchState, Reason
from tests.conftest import StoppedClock
from tests.factories import Factory


@pytest.fixture
def counted(bank: Bank, session: Session, factory: Factory, clock: StoppedClock) -> Funnel:
    """Two likely matches, of which one is hidden; five introductions: one at work, one closed, one declined, two open."""
    needs = [factory.listed("need", countries=["LA"]), factory.listed("need", countries=["KE", "UG"])]
    offering = factory.listed()
    for need, state in zip(needs, (MatchState.SUGGESTED, MatchState.HIDDEN), strict=True):
        values = {"score": 0.5, "text_score": 0.5, "explanation": {}, "state": state, "model": "untrained"}
        session.add(KeptMatch(need_id=need.id, offering_id=offering.id, refreshed_at=clock.now(), **values))
    asked = [factory.introduction(need=need, offering=factory.copy(offering)) for need in (*needs, *needs, needs[0])]
    clock.advance(days=4)
    for each in asked[:3]:
        provider = factory.editor(each.provider)[0]
        asking.accept(session, provider, clock, bank.bus, each.id, Turn(each.version))
    declined = asked[3]
    provider = factory.editor(declined.provider)[0]
    asking.decline(session, provider, clock, bank.bus, declined.id, Turn(declined.version, reason="not_mature"))
    session.commit()
    clock.advance(days=10)
    factory.deploy(asked[0])
    _close(bank, session, factory, asked[1])
    return funnel(session, OPERATOR, clock)


def _close(bank: Bank, session: Session, factory: Factory, row: Introduction) -> None:
    agency, provider = factory.editor(row.agency)[0], factory.editor(row.provider)[0]
    at = session, agency, bank.clock, bank.bus
    moving.lead_on(*at, row.id, Turn(row.version, stage=Stage.AGREEMENT))
    moving.confirm(session, provider, bank.clock, bank.bus, row.id, Turn(row.version))
    moving.close(*at, row.id, Turn(row.version, reason="terms"))
    session.commit()


def test_who_comes_far_has_come_through_what_lies_before(counted: Funnel) -> None:
    assert counted.shown == 1, "a hidden match is not shown"
    assert {each.stage: each.reached for each in counted.stretches} == {
        Stage.REQUESTED: 5,
        Stage.IN_DISCUSSION: 3,
        Stage.CONFIDENTIALITY: 2,
        Stage.AGREEMENT: 2,
        Stage.PILOT: 1,
        Stage.DEPLOYED: 1,
    }


def test_days_are_those_between_the_steps(counted: Funnel) -> None:
    days = {each.stage: each.days for each in counted.stretches}
    assert (days[Stage.IN_DISCUSSION], days[Stage.AGREEMENT]) == (4.0, 10.0)
    assert days[Stage.CONFIDENTIALITY] is None, "nobody stopped to say so"


def test_it_says_where_and_why_they_stop_and_who_is_still_there(counted: Funnel) -> None:
    by_stage = {each.stage: each for each in counted.stretches}
    assert by_stage[Stage.REQUESTED].endings == ((Stage.DECLINED, Reason.NOT_MATURE, 1),)
    assert by_stage[Stage.AGREEMENT].endings == ((Stage.CLOSED, Reason.TERMS, 1),)
    assert (by_stage[Stage.REQUESTED].open, by_stage[Stage.REQUESTED].open_days) == (1, 14.0)
    assert (by_stage[Stage.IN_DISCUSSION].open, by_stage[Stage.IN_DISCUSSION].open_days) == (1, 10.0)


def test_each_country_of_a_need_counts(counted: Funnel) -> None:
    rows = {row.code: (row.shown, row.requested, row.deployed, row.ended) for row in counted.countries}
    assert rows == {"LA": (1, 3, 1, 0), "KE": (0, 2, 0, 2), "UG": (0, 2, 0, 2)}
    assert [(row.code, row.requested) for row in counted.fields] == [("waste", 5)]


def test_the_command_says_the_same(counted: Funnel, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "open_bank", lambda _settings: bank)
    said = json.loads(CliRunner().invoke(command.funnel, ["--json"], catch_exceptions=False).output)
    assert [each["reached"] for each in said["stretches"]] == [each.reached for each in counted.stretches]
    table = CliRunner().invoke(command.funnel, [], catch_exceptions=False).output
    assert "1 of requested: declined, not_mature" in table


def test_an_empty_bank_has_an_empty_funnel(session: Session, clock: StoppedClock) -> None:
    found = funnel(session, OPERATOR, clock)
    assert (found.shown, found.fields, {each.reached for each in found.stretches}) == (0, (), {0})
