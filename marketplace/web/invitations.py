"""Answering an invitation by the link of its mail."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.http import auth
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.errors import sentence
from marketplace.http.forms import Typed, first, typed_values
from marketplace.kernel.errors import BankError
from marketplace.organizations import operations, queries
from marketplace.organizations.queries import InvitationView
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form


@blueprint.get("/invitations/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Who invites to what, and the way in: signing in, or a new account."""
    return _page(token, queries.invitation(db(), bank().settings, token, bank().clock.now()))


@blueprint.post("/invitations/<token>")
def answer_invitation(token: str) -> ResponseReturnValue:
    """Become a member; without an account, with a new one."""
    return _accepted(token) if actor().signed_in else _joined(token)


def _accepted(token: str) -> ResponseReturnValue:
    try:
        accepted = operations.accept_invitation(db(), actor(), bank().clock, bank().settings, bank().bus, token)
    except REFUSALS as refusal:
        db().rollback()
        flash(sentence(refusal), "error")
        return redirect(url_for("web.my_listings"), 303)
    name = queries.organization(db(), accepted.organization_id).name_in(locale())
    db().commit()
    return _welcomed(name)


def _joined(token: str) -> ResponseReturnValue:
    typed, held = typed_values(request.form), bank()
    invited = queries.invitation(db(), held.settings, token, held.clock.now())
    try:
        person = operations.join_by_invitation(
            db(),
            held.clock,
            held.settings,
            held.bus,
            token,
            name=first(typed, "name"),
            password=request.form.get("password", ""),
            locale=locale(),
        )
    except REFUSALS as refusal:
        return _page(token, invited, typed, refusal)
    auth.welcome(person)
    return _welcomed(invited.organization.name_in(locale()))


def _welcomed(name: str) -> ResponseReturnValue:
    flash(gettext("Welcome! You are a member of %(name)s now.", name=name), "success")
    return redirect(url_for("web.my_listings"), 303)


def _page(
    token: str, invited: InvitationView, typed: Typed | None = None, refusal: BankError | None = None
) -> ResponseReturnValue:
    return form("web/invitation.html", typed, refusal, invitation=invited, token=token)
