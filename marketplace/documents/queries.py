"""Reading documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, may
from marketplace.documents.models import Document
from marketplace.documents.terms import is_image
from marketplace.kernel.errors import NotFoundError, SignInRequiredError


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as pages name and send it. `size` in bytes, `width` and `height` in pixels, of images only."""

    id: int
    organization_id: int
    name: str
    media_type: str
    size: int
    digest: str
    object_key: str
    thumbnail_key: str | None
    width: int | None
    height: int | None

    @property
    def image(self) -> bool:
        """Whether pages show it, rather than offer it."""
        return is_image(self.media_type)


def document(session: Session, document_id: int) -> DocumentView:
    """A document, for whoever was found to be entitled to it by the thing that it is attached to.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Document, document_id)
    if found is None:
        raise NotFoundError
    return document_view(found)


def documents(session: Session, numbers: Iterable[int]) -> dict[int, DocumentView]:
    """Documents by number, under the same condition. One query, or none."""
    wanted = set(numbers)
    if not wanted:
        return {}
    return {row.id: document_view(row) for row in session.scalars(select(Document).where(Document.id.in_(wanted)))}


def own_document(session: Session, actor: Actor, document_id: int) -> DocumentView:
    """A document for members of its organization and, unless it is confidential, for bank staff; attached or not.

    Raises:
        SignInRequiredError: a visitor asks, whether or not there is such a document.
        NotFoundError: there is none, or the actor may not know of it.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    found = session.get(Document, document_id)
    if found is None or not may(actor, "document.read_own", found.organization_id):
        raise NotFoundError
    if found.confidential and not actor.is_member(found.organization_id):
        raise NotFoundError
    return document_view(found)


def document_view(row: Document) -> DocumentView:
    """What pages may know of a document."""
    return DocumentView(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        object_key=row.object_key,
        thumbnail_key=row.thumbnail_key,
        width=row.width,
        height=row.height,
    )
