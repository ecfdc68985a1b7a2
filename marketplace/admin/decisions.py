"""What curators decide. Every form carries the number of the revision that was read."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup, escape

from marketplace.accounts.policies import require
from marketplace.admin.blueprint import blueprint
from marketplace.admin.review import review_page
from marketplace.curation import operations
from marketplace.http.context import actor, bank, db, hands, locale
from marketplace.http.errors import sentence, status
from marketplace.http.forms import first, typed_values
from marketplace.http.routing import row_number
from marketplace.kernel.errors import ConflictError, InvalidError
from marketplace.listings.errors import StaleRevisionError
from marketplace.listings.queries import working_copy
from marketplace.organizations.operations import verify_organization as verify

_NUMBER = "<row:number>"


@blueprint.post(f"/{_NUMBER}/publish")
def publish(number: int) -> ResponseReturnValue:
    """Publish what was read."""
    return _decided(number, lambda revision, _reason: _publish(number, revision))


@blueprint.post(f"/{_NUMBER}/request-changes")
def request_changes(number: int) -> ResponseReturnValue:
    """Ask the authors for changes."""
    return _decided(number, lambda revision, reason: _request_changes(number, revision, reason), "request_changes")


@blueprint.post(f"/{_NUMBER}/reject")
def reject(number: int) -> ResponseReturnValue:
    """Reject what was submitted."""
    return _decided(number, lambda revision, reason: _reject(number, revision, reason), "reject")


@blueprint.post(f"/organizations/{_NUMBER}/verify")
def verify_organization(number: int) -> ResponseReturnValue:
    """Say that an organization is who it says it is."""
    verify(db(), actor(), bank().clock, number)
    db().commit()
    flash(gettext("The organization is verified."), "success")
    listing = row_number(request.form.get("listing", ""))
    return redirect(url_for("admin.review", number=listing) if listing else url_for("admin.queue"), 303)


def _decided(number: int, decide: Callable[[int, str], str], place: str = "publish") -> ResponseReturnValue:
    """Take the decision, and go back to the queue; a refused one is shown where it was made, with what was typed."""
    require(actor(), "curation.read_queue")
    typed = typed_values(request.form)
    revision, reason = row_number(first(typed, "revision")), first(typed, "reason")
    if revision is None:
        abort(400)
    try:
        said = decide(revision, reason)
    except (ConflictError, InvalidError) as refusal:
        db().rollback()
        problems = {place: _said(refusal)} if isinstance(refusal, InvalidError) else {"": _said(refusal)}
        return review_page(number, problems, {place: reason}), status(refusal)
    db().commit()
    flash(said, "success")
    return redirect(url_for("admin.queue"), 303)


def _said(refusal: ConflictError | InvalidError) -> str:
    if isinstance(refusal, StaleRevisionError):
        name = refusal.params["name"]
        return gettext(
            "%(name)s saved a newer revision while you were reading. It is shown below: please read it first.",
            name=name,
        )
    return sentence(refusal)


def _publish(number: int, revision: int) -> str:
    operations.publish(*hands(), number, revision)
    listing = working_copy(db(), actor(), number)
    title = listing.shown("title", locale()).value
    page = Markup('<a href="{}">{}</a>').format(url_for(f"web.{listing.kind}", number=number), title)
    return escape(gettext("%(listing)s is public now.")) % {"listing": page}


def _request_changes(number: int, revision: int, reason: str) -> str:
    operations.request_changes(*hands(), number, revision, reason=reason)
    return gettext("The authors are asked for changes.")


def _reject(number: int, revision: int, reason: str) -> str:
    operations.reject(*hands(), number, revision, reason=reason)
    return gettext("The submission is rejected.")
