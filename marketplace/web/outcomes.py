"""The library of outcomes, and the pages on which both sides write what came of an introduction."""

from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor
from marketplace.http.context import actor, bank, db, hands, locale
from marketplace.http.display import countries_by_name
from marketplace.http.errors import sentence, status
from marketplace.http.forms import NumberStyle, Typed, first, typed_values
from marketplace.http.labels import LABELS
from marketplace.http.routing import row_number
from marketplace.introductions.policies import WORDS_LENGTH
from marketplace.introductions.queries import introduction_for
from marketplace.introductions.terms import Party
from marketplace.kernel.errors import BankError, ConflictError, InvalidError, LinkInvalidError, NotFoundError
from marketplace.organizations.queries import actor_for
from marketplace.outcomes import operations
from marketplace.outcomes.policies import LINE_LENGTH, Account, Answer, read_results_link
from marketplace.outcomes.queries import (
    Chosen,
    choices,
    outcome_of,
    promised,
    published_outcome,
    published_outcomes,
)
from marketplace.outcomes.terms import ANSWERS
from marketplace.web.blueprint import blueprint

#: Outcomes that one page of the library shows.
_SHOWN: Final = 60
_MOST_MONTHS: Final = 24
_OUTCOME: Final = "/introductions/<row:number>/outcome"
_PARTS: Final = ("agreement", "country", "place", "scale", "lessons")


@blueprint.get("/outcomes")
def outcomes() -> str:
    """What became of introductions, failures too."""
    chosen = Chosen(**{name: request.args.get(name, "")[:_MOST_MONTHS] for name in ("field", "country", "result")})
    return render_template(
        "web/outcomes.html",
        found=published_outcomes(db(), chosen, _SHOWN),
        chosen=chosen,
        choices=choices(db()),
    )


@blueprint.get("/outcomes/<row:number>", endpoint="outcome")
def outcome_page(number: int) -> str:
    """One outcome."""
    return render_template("web/outcome.html", outcome=published_outcome(db(), number))


@blueprint.route(_OUTCOME, methods=["GET", "POST"])
def write_outcome(number: int) -> ResponseReturnValue:
    """Write what came of an introduction, and see what both sides say of it."""
    if request.method != "POST":
        return _outcome_form(number, {})
    typed = typed_values(request.form)
    parts: dict[str, Any] = {name: first(typed, name) for name in _PARTS}
    account = Account(
        seen=row_number(first(typed, "seen")) or 0,
        locale=locale(),
        consent=first(typed, "consent") == "yes",
        **parts,
    )
    try:
        operations.write_outcome(*hands(), number, account=account, countries=bank().taxonomy.countries)
    except (InvalidError, ConflictError) as refusal:
        db().rollback()
        return _outcome_form(number, typed, refusal)
    db().commit()
    return _said(number, gettext("Saved. The other side is asked whether it may be published."))


@blueprint.post(f"{_OUTCOME}/agree")
def agree_to_publish(number: int) -> ResponseReturnValue:
    """Agree to the publication of the text as it was read."""
    seen = row_number(request.form.get("seen", "")) or 0
    try:
        found = operations.agree_to_publish(*hands(), number, seen)
    except ConflictError as refusal:
        db().rollback()
        return _outcome_form(number, {}, refusal)
    db().commit()
    said = gettext("Published: both sides agree.") if found.published_at else gettext("Your consent is noted.")
    return _said(number, said)


@blueprint.post(f"{_OUTCOME}/take-back")
def take_back_consent(number: int) -> ResponseReturnValue:
    """Take the consent to publication back."""
    operations.take_back_consent(*hands(), number)
    db().commit()
    return _said(number, gettext("Your consent is taken back. Nobody else can read the outcome any more."))


@blueprint.route("/introductions/<row:number>/results/<row:months>", methods=["GET", "POST"])
def report_results(number: int, months: int) -> ResponseReturnValue:
    """Say how the technology does."""
    return _results(number, months, actor())


@blueprint.route("/results/<token>", methods=["GET", "POST"])
def answer_by_link(token: str) -> ResponseReturnValue:
    """The same with the link from the mail, without signing in. It opens nothing else."""
    number, person_id, months = read_results_link(bank().settings.secret_key, token)
    person = db().get(Person, person_id)
    if person is None or not person.active:
        raise LinkInvalidError
    return _results(number, months, actor_for(db(), person), by_link=True)


def _said(number: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("web.write_outcome", number=number), 303)


def _outcome_form(number: int, typed: Typed, refusal: BankError | None = None) -> ResponseReturnValue:
    found = outcome_of(db(), actor(), number)
    suggested = {"country": next(iter(getattr(found.need.content, "countries", ())), "")}
    values = {
        name: first(typed, name) or (suggested.get(name, "") if not found.id else getattr(found, name))
        for name in _PARTS
    }
    page = render_template(
        "web/write_outcome.html",
        outcome=found,
        values=values,
        consent="seen" not in typed or first(typed, "consent") == "yes",
        countries=countries_by_name(),
        agreements=list(LABELS["cooperation"]),
        longest=WORDS_LENGTH,
        line=LINE_LENGTH,
        other=found.side.other,
        refusal=sentence(refusal) if refusal else "",
    )
    return page, status(refusal) if refusal else 200


def _results(number: int, months: int, who: Actor, *, by_link: bool = False) -> ResponseReturnValue:
    found = outcome_of(db(), who, number)
    report = next((each for each in found.reports if each.months == months), None)
    if report is None:
        raise NotFoundError
    typed = typed_values(request.form)
    refusal: BankError | None = None
    benefits = promised(db(), introduction_for(db(), who, number))
    if request.method == "POST":
        style = NumberStyle.of_page()
        answer = Answer(
            first(typed, "result"),
            tuple(_number(first(typed, f"measured.{place}"), style) for place in range(len(benefits))),
            first(typed, "words"),
            locale(),
        )
        try:
            operations.report_results(db(), who, bank().clock, bank().bus, number, months=months, answer=answer)
        except (InvalidError, ConflictError) as refused:
            db().rollback()
            refusal = refused
        else:
            db().commit()
            if by_link:
                return render_template("web/results_kept.html", outcome=found, months=months)
            return _said(number, gettext("Thank you: the results are kept."))
    measured = [_kept(report.figures, place) for place in range(len(benefits))]
    page = render_template(
        "web/results.html",
        outcome=found,
        report=report,
        benefits=benefits,
        measured=[first(typed, f"measured.{place}") or each for place, each in enumerate(measured)],
        result=first(typed, "result") or report.result or "",
        words=first(typed, "words") or report.words,
        answers=ANSWERS,
        longest=WORDS_LENGTH,
        agency=found.side is Party.AGENCY,
        refusal=sentence(refusal) if refusal else "",
    )
    return page, status(refusal) if refusal else 200


def _number(written: str, style: NumberStyle) -> float | None:
    """A number as it was typed; nothing where nothing was, and no number at all where it is none."""
    if not written:
        return None
    try:
        return float(style.read(written))
    except ValueError:
        return float("nan")


def _kept(figures: Any, place: int) -> str:
    """What was measured before, as it stands in an input."""
    found = figures[place]["measured"] if place < len(figures) else None
    return "" if found is None else NumberStyle.of_page().write(found)
