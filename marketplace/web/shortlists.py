"""The members' shortlists: what an organization keeps in view for each of its listings, with notes."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from marketplace.accounts.policies import may
from marketplace.http.context import actor, bank, db, hands, locale
from marketplace.http.errors import sentence, status
from marketplace.http.forms import first, own_path, typed_values
from marketplace.http.routing import row_number
from marketplace.kernel.errors import BankError, ConflictError, InvalidError
from marketplace.listings.queries import ListingView
from marketplace.listings.terms import Kind, Status
from marketplace.shortlists import operations, queries
from marketplace.shortlists.queries import EntryView, OwnList
from marketplace.shortlists.terms import MOST_COMPARED, NOTE_LENGTH
from marketplace.translation.queries import with_machine_texts
from marketplace.web.blueprint import blueprint
from marketplace.web.my_listings import title_of
from marketplace.web.reasons import Reason, top_reasons


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the reader's shortlists on the page of what may be put on it: the listing with the number `other`."""

    list: OwnList
    other: int
    title: str
    editable: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with what speaks most for its match, and its need and offering in this order."""

    entry: EntryView
    listing: ListingView | None
    reasons: tuple[Reason, ...]
    pair: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """A note that was refused: of which entry, what it said, and why."""

    counterpart: int
    words: str
    sentence: str


def choices(kind: Kind, number: int) -> list[Choice]:
    """The reader's shortlists that a listing of the kind could be on; none for a visitor. Three queries at most."""
    if not actor().memberships:
        return []
    other = Kind.NEED if kind is Kind.OFFERING else Kind.OFFERING
    found = queries.own_lists(db(), actor(), kind=other, counterpart_id=number)
    return [_choice(each, number) for each in found]


def choices_of_match(need: int, offering: int) -> list[Choice]:
    """The reader's shortlists of the two sides of a match that the other side could be on."""
    sides = {Kind.OFFERING: (offering, need), Kind.NEED: (need, offering)}
    return [each for kind, (other, own) in sides.items() for each in choices(kind, other) if each.list.own.id == own]


@blueprint.get("/my/shortlists")
def shortlists() -> str:
    """The shortlists of all listings of the member's organizations."""
    lists = [(each, title_of(each.own)) for each in queries.own_lists(db(), actor())]
    return render_template("web/shortlists.html", lists=lists)


@blueprint.get("/my/listings/<row:number>/shortlist")
def shortlist(number: int) -> ResponseReturnValue:
    """One shortlist with its notes."""
    return _page(number)


@blueprint.post("/my/listings/<row:number>/shortlist")
def shortlist_listing(number: int) -> ResponseReturnValue:
    """Put a listing on it."""
    operations.add_entry(db(), actor(), bank().clock, number, _counterpart())
    db().commit()
    return _done(number, gettext("It is on the shortlist now. Your organization sees it, and nobody else."))


@blueprint.post("/my/listings/<row:number>/shortlist/remove")
def unshortlist(number: int) -> ResponseReturnValue:
    """Take a listing off it."""
    operations.remove_entry(db(), actor(), number, _counterpart())
    db().commit()
    return _done(number, gettext("It is off the shortlist."))


@blueprint.post("/my/listings/<row:number>/shortlist/<row:other>/notes")
def write_note(number: int, other: int) -> ResponseReturnValue:
    """Write a note on an entry."""
    words = first(typed_values(request.form), "words")
    try:
        operations.add_note(*hands(), number, other, words=words)
    except (InvalidError, ConflictError) as refusal:
        return _page(number, Refused(other, words, sentence(refusal)), refusal)
    db().commit()
    return redirect(url_for("web.shortlist", number=number, _anchor=f"entry-{other}"), 303)


@blueprint.post("/my/listings/<row:number>/shortlist/notes/<row:note>/remove")
def remove_note(number: int, note: int) -> ResponseReturnValue:
    """Remove a note."""
    operations.remove_note(db(), actor(), number, note)
    db().commit()
    return _done(number, gettext("The note is removed."))


def _page(number: int, refused: Refused | None = None, refusal: BankError | None = None) -> ResponseReturnValue:
    found = queries.shortlist(db(), actor(), number)
    public = with_machine_texts(db(), (each.counterpart for each in found.entries if each.counterpart), locale())
    by_number = {each.id: each for each in public}
    is_need = found.own.kind is Kind.NEED
    page = render_template(
        "web/shortlist.html",
        own=found.own,
        title=title_of(found.own),
        entries=[
            Entry(
                entry=each,
                listing=by_number.get(each.counterpart_id),
                reasons=top_reasons(each.match) if each.match else (),
                pair=(number, each.counterpart_id) if is_need else (each.counterpart_id, number),
            )
            for each in found.entries
        ],
        editable=may(actor(), "shortlist.change", found.own.organization.id),
        comparable=is_need and found.own.status is Status.PUBLISHED and len(public) > 1,
        most=MOST_COMPARED,
        longest=NOTE_LENGTH,
        refused=refused,
    )
    return page, status(refusal) if refusal else 200


def _choice(found: OwnList, other: int) -> Choice:
    return Choice(found, other, title_of(found.own), may(actor(), "shortlist.change", found.own.organization.id))


def _counterpart() -> int:
    number = row_number(first(typed_values(request.form), "listing"))
    if number is None:
        raise BadRequest
    return number


def _done(number: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    back = own_path(first(typed_values(request.form), "next"), url_for("web.shortlist", number=number))
    return redirect(back, 303)
