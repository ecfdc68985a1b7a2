"""Keeping machine translations, and what becomes of readers' reports."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.engine.concepts import Vocabulary
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError, TooManyError
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import listing_for_work
from marketplace.listings.terms import Kind
from marketplace.localization.glossary import missing_terms
from marketplace.localization.locales import LocaleCode
from marketplace.translation.errors import NothingToWithdrawError, ReportSettledError
from marketplace.translation.models import MachineText, PassageReport
from marketplace.translation.policies import checked_remark
from marketplace.translation.queries import Wanted, translated_passage
from marketplace.translation.terms import REPORTS_PER_HOUR, Decision
from marketplace.translation.translators import Translator

_WINDOW_MINUTES = 60


def translated(translator: Translator, wanted: Wanted) -> dict[str, str]:
    """What a service makes of the wanted passages; nothing where it does not have the languages.

    It may take long: no transaction should be open.

    Raises:
        TranslatorError: the service failed.
    """
    if not translator.offers(wanted.source, wanted.target):
        return {}
    parts = list(wanted.passages)
    texts = translator.translate(list(wanted.passages.values()), wanted.source, wanted.target)
    return dict(zip(parts, texts, strict=True))


def keep_machine_texts(
    session: Session,
    clock: Clock,
    translator: Translator,
    terms: Vocabulary,
    wanted: Wanted,
    texts: Mapping[str, str],
) -> None:
    """Keep what a machine made of a revision, with the terms that it seems to miss.

    What stood beside older revisions of the listing goes. Doing it twice is doing it once.
    """
    now = clock.now()
    listing_id = session.scalar(select(Listing.id).where(Listing.published_id == wanted.revision_id))
    if listing_id is None:  # another revision was published meanwhile: its own job is ordered already
        return
    older = select(MachineText.id).where(
        MachineText.locale == wanted.target,
        MachineText.part.in_(texts),
        MachineText.revision_id.in_(select(Revision.id).where(Revision.listing_id == listing_id)),
    )
    session.execute(delete(MachineText).where(MachineText.id.in_(older)).execution_options(synchronize_session=False))
    for part, value in texts.items():
        doubtful = missing_terms(terms, wanted.passages[part], wanted.source, value, wanted.target)
        session.add(
            MachineText(
                revision_id=wanted.revision_id,
                locale=wanted.target,
                part=part,
                value=value,
                doubtful=[[term.source, term.expected[0]] for term in doubtful],
                translator=translator.name,
                made_at=now,
            )
        )


def report_passage(  # noqa: PLR0913 - who reports which passage of what, and why
    session: Session,
    actor: Actor,
    clock: Clock,
    kind: Kind,
    listing_id: int,
    *,
    locale: LocaleCode,
    part: str,
    remark: str,
    visitor: str,
) -> None:
    """Say that the translation of a passage is bad. Anyone may, a few times an hour.

    Raises:
        RemarkMissingError: it does not say what is wrong.
        NotFoundError: no such passage is shown to readers of the locale.
        TooManyError: the visitor has reported much already.
    """
    require(actor, "passage.report")
    remark, now = checked_remark(remark), clock.now()
    _, shown = translated_passage(session, kind, listing_id, part, locale)
    digest = hashlib.sha256(visitor.encode()).hexdigest()
    made = select(func.count()).where(
        PassageReport.visitor == digest, PassageReport.reported_at > now - timedelta(minutes=_WINDOW_MINUTES)
    )
    if session.scalars(made).one() >= REPORTS_PER_HOUR:
        raise TooManyError(minutes=_WINDOW_MINUTES)
    session.add(
        PassageReport(
            listing_id=listing_id,
            revision_id=session.get_one(Listing, listing_id).published_id,
            locale=shown.locale,
            part=part,
            origin=shown.origin,
            passage=shown.value,
            remark=remark,
            visitor=digest,
            reporter_id=actor.person_id,
            reported_at=now,
        )
    )


def settle_report(session: Session, actor: Actor, clock: Clock, report_id: int, decision: Decision) -> None:
    """Say what became of a report; one of a machine's passage may end with the passage no longer being shown.

    Raises:
        NotFoundError: there is no such report, or the actor may not know of it.
        ReportSettledError: somebody else was quicker.
        NothingToWithdrawError: there is no machine translation to withdraw.
    """
    require(actor, "listing.list_own")  # before anything is looked for: a visitor learns nothing
    report = session.get(PassageReport, report_id, with_for_update=True)
    if report is None:
        raise NotFoundError
    listing = listing_for_work(session, actor, report.listing_id)
    require(actor, "passage.settle", listing.organization_id)
    if report.settled_at is not None:
        raise ReportSettledError
    now = clock.now()
    if decision is Decision.WITHDRAWN:
        gone = session.execute(
            update(MachineText)
            .where(
                MachineText.revision_id == report.revision_id,
                MachineText.locale == report.locale,
                MachineText.part == report.part,
                MachineText.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
            .returning(MachineText.id)
        )
        if not gone.all():
            raise NothingToWithdrawError
    report.settled_at, report.settled_by_id, report.decision = now, actor.person_id, decision
