"""Signing up, and showing that the address is one's own."""

import re
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.events import AddressGiven, TakenAddressGiven
from marketplace.accounts.models import Person
from marketplace.accounts.operations import limits
from marketplace.accounts.operations.passwords import hashed
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import normalized_email, own_row, person_by_email
from marketplace.accounts.terms import LIFETIMES, Purpose, Role
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import LinkInvalidError, TooManyError
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import unsign

NAME_LENGTH: Final = 120
EMAIL_LENGTH: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def sign_up(  # noqa: PLR0913 - what a new account consists of
    session: Session,
    clock: Clock,
    *,
    email: str,
    name: str,
    password: str,
    locale: str,
    role: Role | None = None,
    verified: bool = False,
) -> Person:
    """Open an account; `verified` says that the address is known to be theirs already.

    Raises:
        EmailInvalidError, NameMissingError, WeakPasswordError: the input does not do.
        EmailTakenError: there is an account with the address.
    """
    now = clock.now()
    person = Person(
        email=checked_email(email),
        name=checked_name(name),
        password_hash=hashed(password),  # before the look for the address: a taken one takes as long
        locale=locale,
        role=role,
        created_at=now,
        verified_at=now if verified else None,
    )
    if person_by_email(session, person.email):
        raise errors.EmailTakenError
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:  # another request took the address between the look and the insert
        raise errors.EmailTakenError from None
    return person


def register(  # noqa: PLR0913 - what a new account consists of, and who asks for it
    session: Session,
    clock: Clock,
    settings: Settings,
    bus: EventBus,
    *,
    email: str,
    name: str,
    password: str,
    locale: str,
    visitor: str,
) -> None:
    """Open an account for a visitor, whose address is to be confirmed by mail.

    If there is an account with the address already, its owner is told by mail, and the visitor is told nothing else.

    Raises:
        TooManyError: the visitor asks too often.
        EmailInvalidError, NameMissingError, WeakPasswordError: the input does not do.
    """
    now, subject = clock.now(), f"sign-up:{visitor}"
    limits.refuse_when_exhausted(session, now, settings, subject)
    try:
        person = sign_up(session, clock, email=email, name=name, password=password, locale=locale)
    except errors.EmailTakenError:
        taken = person_by_email(session, email)
        if taken is not None and taken.active and limits.another_mail(session, now, settings, taken.email):
            bus.publish(session, TakenAddressGiven(taken.id, now))
    else:
        if limits.another_mail(session, now, settings, person.email):
            bus.publish(session, AddressGiven(person.id, now))
    limits.count(session, now, subject)


def send_verification_again(session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus) -> None:
    """Ask for the mail with which one confirms one's address once more.

    Raises:
        AlreadyVerifiedError: it is confirmed.
        TooManyError: it was sent several times already.
    """
    require(actor, "account.manage")
    person, now = own_row(session, actor), clock.now()
    if person.verified:
        raise errors.AlreadyVerifiedError
    if not limits.another_mail(session, now, settings, person.email):
        raise TooManyError(minutes=settings.sign_in_window_minutes)
    bus.publish(session, AddressGiven(person.id, now))


def verify_address(session: Session, actor: Actor, clock: Clock, settings: Settings, token: str) -> None:
    """Confirm one's address with the link of the mail.

    The link alone is not enough: whoever opened an account with somebody else's address could otherwise have it confirmed
    by them, and would know the password.

    Raises:
        LinkInvalidError: the link is too old, or is not for this account and its present address.
        AlreadyVerifiedError: it is confirmed.
    """
    require(actor, "account.manage")
    values = unsign(settings.secret_key, Purpose.VERIFICATION, token, LIFETIMES[Purpose.VERIFICATION])
    person = own_row(session, actor)
    if values != [person.id, person.email]:
        raise LinkInvalidError
    if person.verified:
        raise errors.AlreadyVerifiedError
    person.verified_at = clock.now()


def checked_email(email: str) -> str:
    """An address as it is kept.

    Raises:
        EmailInvalidError: it is none.
    """
    email = normalized_email(email)
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email):  # RFC 5321, section 4.5.3.1
        raise errors.EmailInvalidError
    return email


def checked_name(name: str) -> str:
    """A person's name as it is kept.

    Raises:
        NameMissingError: there is none, or it is too long.
    """
    name = name.strip()
    if not 0 < len(name) <= NAME_LENGTH:
        raise errors.NameMissingError
    return name
