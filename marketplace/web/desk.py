"""One's desk: what waits, what is new, and how one's own listings fare."""

from dataclasses import dataclass
from typing import Final

from flask import render_template

from marketplace.http.context import actor, bank, db, locale
from marketplace.http.display import term
from marketplace.insights.queries.desk import Cost, Figures, desk
from marketplace.introductions.queries import introductions_of
from marketplace.listings.terms import Kind
from marketplace.notifications.queries import news
from marketplace.notifications.wordings import FOUND
from marketplace.web.blueprint import blueprint
from marketplace.web.my_listings import title_of
from marketplace.web.reasons import questions
from marketplace.web.waiting import said_of

#: Of each sort of costs, and of new matches, the most that are named.
_COSTS: Final = 3
_NEW: Final = 8


@dataclass(frozen=True, slots=True)
class Silence:
    """A criterion on which a listing is silent: its name, the question, and in how many matches it stays open."""

    name: str
    question: str
    matches: int


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """How a listing fares, with what costs it matches in words: criteria that are not met, and what could be added."""

    figures: Figures
    title: str
    unmet: tuple[tuple[str, int], ...]
    silent: tuple[Silence, ...]


@blueprint.get("/my/desk", endpoint="desk")
def desk_page() -> str:
    """What waits for the visitor, what is new to them, and how their listings fare."""
    found = desk(db(), actor(), bank().clock)
    introductions = introductions_of(db(), actor())
    return render_template(
        "web/desk.html",
        waiting=[each for each in introductions if each.mine],
        said_of=said_of,
        news=news(db(), actor(), locale(), _NEW, kinds=FOUND),
        own={kind: [_own(each) for each in found.figures if each.listing.kind is kind] for kind in Kind},
        response=found.response,
    )


def _own(figures: Figures) -> OwnFigures:
    unmet = [cost for cost in figures.costs if cost.unmet and cost.lost > 0][:_COSTS]
    silent = sorted((cost for cost in figures.costs if cost.open), key=lambda cost: -cost.reach)[:_COSTS]
    return OwnFigures(
        figures=figures,
        title=title_of(figures.listing),
        unmet=tuple((term("criterion", cost.criterion), cost.unmet) for cost in unmet),
        silent=tuple(_silence(cost, figures.listing.kind) for cost in silent),
    )


def _silence(cost: Cost, kind: Kind) -> Silence:
    return Silence(term("criterion", cost.criterion), questions.question_to(kind, cost.criterion), cost.open)
