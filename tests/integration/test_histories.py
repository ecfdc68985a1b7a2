"""The histories of the demonstration content: played to the stages that their files say, told to those who sign in, once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import OPERATOR
from marketplace.accounts.queries import person_by_email
from marketplace.bootstrap import Bank
from marketplace.discovery.queries import saved_searches
from marketplace.insights.queries.funnel import funnel
from marketplace.introductions.models import Introduction
from marketplace.introductions.queries import introductions_of
from marketplace.introductions.terms import PATH, UNDER_WAY, Stage
from marketplace.jobs.worker import keep_house
from marketplace.kernel.outbox import OutboxMessage
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.listings.models import Listing
from marketplace.notifications.models import MailPreference, Notification
from marketplace.notifications.terms import MAIL_WANTED, Frequency, Topic
from marketplace.organizations.queries import actor_for
from marketplace.outcomes.queries import Chosen, published_outcomes
from marketplace.seeding.content import PEOPLE, seed_listings, seed_organizations, seed_people
from marketplace.seeding.histories import seed_histories
from marketplace.seeding.stories import read_stories
from marketplace.shortlists.models import ShortlistEntry

DEMO = PROJECT_FOLDER / "seeds" / "demo"
STORIES = read_stories(DEMO)
CURATOR, _ADMINISTRATOR, PROVIDER, AGENCY = (email for email, *_ in PEOPLE)


def seed_listed(bank: Bank) -> None:
    """What is there before the histories; one person wants news of introductions once a week."""
    with bank.database.transaction() as session:
        seed_organizations(session, bank.clock, DEMO)
        seed_listings(session, bank.clock, DEMO)
        seed_people(session, bank)
        curator = person_by_email(session, CURATOR)
        assert curator is not None
        session.add(MailPreference(person_id=curator.id, topic=Topic.INTRODUCTIONS, frequency=Frequency.WEEKLY))


def stages(session: Session) -> Counter[str]:
    return Counter(session.scalars(select(Introduction.stage)))


def waiting_for(session: Session, email: str) -> list[str]:
    """What the stages of the introductions are in which it is the turn of somebody who can sign in."""
    actor = actor_for(session, session.scalars(select(Person).where(Person.email == email)).one())
    return [each.stage for each in introductions_of(session, actor) if each.mine]


def test_histories_play_to_the_stages_that_they_say_and_only_once(bank: Bank, session: Session) -> None:
    seed_listed(bank)
    assert seed_histories(bank, DEMO) == len(STORIES)
    keys = {row.id: row.key for row in session.execute(select(Listing.id, Listing.key))}
    played = {(keys[row.need_id], keys[row.offering_id]): row for row in session.scalars(select(Introduction))}
    assert {pair: row.stage for pair, row in played.items()} == {
        (story.need, story.offering): story.ends for story in STORIES.values()
    }
    assert all(row.demonstration for row in played.values())
    assert all(row.touched_at <= bank.clock.now() for row in played.values())

    courses = {stage: number for stage, number in stages(session).items() if stage in (*UNDER_WAY, Stage.DEPLOYED)}
    found = funnel(session, OPERATOR, bank.clock)
    reached = {each.stage: each.reached for each in found.stretches}
    assert reached[Stage.REQUESTED] == len(STORIES)
    met = [story for story in STORIES.values() if any(step.do == "accept" for step in story.steps)]
    assert reached[Stage.IN_DISCUSSION] == len(met)
    for stage in (Stage.AGREEMENT, Stage.DEPLOYED):
        further = {each: courses.get(each, 0) for each in PATH[PATH.index(stage) :]}
        assert reached[stage] == sum(further.values()), stage

    results = Counter(each.result for each in published_outcomes(session, Chosen(), limit=50))
    assert results == {"as_promised": 3, "below": 1, "stopped": 1, "not_deployed": 1}

    assert "requested" in waiting_for(session, AGENCY)
    assert Counter(waiting_for(session, PROVIDER)) == {"requested": 1, "in_discussion": 1}
    told = select(Person.email).join(Notification, Notification.person_id == Person.id)
    unseen = set(session.scalars(told.where(Notification.seen_at.is_(None), Notification.mail == Frequency.NEVER)))
    assert {AGENCY, PROVIDER} <= unseen
    session.rollback()
    keep_house(bank)
    assert session.scalar(select(func.count()).where(OutboxMessage.topic == MAIL_WANTED)) == 0
    wanted = select(MailPreference).join(Person, Person.id == MailPreference.person_id)
    kept = session.scalars(wanted.where(Person.email.in_([person[0] for person in PEOPLE]))).all()
    assert [(each.topic, each.frequency) for each in kept] == [(Topic.INTRODUCTIONS, Frequency.WEEKLY)]

    signed_in = person_by_email(session, AGENCY)
    assert signed_in is not None
    assert len(saved_searches(session, actor_for(session, signed_in))) >= 2
    counted = select(func.count()).select_from(ShortlistEntry)
    shortlisted = session.scalar(counted)
    session.rollback()
    assert seed_histories(bank, DEMO) == 0
    assert (stages(session).total(), session.scalar(counted)) == (len(STORIES), shortlisted)


def test_production_has_no_histories(bank: Bank, session: Session) -> None:
    bank.settings = replace(bank.settings, environment="production")
    assert seed_histories(bank, DEMO) == 0
    assert stages(session).total() == 0


@pytest.mark.parametrize("name", STORIES)
def test_reports_come_after_they_are_asked_for(name: str) -> None:
    story = STORIES[name]
    deployed = [step.days for step in story.steps if step.do == "confirm"][-1:]
    for step in story.steps:
        if step.do == "report":
            assert timedelta(days=deployed[0] - step.days) > timedelta(days=28 * (step.months or 0))
