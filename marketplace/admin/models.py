"""The models that score matches: a list, a card for each, and who may let one serve."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import may, require
from marketplace.admin.blueprint import blueprint
from marketplace.engine.evaluation import Bin, Comparison, Figures, Influence
from marketplace.http.context import actor, bank, db
from marketplace.http.display import enumeration, field_name, language_name, number, term
from marketplace.http.errors import sentence, status
from marketplace.matching import operations, queries
from marketplace.matching.errors import ModelWorseError
from marketplace.matching.queries import ModelView
from marketplace.matching.terms import Limit, ModelState
from marketplace.matching.training import compared_with_active

#: The drawings: the side of the square of a curve, and the width of the longest bar.
SIDE: Final = 260.0
WIDTH: Final = 320.0
_SMALLEST, _LARGEST = 3.0, 9.0
#: A reason is a few sentences.
_LONGEST: Final = 2000
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A bin of a reliability curve in its drawing, which begins at the upper left; and what it says."""

    x: float
    y: float
    radius: float
    bin: Bin


@dataclass(frozen=True, slots=True)
class Bar:
    """What a part means to the model: its name, coefficient times spread, its bar in units of `WIDTH`, what it is worth."""

    name: str
    spread: float
    length: float
    loss: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """The figures over the needs of one language or field."""

    name: str
    figures: Figures


@blueprint.get("/models")
def models() -> str:
    """Every trained model, the newest first."""
    found = queries.models(db(), actor())
    return render_template("admin/models.html", models=found, may_activate=may(actor(), "model.activate"))


@blueprint.get("/models/<version>", endpoint="model")
def model_page(version: str) -> str:
    """The card of a model."""
    return _card(version)


@blueprint.post("/models/<version>/activate")
def activate_model(version: str) -> ResponseReturnValue:
    """Let a model serve; one that is worse needs a reason."""
    require(actor(), "model.activate")
    despite = request.form.get("despite", "")[:_LONGEST]
    with bank().database.session(read_only=True) as session:  # what takes long holds up no writer
        comparison = compared_with_active(session, bank().resources, version)
    try:
        operations.activate_model(db(), actor(), bank().clock, version, comparison, despite)
    except ModelWorseError as refusal:
        db().rollback()
        return _card(version, sentence(refusal), comparison), status(refusal)
    db().commit()
    return _served(version)


@blueprint.post("/models/roll-back")
def roll_back_model() -> ResponseReturnValue:
    """Let the model serve again that was active before."""
    version = operations.roll_back_model(db(), actor(), bank().clock)
    db().commit()
    return _served(version)


def _served(version: str) -> ResponseReturnValue:
    flash(gettext("Model %(version)s is active. The bank finds all matches anew.", version=version), "success")
    return redirect(url_for("admin.models"), 303)


def _card(version: str, problem: str = "", comparison: Comparison | None = None) -> str:
    found = queries.model(db(), actor(), version)
    active = next((each for each in queries.models(db(), actor()) if each.state is ModelState.ACTIVE), None)
    if comparison is None and active is not None:
        comparison = found.comparisons.get(active.version)
    card = found.card
    return render_template(
        "admin/model.html",
        model=found,
        problem=problem,
        comparison=comparison,
        may_activate=may(actor(), "model.activate"),
        curve=_points(card.curve),
        likely_curve=_points(card.likely_curve),
        bars=_bars(card.influence),
        languages=[Part(language_name(code), each) for code, each in card.by_language.items()],
        fields=[Part(field_name(code), each) for code, each in card.by_field.items()],
        limits=list(_limits(found)),
        side=SIDE,
    )


def _points(bins: tuple[Bin, ...]) -> tuple[Point, ...]:
    """The bins as circles whose area tells their pairs."""
    most = max((each.pairs for each in bins), default=1)
    return tuple(
        Point(
            round(each.stated * SIDE, 1),
            round((1 - each.observed) * SIDE, 1),
            round(max(_SMALLEST, _LARGEST * (each.pairs / most) ** 0.5), 1),
            each,
        )
        for each in bins
    )


def _bars(influence: tuple[Influence, ...]) -> tuple[Bar, ...]:
    most = max((each.spread for each in influence), default=0.0) or 1.0
    return tuple(
        Bar(
            _part_name(each.part),
            each.spread,
            round(each.spread / most * WIDTH, 1),
            # A loss that rounds to nothing has no sign.
            None if each.loss is None else round(each.loss, _DIGITS) + 0.0,
        )
        for each in influence
    )


def _part_name(part: str) -> str:
    return term("contribution" if part in {"text", "field", "agreement"} else "criterion", part)


def _limits(model: ModelView) -> Iterator[str]:
    for limit in model.limits:
        yield _limit(limit)


def _limit(limit: Mapping[str, Any]) -> str:
    match limit["code"]:
        case Limit.NO_OUTCOMES:
            return gettext("No introduction has ended yet: what is good was judged by reading, not by what happened.")
        case Limit.FEW_GOOD:
            return gettext("Good pairs are few (%(good)s); all figures rest on them.", good=number(limit["good"]))
        case Limit.SMALL_ERROR:
            return gettext(
                "Most pairs are bad and easily told so: the calibration error over all of them is small by nature. "
                "The one over likely pairs says more."
            )
        case Limit.THIN_LANGUAGES:
            names = enumeration(language_name(code) for code in limit["names"])
            return gettext("Fewer than ten needs with a good pair are in: %(names)s.", names=names)
        case Limit.THIN_FIELDS:
            names = enumeration(field_name(code) for code in limit["names"])
            return gettext("Fewer than ten needs with a good pair are of: %(names)s.", names=names)
        case _:
            return gettext(
                "Pairs that no ranking proposed were judged by sample only: a good one among them may be missing."
            )
