"""The page on which a listing is written: what it is about, and everything that it shows."""

from dataclasses import dataclass, field
from typing import Final

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policies import may, require
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.entries.codes import NameList
from marketplace.http.entries.controls import FormSection, Sheet, name_lists
from marketplace.http.entries.marks import Mark, marked
from marketplace.http.entries.tables import SECTIONS
from marketplace.http.entries.words import Difference
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first
from marketplace.kernel.errors import BankError
from marketplace.listings.errors import Problems, TransitionError
from marketplace.listings.models import Listing
from marketplace.listings.policies import EDITABLE, may_list
from marketplace.listings.queries import HistoryView, ListingView, last_steps, working_copy
from marketplace.listings.terms import Kind
from marketplace.localization.locales import LOCALES, LocaleCode
from marketplace.needs.models import Need
from marketplace.offerings.models import Offering
from marketplace.organizations.queries import OrganizationView, organizations_of
from marketplace.web.my_listings import decision_of, title_of

LISTING_TYPES: Final[dict[Kind, type[Listing]]] = {Kind.OFFERING: Offering, Kind.NEED: Need}


@dataclass(frozen=True, slots=True)
class Desk:
    """What is being written: a new listing for one of some organizations, or a new revision of one that is there."""

    kind: Kind
    organizations: tuple[OrganizationView, ...]
    listing: ListingView | None = None
    base_revision: int = 0
    decision: HistoryView | None = None

    @property
    def action(self) -> str:
        """Where the form is sent to."""
        if self.listing is None:
            return url_for("web.new_listing", kind=self.kind)
        return url_for("web.edit_listing", number=self.listing.id)


@dataclass(frozen=True, slots=True)
class EditorPage:
    """Everything that the template shows."""

    desk: Desk
    title: str
    original: LocaleCode
    organization: str
    sections: tuple[FormSection, ...]
    lists: tuple[NameList, ...]
    refusal: str = ""
    marks: tuple[Mark, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


def new_desk(kind: Kind) -> Desk:
    """A desk for a new listing of those organizations of the actor that may list such."""
    mine = (each for each in organizations_of(db(), actor()) if may(actor(), "listing.create", each.id))
    return Desk(kind, tuple(each for each in mine if may_list(each.kinds, kind)))


def desk_of(number: int, base_revision: int | None = None) -> Desk:
    """A desk with the newest revision of a listing, or with what was written from `base_revision`.

    Raises:
        NotFoundError, ForbiddenError: the actor may not know of it, or not write it.
        TransitionError: its life is over.
    """
    listing = working_copy(db(), actor(), number)
    require(actor(), "listing.save", listing.organization.id)
    if listing.work_status not in EDITABLE:
        raise TransitionError
    decision = decision_of(last_steps(db(), (number,)).get(number))
    base = listing.revision if base_revision is None else base_revision
    return Desk(listing.kind, (listing.organization,), listing, base, decision)


def original_of(desk: Desk, typed: Typed) -> LocaleCode:
    """The original language: as chosen, else that of the listing, else that of the page."""
    chosen = first(typed, "original_locale") or (desk.listing.content.original_locale if desk.listing else locale())
    return next((code for code in LOCALES if code == chosen), locale())


def page(
    desk: Desk,
    typed: Typed,
    refusal: BankError | None = None,
    problems: Problems | None = None,
    differences: tuple[Difference, ...] = (),
    more: str = "",
) -> ResponseReturnValue:
    """The form with what was typed; with the refusal and its status, if there is one."""
    original, marks = original_of(desk, typed), marked(desk.kind, problems or {})
    listing_type = LISTING_TYPES[desk.kind]
    sheet = Sheet(
        typed=typed,
        taxonomy=bank().taxonomy,
        original=original,
        problems={mark.path: mark.sentence for mark in marks},
        wrong={mark.path: mark.wrong for mark in marks},
        needed=frozenset(listing_type.missing_for_submission(listing_type.content_type(original_locale=original))),
        more=more,
    )
    shown = EditorPage(
        desk=desk,
        title=title_of(desk.listing) if desk.listing else "",
        original=original,
        organization=first(typed, "organization"),
        sections=sheet.sections(SECTIONS[desk.kind]),
        lists=name_lists(SECTIONS[desk.kind]),
        refusal=sentence(refusal) if refusal else "",
        marks=marks,
        problems=dict(sheet.problems),
        differences=differences,
    )
    return render_template("web/edit_listing.html", page=shown), status(refusal) if refusal else 200
