"""Reading machine translations and reports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, require
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.content import Content
from marketplace.listings.models import Listing
from marketplace.listings.queries import ListingView, listing_for_work, published_listing
from marketplace.listings.terms import Kind
from marketplace.localization.locales import LocaleCode
from marketplace.localization.text import NOTHING, Shown
from marketplace.translation.models import MachineText, PassageReport
from marketplace.translation.policies import passages, untranslated


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a machine should translate: the passages of a published revision that a locale lacks."""

    revision_id: int
    source: LocaleCode
    target: LocaleCode
    passages: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A reader's report of a passage, as it was when they read it."""

    id: int
    listing_id: int
    kind: Kind
    locale: str
    part: str
    origin: str
    passage: str
    remark: str
    reporter: str
    at: datetime


def wanted_translation(session: Session, listing_id: int, target: LocaleCode) -> Wanted | None:
    """What of a public listing is still to be translated into a locale by a machine, if anything."""
    listing = session.get(Listing, listing_id, options=[joinedload(Listing.published)])
    if listing is None or not listing.public or listing.published is None:
        return None
    content: Content = listing.content_type.model_validate(listing.published.content)
    made = set(
        session.scalars(
            select(MachineText.part).where(
                MachineText.revision_id == listing.published_id, MachineText.locale == target
            )
        )
    )
    source = content.original_locale
    lacking = {
        part: shown.value
        for part, shown in untranslated(content, target).items()
        if part not in made and shown.locale == source
    }
    return Wanted(listing.published.id, source, target, lacking) if lacking and source != target else None


def with_machine_texts(session: Session, listings: Iterable[ListingView], locale: LocaleCode) -> list[ListingView]:
    """Public listings with what a machine has translated into a reader's locale. One query at most."""
    views = list(listings)
    lacking = [view.id for view in views if untranslated(view.content, locale)]
    if not lacking:
        return views
    rows = session.execute(
        select(Listing.id, MachineText)
        .join(Listing, Listing.published_id == MachineText.revision_id)
        .where(Listing.id.in_(lacking), *_readable(locale))
    ).all()
    found: dict[int, dict[tuple[str, str], Shown]] = {}
    for listing_id, text in rows:
        doubtful = tuple((source, expected) for source, expected in text.doubtful)
        found.setdefault(listing_id, {})[locale, text.part] = Shown(text.value, locale, "machine", doubtful)
    return [replace(view, machine=found[view.id]) if view.id in found else view for view in views]


def translated_passage(
    session: Session, kind: Kind, listing_id: int, part: str, locale: LocaleCode
) -> tuple[ListingView, Shown]:
    """A public listing, and one of its passages if readers of a locale see a translation of it.

    Raises:
        NotFoundError: there is no such listing or passage, or it is shown as it was written.
    """
    [listing] = with_machine_texts(session, [published_listing(session, kind, listing_id)], locale)
    shown = listing.shown(part, locale) if part in passages(listing.content) else NOTHING
    if not shown or shown.origin == "original":
        raise NotFoundError
    return listing, shown


def proposed_passages(session: Session, actor: Actor, listing_id: int, locale: LocaleCode) -> dict[str, str]:
    """What a machine made of the public revision's passages, for those who translate it.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    rows = session.scalars(
        select(MachineText).where(MachineText.revision_id == listing.published_id, *_readable(locale))
    )
    return {row.part: row.value for row in rows}


def open_reports(session: Session, actor: Actor) -> list[ReportView]:
    """Every report that nobody has settled, the oldest first, for bank staff."""
    require(actor, "passage.read_reports")
    return [_view(report) for report in session.scalars(_open())]


def open_reports_of(session: Session, actor: Actor, listing_id: int) -> list[ReportView]:
    """The open reports of one listing, for those who work on it.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing_for_work(session, actor, listing_id)
    return [_view(report) for report in session.scalars(_open().where(PassageReport.listing_id == listing_id))]


def _readable(locale: LocaleCode) -> tuple[ColumnElement[bool], ...]:
    """What of a machine's texts is for readers of a locale."""
    return MachineText.locale == locale, MachineText.withdrawn_at.is_(None)


def _open() -> Select[PassageReport]:
    return (
        select(PassageReport)
        .options(joinedload(PassageReport.listing, innerjoin=True), joinedload(PassageReport.reporter))
        .where(PassageReport.settled_at.is_(None))
        .order_by(PassageReport.id)
    )


def _view(report: PassageReport) -> ReportView:
    return ReportView(
        id=report.id,
        listing_id=report.listing_id,
        kind=report.listing.listing_kind,
        locale=report.locale,
        part=report.part,
        origin=report.origin,
        passage=report.passage,
        remark=report.remark,
        reporter=report.reporter.name if report.reporter else "",
        at=report.reported_at,
    )
