"""Outcomes: asked for in time, published with both sides' consent only, failures too, and learned from."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.bootstrap import Bank
from marketplace.introductions.errors import WordsInvalidError
from marketplace.introductions.models import Introduction
from marketplace.introductions.operations import moving
from marketplace.introductions.policies import Turn
from marketplace.introductions.terms import Party
from marketplace.kernel.errors import BankError, LinkInvalidError, NotFoundError
from marketplace.kernel.signing import sign
from marketplace.matching.models import Judgment
from marketplace.outcomes import errors
from marketplace.outcomes.events import OutcomePublished, OutcomeTakenBack, ResultsAsked
from marketplace.outcomes.operations import (
    agree_to_publish,
    ask_results,
    report_results,
    take_back_consent,
    write_outcome,
)
from marketplace.outcomes.policies import (
    RESULTS_LINK,
    Account,
    Answer,
    months_after,
    read_results_link,
    results_link,
)
from marketplace.outcomes.queries import (
    Chosen,
    choices,
    outcome_of,
    outcomes_on,
    published_outcome,
    published_outcomes,
)
from marketplace.outcomes.terms import Result
from tests.conftest import StoppedClock
from tests.factories import Factory

BENEFIT = {"indicator": "ghg_avoided", "value": 120, "unit": "tCO2e", "per": "year", "source": "Estimate"}
ACCOUNT = Account(0, "sale", "LA", "Pakse", "One digester of 40 m3", "Train two operators.", "en", consent=True)


class Case:
    """A deployed introduction with an editor on each side."""

    def __init__(self, bank: Bank, session: Session, factory: Factory) -> None:
        self.bank, self.session = bank, session
        offering = factory.listed(benefits=[BENEFIT])
        self.row: Introduction = factory.introduction(offering=offering, accepted=True)
        self.agency: Actor = factory.editor(self.row.agency)[0]
        self.provider: Actor = factory.editor(self.row.provider)[0]

    def write(self, actor: Actor, account: Account = ACCOUNT) -> int:
        args = (self.session, actor, self.bank.clock, self.bank.bus, self.row.id)
        number = write_outcome(*args, account=account, countries=self.bank.taxonomy.countries).id
        self.session.commit()
        return number

    def agree(self, actor: Actor, seen: int = 1) -> None:
        agree_to_publish(self.session, actor, self.bank.clock, self.bank.bus, self.row.id, seen)
        self.session.commit()

    def report(self, result: str, *measured: float | None, months: int = 6, words: str = "") -> None:
        args = (self.session, self.agency, self.bank.clock, self.bank.bus, self.row.id)
        report_results(*args, months=months, answer=Answer(result, measured, words, "en"))
        self.session.commit()

    def grade(self) -> int | None:
        statement = select(Judgment.grade).where(Judgment.voice == "introductions")
        return self.session.scalar(statement)


@pytest.fixture
def case(bank: Bank, session: Session, factory: Factory) -> Case:
    return Case(bank, session, factory)


@pytest.fixture
def deployed(case: Case, factory: Factory) -> Case:
    factory.deploy(case.row)
    return case


def refused(case: Case, call: object, *values: object) -> type[BankError] | None:
    try:
        call(*values)  # type: ignore[operator]
    except BankError as refusal:
        case.session.rollback()
        return type(refusal)
    return None


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_results_are_asked_for_at_six_twelve_and_twenty_four_months(deployed: Case, clock: StoppedClock) -> None:
    bank, told = deployed.bank, []
    bank.bus.subscribe(ResultsAsked, lambda _session, asked: told.append((asked.months, asked.due_on)))
    since = deployed.row.stage_since.date()
    clock.advance(days=180)
    assert ask_results(deployed.session, clock, bank.bus) == 0
    clock.advance(days=5)
    assert [ask_results(deployed.session, clock, bank.bus) for _ in range(2)] == [1, 0]
    clock.advance(days=800)
    assert ask_results(deployed.session, clock, bank.bus) == 2
    assert told == [(months, months_after(since, months)) for months in (6, 12, 24)]


def test_what_was_not_deployed_is_asked_for_nothing(case: Case, clock: StoppedClock) -> None:
    clock.advance(days=400)
    assert ask_results(case.session, clock, case.bank.bus) == 0
    assert refused(case, case.report, "as_promised", 100.0) is NotFoundError
    assert refused(case, case.write, case.agency) is errors.TooEarlyError


@pytest.mark.parametrize(("result", "grade"), [("as_promised", 3), ("below", 2), ("stopped", 1)])
def test_a_report_keeps_promise_beside_measure_and_teaches(
    deployed: Case, clock: StoppedClock, result: str, grade: int
) -> None:
    clock.advance(days=190)
    ask_results(deployed.session, clock, deployed.bank.bus)
    deployed.report(result, 96.5, words="Cold winter.")
    shown = outcome_of(deployed.session, deployed.provider, deployed.row.id)
    [report] = shown.reports
    assert shown.result == result, "before anybody has written what came of it, the report says it"
    assert (report.result, report.party, report.words) == (result, Party.AGENCY, "Cold winter.")
    assert report.figures == (
        {
            "indicator": "ghg_avoided",
            "substance": "",
            "unit": "tCO2e",
            "per": "year",
            "promised": 120.0,
            "measured": 96.5,
        },
    )
    assert deployed.grade() == grade


@pytest.mark.parametrize(
    ("result", "measured"),
    [("", (1.0,)), ("deployed", (1.0,)), ("below", ()), ("below", (float("nan"),)), ("below", (1e16,))],
)
def test_a_report_without_a_result_or_with_figures_that_cannot_be_is_refused(
    deployed: Case, clock: StoppedClock, result: str, measured: tuple[float, ...]
) -> None:
    clock.advance(days=190)
    ask_results(deployed.session, clock, deployed.bank.bus)
    deployed.session.commit()
    assert refused(deployed, deployed.report, result, *measured) is errors.ResultMissingError


def test_the_latest_report_counts(deployed: Case, clock: StoppedClock) -> None:
    clock.advance(days=400)
    ask_results(deployed.session, clock, deployed.bank.bus)
    deployed.report("stopped", None, months=12)
    deployed.report("as_promised", 110.0, months=6)
    deployed.write(deployed.agency)
    assert outcome_of(deployed.session, deployed.agency, deployed.row.id).result is Result.STOPPED
    assert deployed.grade() == 1


def test_an_outcome_is_public_once_both_sides_agree(deployed: Case) -> None:
    told: list[object] = []
    for kind in (OutcomePublished, OutcomeTakenBack):
        deployed.bank.bus.subscribe(kind, lambda _session, happened: told.append(type(happened)))
    number = deployed.write(deployed.agency)
    assert published_outcomes(deployed.session, Chosen(), 10) == []
    assert refused(deployed, published_outcome, deployed.session, number) is NotFoundError
    deployed.agree(deployed.provider)
    shown = published_outcome(deployed.session, number)
    assert (shown.result, shown.agreement, shown.lessons) == (Result.DEPLOYED, "sale", "Train two operators.")
    for listing in (deployed.row.need_id, deployed.row.offering_id):
        assert [each.id for each in outcomes_on(deployed.session, listing)] == [number]
    take_back_consent(deployed.session, deployed.provider, deployed.bank.clock, deployed.bank.bus, deployed.row.id)
    assert outcomes_on(deployed.session, deployed.row.need_id) == []
    assert told == [OutcomePublished, OutcomeTakenBack]


def test_a_changed_text_needs_both_consents_again(deployed: Case) -> None:
    deployed.write(deployed.agency)
    deployed.agree(deployed.provider)
    deployed.write(deployed.provider, replace(ACCOUNT, seen=1, lessons="Train three.", consent=False))
    shown = outcome_of(deployed.session, deployed.agency, deployed.row.id)
    assert (shown.published_at, set(shown.consents.values())) == (None, {None})
    assert refused(deployed, deployed.agree, deployed.agency, 1) is errors.OutcomeChangedError
    assert refused(deployed, deployed.write, deployed.agency) is errors.OutcomeChangedError


def test_a_failure_is_an_outcome_too(case: Case) -> None:
    bank = case.bank
    turn = Turn(case.row.version, reason="site_conditions")
    moving.close(case.session, case.agency, bank.clock, bank.bus, case.row.id, turn)
    case.write(case.provider)
    case.agree(case.agency)
    [shown] = published_outcomes(case.session, Chosen(result="not_deployed", country="LA", field="waste"), 10)
    assert (shown.result, shown.reason) == (Result.NOT_DEPLOYED, "site_conditions")
    assert published_outcomes(case.session, Chosen(country="KE"), 10) == []
    assert choices(case.session) == {"field": {"waste": 1}, "country": {"LA": 1}, "result": {"not_deployed": 1}}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"country": "XX"}, errors.AccountInvalidError),
        ({"agreement": "barter"}, errors.AccountInvalidError),
        ({"place": "x" * 201}, errors.AccountInvalidError),
        ({"lessons": "x" * 4001}, WordsInvalidError),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    deployed: Case, changes: dict[str, str], refusal: type[BankError]
) -> None:
    account = replace(ACCOUNT, **changes)  # type: ignore[arg-type]
    assert refused(deployed, deployed.write, deployed.agency, account) is refusal


def test_a_link_is_bound_to_introduction_person_and_months() -> None:
    token = sign("key", *results_link(3, 5, 12))
    assert read_results_link("key", token) == (3, 5, 12)
    for other in ("", token[:-2], sign("key", "unsubscribe", [3, 5, 12]), sign("key", RESULTS_LINK, [3, 5])):
        with pytest.raises(LinkInvalidError):
            read_results_link("key", other)
    with pytest.raises(LinkInvalidError):
        read_results_link("another key", token)
