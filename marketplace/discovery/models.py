"""Searches that people saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class SavedSearch(Base):
    """What somebody asks for again and again. `change_number` is up to which change they have been told."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str | None] = mapped_column(String(10))
    filters: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    change_number: Mapped[int]
