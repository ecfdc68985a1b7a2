"""Changing kept matches: those of one listing, and what curators say of them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, require
from marketplace.engine.matcher import Match, Matcher
from marketplace.indexing.queries import content_of, document_of
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind, Status
from marketplace.matching.models import KeptMatch
from marketplace.matching.queries import own_and_other
from marketplace.matching.rows import row_of, write
from marketplace.matching.terms import MatchState

#: How many candidates, for each match kept, may still displace the weakest match of the other side.
REACH: Final = 5


def refresh_listing(session: Session, clock: Clock, matcher: Matcher, listing_id: int, kept: int) -> int:
    """Find the matches of one listing anew and keep them; gives how many are kept.

    A match is kept while it is among the best `kept` of either side, or a curator has spoken of it. A listing that is
    no longer public loses all.
    """
    chosen = _refresh(session, clock, matcher, listing_id, kept)
    for other in chosen:
        _prune(session, other, kept)
    return len(chosen)


def _refresh(session: Session, clock: Clock, matcher: Matcher, listing_id: int, kept: int) -> list[int]:
    """Find and keep the matches of one listing; gives the other sides, which may have more than their best now."""
    listing = session.get(
        Listing, listing_id, options=[joinedload(Listing.published), joinedload(Listing.organization)]
    )
    content = content_of(listing) if listing else None
    if listing is None or content is None:
        session.execute(delete(KeptMatch).where(_of(listing_id)))
        return []
    kind = listing.listing_kind
    found = matcher.match(document_of(listing, content), limit=kept * REACH)
    weakest = _weakest(session, kind, [_other(match, kind) for match in found], kept)
    chosen = [
        match
        for rank, match in enumerate(found)
        if rank < kept or match.score >= weakest.get(_other(match, kind), 0.0)  # equals too: it is the newcomer
    ]
    public = _still_public(session, [_other(match, kind) for match in chosen])
    chosen = [match for match in chosen if _other(match, kind) in public]
    _write(session, clock, matcher, chosen)
    _forget_others(session, kind, listing_id, chosen)
    return [_other(match, kind) for match in chosen]


def endorse(session: Session, actor: Actor, need_id: int, offering_id: int) -> None:
    """A curator vouches for a match."""
    require(actor, "match.endorse")
    _judge(session, need_id, offering_id, MatchState.ENDORSED)


def hide(session: Session, actor: Actor, need_id: int, offering_id: int) -> None:
    """A curator takes a match out of the public's sight."""
    require(actor, "match.hide")
    _judge(session, need_id, offering_id, MatchState.HIDDEN)


def _judge(session: Session, need_id: int, offering_id: int, state: MatchState) -> None:
    kept = session.get(KeptMatch, (need_id, offering_id))
    if kept is None:
        raise NotFoundError
    kept.state = state


def _of(listing_id: int) -> Any:
    return (KeptMatch.need_id == listing_id) | (KeptMatch.offering_id == listing_id)


def _other(match: Match, kind: Kind) -> int:
    return int(match.offering_id if kind is Kind.NEED else match.need_id)


def _weakest(session: Session, kind: Kind, others: list[int], kept: int) -> Mapping[int, float]:
    """The score of the weakest kept match of each counterpart that has no room left."""
    other = own_and_other(kind)[1]
    rank = func.row_number().over(partition_by=other, order_by=KeptMatch.score.desc())
    ranked = select(other.label("id"), KeptMatch.score, rank.label("rank")).where(other.in_(others)).subquery()
    rows: Any = session.execute(select(ranked.c.id, ranked.c.score).where(ranked.c.rank == kept)).all()
    return dict(rows)


def _still_public(session: Session, numbers: list[int]) -> frozenset[int]:
    """Those that the public sees: the index may be a moment behind the database."""
    return frozenset(
        session.scalars(select(Listing.id).where(Listing.id.in_(numbers), Listing.status == Status.PUBLISHED))
    )


def _write(session: Session, clock: Clock, matcher: Matcher, chosen: list[Match]) -> None:
    write(session, [row_of(match) for match in chosen], matcher.ranker.name, clock.now())
    session.expire_all()


def _forget_others(session: Session, kind: Kind, listing_id: int, chosen: list[Match]) -> None:
    """Suggestions of the listing that no longer hold; a curator's word outlives them."""
    own, other = own_and_other(kind)
    session.execute(
        delete(KeptMatch).where(
            own == listing_id,
            other.not_in([_other(match, kind) for match in chosen]),
            KeptMatch.state == MatchState.SUGGESTED,
        )
    )


def _prune(session: Session, listing_id: int, kept: int) -> None:
    """Let go of suggestions that are beyond the best of this listing and of their other side too."""
    overflow = session.execute(
        select(KeptMatch.need_id, KeptMatch.offering_id, KeptMatch.score)
        .where(_of(listing_id), KeptMatch.state == MatchState.SUGGESTED)
        .order_by(
            KeptMatch.score.desc(), KeptMatch.need_id.desc(), KeptMatch.offering_id.desc()
        )  # of equals the newest
        .offset(kept)
    ).all()
    for need_id, offering_id, score in overflow:
        other = offering_id if need_id == listing_id else need_id
        better = session.scalar(select(func.count()).select_from(KeptMatch).where(_of(other), KeptMatch.score > score))
        if (better or 0) >= kept:
            session.execute(delete(KeptMatch).where(KeptMatch.need_id == need_id, KeptMatch.offering_id == offering_id))
