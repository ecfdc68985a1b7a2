"""Taking an answer over into the listing: the entries that the question is about, and a new revision."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may, require
from marketplace.http.context import actor, bank, db
from marketplace.http.entries.controls import FormPart, Sheet, name_lists
from marketplace.http.entries.criteria import paths_of
from marketplace.http.entries.marks import marked
from marketplace.http.entries.parts import Part, Section, parts_of
from marketplace.http.entries.reading import Document, compacted, document_of, numbered, typed_of
from marketplace.http.entries.tables import SECTIONS
from marketplace.http.entries.words import document
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, put, typed_values, without_row
from marketplace.http.routing import row_number
from marketplace.introductions.operations import talking
from marketplace.introductions.queries import RoomView, ThreadView, room
from marketplace.introductions.terms import Party
from marketplace.kernel.errors import BankError, NotFoundError
from marketplace.listings.errors import ContentInvalidError, IncompleteError, Problems, StaleRevisionError
from marketplace.listings.operations import save_draft, submit
from marketplace.listings.queries import ListingView, working_copy
from marketplace.listings.terms import Kind, Status
from marketplace.needs.policies import need_content
from marketplace.offerings.policies import offering_content
from marketplace.web.blueprint import blueprint
from marketplace.web.waiting import question_of


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered question and the listing that is to hold the answer, with the entries it is about."""

    room: RoomView
    thread: ThreadView
    listing: ListingView
    section: Section

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the entries are."""
        return tuple(part.path for part in self.section.parts)


@blueprint.route("/introductions/<row:number>/answers/<row:thread>", methods=["GET", "POST"])
def take_over(number: int, thread: int) -> ResponseReturnValue:
    """Put an answer into the listing, so that it is known for all."""
    found = _answered(number, thread)
    if request.method != "POST":
        return _form(found, typed_of((found.section,), document(found.listing.content)))
    typed = typed_values(request.form)
    if "remove" in typed:
        typed = without_row(typed, first(typed, "remove"))
    if "add" in typed or "remove" in typed:
        return _form(found, numbered((found.section,), typed), more=first(typed, "add"))
    typed = compacted((found.section,), typed)
    try:
        said = _kept(found, typed)
    except ContentInvalidError as refusal:
        db().rollback()
        return _form(found, typed, refusal, refusal.problems)
    except StaleRevisionError as refusal:
        db().rollback()
        return _form(_answered(number, thread), typed, refusal)
    db().commit()
    flash(said, "success")
    return redirect(url_for("web.introduction", number=number, _anchor=f"thread-{thread}"), 303)


def entries_of(kind: Kind, criterion: str) -> tuple[Part, ...]:
    """The entries of a listing of the kind that a criterion compares."""
    paths = paths_of(kind, criterion)
    return tuple(part for part in parts_of(SECTIONS[kind]) if part.path in paths)


def _answered(number: int, thread_id: int) -> Answered:
    shown = room(db(), actor(), number)
    thread = next((each for each in shown.threads if each.id == thread_id and each.criterion), None)
    if thread is None or thread.asked_of is None:
        raise NotFoundError
    own = shown.introduction.need if thread.asked_of is Party.AGENCY else shown.introduction.offering
    require(actor(), "introduction.take_over", own.organization.id)
    if not thread.may_take_over:
        raise NotFoundError
    parts = entries_of(own.kind, thread.criterion)
    return Answered(shown, thread, working_copy(db(), actor(), own.id), Section("answer", "", parts))


def _kept(found: Answered, typed: Typed) -> str:
    """Save the revision and note it; hand it to the curators unless somebody's unfinished work is in it."""
    listing, clock = found.listing, bank().clock
    base = row_number(first(typed, "base_revision")) or 0
    raw = _with_answer(found, document_of((found.section,), typed))
    content = (
        need_content(raw, bank().taxonomy)
        if listing.kind is Kind.NEED
        else offering_content(raw, bank().taxonomy, listing.content)
    )
    untouched = listing.work_status in {Status.PUBLISHED, Status.SUBMITTED}
    untouched = untouched and may(actor(), "listing.submit", listing.organization.id)
    revision = save_draft(db(), actor(), clock, listing.id, base, content)
    talking.note_taken_over(db(), actor(), clock, bank().bus, found.thread.id, revision.number)
    if untouched:
        try:
            submit(db(), actor(), clock, bank().bus, listing.id)
        except IncompleteError:  # what the listing lacked before is for its editors to add
            untouched = False
    if untouched:
        return gettext("The answer is in your listing. It is public as soon as a curator has read it.")
    return gettext("The answer is in the draft of your listing. Submit it when the draft is finished.")


def _with_answer(found: Answered, answer: Document) -> dict[str, Any]:
    """The document of the listing with the entries of the question as they were typed, and all others as they are."""
    whole = document(found.listing.content)
    for path in found.paths:
        _without(whole, path)
    for part in found.section.parts:
        value: Any = answer
        for step in part.path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            put(whole, part.path, value)
    return whole


def _without(whole: Document, path: str) -> None:
    *steps, last = path.split(".")
    for step in steps:
        whole = whole.get(step) or {}
    whole.pop(last, None)


def _form(
    found: Answered, typed: Typed, refusal: BankError | None = None, problems: Problems | None = None, more: str = ""
) -> ResponseReturnValue:
    marks = marked(found.listing.kind, problems or {})
    sheet = Sheet(
        typed=typed,
        taxonomy=bank().taxonomy,
        original=found.listing.content.original_locale,
        problems={mark.path: mark.sentence for mark in marks},
        wrong={mark.path: mark.wrong for mark in marks},
        more=more,
    )
    parts: list[FormPart] = [sheet.part(part) for part in found.section.parts]
    page = render_template(
        "web/take_over.html",
        found=found,
        question=question_of(found.thread),
        parts=parts,
        lists=name_lists((found.section,)),
        base=found.listing.revision,
        refusal=sentence(refusal) if refusal else "",
        marks=marks,
    )
    return page, status(refusal) if refusal else 200
