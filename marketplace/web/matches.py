"""The page of a match, and what curators say there."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from marketplace.http.context import actor, bank, db
from marketplace.introductions.queries import open_introduction
from marketplace.matching import operations
from marketplace.web.asking import asking_side
from marketplace.web.blueprint import blueprint
from marketplace.web.contributions import bars
from marketplace.web.dossier import pair_of
from marketplace.web.marking import is_word, marked, marked_line, written
from marketplace.web.reasons import explained, reasons_of
from marketplace.web.shortlists import choices_of_match

_JUDGMENTS = {"endorsed": operations.endorse, "hidden": operations.hide}


@blueprint.get("/matches/<row:need>/<row:offering>", endpoint="match")
def match_page(need: int, offering: int) -> str:
    """A need and an offering next to each other, and everything that speaks for and against their match."""
    shown = pair_of(need, offering)
    return render_template(
        "web/match.html",
        pair=shown,
        reasons=reasons_of(shown.match),
        explained=explained(shown.match),
        bars=bars(shown.match),
        marked=marked,
        marked_line=marked_line,
        written=written,
        is_word=is_word,
        asking=(asking := asking_side(shown.need, shown.offering)),
        introduction=open_introduction(db(), need, offering) if asking else None,
        choices=choices_of_match(need, offering),
        pdf=bank().typesetter.ready,
    )


@blueprint.post("/matches/<row:need>/<row:offering>/state")
def judge_match(need: int, offering: int) -> ResponseReturnValue:
    """A curator endorses or hides a match."""
    judge = _JUDGMENTS.get(request.form.get("state", ""))
    if judge is None:
        raise BadRequest
    judge(db(), actor(), bank().clock, need, offering)
    db().commit()
    flash(gettext("The match has been judged."), "success")
    return redirect(url_for("web.match", need=need, offering=offering), 303)
