"""Reading news, and how people want them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor, require
from marketplace.localization.locales import LocaleCode
from marketplace.notifications.models import MailPreference, Notification
from marketplace.notifications.sentences import Said, say
from marketplace.notifications.terms import ALWAYS, CHOSEN, DEFAULT_FREQUENCY, Frequency, Topic


@dataclass(frozen=True, slots=True)
class NewsView:
    """A piece of news as its reader sees it. `path` is the page within a locale."""

    id: int
    said: Said
    path: str
    at: datetime
    seen: bool


def news(
    session: Session, actor: Actor, locale: LocaleCode, limit: int = 100, *, kinds: Collection[str] | None = None
) -> list[NewsView]:
    """What the actor was told, newest first; of certain kinds only what is new to them."""
    require(actor, "news.read")
    wanted = select(Notification).where(Notification.person_id == actor.person_id)
    if kinds is not None:
        wanted = wanted.where(Notification.kind.in_(kinds), Notification.seen_at.is_(None))
    found = session.scalars(wanted.order_by(Notification.id.desc()).limit(limit))
    return [
        NewsView(each.id, say(each.kind, each.params, locale), each.path, each.at, each.seen_at is not None)
        for each in found
    ]


def unseen_count(session: Session, actor: Actor) -> int:
    """How much of what the actor was told is new to them."""
    require(actor, "news.read")
    return (
        session.scalar(
            select(func.count())
            .select_from(Notification)
            .where(Notification.person_id == actor.person_id, Notification.seen_at.is_(None))
        )
        or 0
    )


def preferences(session: Session, actor: Actor) -> dict[Topic, Frequency]:
    """How soon the actor wants mail about each topic that can be chosen."""
    require(actor, "news.read")
    chosen = _chosen(session, [actor.person_id] if actor.person_id else [])
    return {topic: chosen.get((actor.person_id, topic), DEFAULT_FREQUENCY[topic]) for topic in CHOSEN}


def frequencies(session: Session, people: Collection[int], topic: Topic) -> dict[int, Frequency]:
    """How soon each of some people is to have mail about a topic."""
    if topic in ALWAYS:
        return dict.fromkeys(people, Frequency.AT_ONCE)
    chosen = _chosen(session, people)
    return {person: chosen.get((person, topic), DEFAULT_FREQUENCY[topic]) for person in people}


def _chosen(session: Session, people: Collection[int]) -> dict[tuple[int | None, Topic], Frequency]:
    found = session.scalars(select(MailPreference).where(MailPreference.person_id.in_(people)))
    return {(each.person_id, Topic(each.topic)): Frequency(each.frequency) for each in found}


def readers(session: Session, people: Iterable[int]) -> list[Person]:
    """Those of some people who are still there to read."""
    return list(session.scalars(select(Person).where(Person.id.in_(set(people)), Person.active).order_by(Person.id)))
