"""Histories of the demonstration content, played through the bank's own operations, each step at its own moment.

Nobody gets mail of what is played; news stand in the bank as if the people had been told on the day.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.operations.passwords import nobodys
from marketplace.accounts.policies import Actor
from marketplace.accounts.queries import person_by_email
from marketplace.bootstrap import Bank
from marketplace.discovery.operations import save_search
from marketplace.discovery.queries import Search
from marketplace.introductions.models import Introduction
from marketplace.introductions.operations.waiting import remind_quiet, tell_due_steps
from marketplace.introductions.terms import Party
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings.models import Listing
from marketplace.matching.models import KeptMatch
from marketplace.matching.operations import endorse
from marketplace.notifications.models import MailPreference, Notification
from marketplace.notifications.operations import mark_seen
from marketplace.notifications.subscriptions import subscribe
from marketplace.notifications.terms import CHOSEN, Frequency
from marketplace.organizations.models import Member, Organization
from marketplace.organizations.queries import actor_for
from marketplace.outcomes.operations import ask_results
from marketplace.seeding.content import PEOPLE
from marketplace.seeding.playing import Cast, Play
from marketplace.seeding.stories import Desks, InventedPerson, Kept, Story, Told, read_desks, read_stories
from marketplace.shortlists.operations import add_entry, add_note

_CURATOR: Final = PEOPLE[0][0]
#: News from before these days count as seen.
_SEEN_AFTER: Final = timedelta(days=12)
#: How often the bank looks, while the stories are played, at what is due.
_HOUSEKEEPING: Final = timedelta(days=3)
#: Steps of one day lie so far apart, and stories begin their days at different times, within these minutes.
_MINUTES_BETWEEN: Final = 9
_MINUTES_OF_DAY: Final = 480


@dataclass(slots=True)
class Moment:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        """The moment at which it stands."""
        return self.at


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does at a moment; of what is done at the same one, `name` and `place` decide."""

    at: datetime
    name: str
    place: int
    do: Callable[[Clock], None]


def seed_histories(bank: Bank, demo: Path) -> int:
    """Play what is not there yet; gives how many stories were added. Never in production.

    Stories whose listings are no longer public, or have met since, are left out.
    """
    desks = read_desks(demo)
    if bank.settings.environment == "production":
        return 0
    with bank.database.transaction() as session:
        if person_by_email(session, desks.people[0].email) is not None:
            return 0
        now, keys = bank.clock.now(), _listings(session)
        stories = {name: story for name, story in read_stories(demo).items() if _playable(session, story, keys)}
        invented = {person.id for person in _people(session, desks.people, _beginning(now, stories.values()))}
        bus = EventBus()
        subscribe(bus)
        with _no_mail(session, invented):
            told = _told(session, bank, bus, _plays(session, bank, stories, keys))
            _play(session, bank, bus, [*told, *_kept(session, now, bus, desks, keys)])
        _see_old_news(session, now, invented)
    return len(stories)


def _listings(session: Session) -> dict[str, Listing]:
    """The public listings of the demonstration content by their keys."""
    found = session.scalars(select(Listing).where(Listing.key.is_not(None)))
    return {str(listing.key): listing for listing in found if listing.public}


def _playable(session: Session, story: Story, keys: Mapping[str, Listing]) -> bool:
    need, offering = keys.get(story.need), keys.get(story.offering)
    if need is None or offering is None:
        return False
    met = Introduction.need_id == need.id, Introduction.offering_id == offering.id
    return session.scalar(select(Introduction.id).where(*met).limit(1)) is None


def _beginning(now: datetime, stories: Iterable[Story]) -> datetime:
    return now - timedelta(days=30 + max((story.steps[0].days for story in stories), default=0))


def _people(session: Session, people: Iterable[InventedPerson], since: datetime) -> list[Person]:
    """The people of the stories, as members of their organizations. No password fits."""
    organizations = {row.key: row.id for row in session.execute(select(Organization.key, Organization.id))}
    nothing_fits, added = nobodys(), []
    for invented in people:
        person = Person(
            email=invented.email,
            name=invented.name,
            password_hash=nothing_fits,
            locale=invented.locale,
            created_at=since,
            verified_at=since,
        )
        session.add(person)
        session.flush()
        organization_id = organizations[invented.organization]
        session.add(Member(organization_id=organization_id, person_id=person.id, role=invented.role, since=since))
        added.append(person)
    session.flush()
    return added


def _plays(session: Session, bank: Bank, stories: Mapping[str, Story], keys: Mapping[str, Listing]) -> list[Play]:
    return [
        Play(
            name,
            story,
            keys[story.need],
            keys[story.offering],
            _cast(session, story),
            frozenset(bank.taxonomy.countries),
        )
        for name, story in stories.items()
    ]


def _cast(session: Session, story: Story) -> Cast:
    emails = {Party.AGENCY: story.agency, Party.PROVIDER: story.provider, Party.CURATOR: _CURATOR}
    people = {party: person_by_email(session, email) for party, email in emails.items()}
    found = {party: person for party, person in people.items() if person is not None}
    return Cast(
        {party: actor_for(session, person) for party, person in found.items()},
        {party: person.locale for party, person in found.items()},
    )


