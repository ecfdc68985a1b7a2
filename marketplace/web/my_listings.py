"""A member's own listings, and taking them back or renewing them."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may
from marketplace.http.context import actor, db, hands, locale
from marketplace.http.forms import first, typed_values
from marketplace.listings import operations
from marketplace.listings.policies import EDITABLE, TRANSITIONS, Action, may_list
from marketplace.listings.queries import HistoryView, ListingView, last_steps, listings_of
from marketplace.listings.terms import Kind, Status
from marketplace.localization.locales import LOCALES, LocaleCode
from marketplace.organizations.queries import organizations_of
from marketplace.web.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A listing of the member's, what was last decided about it, what the member may do, and its texts by language."""

    listing: ListingView
    title: str
    decision: HistoryView | None
    edit: bool
    submit: bool
    renew: bool
    withdraw: bool
    copy: bool
    texts: tuple[tuple[LocaleCode, str], ...]


def title_of(listing: ListingView) -> str:
    """The title for a reader of the page's locale, or what stands for it while there is none."""
    return listing.shown("title", locale()).value or gettext("Untitled")


def decision_of(last: HistoryView | None) -> HistoryView | None:
    """The newest step of a listing if it was a curator's, with a reason that its authors should read."""
    return last if last is not None and last.action in {Action.REQUEST_CHANGES, Action.REJECT} else None


@blueprint.get("/my/listings")
def my_listings() -> ResponseReturnValue:
    """All listings of the member's organizations."""
    organizations = organizations_of(db(), actor())
    listings = listings_of(db(), actor())
    steps = last_steps(db(), (listing.id for listing in listings))
    able = [each.kinds for each in organizations if may(actor(), "listing.create", each.id)]
    return render_template(
        "web/my_listings.html",
        organizations=organizations,
        listings=[_own(listing, steps.get(listing.id)) for listing in listings],
        kinds=[kind for kind in Kind if any(may_list(kinds, kind) for kinds in able)],
    )


@blueprint.post("/my/listings/<row:number>/withdraw")
def withdraw_listing(number: int) -> ResponseReturnValue:
    """Take a listing back."""
    reason = first(typed_values(request.form), "reason")
    operations.withdraw(*hands(), number, reason)
    db().commit()
    return _done(gettext("The listing is withdrawn."))


@blueprint.post("/my/listings/<row:number>/renew")
def renew_listing(number: int) -> ResponseReturnValue:
    """Say that a listing is still true."""
    operations.renew(*hands(), number)
    db().commit()
    return _done(gettext("Renewed: the listing stays public for another year."))


def _done(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("web.my_listings"), 303)


def _own(listing: ListingView, last: HistoryView | None) -> OwnListing:
    number = listing.organization.id

    def fits(action: Action, status: Status) -> bool:
        return may(actor(), f"listing.{action}", number) and (status, action) in TRANSITIONS

    return OwnListing(
        listing=listing,
        title=title_of(listing),
        decision=decision_of(last),
        edit=may(actor(), "listing.save", number) and listing.work_status in EDITABLE,
        submit=fits(Action.SUBMIT, listing.work_status),
        renew=fits(Action.RENEW, listing.status),
        withdraw=fits(Action.WITHDRAW, listing.status),
        copy=may(actor(), "listing.copy", number),
        texts=tuple((code, listing.texts[code].origin if code in listing.texts else "missing") for code in LOCALES),
    )
