"""Matches as rows of the table: made from what the engine found, and written many at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from marketplace.engine.matcher import Match
from marketplace.matching.models import KeptMatch
from marketplace.matching.queries import explanation_of
from marketplace.matching.terms import MatchState


class MatchRow(TypedDict):
    """What the engine says of a pair, as it is kept."""

    need_id: int
    offering_id: int
    score: float
    text_score: float
    explanation: dict[str, Any]


def row_of(match: Match) -> MatchRow:
    """A match of two listings as a row."""
    return {
        "need_id": int(match.need_id),
        "offering_id": int(match.offering_id),
        "score": match.score,
        "text_score": match.text_score,
        "explanation": explanation_of(match),
    }


def write(session: Session, rows: Sequence[MatchRow], model: str, now: datetime) -> None:
    """Keep matches, whether they were kept before or not; what a curator said of a pair stays.

    One statement with many sets of values: a row of its own for each is several times slower, and one long list of
    values would be compiled anew for every length. Objects that the session holds are not brought up to date.
    """
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = KeptMatch.__table__
    if not isinstance(table, Table):
        raise TypeError(table)
    statement: Any = insert(table)
    fresh = {name: statement.excluded[name] for name in ("score", "text_score", "explanation", "model", "refreshed_at")}
    upsert = statement.on_conflict_do_update(index_elements=["need_id", "offering_id"], set_=fresh)
    same = {"state": MatchState.SUGGESTED, "model": model, "refreshed_at": now}
    session.connection().execute(upsert, [{**row, **same} for row in rows])
