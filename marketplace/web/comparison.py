"""A need with up to four offerings, criterion by criterion."""

from dataclasses import dataclass

from flask import render_template, request

from marketplace.engine.criteria import QUESTIONS
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.routing import row_number
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.queries import ListingView, published_listings
from marketplace.listings.terms import Kind
from marketplace.matching.queries import PairView
from marketplace.shortlists.queries import compared
from marketplace.shortlists.terms import MOST_COMPARED
from marketplace.translation.queries import with_machine_texts
from marketplace.web.blueprint import blueprint
from marketplace.web.dossier import meaning
from marketplace.web.reasons import Reason, outcome_counts, reasons_of


@dataclass(frozen=True, slots=True)
class Column:
    """One offering of a comparison: how many criteria end how, and the offerings that remain if it is taken out."""

    pair: PairView
    offering: ListingView
    counts: dict[str, int]
    meaning: str
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: what the need says, and the reason for each offering. `differs`: the offerings do not end alike."""

    name: str
    need: str
    reasons: tuple[Reason, ...]
    differs: bool


@blueprint.get("/needs/<row:number>/compare")
def compare(number: int) -> str:
    """The need with the offerings that the query names; of more than four, the first four."""
    asked = [row for value in request.args.getlist("offering") if (row := row_number(value))]
    wanted = list(dict.fromkeys(asked))[:MOST_COMPARED]
    pairs = compared(db(), bank().matcher(), number, wanted, with_hidden=actor().staff)
    shown = [pair.offering.id for pair in pairs]
    need, *offerings = with_machine_texts(db(), [_need(number), *(pair.offering for pair in pairs)], locale())
    reasons = [reasons_of(pair.match) for pair in pairs]
    return render_template(
        "web/compare.html",
        need=need,
        columns=[
            _column(pair, offering, each, shown) for pair, offering, each in zip(pairs, offerings, reasons, strict=True)
        ],
        rows={question: _rows(reasons, question) for question in QUESTIONS},
        left_out=len(set(asked)) - len(shown),
        most=MOST_COMPARED,
    )


def _need(number: int) -> ListingView:
    found = published_listings(db(), [number]).get(number)
    if found is None or found.kind is not Kind.NEED:
        raise NotFoundError
    return found


def _column(pair: PairView, offering: ListingView, reasons: tuple[Reason, ...], shown: list[int]) -> Column:
    return Column(
        pair=pair,
        offering=offering,
        counts=outcome_counts(reasons),
        meaning=meaning(pair.match.score),
        others=tuple(other for other in shown if other != pair.offering.id),
    )


def _rows(reasons: list[tuple[Reason, ...]], question: str) -> list[Row]:
    """The criteria of a question, each with what it says of every offering."""
    return [
        Row(
            name=each[0].name,
            need=next((reason.need for reason in each if reason.need), ""),
            reasons=each,
            differs=len({reason.outcome for reason in each}) > 1,
        )
        for each in zip(*reasons, strict=True)
        if each[0].question == question
    ]
