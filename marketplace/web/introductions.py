"""One's introductions, the room of each, and the steps that are taken there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.documents.terms import SUFFIXES, TYPE_NAMES
from marketplace.http.context import actor, bank, db, hands
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, typed_values
from marketplace.http.routing import row_number
from marketplace.http.uploads import sent, takes_files, uploaded
from marketplace.introductions import errors
from marketplace.introductions.operations import asking, moving, talking
from marketplace.introductions.policies import WORDS_LENGTH, NextStep, Question, Turn
from marketplace.introductions.queries import introductions_of, room, shared_document
from marketplace.introductions.terms import CLOSING, DECLINING, PATH, SIDES, Party, Stage
from marketplace.kernel.errors import N_, BankError, ConflictError, InvalidError, NotFoundError
from marketplace.web.blueprint import blueprint
from marketplace.web.waiting import question_of, said_of

#: A step that rests on what was seen -> its operation, and what is said when it is taken.
_TURNS: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "accept": (asking.accept, N_("Accepted. You share a room now, and see whom to write to.")),
    "decline": (asking.decline, N_("Declined. The other side is told why.")),
    "withdraw": (asking.withdraw, N_("The request is withdrawn.")),
    "lead-on": (moving.lead_on, N_("The step is taken; the other side is told.")),
    "confirm": (moving.confirm, N_("Confirmed. The introduction has reached a new stage.")),
    "refuse": (moving.refuse, N_("The other side is told that the stage is not reached yet.")),
    "take-back": (moving.take_back, N_("The proposal is taken back.")),
    "close": (moving.close, N_("The introduction is closed.")),
}
_ROOM: Final = "/introductions/<row:number>"


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that was refused: the form it came from, what was typed there, and what is said."""

    form: str
    typed: Typed
    refusal: BankError

    def value(self, name: str) -> str:
        """What was typed under a name."""
        return first(self.typed, name)


@blueprint.get("/introductions")
def introductions() -> str:
    """The introductions of one's organizations, what waits for the reader first."""
    found = introductions_of(db(), actor())
    groups = (
        (gettext("Waiting for you"), [each for each in found if each.mine]),
        (gettext("Under way"), [each for each in found if not each.mine and not each.ended]),
        (gettext("Ended"), [each for each in found if each.ended]),
    )
    return render_template("web/introductions.html", groups=groups, any=bool(found), said_of=said_of)


@blueprint.get(_ROOM)
def introduction(number: int) -> ResponseReturnValue:
    """The room of an introduction."""
    return _room(number)


@blueprint.post(f"{_ROOM}/<any(accept, decline, withdraw, 'lead-on', confirm, refuse, 'take-back', close):step>")
def take_turn(number: int, step: str) -> ResponseReturnValue:
    """Take a step that rests on the room as it was seen."""
    typed = typed_values(request.form)
    operation, said = _TURNS[step]
    turn = Turn(
        row_number(first(typed, "seen")) or 0,
        first(typed, "words"),
        first(typed, "reason") or None,
        next((each for each in Stage if each == first(typed, "stage")), None),
    )
    return _taken(number, typed, lambda: operation(*hands(), number, turn), said)


@blueprint.post(f"{_ROOM}/messages")
def say(number: int) -> ResponseReturnValue:
    """Write a message into one of the threads."""
    typed = typed_values(request.form)
    thread = row_number(first(typed, "thread"))
    if thread is None or thread not in {each.id for each in room(db(), actor(), number).threads}:
        raise NotFoundError
    words = first(typed, "words")
    return _taken(number, typed, lambda: talking.say(*hands(), thread, words), "", f"thread-{thread}")


@blueprint.post(f"{_ROOM}/questions")
def ask_question(number: int) -> ResponseReturnValue:
    """Ask something in a thread of its own."""
    typed = typed_values(request.form)
    asked_of = next((side for side in SIDES if side == first(typed, "asked_of")), None)
    question = Question(first(typed, "words"), asked_of=asked_of)
    return _taken(
        number,
        typed,
        lambda: talking.ask_question(*hands(), number, question),
        N_("The question is asked."),
        "questions",
    )


