"""The table of needs."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.listings.content import Content
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind
from marketplace.needs.content import NeedContent


class Need(Listing):
    """A technology need of a developing country. `wanted_by` repeats the end of the published timeframe."""

    __tablename__ = "need"
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": Kind.NEED}  # type: ignore[misc]

    content_type = NeedContent

    id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    wanted_by: Mapped[date | None]

    def project(self, content: Content) -> None:
        """Repeat the end of the timeframe."""
        timeframe = getattr(content, "timeframe", None)
        self.wanted_by = timeframe.end if timeframe else None

    @staticmethod
    def as_new(content: Content) -> Content:
        """An endorsement is that of one need."""
        return content.model_copy(update={"endorsement": None})

    @staticmethod
    def missing_for_submission(content: Content) -> list[str]:
        """A title, a summary and the problem in the original, a field and a country."""
        original = f"texts.{content.original_locale}"
        text = getattr(content, "texts", {}).get(content.original_locale)
        needed = {f"{original}.{part}": getattr(text, part, "") for part in ("title", "summary", "problem")}
        needed |= {"fields": content.fields, "countries": getattr(content, "countries", ())}
        return [path for path, value in needed.items() if not value]
