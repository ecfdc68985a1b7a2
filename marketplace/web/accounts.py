"""Signing up, in and out."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts import operations
from marketplace.accounts.errors import WrongCodeError
from marketplace.http import auth
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.errors import sentence
from marketplace.http.forms import first, own_path, typed_values
from marketplace.kernel.errors import LinkExpiredError, LinkInvalidError, TooManyError
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The form for signing in."""
    if actor().signed_in:
        return redirect(_after(request.args.get("next", "")), 303)
    return form("web/sign_in.html", {"next": [request.args.get("next", "")]})


@blueprint.post("/sign-in")
def open_session() -> ResponseReturnValue:
    """Sign in, and go where the visitor wanted to."""
    typed = typed_values(request.form)
    wanted = own_path(first(typed, "next"), "") or None
    try:
        done = auth.sign_in(first(typed, "email"), request.form.get("password", ""))
    except REFUSALS as refusal:
        return form("web/sign_in.html", typed, refusal)
    # Who signed in is known from the next request on: the form itself then leads to where that person belongs.
    return redirect(url_for("web.sign_in" if done else "web.second_step", next=wanted), 303)


@blueprint.get("/sign-in/code")
def second_step() -> ResponseReturnValue:
    """The form for the second step."""
    if not auth.half_signed_in():
        return redirect(url_for("web.sign_in", next=request.args.get("next")), 303)
    return form("web/second_step.html", {"next": [request.args.get("next", "")]})


@blueprint.post("/sign-in/code")
def take_second_step() -> ResponseReturnValue:
    """Take the second step."""
    typed = typed_values(request.form)
    wanted = own_path(first(typed, "next"), "") or None
    try:
        auth.sign_in_by_code(first(typed, "code"))
    except (WrongCodeError, TooManyError) as refusal:
        return form("web/second_step.html", typed, refusal)
    except (LinkInvalidError, LinkExpiredError):
        flash(gettext("That took too long. Please sign in again."), "info")
    return redirect(url_for("web.sign_in", next=wanted), 303)


@blueprint.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    """The form for a new account."""
    if actor().signed_in:
        return redirect(url_for("web.my_listings"), 303)
    return form("web/sign_up.html")


@blueprint.post("/sign-up")
def open_account() -> ResponseReturnValue:
    """Open an account. The answer is the same whether or not there is one with the address."""
    typed = typed_values(request.form)
    held = bank()
    try:
        operations.register(
            db(),
            held.clock,
            held.settings,
            held.bus,
            email=first(typed, "email"),
            name=first(typed, "name"),
            password=request.form.get("password", ""),
            locale=locale(),
            visitor=auth.visitor(),
        )
    except REFUSALS as refusal:
        return form("web/sign_up.html", typed, refusal)
    db().commit()
    flash(
        gettext(
            "Thank you. We have sent a mail to %(email)s: please follow its link to confirm your address. "
            "You can sign in already, look around and write drafts.",
            email=first(typed, "email"),
        ),
        "success",
    )
    return redirect(url_for("web.sign_in"), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    auth.sign_out()
    flash(gettext("You are signed out."), "info")
    return redirect(url_for("web.home"), 303)


@blueprint.get("/password-reset")
def forgotten_password() -> ResponseReturnValue:
    """The form for those who have forgotten their password."""
    return form("web/forgotten_password.html")


@blueprint.post("/password-reset")
def ask_for_reset() -> ResponseReturnValue:
    """Send a link, if there is an account; the answer does not say."""
    typed = typed_values(request.form)
    held = bank()
    try:
        operations.forget_password(
            db(), held.clock, held.settings, held.bus, email=first(typed, "email"), visitor=auth.visitor()
        )
    except TooManyError as refusal:
        return form("web/forgotten_password.html", typed, refusal)
    db().commit()
    flash(
        gettext("If there is an account with this address, a mail is on its way with a link for a new password."),
        "info",
    )
    return redirect(url_for("web.sign_in"), 303)


@blueprint.get("/password-reset/<token>")
def new_password(token: str) -> ResponseReturnValue:
    """The form for a new password."""
    operations.person_of_reset(db(), bank().settings, token)
    return form("web/new_password.html", token=token)


@blueprint.post("/password-reset/<token>")
def set_new_password(token: str) -> ResponseReturnValue:
    """Set the new password."""
    held = bank()
    try:
        operations.reset_password(
            db(), held.clock, held.settings, held.bus, token=token, new=request.form.get("password", "")
        )
    except (LinkInvalidError, LinkExpiredError) as refusal:
        flash(sentence(refusal), "error")
        return redirect(url_for("web.forgotten_password"), 303)
    except REFUSALS as refusal:
        return form("web/new_password.html", {}, refusal, token=token)
    db().commit()
    flash(gettext("Your new password is set, and all devices are signed out. Please sign in with it."), "success")
    return redirect(url_for("web.sign_in"), 303)


def _after(wanted: str) -> str:
    if actor().withheld:
        return url_for("web.two_step")
    return own_path(wanted, url_for("admin.queue" if actor().staff else "web.my_listings"))
