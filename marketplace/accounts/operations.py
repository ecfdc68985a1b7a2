"""Signing up, in and out."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.models import Person, SignInAttempt, SignInSession
from marketplace.accounts.queries import normalized_email, person_by_email, token_digest
from marketplace.accounts.terms import Role
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import TooManyError
from marketplace.kernel.settings import Settings

PASSWORD_LENGTH: Final = (10, 200)
NAME_LENGTH: Final = 120
DEVICE_LENGTH: Final = 200
#: Hexadecimal digits of a key that fit into the number of a lock (a signed integer of 64 bits).
_LOCK_DIGITS: Final = 15
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_HASHER: Final = PasswordHasher()
#: Verified when there is no such person, so that the answer takes as long as for one who exists.
_NOBODY: Final = _HASHER.hash(secrets.token_hex(16))


def sign_up(  # noqa: PLR0913 - what a new account consists of
    session: Session, clock: Clock, *, email: str, name: str, password: str, locale: str, role: Role | None = None
) -> Person:
    """Open an account.

    Raises:
        EmailInvalidError, NameMissingError, WeakPasswordError: the input does not do.
        EmailTakenError: there is an account with the address.
    """
    email, name = normalized_email(email), name.strip()
    if len(email) > 254 or not _EMAIL.fullmatch(email):  # noqa: PLR2004 - RFC 5321, section 4.5.3.1
        raise errors.EmailInvalidError
    if not 0 < len(name) <= NAME_LENGTH:
        raise errors.NameMissingError
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise errors.WeakPasswordError(minimum=shortest, maximum=longest)
    if person_by_email(session, email):
        raise errors.EmailTakenError
    person = Person(
        email=email,
        name=name,
        password_hash=_HASHER.hash(password),
        locale=locale,
        role=role,
        created_at=clock.now(),
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError:  # another request took the address between the look and the insert
        raise errors.EmailTakenError from None
    return person


def sign_in(  # noqa: PLR0913 - who, with what, from where
    session: Session, clock: Clock, settings: Settings, *, email: str, password: str, visitor: str, device: str
) -> str:
    """Open a session by password; gives its token.

    Failed attempts are counted per address and per visitor. The caller commits even when this refuses, so that the
    count stands.

    Raises:
        TooManyError: the limit of attempts is reached.
        WrongCredentialsError: address or password are not right.
    """
    now = clock.now()
    keys = tuple(_attempt_key(word) for word in (f"email:{normalized_email(email)}", f"visitor:{visitor}"))
    _queue_up(session, keys)
    _refuse_when_exhausted(session, now, settings, keys)
    person = person_by_email(session, email)
    if not _password_fits(person, password) or person is None or not person.active:
        session.add_all(SignInAttempt(key=key, at=now) for key in keys)
        raise errors.WrongCredentialsError
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == keys[0]))
    return open_session(session, clock, settings, person, device)


def open_session(session: Session, clock: Clock, settings: Settings, person: Person, device: str) -> str:
    """Open a session for somebody who has just proved who they are; gives its token, which is kept nowhere else."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_digest=token_digest(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + timedelta(days=settings.session_days),
            device=device[:DEVICE_LENGTH],
        )
    )
    return token


def sign_out(session: Session, token: str) -> None:
    """End the session of the token, if there is one."""
    session.execute(delete(SignInSession).where(SignInSession.token_digest == token_digest(token)))


def end_expired_sessions(session: Session, now: datetime) -> None:
    """Forget the sessions whose time is over."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))


def _attempt_key(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _queue_up(session: Session, keys: tuple[str, ...]) -> None:
    """Let attempts that are counted together wait for each other, so that none at the same moment goes uncounted.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        for number in sorted(int(key[:_LOCK_DIGITS], 16) for key in keys):
            session.execute(select(func.pg_advisory_xact_lock(number)))


def _refuse_when_exhausted(session: Session, now: datetime, settings: Settings, keys: tuple[str, ...]) -> None:
    window = timedelta(minutes=settings.sign_in_window_minutes)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - window))
    counts = session.execute(
        select(func.count()).where(SignInAttempt.key.in_(keys)).group_by(SignInAttempt.key)
    ).scalars()
    if max(counts, default=0) >= settings.sign_in_attempts:
        raise TooManyError(minutes=settings.sign_in_window_minutes)


def _password_fits(person: Person | None, password: str) -> bool:
    try:
        _HASHER.verify(person.password_hash if person else _NOBODY, password)
    except VerificationError:
        return False
    return person is not None
