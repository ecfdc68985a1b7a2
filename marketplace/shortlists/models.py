"""What is on shortlists, and the notes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.kernel.database import Base


class ShortlistEntry(Base):
    """A listing that an organization keeps in view for one of its own.

    The organization is that of `listing_id`: whoever belongs to it shares the list.
    """

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("listing_id", "counterpart_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    counterpart_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]

    added_by: Mapped[Person | None] = relationship()
    notes: Mapped[list["ShortlistNote"]] = relationship(
        order_by="ShortlistNote.id", back_populates="entry", passive_deletes=True
    )


class ShortlistNote(Base):
    """What a member wrote about an entry. Of an author whose account is gone the note stays, without a name."""

    __tablename__ = "shortlist_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("shortlist_entry.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[Person | None] = relationship()
    entry: Mapped[ShortlistEntry] = relationship(back_populates="notes")
