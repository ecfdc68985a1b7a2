"""Writing down how often listings are looked at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from marketplace.insights.models import ListingViews
from marketplace.listings.models import Listing


def add_views(session: Session, counts: Mapping[tuple[int, date], int]) -> None:
    """Add views of listings on days to those that are kept; a listing that is gone meanwhile is passed over."""
    known = set(session.scalars(select(Listing.id).where(Listing.id.in_({number for number, _day in counts}))))
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = [
        {"listing_id": number, "day": day, "views": views}
        for (number, day), views in sorted(counts.items())
        if number in known
    ]
    if not rows:
        return
    table = ListingViews.__table__
    if not isinstance(table, Table):
        raise TypeError(table)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement: Any = insert(table)
    more = {"views": table.c.views + statement.excluded.views}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["listing_id", "day"], set_=more), rows)
