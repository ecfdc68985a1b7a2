"""Who is told of what happens in introductions: the other side, once; curators when they are called; nobody else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import MemberRole, Role
from marketplace.bootstrap import Bank
from marketplace.introductions.models import Introduction, Thread
from marketplace.introductions.operations import asking, moving, talking
from marketplace.introductions.operations.waiting import remind_quiet
from marketplace.introductions.policies import Turn
from marketplace.introductions.terms import Stage
from marketplace.kernel.outbox import OutboxMessage
from marketplace.notifications.models import Notification
from marketplace.notifications.operations import choose_frequencies
from marketplace.notifications.terms import MAIL_WANTED, Frequency, Topic
from marketplace.outcomes.operations import ask_results
from tests.conftest import StoppedClock
from tests.factories import Factory


def told(session: Session, person: Person) -> list[str]:
    statement = select(Notification.kind).where(Notification.person_id == person.id).order_by(Notification.id)
    return list(session.scalars(statement))


def letters(session: Session, kind: str) -> list[OutboxMessage]:
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == MAIL_WANTED))
    return [each for each in found if each.payload.get("kind") == kind]


def test_the_other_side_hears_of_every_step_and_viewers_of_none(bank: Bank, session: Session, factory: Factory) -> None:
    need, offering = factory.listed("need"), factory.listed()
    agency, provider = factory.member(need.organization), factory.member(offering.organization)
    viewer = factory.member(offering.organization, MemberRole.VIEWER)
    outsider, curator = factory.member(factory.organization()), factory.person(Role.CURATOR)
    row: Introduction = factory.introduction(need=need, offering=offering)
    assert told(session, provider) == ["introduction_requested"]
    at_provider = session, factory.actor(provider), bank.clock, bank.bus
    at_agency = session, factory.actor(agency), bank.clock, bank.bus
    asking.accept(*at_provider, row.id, Turn(row.version))
    thread = session.scalars(select(Thread.id).where(Thread.general)).one()
    talking.say(*at_agency, thread, "When can we talk?")
    moving.lead_on(*at_agency, row.id, Turn(row.version, stage=Stage.AGREEMENT))
    moving.refuse(*at_provider, row.id, Turn(row.version, "The annex is missing."))
    talking.call_curator(*at_agency, row.id, "Which annex is usual?")
    moving.close(*at_provider, row.id, Turn(row.version, reason="terms"))
    assert told(session, provider) == ["introduction_requested", "message_written", "stage_proposed", "curator_called"]
    assert told(session, agency)[-3:] == ["introduction_accepted", "stage_refused", "introduction_closed"]
    assert told(session, curator) == ["curator_wanted"]
    assert told(session, viewer) == told(session, outsider) == []


def test_only_whose_turn_it_is_is_reminded(bank: Bank, session: Session, factory: Factory, clock: StoppedClock) -> None:
    row = factory.introduction()
    agency, provider = factory.member(row.agency), factory.member(row.provider)
    clock.advance(days=20)
    remind_quiet(session, clock, bank.bus, 14)
    assert (told(session, provider), told(session, agency)) == (["introduction_quiet"], [])


def test_results_are_asked_for_with_a_link_of_ones_own(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    row = factory.deploy(factory.introduction(accepted=True))
    quiet = factory.member(row.agency)
    choose_frequencies(session, factory.actor(quiet), {Topic.OUTCOMES: Frequency.WEEKLY})
    reader = factory.member(row.provider)
    clock.advance(days=190)
    ask_results(session, clock, bank.bus)
    [letter] = [each for each in letters(session, "results_asked") if each.payload["person_id"] == reader.id]
    assert letter.payload["link"]["values"] == [row.id, reader.id, 6]
    assert letter.payload["path"] == "results/{token}"
    assert not any(each.payload["person_id"] == quiet.id for each in letters(session, "results_asked"))
    assert "results_asked" in told(session, quiet)
