"""Setting up the second step of signing in."""

import pyotp
import segno
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from marketplace.accounts import operations
from marketplace.accounts.queries import account, two_step_enrolment
from marketplace.http import auth
from marketplace.http.context import actor, bank, db
from marketplace.http.forms import Typed, first, typed_values
from marketplace.kernel.errors import BankError
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form


@blueprint.get("/account/two-step")
def two_step() -> ResponseReturnValue:
    """Whether signing in takes two steps, and how to change that."""
    return _page()


@blueprint.post("/account/two-step/begin")
def begin_two_step() -> ResponseReturnValue:
    """Make a secret for an app."""
    try:
        operations.begin_two_step(db(), actor(), bank().clock, bank().settings, request.form.get("present", ""))
    except REFUSALS as refusal:
        return _page(refusal)
    db().commit()
    return redirect(url_for("web.two_step"), 303)


@blueprint.post("/account/two-step/confirm")
def confirm_two_step() -> ResponseReturnValue:
    """Turn it on, and show the recovery codes, this once."""
    typed, held = typed_values(request.form), bank()
    try:
        codes = operations.confirm_two_step(
            db(), actor(), held.clock, held.settings, held.bus, code=first(typed, "code"), token=auth.own_token()
        )
    except REFUSALS as refusal:
        return _page(refusal, typed)
    db().commit()
    return _codes(codes)


@blueprint.post("/account/two-step/codes")
def renew_recovery_codes() -> ResponseReturnValue:
    """New recovery codes, shown this once."""
    try:
        codes = operations.renew_recovery_codes(
            db(), actor(), bank().clock, bank().settings, request.form.get("present", "")
        )
    except REFUSALS as refusal:
        return _page(refusal)
    db().commit()
    return _codes(codes)


@blueprint.post("/account/two-step/off")
def turn_off_two_step() -> ResponseReturnValue:
    """Sign in in one step again."""
    held = bank()
    try:
        operations.turn_off_two_step(
            db(), actor(), held.clock, held.settings, held.bus, request.form.get("present", "")
        )
    except REFUSALS as refusal:
        return _page(refusal)
    db().commit()
    flash(gettext("Two-step sign-in is turned off."), "success")
    return redirect(url_for("web.two_step"), 303)


def _page(refusal: BankError | None = None, typed: Typed | None = None) -> ResponseReturnValue:
    own = account(db(), actor())
    secret = two_step_enrolment(db(), actor(), bank().settings)
    return form(
        "web/account/two_step.html",
        typed,
        refusal,
        account=own,
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        picture=_picture(secret, own.email) if secret else "",
        asked_of_staff=bool(actor().withheld),
    )


def _picture(secret: str, email: str) -> Markup:
    """The secret as a QR code; black on white in any colour scheme, because cameras want it so."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=gettext("Green Technology Bank"))
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=5, border=3, dark="#000", light="#fff"))  # noqa: S704 - drawn here, from a code


def _codes(codes: list[str]) -> ResponseReturnValue:
    page, status = form("web/account/recovery_codes.html", codes=codes)
    return page, status, {"Cache-Control": "no-store"}
