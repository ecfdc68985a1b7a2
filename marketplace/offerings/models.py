"""The table of offerings."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.listings.content import Content
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind
from marketplace.offerings.content import CURATORS_VERIFICATION, OfferingContent


class Offering(Listing):
    """A technology on offer. `readiness` repeats the published level."""

    __tablename__ = "offering"
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": Kind.OFFERING}  # type: ignore[misc]

    content_type = OfferingContent

    id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    readiness: Mapped[int | None]

    def project(self, content: Content) -> None:
        """Repeat the readiness level."""
        self.readiness = getattr(content, "readiness", None)

    @staticmethod
    def as_new(content: Content) -> Content:
        """What a curator checked was checked of one offering."""
        benefits = tuple(
            each.model_copy(update={"verification": "self_declared"})
            if each.verification == CURATORS_VERIFICATION
            else each
            for each in getattr(content, "benefits", ())
        )
        return content.model_copy(update={"benefits": benefits})

    @staticmethod
    def missing_for_submission(content: Content) -> list[str]:
        """A title, a summary and a description in the original, a field, a readiness level, where it is available."""
        original = f"texts.{content.original_locale}"
        text = getattr(content, "texts", {}).get(content.original_locale)
        needed = {f"{original}.{part}": getattr(text, part, "") for part in ("title", "summary", "description")}
        needed |= {"fields": content.fields, "cooperation": content.cooperation}
        needed |= {name: getattr(content, name) for name in ("readiness", "available_in")}
        return [path for path, value in needed.items() if not value]
