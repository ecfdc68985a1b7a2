"""The second step of signing in: codes of an app by time (TOTP, RFC 6238), and recovery codes for when it is lost."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.events import TwoStepChanged
from marketplace.accounts.models import Person, RecoveryCode
from marketplace.accounts.operations import limits
from marketplace.accounts.operations.passwords import prove_again
from marketplace.accounts.operations.sessions import end_sessions_of
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import own_row, person_by_email, two_step_secret
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings

RECOVERY_CODES: Final = 10
#: Bytes of a recovery code, which makes sixteen letters and digits of base 32.
_RECOVERY_BYTES: Final = 10
_PERIOD: Final = 30
#: Clocks of phones go wrong by less than a period, either way.
_DRIFT: Final = (0, -1, 1)


def begin_two_step(session: Session, actor: Actor, clock: Clock, settings: Settings, password: str) -> None:
    """Make a secret for an app to take up; nothing changes about signing in until a code is confirmed.

    Raises:
        TooManyError, WrongPasswordError: as `prove_again` says.
        TwoStepStateError: it is on already.
    """
    require(actor, "account.manage")
    person = prove_again(session, actor, clock, settings, password)
    if person.two_step:
        raise errors.TwoStepStateError
    person.two_step_seed, person.two_step_last = secrets.token_hex(16), None


def confirm_two_step(  # noqa: PLR0913 - who, by which code, on which device
    session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus, *, code: str, token: str
) -> list[str]:
    """Show with a first code that the app has the secret: from now on signing in takes two steps.

    Gives the recovery codes, of which only digests are kept. All other devices are signed out: they came in by one step.

    Raises:
        TwoStepStateError: it was not begun, or is on already.
        TooManyError, WrongCodeError: as for signing in.
    """
    require(actor, "account.manage")
    person = own_row(session, actor)
    if person.two_step or person.two_step_seed is None:
        raise errors.TwoStepStateError
    accept_code(session, clock, settings, person, code)
    person.two_step_since = clock.now()
    end_sessions_of(session, person.id, but=token)
    bus.publish(session, TwoStepChanged(person.id, on=True, at=clock.now()))
    return _new_codes(session, person)


def renew_recovery_codes(session: Session, actor: Actor, clock: Clock, settings: Settings, password: str) -> list[str]:
    """Get new recovery codes; the earlier ones no longer open anything.

    Raises:
        TooManyError, WrongPasswordError: as `prove_again` says.
        TwoStepStateError: signing in takes one step.
    """
    require(actor, "account.manage")
    person = prove_again(session, actor, clock, settings, password)
    if not person.two_step:
        raise errors.TwoStepStateError
    return _new_codes(session, person)


def turn_off_two_step(
    session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus, password: str
) -> None:
    """Sign in in one step again.

    Raises:
        TooManyError, WrongPasswordError: as `prove_again` says.
        TwoStepStateError: signing in takes one step.
        TwoStepRequiredError: the bank asks its staff for two.
    """
    require(actor, "account.manage")
    person = prove_again(session, actor, clock, settings, password)
    if not person.two_step:
        raise errors.TwoStepStateError
    if person.roles and settings.staff_two_step:
        raise errors.TwoStepRequiredError
    forget_two_step(session, person)
    bus.publish(session, TwoStepChanged(person.id, on=False, at=clock.now()))


def reset_two_step(session: Session, actor: Actor, clock: Clock, bus: EventBus, email: str) -> None:
    """Let somebody sign in in one step who has lost both the app and the recovery codes, and has shown who they are.

    Raises:
        NotFoundError: nobody has this address, or signs in in two steps with it.
    """
    require(actor, "account.reset_two_step")
    person = person_by_email(session, email)
    if person is None or not person.two_step:
        raise NotFoundError
    forget_two_step(session, person)
    end_sessions_of(session, person.id)
    bus.publish(session, TwoStepChanged(person.id, on=False, at=clock.now()))


def accept_code(
    session: Session, clock: Clock, settings: Settings, person: Person, code: str, visitor: str | None = None
) -> None:
    """Take a code of the app or a recovery code of a person, whose row is held; none is taken twice.

    Raises:
        TooManyError: the limit of attempts is reached.
        WrongCodeError: the code is not right, or was used.
    """
    now = clock.now()
    subjects = (f"code:{person.id}", *([f"visitor:{visitor}"] if visitor is not None else ()))
    limits.refuse_when_exhausted(session, now, settings, *subjects)
    plain = "".join(_latin(sign) for sign in code if sign.isalnum()).upper()
    if not (_accept_time(person, plain, settings, clock) or _accept_recovery(session, person, plain, clock)):
        limits.count(session, now, *subjects)
        raise errors.WrongCodeError
    limits.forget(session, subjects[0])


def forget_two_step(session: Session, person: Person) -> None:
    """Let go of everything that the second step needs."""
    person.two_step_seed = person.two_step_since = person.two_step_last = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _latin(sign: str) -> str:
    """A digit of any script as the app shows it."""
    return str(int(sign)) if sign.isdecimal() else sign


def _accept_time(person: Person, code: str, settings: Settings, clock: Clock) -> bool:
    if person.two_step_seed is None:
        return False
    app = pyotp.TOTP(two_step_secret(settings.secret_key, person.two_step_seed))
    present = int(clock.now().timestamp()) // _PERIOD
    for period in (present + drift for drift in _DRIFT):
        fresh = person.two_step_last is None or period > person.two_step_last
        if fresh and hmac.compare_digest(app.generate_otp(period), code):
            person.two_step_last = period
            return True
    return False


def _accept_recovery(session: Session, person: Person, code: str, clock: Clock) -> bool:
    if not person.two_step:
        return False
    kept = session.scalar(
        select(RecoveryCode)
        .where(RecoveryCode.person_id == person.id, RecoveryCode.digest == _digest(code))
        .with_for_update()
    )
    if kept is None or kept.used_at is not None:
        return False
    kept.used_at = clock.now()
    return True


def _new_codes(session: Session, person: Person) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(person_id=person.id, digest=_digest(code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in codes]


def _digest(code: str) -> str:
    """What is kept of a recovery code. Eighty random bits need no slow hash: nobody tries them all."""
    return hashlib.sha256(code.encode()).hexdigest()
