"""Telling people, in the bank and by mail. Letters leave through the outbox, with the transaction that ordered them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor, require
from marketplace.kernel import outbox
from marketplace.kernel.clock import Clock
from marketplace.kernel.signing import unsign
from marketplace.localization.locales import DEFAULT_LOCALE
from marketplace.notifications.errors import TopicUnknownError
from marketplace.notifications.letters import UNSUBSCRIBE
from marketplace.notifications.models import MailPreference, Notification
from marketplace.notifications.queries import frequencies, readers
from marketplace.notifications.sentences import say
from marketplace.notifications.terms import (
    CHOSEN,
    MAIL_WANTED,
    Frequency,
    Topic,
)
from marketplace.notifications.wordings import WORDINGS

#: At what hour (UTC) the mails of a day or a week close; they go out with the next housekeeping.
_CLOSING_HOUR: Final = 6
_MONDAY: Final = 0
#: The most pieces of news in one mail; what is beyond stands in the bank.
_MOST_ITEMS: Final = 40

Params = Mapping[str, Any]


def tell(  # noqa: PLR0913 - whom, what of, where to go on, and what makes it the same
    session: Session, now: datetime, people: Iterable[int], kind: str, params: Params, *, path: str, key: str
) -> None:
    """Tell people something, each once for a `key`, and order mail for those who want it at once.

    `params` fill the wording of the kind (see `sentences.say`); `path` is the page within a locale.
    """
    say(kind, params, DEFAULT_LOCALE)  # what its sentences lack is better missed here than by every attempt to send it
    topic = WORDINGS[kind].topic
    told = _untold(session, readers(session, people), key)
    frequency = frequencies(session, [person.id for person in told], topic)
    for person in told:
        wanted = frequency[person.id]
        notification = Notification(
            person_id=person.id, kind=kind, params=dict(params), path=path, key=key, mail=wanted, at=now
        )
        try:
            with session.begin_nested():
                session.add(notification)
        except IntegrityError:  # another transaction was quicker
            continue
        if wanted is Frequency.AT_ONCE:
            _order_mail(session, now, person.id, topic, [notification])


def write_to(  # noqa: PLR0913 - to whom, in which language, what of, and what its link proves
    session: Session,
    now: datetime,
    address: str,
    locale: str,
    kind: str,
    params: Params,
    *,
    path: str,
    link: tuple[str, list[Any]] | None = None,
    person_id: int | None = None,
) -> None:
    """Order a letter to an address, which need not be that of an account.

    `link` is a purpose and the values that are signed for it when the letter is written; `{token}` in `path` stands for
    what comes of it. So nothing that opens a door is kept.
    """
    payload: dict[str, Any] = {
        "message_id": uuid4().hex,
        "address": address,
        "locale": locale,
        "kind": kind,
        "params": dict(params),
        "path": path,
        "person_id": person_id,
    }
    if link is not None:
        payload["link"] = {"purpose": link[0], "values": link[1]}
    outbox.order(session, MAIL_WANTED, payload, now)


def mark_seen(session: Session, actor: Actor, clock: Clock, newest: int) -> None:
    """The actor has seen what they were told, up to the piece of news of this number."""
    require(actor, "news.read")
    session.execute(
        update(Notification)
        .where(Notification.person_id == actor.person_id, Notification.seen_at.is_(None), Notification.id <= newest)
        .values(seen_at=clock.now())
    )


def choose_frequencies(session: Session, actor: Actor, chosen: Mapping[str, str]) -> None:
    """How soon the actor wants mail, by topic.

    Raises:
        TopicUnknownError: there is no such topic, or no such frequency; nothing is changed.
    """
    require(actor, "news.read")
    if not set(chosen) <= set(CHOSEN) or not set(chosen.values()) <= set(Frequency):
        raise TopicUnknownError
    for topic, frequency in chosen.items():
        session.merge(MailPreference(person_id=actor.person_id, topic=topic, frequency=frequency))


def unsubscribe(session: Session, secret_key: str, token: str) -> Topic:
    """End mails about a topic for whoever the token was made for; gives the topic.

    Raises:
        LinkInvalidError: the bank did not make this token.
    """
    person_id, topic = unsign(secret_key, UNSUBSCRIBE, token)
    if readers(session, [person_id]):
        session.merge(MailPreference(person_id=person_id, topic=topic, frequency=Frequency.NEVER))
    return Topic(topic)


def order_digests(session: Session, clock: Clock) -> int:
    """Order the mails of the day, and on Mondays those of the week; gives how many. Does nothing when called again."""
    now = clock.now()
    closing = now.replace(hour=_CLOSING_HOUR, minute=0, second=0, microsecond=0)
    if now < closing:
        closing -= timedelta(days=1)
    last_monday = closing - timedelta(days=(closing.weekday() - _MONDAY) % 7)
    return sum(
        _order_digest(session, now, frequency, before)
        for frequency, before in ((Frequency.DAILY, closing), (Frequency.WEEKLY, last_monday))
    )


def _untold(session: Session, people: list[Person], key: str) -> list[Person]:
    numbers = [person.id for person in people]
    told = set(
        session.scalars(
            select(Notification.person_id).where(Notification.person_id.in_(numbers), Notification.key == key)
        )
    )
    return [person for person in people if person.id not in told]


def _order_digest(session: Session, now: datetime, frequency: Frequency, before: datetime) -> int:
    waiting = session.scalars(
        select(Notification)
        .where(Notification.mail == frequency, Notification.mailed_at.is_(None), Notification.at < before)
        .order_by(Notification.id)
        .with_for_update(skip_locked=True)
    )
    letters: dict[tuple[int, Topic], list[Notification]] = defaultdict(list)
    for each in waiting:
        letters[each.person_id, WORDINGS[each.kind].topic].append(each)
    for (person_id, topic), told in letters.items():
        _order_mail(session, now, person_id, topic, told)
    return len(letters)


def _order_mail(session: Session, now: datetime, person_id: int, topic: Topic, told: list[Notification]) -> None:
    for each in told:
        each.mailed_at = now
    session.flush()
    payload = {
        "message_id": uuid4().hex,
        "person_id": person_id,
        "topic": topic,
        "notifications": [each.id for each in told[-_MOST_ITEMS:]],
    }
    outbox.order(session, MAIL_WANTED, payload, now)
