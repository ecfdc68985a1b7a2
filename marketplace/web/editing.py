"""Writing a listing: a new one, or a new revision of one that is there; as a draft, or for review."""

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.errors import UnverifiedError
from marketplace.documents.errors import FileRefusedError
from marketplace.http.context import actor, bank, db, hands
from marketplace.http.display import concept_name
from marketplace.http.entries.common import ATTACHMENTS
from marketplace.http.entries.parts import Section
from marketplace.http.entries.reading import Document, compacted, document_of, numbered, with_origins
from marketplace.http.entries.steps import REVIEW, joined, opened, step_codes
from marketplace.http.entries.tables import SECTIONS
from marketplace.http.entries.words import Difference, differences
from marketplace.http.errors import sentence
from marketplace.http.forms import Typed, first, row_numbers, typed_values, with_row_first, without_row
from marketplace.http.routing import row_number
from marketplace.http.uploads import takes_files, uploaded
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


@takes_files
@blueprint.route("/my/listings/new/<any(offering, need):kind>", methods=["GET", "POST"])
def new_listing(kind: str) -> ResponseReturnValue:
    """Begin a listing."""
    desk = editor.new_desk(Kind(kind))
    if not desk.organizations:
        flash(gettext("Before you list anything, please register an organization that may."), "info")
        return redirect(url_for("web.new_organization"), 303)
    return _at(desk)


@takes_files
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
    return _submitted(desk, _saved(desk))


def _at(desk: Desk) -> ResponseReturnValue:
    if request.method != "POST":
        return editor.page(editor.in_step(desk, request.args.get("step", "")), _saved(desk))
    desk = editor.in_step(desk, request.form.get("section") or "all")
    if desk.step == REVIEW and request.form.get("step") == "submit":
        return _submitted(desk, _saved(desk))
    typed, refusals = _with_files(desk, _whole(desk, typed_values(request.form)))
    if refusals:
        for other in refusals[1:]:
            flash(sentence(other), "error")
        return editor.page(desk, numbered(_sections(desk), typed), refusals[0])
    if "remove" in typed:
        typed = without_row(typed, first(typed, "remove"))
    if "first" in typed:
        typed = with_row_first(typed, first(typed, "first"))
    if "concept" in typed:
        typed = {**typed, "concepts": [*typed.get("concepts", ()), concept_name(first(typed, "concept"))]}
    if {"add", "remove", "first", "concept"} & typed.keys():
        return editor.page(desk, numbered(_sections(desk), typed), more=first(typed, "add"))
    return _received(desk, compacted(_sections(desk), typed))


def _saved(desk: Desk) -> Typed:
    """What stands in the inputs before anybody types."""
    return opened(desk.kind, desk.listing.content) if desk.listing else {}


def _whole(desk: Desk, typed: Typed) -> Typed:
    """What was typed in a step, with what the revision that it was made from has in all others."""
    if desk.listing is None or not desk.step:
        return typed
    try:
        base = working_copy(db(), actor(), desk.listing.id, desk.base_revision)
    except NotFoundError:  # the form names no revision that ever was
        base = desk.listing
    return joined(desk.kind, desk.step, typed, base.content)


def _with_files(desk: Desk, typed: Typed) -> tuple[Typed, tuple[FileRefusedError, ...]]:
    """What was typed with a row for each file that came along. They are kept even where the form has to be corrected."""
    owner = desk.listing.organization.id if desk.listing else _organization(desk, typed)
    if owner is None:
        return typed, ()
    found = uploaded(owner)
    db().commit()
    rows = row_numbers(typed, ATTACHMENTS.path)
    first_free = max(rows, default=-1) + 1
    added = {
        f"{ATTACHMENTS.path}.{number}.document": [str(each.id)]
        for number, each in enumerate(found.documents, start=first_free)
    }
    return {**typed, **added}, found.refusals


def _received(desk: Desk, typed: Typed) -> ResponseReturnValue:
    try:
        content = _content(desk, typed)
    except ContentInvalidError as refusal:
        return editor.page(desk, typed, refusal, refusal.problems)
    try:
        saved = _save(desk, typed, content)
    except ConflictError as refusal:
        return _conflict(desk, typed, refusal, content)
    return _submitted(saved, typed) if first(typed, "step") == "submit" else _kept(saved, typed)


def _kept(desk: Desk, typed: Typed) -> ResponseReturnValue:
    db().commit()
    flash(gettext("The draft is saved. Only your organization and the bank's curators see it."), "success")
    return redirect(editor.in_step(desk, _next_step(desk, typed)).address, 303)


def _next_step(desk: Desk, typed: Typed) -> str:
    """The step that was asked for by name, or the one after this, or this."""
    steps = step_codes(desk.kind)
    if first(typed, "step") == "next" and desk.step in steps:
        return steps[min(steps.index(desk.step) + 1, len(steps) - 1)]
    return first(typed, "go") or desk.step or "all"


def _submitted(desk: Desk, typed: Typed) -> ResponseReturnValue:
    number = desk.listing.id if desk.listing else 0
    try:
        submit(*hands(), number)
    except UnverifiedError as refusal:
        db().commit()
        flash(sentence(refusal), "error")
        return redirect(desk.action, 303)
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
    return replace(desk, listing=newest, base_revision=newest.revision)


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
    if desk.step:  # what others saved in other steps stays
        typed = joined(desk.kind, desk.step, typed_values(request.form), newest.content)
    return editor.page(replace(desk, listing=newest, base_revision=newest.revision), typed, refusal, None, found)


def _differences(newest: ListingView, base_revision: int, mine: Content) -> tuple[Difference, ...]:
    try:
        base = working_copy(db(), actor(), newest.id, base_revision).content
    except NotFoundError:  # the form named no revision that ever was: all that differs from it is shown
        base = mine
    return tuple(differences(newest.kind, base, newest.content, mine))


def _sections(desk: Desk) -> tuple[Section, ...]:
    return SECTIONS[desk.kind]


def _machine_texts(listing: ListingView | None) -> dict[str, dict[str, str]]:
    texts = listing.texts if listing else {}
    return {
        code: {part: value for part, value in text.model_dump().items() if value and part != "origin"}
        for code, text in texts.items()
        if text.origin == "machine"
    }
