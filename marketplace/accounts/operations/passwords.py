"""Passwords: keeping and checking them, changing one's own, and getting a new one by mail."""

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.events import PasswordChanged, PasswordForgotten
from marketplace.accounts.models import Person
from marketplace.accounts.operations import limits
from marketplace.accounts.operations.sessions import end_sessions_of
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import fingerprint, normalized_email, own_row, person_by_email
from marketplace.accounts.terms import LIFETIMES, Purpose
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import LinkInvalidError
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import unsign

PASSWORD_LENGTH: Final = (10, 200)
_HASHER: Final = PasswordHasher()
#: Verified when there is no such person, so that the answer takes as long as for one who exists.
_NOBODY: Final = _HASHER.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """What is kept of a password.

    Raises:
        WeakPasswordError: it is too short, or longer than anybody types.
    """
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise errors.WeakPasswordError(minimum=shortest, maximum=longest)
    return _HASHER.hash(password)


def fits(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; for nobody it takes as long to say no."""
    try:
        _HASHER.verify(person.password_hash if person else _NOBODY, password)
    except VerificationError:
        return False
    return person is not None


def nobodys() -> str:
    """A hash that no password fits."""
    return _HASHER.hash(secrets.token_hex(32))


def prove_again(session: Session, actor: Actor, clock: Clock, settings: Settings, password: str) -> Person:
    """The row of somebody who gives the present password once more, held until the transaction ends.

    Failures are counted for the person; the caller commits even when this refuses.

    Raises:
        TooManyError: the limit of attempts is reached.
        WrongPasswordError: it is not the password.
    """
    require(actor, "account.manage")
    person, now = own_row(session, actor), clock.now()
    subject = f"password:{person.id}"
    limits.refuse_when_exhausted(session, now, settings, subject)
    if not fits(person, password):
        limits.count(session, now, subject)
        raise errors.WrongPasswordError
    limits.forget(session, subject)
    return person


def change_password(  # noqa: PLR0913 - who changes which to what, on which device
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    bus: EventBus,
    *,
    present: str,
    new: str,
    token: str,
) -> None:
    """Give oneself another password. All devices but the one with this session's token are signed out.

    Raises:
        TooManyError, WrongPasswordError: as `prove_again` says.
        WeakPasswordError: the new one does not do.
    """
    person = prove_again(session, actor, clock, settings, present)
    person.password_hash = hashed(new)
    end_sessions_of(session, person.id, but=token)
    bus.publish(session, PasswordChanged(person.id, clock.now()))


def forget_password(
    session: Session, clock: Clock, settings: Settings, bus: EventBus, *, email: str, visitor: str
) -> None:
    """Ask for a new password. Whether there is an account with the address is not said, nor shown in any other way.

    Raises:
        TooManyError: the visitor asks too often.
    """
    email, now, subject = normalized_email(email), clock.now(), f"forgotten:{visitor}"
    limits.refuse_when_exhausted(session, now, settings, subject)
    limits.count(session, now, subject)
    if not limits.another_mail(session, now, settings, email):
        return
    person = person_by_email(session, email)
    if person is not None and person.active:
        bus.publish(session, PasswordForgotten(person.id, now))


def reset_password(session: Session, clock: Clock, settings: Settings, bus: EventBus, *, token: str, new: str) -> None:
    """Set a new password with the link of the mail; it works once. All devices are signed out.

    Whoever reads the mails of the address has it: it counts as confirmed.

    Raises:
        LinkInvalidError: the link was used, is too old, or was never one.
        WeakPasswordError: the password does not do.
    """
    person = person_of_reset(session, settings, token, hold=True)
    person.password_hash = hashed(new)
    person.verified_at = person.verified_at or clock.now()
    end_sessions_of(session, person.id)
    limits.forget(session, f"email:{person.email}")
    limits.forget(session, f"password:{person.id}")
    bus.publish(session, PasswordChanged(person.id, clock.now()))


def person_of_reset(session: Session, settings: Settings, token: str, *, hold: bool = False) -> Person:
    """Whose password a link resets, while it does.

    Raises:
        LinkInvalidError: the link was used, is too old, or was never one.
    """
    number, state = unsign(settings.secret_key, Purpose.PASSWORD_RESET, token, LIFETIMES[Purpose.PASSWORD_RESET])
    person = session.get(Person, number, with_for_update=hold, populate_existing=hold)
    if person is None or not person.active or fingerprint(person) != state:
        raise LinkInvalidError
    return person
