"""What waits for a curator, and everything one needs to know of a submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from babel import dates
from flask import render_template
from flask_babel import gettext

from marketplace.admin.blueprint import blueprint
from marketplace.curation.queries import review_queue, submission
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.display import cldr
from marketplace.http.entries.tables import text_entries
from marketplace.http.entries.words import Difference, ItemSection, described, differences
from marketplace.listings.queries import HistoryView, ListingView
from marketplace.listings.terms import Status
from marketplace.localization.glossary import MissingTerm, missing_terms
from marketplace.localization.text import Shown


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission in the queue, and how long it has been there."""

    listing: ListingView
    title: Shown
    age: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a submission: in the original, and as a reader of the curator's locale gets it if that differs.

    `missing` has, by locale, the terms that a translation does not seem to have.
    """

    label: str
    original: Shown
    shown: Shown | None
    missing: Mapping[str, tuple[MissingTerm, ...]]


@dataclass(frozen=True, slots=True)
class Review:
    """One submission, as its curator reads it."""

    listing: ListingView
    title: Shown
    passages: tuple[Passage, ...]
    sections: tuple[ItemSection, ...]
    changes: tuple[Difference, ...]
    published: ListingView | None
    history: tuple[HistoryView, ...]
    waiting: bool
    locales: tuple[str, ...]


@blueprint.get("/")
def queue() -> str:
    """Submissions, longest waiting first."""
    now = bank().clock.now()
    waiting = [
        Waiting(listing, listing.shown("title", locale()), _age(now - listing.changed_at))
        for listing in review_queue(db(), actor())
    ]
    return render_template("admin/queue.html", waiting=waiting)


@blueprint.get("/<row:number>")
def review(number: int) -> str:
    """One submission."""
    return review_page(number)


def review_page(number: int, problems: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
    """The page of a submission; with what is wrong with a decision, and what was typed for it.

    Raises:
        NotFoundError: there is no such listing.
        ForbiddenError: the actor is no bank staff.
    """
    found = submission(db(), actor(), number)
    listing, published = found.listing, found.published
    shown = Review(
        listing=listing,
        title=listing.shown("title", locale()),
        passages=_passages(listing),
        sections=described(listing.kind, listing.content),
        changes=tuple(differences(listing.kind, published.content, listing.content)) if published else (),
        published=published,
        history=found.history,
        waiting=listing.work_status is Status.SUBMITTED,
        locales=tuple(listing.texts),
    )
    return render_template("admin/review.html", review=shown, problems=problems or {}, typed=typed or {})


def _passages(listing: ListingView) -> tuple[Passage, ...]:
    original = listing.content.original_locale
    found = []
    for entry in text_entries(listing.kind):
        source = listing.shown(entry.path, original)
        reader = listing.shown(entry.path, locale())
        if source:
            other = reader if reader.locale != source.locale else None
            found.append(Passage(gettext(entry.label), source, other, _missing(listing, entry.path, source)))
    return tuple(found)


def _missing(listing: ListingView, part: str, source: Shown) -> dict[str, tuple[MissingTerm, ...]]:
    others = {code: getattr(text, part) for code, text in listing.texts.items() if code != source.locale}
    found = {
        code: missing_terms(bank().terms, source.value, source.locale, value, code)
        for code, value in others.items()
        if value
    }
    return {code: terms for code, terms in found.items() if terms}


def _age(waited: timedelta) -> str:
    return dates.format_timedelta(waited, granularity="minute", locale=cldr())
