"""Limits on attempts: rows within a window of time, so that all processes count together."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import SignInAttempt
from marketplace.kernel.errors import TooManyError
from marketplace.kernel.settings import Settings

#: Mails that one address is sent within the window because somebody asked for them.
MAILS: Final = 3
#: Hexadecimal digits of a key that fit into the number of a lock (a signed integer of 64 bits).
_LOCK_DIGITS: Final = 15


def refuse_when_exhausted(session: Session, now: datetime, settings: Settings, *subjects: str) -> None:
    """Refuse what was attempted too often for any of the subjects (an address, a visitor, a person).

    Attempts that are counted together wait for each other until the transaction ends, so that none goes uncounted.

    Raises:
        TooManyError: the limit is reached.
    """
    if max(_counts(session, now, settings, subjects), default=0) >= settings.sign_in_attempts:
        raise TooManyError(minutes=settings.sign_in_window_minutes)


def another_mail(session: Session, now: datetime, settings: Settings, email: str) -> bool:
    """Whether an address may be sent one more mail that somebody asked for; if so, it is counted."""
    subject = f"mail:{email}"
    if max(_counts(session, now, settings, (subject,)), default=0) >= MAILS:
        return False
    count(session, now, subject)
    return True


def count(session: Session, now: datetime, *subjects: str) -> None:
    """Count an attempt for each of the subjects. The caller commits even when it refuses, so that the count stands."""
    session.add_all(SignInAttempt(key=_key(subject), at=now) for subject in subjects)


def forget(session: Session, subject: str) -> None:
    """Let go of what was counted for a subject: it has proved itself."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == _key(subject)))


def _counts(session: Session, now: datetime, settings: Settings, subjects: tuple[str, ...]) -> list[int]:
    keys = [_key(subject) for subject in subjects]
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        for number in sorted(int(key[:_LOCK_DIGITS], 16) for key in keys):
            session.execute(select(func.pg_advisory_xact_lock(number)))
    window = timedelta(minutes=settings.sign_in_window_minutes)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - window))
    counted = select(func.count()).where(SignInAttempt.key.in_(keys)).group_by(SignInAttempt.key)
    return list(session.scalars(counted))


def _key(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
