"""Who belongs to an organization, who is invited, and leaving it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may
from marketplace.accounts.terms import MemberRole
from marketplace.http.context import actor, bank, db, hands, locale
from marketplace.http.forms import Typed, first, typed_values
from marketplace.kernel.errors import BankError
from marketplace.organizations import operations, queries
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form


@blueprint.get("/organizations/<row:number>/members")
def members(number: int) -> ResponseReturnValue:
    """The members, and for owners what they may do about them."""
    return _page(number)


@blueprint.post("/organizations/<row:number>/members/<row:person>/role")
def change_role(number: int, person: int) -> ResponseReturnValue:
    """Give a member another role."""
    role = first(typed_values(request.form), "role")
    try:
        operations.change_role(*hands(), number, person, role=role)
    except REFUSALS as refusal:
        return _page(number, None, refusal)
    return _done(number, gettext("The role is changed."))


@blueprint.post("/organizations/<row:number>/members/<row:person>/remove")
def remove_member(number: int, person: int) -> ResponseReturnValue:
    """End a membership."""
    try:
        operations.remove_member(*hands(), number, person)
    except REFUSALS as refusal:
        return _page(number, None, refusal)
    return _done(number, gettext("The membership has ended."))


@blueprint.post("/organizations/<row:number>/members/<row:person>/hand-over")
def hand_over(number: int, person: int) -> ResponseReturnValue:
    """Make a member the owner in one's own place."""
    operations.hand_over(*hands(), number, person)
    return _done(number, gettext("The organization is handed over. You are an editor now."))


@blueprint.post("/organizations/<row:number>/leave")
def leave(number: int) -> ResponseReturnValue:
    """Leave."""
    try:
        operations.leave(*hands(), number)
    except REFUSALS as refusal:
        return _page(number, None, refusal)
    db().commit()
    flash(gettext("You have left the organization."), "success")
    return redirect(url_for("web.my_listings"), 303)


@blueprint.post("/organizations/<row:number>/invitations")
def invite(number: int) -> ResponseReturnValue:
    """Invite somebody."""
    typed = typed_values(request.form)
    try:
        made = operations.invite(
            db(),
            actor(),
            bank().clock,
            bank().bus,
            number,
            email=first(typed, "email"),
            role=first(typed, "role"),
            locale=locale(),
        )
    except REFUSALS as refusal:
        return _page(number, typed, refusal)
    return _done(number, gettext("An invitation is on its way to %(email)s.", email=made.email))


@blueprint.post("/organizations/<row:number>/invitations/<row:invitation>/send")
def send_invitation(number: int, invitation: int) -> ResponseReturnValue:
    """Send an invitation once more."""
    try:
        operations.send_invitation_again(*hands(), number, invitation)
    except REFUSALS as refusal:
        return _page(number, None, refusal)
    return _done(number, gettext("The invitation is on its way once more."))


@blueprint.post("/organizations/<row:number>/invitations/<row:invitation>/withdraw")
def withdraw_invitation(number: int, invitation: int) -> ResponseReturnValue:
    """Take an invitation back."""
    try:
        operations.withdraw_invitation(db(), actor(), bank().clock, number, invitation)
    except REFUSALS as refusal:
        return _page(number, None, refusal)
    return _done(number, gettext("The invitation is withdrawn."))


def _page(number: int, typed: Typed | None = None, refusal: BankError | None = None) -> ResponseReturnValue:
    owner = may(actor(), "organization.change_members", number)
    found = queries.members(db(), actor(), number)
    waiting = queries.pending_invitations(db(), actor(), number, bank().clock.now()) if owner else []
    return form(
        "web/members.html",
        typed,
        refusal,
        organization=queries.organization(db(), number),
        members=found,
        invitations=waiting,
        owner=owner,
        own=next((each for each in found if each.person_id == actor().person_id), None),
        inviting=may(actor(), "organization.invite", number),
        roles=tuple(MemberRole),
    )


def _done(number: int, said: str) -> ResponseReturnValue:
    db().commit()
    flash(said, "success")
    return redirect(url_for("web.members", number=number), 303)
