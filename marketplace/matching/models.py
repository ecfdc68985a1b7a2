"""Matches as they are kept, the progress of full refreshes, what was said of pairs, and the models that learned from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.kernel.database import Base
from marketplace.matching.terms import ModelState


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


class Judgment(Base):
    """What one voice says of a pair: the ranker's only teaching.

    It names the revisions that were read, so that it is never taken for a word about what was written later. `grade` is
    empty where the word says nothing about fit. `position` and `model` say how the pair came before those who speak.
    """

    __tablename__ = "judgment"
    __table_args__ = (UniqueConstraint("need_id", "offering_id", "voice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    need_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), index=True)
    offering_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), index=True)
    voice: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(30))
    grade: Mapped[int | None]
    weight: Mapped[float]
    position: Mapped[int | None]
    model: Mapped[str | None] = mapped_column(String(60))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    said_at: Mapped[datetime]


class RankerModel(Base):
    """A trained model with all its numbers, its card, and how it compared with those that were active.

    The numbers are a few hundred; a host without the model's file makes it from them. `comparisons` are by the version of
    the other model.
    """

    __tablename__ = "ranker_model"
    __table_args__ = (
        Index(
            "uq_ranker_model_active",
            "state",
            unique=True,
            sqlite_where=text(f"state = '{ModelState.ACTIVE}'"),
            postgresql_where=text(f"state = '{ModelState.ACTIVE}'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=ModelState.CANDIDATE)
    trained_at: Mapped[datetime]
    trained_on: Mapped[dict[str, Any]]
    numbers: Mapped[dict[str, Any]]
    card: Mapped[dict[str, Any]]
    comparisons: Mapped[dict[str, Any]]


class ModelActivation(Base):
    """A time during which a model served. One that was rolled back is not what a later roll-back returns to."""

    __tablename__ = "model_activation"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("ranker_model.id", ondelete="CASCADE"), index=True)
    activated_at: Mapped[datetime]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    despite_worse: Mapped[str] = mapped_column(Text, default="")
    rolled_back_at: Mapped[datetime | None]

    model: Mapped[RankerModel] = relationship()
    activated_by: Mapped[Person | None] = relationship()
