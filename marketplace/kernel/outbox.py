"""The outbox: work that leaves with the transaction that ordered it, and is done at least once after it.

A worker claims a message by a lease. A crash lets the lease run out, and another worker takes the message up again:
consumers are therefore idempotent.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.database import Base


class OutboxMessage(Base):
    """One piece of ordered work."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    ordered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


def order(session: Session, topic: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Order work on a topic; it becomes visible to workers with the caller's commit."""
    session.add(OutboxMessage(topic=topic, payload=dict(payload), ordered_at=now, due_at=now))


def claim(
    session: Session, topics: Collection[str], now: datetime, lease: timedelta, attempts: int
) -> OutboxMessage | None:
    """Take the oldest message of some topics that is due, and hold it until the lease ends. The caller commits the claim.

    On PostgreSQL rows held by other workers are skipped; SQLite has one writer at a time anyway.
    """
    message = session.scalar(
        select(OutboxMessage)
        .where(*_waiting(topics, now, attempts))
        .order_by(OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is not None:
        message.due_at = now + lease
        message.attempts += 1
    return message


def complete(session: Session, message_id: int, now: datetime) -> None:
    """The work is done."""
    session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(done_at=now, error=None))


def fail(session: Session, message_id: int, retry_at: datetime, error: str) -> None:
    """The work failed; try again later."""
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id == message_id).values(due_at=retry_at, error=error[:4000])
    )


def due(session: Session, topics: Collection[str], now: datetime, attempts: int) -> bool:
    """Whether any message of some topics waits for a worker."""
    waiting = select(OutboxMessage.id).where(*_waiting(topics, now, attempts))
    return session.scalar(waiting.limit(1)) is not None


def forget_done(session: Session, before: datetime) -> None:
    """Let go of what was done before a moment."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.done_at < before))


def _waiting(topics: Collection[str], now: datetime, attempts: int) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.done_at.is_(None),
        OutboxMessage.due_at <= now,
        OutboxMessage.attempts < attempts,
        OutboxMessage.topic.in_(topics),
    )