@blueprint.post(f"{_ROOM}/documents")
@takes_files
def share_documents(number: int) -> ResponseReturnValue:
    """Put documents into the room, for both sides and nobody else."""
    shown = room(db(), actor(), number).introduction
    organization = (shown.need if shown.side is Party.AGENCY else shown.offering).organization.id
    kept = uploaded(organization, confidential=True)
    form = {"form": ["documents"]}
    if kept.refusals:
        db().rollback()
        return _room(number, Refused("documents", form, kept.refusals[0]))
    numbers = [each.id for each in kept.documents]
    if not numbers:
        return redirect(url_for("web.introduction", number=number, _anchor="documents"), 303)
    said = N_("The documents are in the room.")
    return _taken(number, form, lambda: talking.share_documents(*hands(), number, numbers), said, "documents")


@blueprint.get(f"{_ROOM}/documents/<row:document>")
def shared_document_file(number: int, document: int) -> ResponseReturnValue:
    """A document of the room."""
    return sent(shared_document(db(), actor(), number, document), public=False)


@blueprint.post(f"{_ROOM}/next-step")
def agree_step(number: int) -> ResponseReturnValue:
    """Write down what is to be done next."""
    typed = typed_values(request.form)
    by = next((side for side in SIDES if side == first(typed, "by")), None)
    step = NextStep(row_number(first(typed, "seen")) or 0, first(typed, "words"), _day(first(typed, "day")), by)
    return _taken(
        number, typed, lambda: moving.agree_step(*hands(), number, step), N_("The next step is written down.")
    )


@blueprint.post(f"{_ROOM}/next-step/done")
def finish_step(number: int) -> ResponseReturnValue:
    """Say that the next step has been taken."""
    typed = typed_values(request.form)
    seen = row_number(first(typed, "seen")) or 0
    return _taken(
        number,
        typed,
        lambda: moving.finish_step(db(), actor(), bank().clock, number, seen),
        N_("The step is done. What comes next?"),
    )


@blueprint.post(f"{_ROOM}/curator")
def call_curator(number: int) -> ResponseReturnValue:
    """Call a curator into the room."""
    typed = typed_values(request.form)
    said = N_("A curator is called, and may read this room from now on.")
    return _taken(number, typed, lambda: talking.call_curator(*hands(), number, first(typed, "words")), said)


@blueprint.post(f"{_ROOM}/curator/leave")
def leave_room(number: int) -> ResponseReturnValue:
    """Leave a room as a curator."""
    talking.leave_room(db(), actor(), bank().clock, number)
    db().commit()
    flash(gettext("You have left the room."), "success")
    return redirect(url_for("web.introductions"), 303)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _taken(number: int, typed: Typed, take: Callable[[], Any], said: str, place: str = "main") -> ResponseReturnValue:
    """Take a step and show the room; a refused one is shown where it was made, with what was typed."""
    try:
        take()
    except (InvalidError, ConflictError) as refusal:
        db().rollback()
        return _room(number, Refused(first(typed, "form"), typed, refusal))
    db().commit()
    if said:
        flash(gettext(said), "success")
    return redirect(url_for("web.introduction", number=number, _anchor=place), 303)


def _room(number: int, refused: Refused | None = None) -> ResponseReturnValue:
    found = room(db(), actor(), number)
    said = sentence(refused.refusal) if refused else ""
    page = render_template(
        "web/introduction.html",
        room=found,
        path=PATH,
        reasons=DECLINING if found.introduction.stage is Stage.REQUESTED else CLOSING,
        refused=refused,
        refusal=said,
        changed=refused is not None and isinstance(refused.refusal, errors.RoomChangedError),
        longest=WORDS_LENGTH,
        suffixes=SUFFIXES,
        type_names=TYPE_NAMES,
        said_of=said_of,
        question_of=question_of,
        today=bank().clock.now().date(),
        sides=SIDES,
        curator=found.introduction.side is Party.CURATOR,
    )
    return page, status(refused.refusal) if refused else 200
