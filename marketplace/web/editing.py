"""Writing a listing: a new one, or a new revision of one that is there; as a draft, or for review."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.http.context import actor, bank, db
from marketplace.http.entries.parts import Section
from marketplace.http.entries.reading import Document, compacted, document_of, numbered, typed_of, with_origins
from marketplace.http.entries.tables import SECTIONS
from marketplace.http.entries.words import Difference, differences, document
from marketplace.http.forms import Typed, first, typed_values, without_row
from marketplace.http.routing import row_number
from marketplace.kernel.errors import ConflictError, NotFoundError
from marketplace.listings.content import Content
from marketplace.listings.errors import ContentInvalidError, IncompleteError, StaleRevisionError
from marketplace.listings.operations import create_draft, save_draft, submit
from marketplace.listings.queries import ListingView, working_copy
from marketplace.listings.terms import Kind
from marketplace.needs.policies import need_content
from marketplace.offerings.policies import offering_content
from marketplace.web import editor
from marketplace.web.blueprint import blueprint
from marketplace.web.editor import LISTING_TYPES, Desk


@blueprint.route("/my/listings/new/<any(offering, need):kind>", methods=["GET", "POST"])
def new_listing(kind: str) -> ResponseReturnValue:
    """Begin a listing."""
    desk = editor.new_desk(Kind(kind))
    if not desk.organizations:
        flash(gettext("Before you list anything, please register an organization that may."), "info")
        return redirect(url_for("web.new_organization"), 303)
    return _at(desk)


@blueprint.route("/my/listings/<row:number>/edit", methods=["GET", "POST"])
def edit_listing(number: int) -> ResponseReturnValue:
    """Go on with a listing."""
    if request.method != "POST":
        return _at(editor.desk_of(number))
    # A form that does not say what it was made from was made from nothing: it overwrites nobody.
    return _at(editor.desk_of(number, row_number(request.form.get("base_revision", "")) or 0))


@blueprint.post("/my/listings/<row:number>/submit")
def submit_listing(number: int) -> ResponseReturnValue:
    """Hand the newest revision to the curators; where something is missing, show where."""
    desk = editor.desk_of(number)
    return _submitted(desk, opened(desk.listing) if desk.listing else {})


def _at(desk: Desk) -> ResponseReturnValue:
    if request.method != "POST":
        return editor.page(desk, opened(desk.listing) if desk.listing else {})
    typed = typed_values(request.form)
    if "remove" in typed:
        typed = without_row(typed, first(typed, "remove"))
    if "add" in typed or "remove" in typed:
        return editor.page(desk, numbered(_sections(desk), typed), more=first(typed, "add"))
    return _received(desk, compacted(_sections(desk), typed))


def _received(desk: Desk, typed: Typed) -> ResponseReturnValue:
    try:
        content = _content(desk, typed)
    except ContentInvalidError as refusal:
        return editor.page(desk, typed, refusal, refusal.problems)
    try:
        saved = _save(desk, typed, content)
    except ConflictError as refusal:
        return _conflict(desk, typed, refusal, content)
    return _submitted(saved, typed) if first(typed, "step") == "submit" else _kept(saved)


def _kept(desk: Desk) -> ResponseReturnValue:
    db().commit()
    flash(gettext("The draft is saved. Only your organization and the bank's curators see it."), "success")
    return redirect(desk.action, 303)


def _submitted(desk: Desk, typed: Typed) -> ResponseReturnValue:
    number = desk.listing.id if desk.listing else 0
    try:
        submit(db(), actor(), bank().clock, bank().bus, number)
    except IncompleteError as refusal:
        db().commit()
        return editor.page(desk, typed, refusal, refusal.problems)
    db().commit()
    flash(gettext("Submitted. A curator will read it, and you will find the decision here."), "success")
    return redirect(url_for("web.my_listings"), 303)


def _content(desk: Desk, typed: Typed) -> Content:
    raw: Document = document_of(_sections(desk), typed)
    raw["original_locale"] = first(typed, "original_locale") or editor.original_of(desk, typed)
    raw = with_origins(raw, raw["original_locale"], _machine_texts(desk.listing))
    if desk.listing is None and _organization(desk, typed) is None:
        raise ContentInvalidError({"organization": ("literal_error", {})})
    if desk.kind is Kind.NEED:
        return need_content(raw, bank().taxonomy)
    return offering_content(raw, bank().taxonomy, desk.listing.content if desk.listing else None)


def _save(desk: Desk, typed: Typed, content: Content) -> Desk:
    """Save what was written; gives the desk with what is saved now."""
    clock, listing = bank().clock, desk.listing
    if listing is None:
        number = create_draft(
            db(), actor(), clock, LISTING_TYPES[desk.kind], _organization(desk, typed) or 0, content
        ).id
    else:
        number = listing.id
        save_draft(db(), actor(), clock, number, desk.base_revision, content)
    newest = working_copy(db(), actor(), number)
    return Desk(desk.kind, desk.organizations, newest, newest.revision)


def _organization(desk: Desk, typed: Typed) -> int | None:
    """The organization that was chosen, or the only one there is."""
    numbers = {str(each.id): each.id for each in desk.organizations}
    if len(numbers) == 1:
        return next(iter(numbers.values()))
    return numbers.get(first(typed, "organization"))


def _conflict(desk: Desk, typed: Typed, refusal: ConflictError, mine: Content) -> ResponseReturnValue:
    """Show what somebody else saved; saving again from there is then possible, deliberately."""
    db().rollback()
    if desk.listing is None or not isinstance(refusal, StaleRevisionError):
        return editor.page(desk, typed, refusal)
    newest = working_copy(db(), actor(), desk.listing.id)
    found = _differences(newest, desk.base_revision, mine)
    return editor.page(Desk(desk.kind, desk.organizations, newest, newest.revision), typed, refusal, None, found)


def _differences(newest: ListingView, base_revision: int, mine: Content) -> tuple[Difference, ...]:
    try:
        base = working_copy(db(), actor(), newest.id, base_revision).content
    except NotFoundError:  # the form named no revision that ever was: all that differs from it is shown
        base = mine
    return tuple(differences(newest.kind, base, newest.content, mine))


def _sections(desk: Desk) -> tuple[Section, ...]:
    return SECTIONS[desk.kind]


def opened(listing: ListingView) -> Typed:
    """What stands in the inputs when a revision is opened."""
    typed = typed_of(SECTIONS[listing.kind], document(listing.content))
    return typed | {"original_locale": [listing.content.original_locale]}


def _machine_texts(listing: ListingView | None) -> dict[str, dict[str, str]]:
    texts = listing.texts if listing else {}
    return {
        code: {part: value for part, value in text.model_dump().items() if value and part != "origin"}
        for code, text in texts.items()
        if text.origin == "machine"
    }
