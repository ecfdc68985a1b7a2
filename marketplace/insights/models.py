"""How often listings are looked at."""

from datetime import date

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class ListingViews(Base):
    """How often a listing's public page was opened on a day (UTC). Who opened it is not kept."""

    __tablename__ = "listing_views"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int]
