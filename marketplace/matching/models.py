"""Matches as they are kept, and the progress of full refreshes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class KeptMatch(Base):
    """A need and an offering that could serve it: score, and the whole explanation as the engine gave it."""

    __tablename__ = "match"
    __table_args__ = (
        Index("ix_match_need_id_score", "need_id", "score"),
        Index("ix_match_offering_id_score", "offering_id", "score"),
    )

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[float]
    text_score: Mapped[float]
    explanation: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    model: Mapped[str] = mapped_column(String(60))
    refreshed_at: Mapped[datetime]


class RefreshRun(Base):
    """A full refresh: how far it came. One that was stopped goes on behind `last_need_id`."""

    __tablename__ = "refresh_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime]
    last_need_id: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
