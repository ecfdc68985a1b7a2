"""Having another e-mail address."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.events import AddressChanged, NewAddressGiven
from marketplace.accounts.operations import limits
from marketplace.accounts.operations.passwords import prove_again
from marketplace.accounts.operations.signing_up import checked_email
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import own_row, person_by_email
from marketplace.accounts.terms import LIFETIMES, Purpose
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import LinkInvalidError, TooManyError
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import unsign


def change_email(  # noqa: PLR0913 - who wants which, and proves it how
    session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus, *, email: str, password: str
) -> None:
    """Ask to have another address; it is one's own once the mail to it was answered.

    Whether another account has it is not said: then there is no mail.

    Raises:
        TooManyError: by `prove_again`, or because too many mails were asked for.
        WrongPasswordError: it is not the password.
        EmailInvalidError, EmailUnchangedError: the address does not do.
    """
    require(actor, "account.manage")
    person, now = prove_again(session, actor, clock, settings, password), clock.now()
    email = checked_email(email)
    if email == person.email:
        raise errors.EmailUnchangedError
    limits.refuse_when_exhausted(session, now, settings, f"addresses:{person.id}")
    limits.count(session, now, f"addresses:{person.id}")
    if not limits.another_mail(session, now, settings, email):
        raise TooManyError(minutes=settings.sign_in_window_minutes)
    if person_by_email(session, email) is None:
        bus.publish(session, NewAddressGiven(person.id, email, now))


def confirm_email(session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus, token: str) -> str:
    """Take the new address, with the link of the mail that went there; gives the address.

    Raises:
        LinkInvalidError: the link was used, is too old, or is not for this account.
        EmailTakenError: somebody else took the address meanwhile.
    """
    require(actor, "account.manage")
    number, former, email = unsign(settings.secret_key, Purpose.EMAIL_CHANGE, token, LIFETIMES[Purpose.EMAIL_CHANGE])
    person, now = own_row(session, actor), clock.now()
    if (number, former) != (person.id, person.email):
        raise LinkInvalidError
    if person_by_email(session, email):
        raise errors.EmailTakenError
    try:
        with session.begin_nested():
            person.email, person.verified_at = email, now
    except IntegrityError:  # taken between the look and the change
        raise errors.EmailTakenError from None
    bus.publish(session, AddressChanged(person.id, former, now))
    return person.email
