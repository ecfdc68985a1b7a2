"""Reading accounts."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.models import Person, RecoveryCode, SignInSession
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import Purpose, Role
from marketplace.kernel.errors import SignInRequiredError
from marketplace.kernel.settings import Settings

#: What a link is signed for, and the values that are signed; signing happens when the letter is written.
Link = tuple[Purpose, list[str | int]]
#: Letters of a digest that say which state somebody's password is in.
_STATE = 16


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as its owner sees it. `codes_left` counts the recovery codes that were not used."""

    email: str
    name: str
    locale: str
    time_zone: str
    roles: frozenset[Role]
    verified: bool
    two_step: bool
    two_step_begun: bool
    codes_left: int


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A signed-in device; `device` is what its browser calls itself. `present` is the one that asks."""

    id: int
    device: str
    since: datetime
    seen_at: datetime
    present: bool


def token_digest(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def normalized_email(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().casefold()


def session_of(session: Session, token: str, now: datetime) -> SignInSession | None:
    """The session of a token with its person, while both are good."""
    held = session.scalar(
        select(SignInSession)
        .options(joinedload(SignInSession.person, innerjoin=True))
        .where(SignInSession.token_digest == token_digest(token), SignInSession.expires_at > now)
    )
    return held if held and held.person.active else None


def person_of_session(session: Session, token: str, now: datetime) -> Person | None:
    """The person who holds the session of the token, while both are good."""
    held = session_of(session, token, now)
    return held.person if held else None


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with an address, however it is written."""
    return session.scalar(select(Person).where(Person.email == normalized_email(email)))


def own_row(session: Session, actor: Actor) -> Person:
    """The actor's own row as it is now, held against others until the transaction ends.

    Raises:
        SignInRequiredError: the actor is nobody in particular.
    """
    if actor.person_id is None:
        raise SignInRequiredError
    session.flush()  # a refresh throws away what was not written yet
    return session.get_one(Person, actor.person_id, with_for_update=True, populate_existing=True)


def account(session: Session, actor: Actor) -> AccountView:
    """One's own account."""
    require(actor, "account.manage")
    person = session.get_one(Person, actor.person_id)
    unused = select(func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return AccountView(
        email=person.email,
        name=person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        roles=person.roles,
        verified=person.verified,
        two_step=person.two_step,
        two_step_begun=person.two_step_seed is not None and not person.two_step,
        codes_left=session.scalars(unused).one() if person.two_step else 0,
    )


def devices(session: Session, actor: Actor, now: datetime, token: str) -> list[DeviceView]:
    """One's own signed-in devices, the one with the token first, then the latest used."""
    require(actor, "account.manage")
    found = session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == actor.person_id, SignInSession.expires_at > now)
        .order_by(func.coalesce(SignInSession.seen_at, SignInSession.created_at).desc(), SignInSession.id.desc())
    )
    present = token_digest(token)
    views = [
        DeviceView(each.id, each.device, each.created_at, each.seen_at or each.created_at, each.token_digest == present)
        for each in found
    ]
    return sorted(views, key=lambda view: not view.present)


def two_step_enrolment(session: Session, actor: Actor, settings: Settings) -> str:
    """The secret that an app is to take up, in base 32, while two-step sign-in is begun and not confirmed; else nothing."""
    require(actor, "account.manage")
    person = session.get_one(Person, actor.person_id)
    if person.two_step or person.two_step_seed is None:
        return ""
    return two_step_secret(settings.secret_key, person.two_step_seed)


def two_step_secret(secret_key: str, seed: str) -> str:
    """The secret of two-step sign-in, in base 32: derived, so that a stolen database alone gives no codes."""
    derived = hmac.digest(secret_key.encode(), f"two-step:{seed}".encode(), "sha256")
    return base64.b32encode(derived[:20]).decode()


def fingerprint(person: Person) -> str:
    """What changes when the password does: a token that carries it works for one state only."""
    return hashlib.sha256(person.password_hash.encode()).hexdigest()[:_STATE]


def verification_link(person: Person) -> Link:
    """What the link proves that confirms a person's present address."""
    return Purpose.VERIFICATION, [person.id, person.email]


def reset_link(person: Person) -> Link:
    """What the link proves that sets a new password, until there is one."""
    return Purpose.PASSWORD_RESET, [person.id, fingerprint(person)]


def email_change_link(person: Person, email: str) -> Link:
    """What the link proves that gives a person another address."""
    return Purpose.EMAIL_CHANGE, [person.id, person.email, email]
