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
    """A full refresh: with which model, how many matches for each side, at which change of the listings, how many needs.

    Listings that changed after `change_number` are refreshed by the worker, and the run leaves them alone. `chosen_at` is
    set once every need is scored and what is not among the best of either side has gone from `RefreshCandidate`.
    """

    __tablename__ = "refresh_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(60))
    model_version: Mapped[str] = mapped_column(String(40))
    kept: Mapped[int]
    change_number: Mapped[int]
    needs: Mapped[int]
    started_at: Mapped[datetime]
    chosen_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class RefreshPartition(Base):
    """The needs of a run from one id to another, and how far they have come. It goes when its needs are done."""

    __tablename__ = "refresh_partition"

    run_id: Mapped[int] = mapped_column(ForeignKey("refresh_run.id", ondelete="CASCADE"), primary_key=True)
    first_need_id: Mapped[int] = mapped_column(primary_key=True)
    last_need_id: Mapped[int]
    scored_at: Mapped[datetime | None]
    explained_at: Mapped[datetime | None]


class RefreshCandidate(Base):
    """A pair that a run has scored, until it has become a match or has gone.

    It refers to no listings: millions of rows come and go, and what left meanwhile is passed over when matches are
    written.
    """

    __tablename__ = "refresh_candidate"

    run_id: Mapped[int] = mapped_column(ForeignKey("refresh_run.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float]
    text_score: Mapped[float]
