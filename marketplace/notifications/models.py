"""News, and how soon people want them by mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class Notification(Base):
    """One piece of news for one person. `key` says what it is about, so that nobody is told the same twice.

    `mail` is how soon it goes out by mail; `mailed_at` is when its letter was ordered.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notification_waiting", "mail", "mailed_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(200))
    mail: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class MailPreference(Base):
    """How soon a person wants mail about a topic."""

    __tablename__ = "mail_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    frequency: Mapped[str] = mapped_column(String(10))
