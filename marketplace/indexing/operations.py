"""Keeping the search index at the change number of the database."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.engine.index import SearchIndex
from marketplace.indexing.queries import content_of, document_of
from marketplace.listings.models import Listing
from marketplace.listings.queries import changed_since

BATCH: Final = 500

Progress = Callable[[int, int], None]


def catch_up(session: Session, index: SearchIndex, progress: Progress | None = None) -> int:
    """Bring the index up to the newest change; gives how many listings were read. Doing it again changes nothing."""
    total = _waiting(session, index.change_number) if progress else 0
    read = 0
    while batch := changed_since(session, index.change_number, BATCH):
        documents = [document_of(listing, content) for listing in batch if (content := content_of(listing)) is not None]
        present = {document.id for document in documents}
        gone = [str(listing.id) for listing in batch if str(listing.id) not in present]
        index.update(documents, gone, batch[-1].change_number or 0)
        read += len(batch)
        if progress:
            progress(read, total)
    return read


def _waiting(session: Session, change_number: int) -> int:
    return session.scalar(select(func.count()).where(Listing.change_number > change_number)) or 0
