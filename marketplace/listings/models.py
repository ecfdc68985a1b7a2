"""A listing, its chain of revisions, its history, and the sequence of public changes."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.kernel.database import Base
from marketplace.listings.content import Content
from marketplace.listings.terms import Kind, Status
from marketplace.organizations.models import Organization


class Revision(Base):
    """One immutable version of a listing's content: a validated JSON document with all its locales."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]

    author: Mapped[Person | None] = relationship()


class Listing(Base):
    """An offering or a need.

    `latest` is the newest revision, `published` the one the public sees. A published listing whose newest revision
    is under work has that work's own status in `proposal_status`.
    """

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_status_kind", "status", "kind"),)
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_on": "kind"}  # type: ignore[misc]

    content_type: ClassVar[type[Content]] = Content

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT)
    proposal_status: Mapped[str | None] = mapped_column(String(20))
    latest_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_listing_latest_id_revision")
    )
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_listing_published_id_revision")
    )
    change_number: Mapped[int | None] = mapped_column(unique=True)
    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    demonstration: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship()
    latest: Mapped[Revision | None] = relationship(foreign_keys=[latest_id], post_update=True)
    published: Mapped[Revision | None] = relationship(foreign_keys=[published_id], post_update=True)

    @property
    def listing_kind(self) -> Kind:
        """What the listing is."""
        return Kind(self.kind)

    @property
    def work_status(self) -> Status:
        """The status of the newest revision: what its editors and curators deal with."""
        return Status(self.proposal_status or self.status)

    @property
    def public(self) -> bool:
        """Whether the public may see it."""
        return self.status == Status.PUBLISHED and self.published_id is not None

    def project(self, content: Content) -> None:
        """Repeat in columns what queries filter by; called with the content that gets published."""

    @staticmethod
    def as_new(content: Content) -> Content:
        """The content without what was said of this listing only, for another that begins with it."""
        return content

    @staticmethod
    def missing_for_submission(content: Content) -> list[str]:
        """Paths of what a submission still needs."""
        raise NotImplementedError


class HistoryEntry(Base):
    """One step in the life of a listing: what was done, by whom, from and to which status, and why."""

    __tablename__ = "listing_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(20))
    from_status: Mapped[str] = mapped_column(String(20))
    to_status: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    actor: Mapped[Person | None] = relationship()


class ChangeSequence(Base):
    """The one row that hands out change numbers. Its row lock makes numbers appear in the order of commits."""

    __tablename__ = "change_sequence"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
