"""How a person wants the bank to speak to them."""

from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from marketplace.accounts import errors
from marketplace.accounts.operations.signing_up import checked_name
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import own_row
from marketplace.localization.locales import LOCALES


def save_settings(session: Session, actor: Actor, *, name: str, locale: str, time_zone: str) -> None:
    """Say what one is called, in which language mails come, and in which time zone times are shown.

    Raises:
        NameMissingError, UnknownLocaleError, UnknownTimeZoneError: the input does not do.
    """
    require(actor, "account.manage")
    name = checked_name(name)
    if locale not in LOCALES:
        raise errors.UnknownLocaleError
    if time_zone not in available_timezones():
        raise errors.UnknownTimeZoneError
    person = own_row(session, actor)
    person.name, person.locale, person.time_zone = name, locale, time_zone
