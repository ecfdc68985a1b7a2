"""Keeping the search index at the change number of the database."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.engine.index import SearchIndex, analysts
from marketplace.indexing.queries import content_of, document_of
from marketplace.listings.models import Listing
from marketplace.listings.queries import changed_since

#: Listings of one commit.
BATCH: Final = 2000

Progress = Callable[[int, int], None]


def catch_up(session: Session, index: SearchIndex, progress: Progress | None = None, workers: int = 1) -> int:
    """Bring the index up to the newest change; gives how many listings were read. Doing it again changes nothing.

    More than one worker analyse listings in processes of their own.
    """
    total = _waiting(session, index.change_number) if progress else 0
    read = 0
    with analysts(index.analyser, workers) if workers > 1 else nullcontext() as forms:
        while batch := changed_since(session, index.change_number, BATCH):
            present = [
                document_of(listing, content) for listing in batch if (content := content_of(listing)) is not None
            ]
            found = {document.id for document in present}
            gone = [str(listing.id) for listing in batch if str(listing.id) not in found]
            index.update(present, gone, batch[-1].change_number or 0, forms=forms)
            read += len(batch)
            if progress:
                progress(read, total)
    return read


def _waiting(session: Session, change_number: int) -> int:
    return session.scalar(select(func.count()).where(Listing.change_number > change_number)) or 0
