"""Asking for an introduction from a match: the form with the questions that are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import require
from marketplace.engine.matcher import Match
from marketplace.http.context import actor, bank, db, hands
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, typed_values
from marketplace.introductions.operations import asking
from marketplace.introductions.policies import WORDS_LENGTH, Question, Request
from marketplace.introductions.queries import open_introduction
from marketplace.introductions.terms import SIDES, Party
from marketplace.kernel.errors import BankError, ConflictError, InvalidError, NotFoundError, TooManyError
from marketplace.listings.queries import ListingView, published_listings
from marketplace.listings.terms import Kind
from marketplace.matching.queries import matches_of
from marketplace.shortlists.queries import compared
from marketplace.web.blueprint import blueprint
from marketplace.web.reasons import reasons_of
from marketplace.web.reasons.questions import question

#: Questions that are ticked beforehand: those whose answers would move the estimate most.
_TICKED: Final = 4
_OWN_QUESTIONS: Final = 10
_OTHER: Final = {Party.AGENCY: "offering", Party.PROVIDER: "need"}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the bank to the other side: its criterion, what it says, and whether it is to be asked."""

    criterion: str
    name: str
    words: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of a request, the side for which the actor may ask, and the match, as kept or judged now, if it is not hidden."""

    need: ListingView
    offering: ListingView
    side: Party
    match: Match | None


def asking_side(need: ListingView, offering: ListingView) -> Party | None:
    """The side that the actor acts for; nothing for outsiders, and for those who act for both.

    Whether they may ask already, or have to confirm their address first, they are told when they do.
    """
    organizations = {Party.AGENCY: need.organization.id, Party.PROVIDER: offering.organization.id}
    sides = [side for side in SIDES if actor().edits(organizations[side])]
    return sides[0] if len(sides) == 1 else None


@blueprint.route("/matches/<row:need>/<row:offering>/introduction", methods=["GET", "POST"])
def ask_introduction(need: int, offering: int) -> ResponseReturnValue:
    """Ask the other side of a match to meet."""
    found = _pair(need, offering)
    number = open_introduction(db(), need, offering)
    if request.method != "POST":
        return redirect(url_for("web.introduction", number=number)) if number else _form(found, {})
    typed = typed_values(request.form)
    wanted = Request(
        need, offering, found.side, first(typed, "words"), tuple(_questions(found, typed)), _position(found)
    )
    try:
        made = asking.ask(*hands(), wanted, bank().settings.introductions_unanswered)
    except (InvalidError, ConflictError, TooManyError) as refusal:
        db().rollback()
        return _form(found, typed, refusal)
    db().commit()
    flash(gettext("Your request is on its way. You find the answer here."), "success")
    return redirect(url_for("web.introduction", number=made.id), 303)


def _pair(need: int, offering: int) -> Pair:
    sides = published_listings(db(), (need, offering))
    kinds = [sides[number].kind if number in sides else None for number in (need, offering)]
    if kinds != [Kind.NEED, Kind.OFFERING]:
        raise NotFoundError
    side = asking_side(sides[need], sides[offering])
    if side is None:
        require(actor(), "introduction.ask")
        raise NotFoundError
    own = sides[need] if side is Party.AGENCY else sides[offering]
    require(actor(), "introduction.ask", own.organization.id)
    # A hidden match proposes nothing; what to ask is then the asker's own matter.
    judged = compared(db(), bank().matcher(), need, [offering])
    return Pair(sides[need], sides[offering], side, judged[0].match if judged else None)


def _open_questions(found: Pair, typed: Typed) -> list[OpenQuestion]:
    """What the other side could settle, the question that would move the estimate most first."""
    if found.match is None:
        return []
    reach = {answer.criterion: -answer.reach for answer in found.match.answers}
    open_ones = [each for each in reasons_of(found.match) if each.ask in {_OTHER[found.side], "both"}]
    open_ones.sort(key=lambda each: reach.get(each.criterion, 0.0))
    verdicts = {each.criterion: each for each in found.match.verdicts}
    sent = "words" in typed
    return [
        OpenQuestion(
            each.criterion,
            each.name,
            first(typed, f"question.{each.criterion}")
            if sent
            else question(verdicts[each.criterion], _OTHER[found.side]),
            each.criterion in typed.get("ask", ()) if sent else place < _TICKED,
        )
        for place, each in enumerate(open_ones)
    ]


def _questions(found: Pair, typed: Typed) -> Iterable[Question]:
    """The questions that were ticked, in the bank's own words where nobody changed them, and those that were added."""
    verdicts: dict[str, Any] = {each.criterion: each for each in found.match.verdicts} if found.match else {}
    proposed = {each.criterion: each.words for each in _open_questions(found, {})}
    for each in _open_questions(found, typed):
        if each.ticked:
            words = "" if each.words in {"", proposed[each.criterion]} else each.words
            yield Question(words, each.criterion, verdicts[each.criterion].to_json())
    for line in first(typed, "own").split("\n")[:_OWN_QUESTIONS]:
        yield Question(line)


def _position(found: Pair) -> int | None:
    """The place at which the other side stands on the page of the asker's own listing; nothing if it is not there."""
    own, other = (found.need, found.offering) if found.side is Party.AGENCY else (found.offering, found.need)
    shown = matches_of(db(), own.kind, own.id, bank().settings.matches_kept)
    for place, view in enumerate(shown, 1):
        if other.id in {view.counterpart.id, *(each.counterpart.id for each in view.similar)}:
            return place
    return None


def _form(found: Pair, typed: Typed, refusal: BankError | None = None) -> ResponseReturnValue:
    page = render_template(
        "web/ask_introduction.html",
        pair=found,
        questions=_open_questions(found, typed),
        words=first(typed, "words"),
        own=first(typed, "own"),
        longest=WORDS_LENGTH,
        refusal=sentence(refusal) if refusal else "",
    )
    return page, status(refusal) if refusal else 200
