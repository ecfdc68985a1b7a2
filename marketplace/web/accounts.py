"""Signing up, in and out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts import errors, operations
from marketplace.http import auth
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, own_path, typed_values
from marketplace.kernel.errors import BankError, ConflictError, InvalidError, TooManyError
from marketplace.web.blueprint import blueprint

#: At which input a refusal is shown.
_PLACES: dict[type[BankError], str] = {
    errors.EmailInvalidError: "email",
    errors.EmailTakenError: "email",
    errors.NameMissingError: "name",
    errors.WeakPasswordError: "password",
    errors.WrongCredentialsError: "email",
}


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The form for signing in."""
    if actor().signed_in:
        return redirect(_after(request.args.get("next", "")), 303)
    return _form("web/sign_in.html", {"next": [request.args.get("next", "")]})


@blueprint.post("/sign-in")
def open_session() -> ResponseReturnValue:
    """Sign in, and go where the visitor wanted to."""
    typed = typed_values(request.form)
    try:
        auth.sign_in(first(typed, "email"), request.form.get("password", ""))
    except (InvalidError, TooManyError) as refusal:
        return _form("web/sign_in.html", typed, refusal)
    # Who signed in is known from the next request on: the form itself then leads to where that person belongs.
    return redirect(url_for("web.sign_in", next=own_path(first(typed, "next"), "") or None), 303)


@blueprint.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    """The form for a new account."""
    if actor().signed_in:
        return redirect(url_for("web.my_listings"), 303)
    return _form("web/sign_up.html", {})


@blueprint.post("/sign-up")
def open_account() -> ResponseReturnValue:
    """Open an account, sign in, and go on to found an organization."""
    typed = typed_values(request.form)
    email, name, password = first(typed, "email"), first(typed, "name"), request.form.get("password", "")
    try:
        person = operations.sign_up(db(), bank().clock, email=email, name=name, password=password, locale=locale())
    except (InvalidError, ConflictError) as refusal:
        db().rollback()
        return _form("web/sign_up.html", typed, refusal)
    auth.welcome(person)
    flash(gettext("Welcome! Your account is open. Now tell us for which organization you work."), "success")
    return redirect(url_for("web.new_organization"), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    auth.sign_out()
    flash(gettext("You are signed out."), "info")
    return redirect(url_for("web.home"), 303)


def _after(wanted: str) -> str:
    return own_path(wanted, url_for("admin.queue" if actor().staff else "web.my_listings"))


def _form(template: str, typed: Typed, refusal: BankError | None = None) -> ResponseReturnValue:
    problems = {_PLACES.get(type(refusal), ""): sentence(refusal)} if refusal else {}
    page = render_template(
        template,
        values={name: first(typed, name) for name in ("email", "name", "next")},
        problems=problems,
        shortest=operations.PASSWORD_LENGTH[0],
    )
    return page, status(refusal) if refusal else 200
