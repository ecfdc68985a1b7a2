"""What a request works with: the bank, one database session, the actor and the locale."""

from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from sqlalchemy.orm import Session

from marketplace.accounts.policies import VISITOR, Actor
from marketplace.bootstrap import Bank
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.localization.locales import DEFAULT_LOCALE, LocaleCode

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def bank() -> Bank:
    """The bank that the application serves."""
    return cast("Bank", current_app.extensions["bank"])


def reading() -> bool:
    """Whether the request only reads."""
    return request.method in _READING


def db() -> Session:
    """The request's database session: one that only reads for a request that only reads."""
    if "db" not in g:
        g.db = bank().database.session(read_only=reading())
    return cast("Session", g.db)


def close_db(failure: BaseException | None = None) -> None:
    """Let go of the session; whatever the view did not commit is rolled back."""
    del failure
    if (session := g.pop("db", None)) is not None:
        session.close()


def actor() -> Actor:
    """Who asks."""
    return cast("Actor", g.get("actor", VISITOR))


def locale() -> LocaleCode:
    """The locale of the page."""
    return cast("LocaleCode", g.get("locale", DEFAULT_LOCALE))


def time_zone() -> ZoneInfo:
    """The time zone in which the page says times: that of the person, for a visitor UTC."""
    return ZoneInfo(cast("str", g.get("time_zone", "UTC")))


def hands() -> tuple[Session, Actor, Clock, EventBus]:
    """What operations take first that tell others of what was done: the session, who acts, the clock, and who listens."""
    return db(), actor(), bank().clock, bank().bus
