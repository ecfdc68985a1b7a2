"""Documents: rows that name objects of the store."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class Document(Base):
    """An image or document of an organization. What it holds never changes.

    A `confidential` one is for those whom the thing shows it to that it is attached to; staff are not among them as such.
    `attached_at` is when something of the bank (a revision, a message) first named it; what nothing names is forgotten.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    object_key: Mapped[str] = mapped_column(String(80), unique=True)
    thumbnail_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    attached_at: Mapped[datetime | None]
