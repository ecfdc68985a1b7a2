"""The page on which a listing is written: what it is about, and everything that it shows."""

from dataclasses import dataclass, field, replace
from typing import Final

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may, require
from marketplace.documents.queries import DocumentView, documents
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.entries.codes import NameList
from marketplace.http.entries.common import ATTACHMENTS
from marketplace.http.entries.controls import FormSection, Sheet, name_lists
from marketplace.http.entries.marks import Mark, marked
from marketplace.http.entries.steps import REVIEW, sections_in, step_codes, step_of
from marketplace.http.entries.tables import SECTIONS
from marketplace.http.entries.words import Difference
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, row_numbers
from marketplace.http.routing import row_number
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
from marketplace.web.advising import ShownAdvice, advice_on
from marketplace.web.my_listings import decision_of, title_of

LISTING_TYPES: Final[dict[Kind, type[Listing]]] = {Kind.OFFERING: Offering, Kind.NEED: Need}


@dataclass(frozen=True, slots=True)
class Desk:
    """What is being written: a new listing for one of some organizations, or a new revision of one that is there.

    `step` names the part of the form that is shown; without one all of it is.
    """

    kind: Kind
    organizations: tuple[OrganizationView, ...]
    listing: ListingView | None = None
    base_revision: int = 0
    decision: HistoryView | None = None
    step: str = ""

    @property
    def address(self) -> str:
        """The form as it is shown now."""
        return f"{self.action}?step={self.step or 'all'}"

    @property
    def action(self) -> str:
        """Where the form is sent to."""
        if self.listing is None:
            return url_for("web.new_listing", kind=self.kind)
        return url_for("web.edit_listing", number=self.listing.id)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the form. `needed` says that something is missing in it which a submission needs."""

    code: str
    title: str
    needed: bool


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
    steps: tuple[Step, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    advice: ShownAdvice | None = None

    @property
    def starts(self) -> bool:
        """Whether this is where the organization and the original language are chosen."""
        return self.desk.step in {"", self.steps[0].code}


def in_step(desk: Desk, step: str) -> Desk:
    """The desk with a step of the form; with the first where there is no such, with the whole form for `all`."""
    steps = step_codes(desk.kind)
    reachable = steps if desk.listing else steps[:1]
    return replace(desk, step="" if step == "all" else step if step in reachable else steps[0])


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
        files=_files(desk, typed),
    )
    shown = EditorPage(
        desk=desk,
        title=title_of(desk.listing) if desk.listing else "",
        original=original,
        organization=first(typed, "organization"),
        sections=sheet.sections(sections_in(desk.kind, desk.step)),
        lists=name_lists(sections_in(desk.kind, desk.step)),
        refusal=sentence(refusal) if refusal else "",
        marks=marks,
        problems=dict(sheet.problems),
        differences=differences,
        steps=_steps(desk),
        places={mark.path: _place(desk, mark.path) for mark in marks},
        advice=advice_on(desk.listing, in_steps=bool(desk.step)) if desk.listing else None,
    )
    return render_template("web/edit_listing.html", page=shown), status(refusal) if refusal else 200


def _steps(desk: Desk) -> tuple[Step, ...]:
    listing = desk.listing
    missing = LISTING_TYPES[desk.kind].missing_for_submission(listing.content) if listing else ()
    without = {step_of(desk.kind, path) for path in missing}
    titles = {section.code: gettext(section.title) for section in SECTIONS[desk.kind]}
    titles[REVIEW] = gettext("Check and submit")
    return tuple(Step(code, titles[code], code in without) for code in step_codes(desk.kind))


def _place(desk: Desk, path: str) -> str:
    """Where a marked input is, if it is not on this page."""
    step = step_of(desk.kind, path)
    return "" if desk.step in {"", step} else replace(desk, step=step).address


def _files(desk: Desk, typed: Typed) -> dict[int, DocumentView]:
    """The documents that rows of the form name, as far as they are the organization's or the listing's already."""
    rows = (first(typed, f"{ATTACHMENTS.path}.{row}.document") for row in row_numbers(typed, ATTACHMENTS.path))
    found = documents(db(), (number for row in rows if (number := row_number(row)) is not None))
    own, had = {each.id for each in desk.organizations}, desk.listing.documents if desk.listing else {}
    return {number: each for number, each in found.items() if each.organization_id in own or number in had}
