"""Where introductions stop on their way to a technology at work."""

from typing import Final

from flask import render_template

from marketplace.admin.blueprint import blueprint
from marketplace.http.context import actor, bank, db
from marketplace.insights.queries import funnel as figures

#: The width of the drawing, in its own units.
WIDTH: Final = 320.0


@blueprint.get("/funnel")
def funnel() -> str:
    """How many get how far, from a match that is shown to a technology at work."""
    found = figures.funnel(db(), actor(), bank().clock)
    most = max((each.reached for each in found.stretches), default=0) or 1
    lengths = [round(each.reached / most * WIDTH, 1) for each in found.stretches]
    return render_template(
        "admin/funnel.html", funnel=found, stretches=list(zip(found.stretches, lengths, strict=True)), width=WIDTH
    )
