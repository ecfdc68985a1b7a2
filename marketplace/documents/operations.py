"""Keeping documents, attaching them, and forgetting what nothing names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select, true, update
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.documents.models import Document
from marketplace.documents.queries import DocumentView, document_view
from marketplace.documents.receiving import Received
from marketplace.kernel.clock import Clock
from marketplace.kernel.storage import ObjectStore

#: How long a document waits for something to name it.
UNATTACHED_KEPT: Final = timedelta(days=2)
#: How far back a sweep looks for objects without a row: earlier sweeps saw what is older.
_LOOKED_BACK: Final = timedelta(days=30)
#: How long after its day a temporary object may still belong to somebody who is writing it.
_WRITING: Final = timedelta(hours=6)
#: Keys asked for at once.
_AT_ONCE: Final = 500


def add_document(
    session: Session,
    actor: Actor,
    clock: Clock,
    organization_id: int,
    received: Received,
    *,
    confidential: bool = False,
) -> DocumentView:
    """Write down that an organization has a document, whose object is final already; staff read no confidential one."""
    require(actor, "document.add", organization_id)
    row = Document(
        organization_id=organization_id,
        uploader_id=actor.person_id,
        name=received.name,
        media_type=received.media_type,
        size=received.size,
        digest=received.digest,
        object_key=received.object_key,
        thumbnail_key=received.thumbnail_key,
        width=received.width,
        height=received.height,
        confidential=confidential,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return document_view(row)


def attach(
    session: Session, organization_id: int, numbers: Iterable[int], now: datetime, *, public: bool = False
) -> set[int]:
    """Note that something names these documents; gives those that the organization does not have.

    Only the organization's own are attached: what is attached is shown, and nobody shows what is another's. To what may
    become `public` no confidential one is attached, which the curators who publish could not read.
    """
    wanted = set(numbers)
    fit = Document.confidential.is_(False) if public else true()
    own = set(
        session.scalars(
            select(Document.id)
            .where(Document.id.in_(wanted), Document.organization_id == organization_id, fit)
            .with_for_update()  # a sweep may be about to forget them
        )
        if wanted
        else ()
    )
    if own:
        unattached = Document.attached_at.is_(None)
        session.execute(update(Document).where(Document.id.in_(own), unattached).values(attached_at=now))
    return wanted - own


def sweep(session: Session, store: ObjectStore, now: datetime) -> int:
    """Forget documents that nothing came to name, and remove objects that no row names; gives the number of objects.

    Three sorts of them: temporary ones whose writer was killed, final ones whose row was never committed, and those of
    forgotten rows, which are removed by the next sweep, once the caller has committed.
    """
    unwanted = store.temporary_before(now - _WRITING)
    final = store.final_between(now - _LOOKED_BACK, now - UNATTACHED_KEPT)
    for start in range(0, len(final), _AT_ONCE):
        unwanted += _unnamed(session, final[start : start + _AT_ONCE])
    # Only now, so that no object goes whose row comes back when the transaction fails.
    stale = Document.attached_at.is_(None) & (Document.created_at < now - UNATTACHED_KEPT)
    session.execute(delete(Document).where(stale))
    for key in unwanted:
        store.remove(key)
    return len(unwanted)


def _unnamed(session: Session, keys: list[str]) -> list[str]:
    rows = session.execute(
        select(Document.object_key, Document.thumbnail_key).where(
            or_(Document.object_key.in_(keys), Document.thumbnail_key.in_(keys))
        )
    )
    named = {key for row in rows for key in row}
    return [key for key in keys if key not in named]
