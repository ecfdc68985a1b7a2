"""Signing in, in one step or in two."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.models import Person
from marketplace.accounts.operations import limits, passwords
from marketplace.accounts.operations.sessions import open_session
from marketplace.accounts.operations.two_step import accept_code
from marketplace.accounts.queries import fingerprint, normalized_email, person_by_email
from marketplace.accounts.terms import LIFETIMES, Purpose
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import LinkInvalidError
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import sign, unsign


@dataclass(frozen=True, slots=True)
class Entry:
    """What a right password leads to: the token of a session, or what `sign_in_by_code` asks for besides the code."""

    token: str = ""
    half: str = ""


def sign_in(  # noqa: PLR0913 - who, with what, from where
    session: Session, clock: Clock, settings: Settings, *, email: str, password: str, visitor: str, device: str
) -> Entry:
    """Sign in by password; where the person signs in in two steps, this is the first.

    Failed attempts are counted per address and per visitor. The caller commits even when this refuses, so that the
    count stands.

    Raises:
        TooManyError: the limit of attempts is reached.
        WrongCredentialsError: address or password are not right.
    """
    now, subjects = clock.now(), (f"email:{normalized_email(email)}", f"visitor:{visitor}")
    limits.refuse_when_exhausted(session, now, settings, *subjects)
    person = person_by_email(session, email)
    if not passwords.fits(person, password) or person is None or not person.active:
        limits.count(session, now, *subjects)
        raise errors.WrongCredentialsError
    limits.forget(session, subjects[0])
    if person.two_step:
        return Entry(half=sign(settings.secret_key, Purpose.SECOND_STEP, [person.id, fingerprint(person)]))
    return Entry(token=open_session(session, clock, settings, person, device))


def sign_in_by_code(  # noqa: PLR0913 - who, with what, from where
    session: Session, clock: Clock, settings: Settings, *, half: str, code: str, visitor: str, device: str
) -> str:
    """The second step: a code of the app, or a recovery code. Gives the token of a session.

    Failed attempts are counted per person and per visitor; the caller commits even when this refuses.

    Raises:
        LinkInvalidError: the first step is too long ago, or the password has changed since.
        TooManyError: the limit of attempts is reached.
        WrongCodeError: the code is not right, or was used.
    """
    number, state = unsign(settings.secret_key, Purpose.SECOND_STEP, half, LIFETIMES[Purpose.SECOND_STEP])
    person = session.get(Person, number, with_for_update=True, populate_existing=True)
    if person is None or not person.active or fingerprint(person) != state:
        raise LinkInvalidError
    accept_code(session, clock, settings, person, code, visitor)
    return open_session(session, clock, settings, person, device)
