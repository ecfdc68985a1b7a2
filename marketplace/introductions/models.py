"""Introductions, their history, and what both sides say to each other."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.introductions.terms import Party, Stage
from marketplace.kernel.database import Base
from marketplace.organizations.models import Organization


class Introduction(Base):
    """A need and an offering whose organizations meet, or may.

    `version` counts its steps, so that nobody takes one on the ground of an older page. `position`, `score` and `model` say
    how the match stood before the asker; the revisions are those that were read. `touched_at` is the last time that
    anybody did or said anything. `proposed_*` is a stage that one side has proposed and the other has not confirmed yet.
    """

    __tablename__ = "introduction"
    __table_args__ = (
        Index(
            "uq_introduction_open",
            "need_id",
            "offering_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_introduction_agency_id_stage", "agency_id", "stage"),
        Index("ix_introduction_provider_id_stage", "provider_id", "stage"),
        Index("ix_introduction_stage_touched_at", "stage", "touched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    need_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    offering_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    asked_by: Mapped[str] = mapped_column(String(10))
    position: Mapped[int | None]
    score: Mapped[float | None]
    model: Mapped[str | None] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(20), default=Stage.REQUESTED)
    reason: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    stage_since: Mapped[datetime]
    touched_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    proposed_stage: Mapped[str | None] = mapped_column(String(20))
    proposed_by: Mapped[str | None] = mapped_column(String(10))
    proposed_at: Mapped[datetime | None]
    next_step: Mapped[str] = mapped_column(Text, default="")
    next_step_day: Mapped[date | None] = mapped_column(index=True)
    next_step_by: Mapped[str | None] = mapped_column(String(10))
    next_step_told_at: Mapped[datetime | None]
    curator_called_at: Mapped[datetime | None]
    demonstration: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Organization] = relationship(foreign_keys=[agency_id])
    provider: Mapped[Organization] = relationship(foreign_keys=[provider_id])

    def organization_of(self, party: Party) -> int | None:
        """The organization of a side; curators and the bank have none here."""
        return {Party.AGENCY: self.agency_id, Party.PROVIDER: self.provider_id}.get(party)

    def listing_of(self, party: Party) -> int:
        """The listing of a side."""
        return {Party.AGENCY: self.need_id, Party.PROVIDER: self.offering_id}[party]


class IntroductionStep(Base):
    """One step: what was done, by whom and for which side, from which stage to which, why, and in what words."""

    __tablename__ = "introduction_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    from_stage: Mapped[str] = mapped_column(String(20))
    to_stage: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(30))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    actor: Mapped[Person | None] = relationship()


class SharedDocument(Base):
    """A document that one side has put into the room."""

    __tablename__ = "introduction_document"

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    party: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class Thread(Base):
    """Messages that belong together: those about one question, or about anything.

    The general thread asks nothing. A question of the bank keeps the verdict that it is about, so that each reader sees it
    in their own language; one that a person wrote has `question` instead, or besides where they changed it. `asked_of` is the
    side that is to answer. `revision` is the one of the answering side's listing that holds the answer.
    """

    __tablename__ = "introduction_thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), index=True)
    general: Mapped[bool] = mapped_column(default=False)
    criterion: Mapped[str | None] = mapped_column(String(30))
    verdict: Mapped[dict[str, Any] | None]
    question: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(10))
    asked_of: Mapped[str | None] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    revision: Mapped[int | None]


class Message(Base):
    """What somebody said."""

    __tablename__ = "introduction_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("introduction_thread.id", ondelete="CASCADE"), index=True)
    party: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    author: Mapped[Person | None] = relationship()
