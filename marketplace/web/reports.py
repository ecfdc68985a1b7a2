"""Telling the bank that a passage is badly translated, and settling such a report."""

from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.http.context import actor, bank, db, locale
from marketplace.http.errors import sentence, status
from marketplace.http.forms import first, own_path, typed_values
from marketplace.kernel.errors import BankError, InvalidError, TooManyError
from marketplace.listings.terms import Kind
from marketplace.translation.operations import report_passage, settle_report
from marketplace.translation.queries import translated_passage
from marketplace.translation.terms import REMARK_LENGTH, Decision
from marketplace.web.blueprint import blueprint

_PASSAGE: Final = "/<any(offerings, needs):kinds>/<row:number>/passages/<part>/report"
_KINDS: Final = {"offerings": Kind.OFFERING, "needs": Kind.NEED}


@blueprint.get(_PASSAGE)
def report(kinds: str, number: int, part: str) -> ResponseReturnValue:
    """The passage beside its original, and what to say of it."""
    return _form(_KINDS[kinds], number, part)


@blueprint.post(_PASSAGE)
def send_report(kinds: str, number: int, part: str) -> ResponseReturnValue:
    """Keep the report."""
    kind, remark = _KINDS[kinds], first(typed_values(request.form), "remark")
    try:
        report_passage(
            db(),
            actor(),
            bank().clock,
            kind,
            number,
            locale=locale(),
            part=part,
            remark=remark,
            visitor=request.remote_addr or "",
        )
    except (InvalidError, TooManyError) as refusal:
        return _form(kind, number, part, remark, refusal)
    db().commit()
    flash(gettext("Thank you. The authors and the bank's curators will look at this passage."), "success")
    return redirect(url_for(f"web.{kind}", number=number), 303)


@blueprint.post("/passage-reports/<row:number>/settle")
def settle(number: int) -> ResponseReturnValue:
    """Say what became of a report."""
    typed = typed_values(request.form)
    decision = next((each for each in Decision if each == first(typed, "decision")), None)
    if decision is None:
        abort(400)
    settle_report(db(), actor(), bank().clock, number, decision)
    db().commit()
    flash(gettext("The report is settled."), "success")
    return redirect(own_path(first(typed, "next"), url_for("web.my_listings")), 303)


def _form(
    kind: Kind, number: int, part: str, remark: str = "", refusal: BankError | None = None
) -> ResponseReturnValue:
    listing, passage = translated_passage(db(), kind, number, part, locale())
    page = render_template(
        "web/report.html",
        listing=listing,
        part=part,
        passage=passage,
        original=listing.shown(part, listing.content.original_locale),
        remark=remark,
        longest=REMARK_LENGTH,
        refusal=sentence(refusal) if refusal else "",
    )
    return page, status(refusal) if refusal else 200
