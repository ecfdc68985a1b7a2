"""Machine translations of public listings, and reports of bad passages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import SECRET, Person
from marketplace.kernel.database import Base
from marketplace.listings.models import Listing


class MachineText(Base):
    """A passage of a published revision as a machine translates it.

    It stands beside the revision, which holds what people wrote and curators read. `doubtful` are the terms that the
    translation seems to miss, as pairs of the source's word and the expected one. What readers had withdrawn is kept, so
    that it is not made again.
    """

    __tablename__ = "machine_text"
    __table_args__ = (UniqueConstraint("revision_id", "locale", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(8))
    part: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(Text)
    doubtful: Mapped[list[list[str]]]
    translator: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PassageReport(Base):
    """What a reader finds wrong with a translated passage. Visitors are known by a digest of their address only."""

    __tablename__ = "passage_report"
    __table_args__ = (
        Index("ix_passage_report_listing_id_settled_at", "listing_id", "settled_at"),
        Index("ix_passage_report_visitor_reported_at", "visitor", "reported_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="SET NULL"))
    locale: Mapped[str] = mapped_column(String(8))
    part: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(10))
    passage: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(Text)
    visitor: Mapped[str] = mapped_column(String(64), info=SECRET)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decision: Mapped[str | None] = mapped_column(String(10))

    listing: Mapped[Listing] = relationship()
    reporter: Mapped[Person | None] = relationship(foreign_keys=[reporter_id])
