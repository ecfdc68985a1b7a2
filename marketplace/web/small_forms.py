"""Small forms: showing one again with what was typed, and with what is wrong at the input that it is about."""

from typing import Any, Final

from flask import render_template

from marketplace.accounts import errors
from marketplace.accounts.operations import PASSWORD_LENGTH
from marketplace.departures.errors import HeirMissingError
from marketplace.http.context import db
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first
from marketplace.kernel.errors import BankError, ConflictError, InvalidError, TooManyError
from marketplace.organizations import errors as organization_errors

#: What a form is shown again for; everything else is a page of its own.
REFUSALS: Final = (InvalidError, ConflictError, TooManyError)
#: Refusals that stay counted.
_COUNTED: Final = (errors.WrongPasswordError, errors.WrongCodeError)
#: At which input a refusal is shown; what is about no input stands at the top only.
_PLACES: Final[dict[type[BankError], str]] = {
    errors.EmailInvalidError: "email",
    errors.EmailTakenError: "email",
    errors.EmailUnchangedError: "email",
    errors.NameMissingError: "name",
    errors.WeakPasswordError: "password",
    errors.WrongCredentialsError: "email",
    errors.WrongPasswordError: "present",
    errors.WrongCodeError: "code",
    errors.UnknownLocaleError: "language",
    errors.UnknownTimeZoneError: "time_zone",
    organization_errors.AlreadyMemberError: "email",
    organization_errors.AlreadyInvitedError: "email",
    organization_errors.TooManyInvitationsError: "email",
    organization_errors.UnknownMemberRoleError: "role",
    HeirMissingError: "heirs",
}


def form(template: str, typed: Typed | None = None, refusal: BankError | None = None, **shown: Any) -> tuple[str, int]:
    """A page with a form; after a refusal with what was typed, and nothing half-written in the database."""
    if refusal is not None:
        db().commit() if isinstance(refusal, _COUNTED) else db().rollback()
    problems = {_PLACES.get(type(refusal), ""): sentence(refusal)} if refusal else {}
    values = {name: first(typed, name) for name in typed} if typed else {}
    page = render_template(template, values=values, problems=problems, shortest=PASSWORD_LENGTH[0], **shown)
    return page, status(refusal) if refusal else 200
