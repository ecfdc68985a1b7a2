"""How the places on the pages of needs are divided among languages and providers."""

from dataclasses import dataclass
from typing import Final

from flask import render_template

from marketplace.admin.blueprint import blueprint
from marketplace.http.context import actor, bank, db
from marketplace.insights.queries.exposure import PLACES, ExposureReport, LanguageShare, exposure_report

#: The width of the drawing, in its own units.
WIDTH: Final = 320.0


@dataclass(frozen=True, slots=True)
class LanguageBars:
    """A language, and its two bars in units of `WIDTH`: what it gets, and what its matches deserve."""

    language: LanguageShare
    exposure: float
    merit: float


@blueprint.get("/exposure")
def exposure() -> str:
    """What each language and each provider gets, and what nobody is shown."""
    report = exposure_report(db(), actor(), bank().settings.matches_kept)
    return render_template("admin/exposure.html", report=report, bars=_bars(report), places=PLACES, width=WIDTH)


def _bars(report: ExposureReport) -> tuple[LanguageBars, ...]:
    longest = max((part for each in report.languages for part in (each.share.exposure, each.share.merit)), default=0.0)
    scale = WIDTH / (longest or 1.0)
    return tuple(
        LanguageBars(each, round(each.share.exposure * scale, 1), round(each.share.merit * scale, 1))
        for each in report.languages
    )
