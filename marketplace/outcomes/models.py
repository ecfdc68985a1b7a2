"""What both sides say of the end of an introduction, and of what was deployed, months later."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.introductions.models import Introduction
from marketplace.kernel.database import Base


class Outcome(Base):
    """The account of an outcome. `version` counts its texts, so that nobody agrees to one they have not read.

    `field` repeats the first level of the offering's first field, `result` what was last reported; queries filter by them.
    """

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    agreement: Mapped[str] = mapped_column(String(60), default="")
    country: Mapped[str] = mapped_column(String(2), default="", index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    scale: Mapped[str] = mapped_column(String(200), default="")
    lessons: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(8))
    field: Mapped[str] = mapped_column(String(40), default="", index=True)
    result: Mapped[str] = mapped_column(String(20))
    written_by: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[datetime]
    agency_consent_at: Mapped[datetime | None]
    agency_consent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    provider_consent_at: Mapped[datetime | None]
    provider_consent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None] = mapped_column(index=True)

    introduction: Mapped[Introduction] = relationship()


class ResultReport(Base):
    """How a deployed technology does so many months later: asked for once, answered by either side.

    `figures` has, for each benefit that was promised, the promise and what was measured.
    """

    __tablename__ = "result_report"
    __table_args__ = (UniqueConstraint("introduction_id", "months"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"))
    months: Mapped[int]
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    party: Mapped[str | None] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    result: Mapped[str | None] = mapped_column(String(20))
    figures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(8), default="en")

    person: Mapped[Person | None] = relationship()