def _actor(session: Session, email: str) -> Actor:
    person = person_by_email(session, email)
    if person is None:
        raise LookupError(email)
    return actor_for(session, person)


def _moments(now: datetime, play: Play) -> Iterator[datetime]:
    """When each step of a story was taken: on its day, before the time of day at which the bank is seeded."""
    earlier = crc32(play.name.encode()) % _MINUTES_OF_DAY + len(play.story.steps) * _MINUTES_BETWEEN
    for place, step in enumerate(play.story.steps):
        yield now - timedelta(days=step.days, minutes=earlier - place * _MINUTES_BETWEEN)


def _play(session: Session, bank: Bank, bus: EventBus, deeds: Iterable[Deed]) -> None:
    """Everything in the order of time; every few days the bank does what is due by the clock."""
    kept_house = None
    for deed in sorted(deeds, key=lambda each: (each.at, each.name, each.place)):
        clock = Moment(deed.at)
        if kept_house is None or deed.at - kept_house > _HOUSEKEEPING:
            _keep_house(session, clock, bus, bank.settings.introduction_quiet_days)
            kept_house = deed.at
        deed.do(clock)
    _keep_house(session, bank.clock, bus, bank.settings.introduction_quiet_days)


def _told(session: Session, bank: Bank, bus: EventBus, plays: Iterable[Play]) -> Iterator[Deed]:
    """The steps of the stories."""
    for play in plays:
        for place, (moment, step) in enumerate(zip(_moments(bank.clock.now(), play), play.story.steps, strict=True)):
            yield Deed(moment, play.name, place, partial(_take, session, bank, bus, play, step))


def _take(session: Session, bank: Bank, bus: EventBus, play: Play, step: Told, clock: Clock) -> None:
    play.take(session, bank, clock, bus, step)


def _keep_house(session: Session, clock: Clock, bus: EventBus, quiet_days: int) -> None:
    tell_due_steps(session, clock, bus)
    remind_quiet(session, clock, bus, quiet_days)
    ask_results(session, clock, bus)


def _kept(session: Session, now: datetime, bus: EventBus, desks: Desks, keys: Mapping[str, Listing]) -> Iterator[Deed]:
    """Shortlists, saved searches, and matches that a curator vouches for."""
    for place, kept in enumerate(desks.shortlists):
        if kept.listing in keys and kept.counterpart in keys:
            own, other = keys[kept.listing].id, keys[kept.counterpart].id
            yield _deed(now, kept.days, place, partial(_shortlist, session, bus, kept, own, other))
    for place, saved in enumerate(desks.searches):
        asked = Search(text=saved.text, kind=saved.kind, filters=saved.filters)
        actor = _actor(session, saved.by)
        yield _deed(now, saved.days, place, partial(_save_search, session, actor, asked))
    for place, endorsed in enumerate(desks.endorsements):
        if endorsed.need in keys and endorsed.offering in keys:
            pair = keys[endorsed.need].id, keys[endorsed.offering].id
            yield _deed(now, endorsed.days, place, partial(_endorse, session, pair))


def _deed(now: datetime, days: float, place: int, do: Callable[[Clock], None]) -> Deed:
    return Deed(now - timedelta(days=days), "", place, do)


def _shortlist(session: Session, bus: EventBus, kept: Kept, own: int, other: int, clock: Clock) -> None:
    actor = _actor(session, kept.by)
    add_entry(session, actor, clock, own, other)
    session.flush()
    for note in kept.notes:
        add_note(session, actor, clock, bus, own, other, words=note)


def _save_search(session: Session, actor: Actor, asked: Search, clock: Clock) -> None:
    save_search(session, actor, clock, asked)


def _endorse(session: Session, pair: tuple[int, int], clock: Clock) -> None:
    """A curator vouches for a match while it is kept."""
    if session.get(KeptMatch, pair) is not None:
        endorse(session, _actor(session, _CURATOR), clock, *pair)


@contextmanager
def _no_mail(session: Session, invented: set[int]) -> Iterator[None]:
    """Nobody wants mail for a while; invented people never do."""
    people = set(session.scalars(select(Person.id).where(Person.active)))
    before = {(each.person_id, each.topic): each.frequency for each in session.scalars(select(MailPreference))}
    _want(session, {(person, topic): Frequency.NEVER for person in people for topic in CHOSEN})
    yield
    chosen = select(MailPreference).where(MailPreference.person_id.in_(people - invented))
    for each in session.scalars(chosen).all():
        session.delete(each)
    session.flush()
    _want(session, {key: frequency for key, frequency in before.items() if key[0] in people - invented})


def _want(session: Session, wanted: Mapping[tuple[int, str], str]) -> None:
    for (person_id, topic), frequency in wanted.items():
        session.merge(MailPreference(person_id=person_id, topic=topic, frequency=frequency))
    session.flush()


def _see_old_news(session: Session, now: datetime, invented: set[int]) -> None:
    """What was news long ago was read by those who can sign in."""
    newest = (
        select(Notification.person_id, func.max(Notification.id))
        .where(Notification.at < now - _SEEN_AFTER, Notification.person_id.not_in(invented))
        .group_by(Notification.person_id)
    )
    for person_id, number in session.execute(newest).all():
        mark_seen(session, actor_for(session, session.get_one(Person, person_id)), Moment(now), number)
