"""What becomes of a draft: its preview, its versions with their differences, going back to one, and beginning with a copy."""

from dataclasses import dataclass
from itertools import pairwise

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may
from marketplace.drafting.queries import expected_matches
from marketplace.http.context import actor, bank, db
from marketplace.http.entries.words import Difference, differences
from marketplace.http.forms import first, typed_values
from marketplace.http.routing import row_number
from marketplace.listings.operations import copy_as_new, restore
from marketplace.listings.policies import EDITABLE
from marketplace.listings.queries import ListingView, RevisionView, revisions_of, working_copy
from marketplace.web.blueprint import blueprint
from marketplace.web.listings import listing_page
from marketplace.web.my_listings import title_of


@dataclass(frozen=True, slots=True)
class Version:
    """A revision, and what it says otherwise than the one before."""

    revision: RevisionView
    changes: tuple[Difference, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Everything that the template shows; `restorable` says whether the reader may go back to a version now."""

    listing: ListingView
    title: str
    versions: tuple[Version, ...]
    restorable: bool


@blueprint.get("/my/listings/<row:number>/preview")
def preview(number: int) -> str:
    """The page of the newest revision as the public would see it, with the matches that it would get today."""
    listing = working_copy(db(), actor(), number)
    found = expected_matches(db(), actor(), bank().matcher(), number, bank().settings.matches_kept)
    return listing_page(listing, found, editable=_editable(listing), preview=True)


@blueprint.get("/my/listings/<row:number>/versions")
def versions(number: int) -> str:
    """Every version of a listing and what each changed, newest first."""
    listing = working_copy(db(), actor(), number)
    found = revisions_of(db(), actor(), number)
    shown = [
        Version(new, tuple(differences(listing.kind, old.content, new.content)), first=False)
        for new, old in pairwise(found)
    ]
    shown.append(Version(found[-1], (), first=True))
    page = VersionsPage(listing, title_of(listing), tuple(shown), _editable(listing))
    return render_template("web/versions.html", page=page)


@blueprint.post("/my/listings/<row:number>/versions/<row:revision>/restore")
def restore_version(number: int, revision: int) -> ResponseReturnValue:
    """Say again what an earlier version said."""
    base = row_number(first(typed_values(request.form), "base_revision")) or 0
    restore(db(), actor(), bank().clock, number, base, revision)
    db().commit()
    flash(gettext("Revision %(number)s is restored as a new draft.", number=revision), "success")
    return redirect(url_for("web.edit_listing", number=number), 303)


@blueprint.post("/my/listings/<row:number>/copy")
def copy_listing(number: int) -> ResponseReturnValue:
    """Begin a new listing with what another says."""
    made = copy_as_new(db(), actor(), bank().clock, number)
    db().commit()
    flash(gettext("This is a new draft with the same entries. Change what is different, the title first."), "success")
    return redirect(url_for("web.edit_listing", number=made.id), 303)


def _editable(listing: ListingView) -> bool:
    return may(actor(), "listing.save", listing.organization.id) and listing.work_status in EDITABLE
