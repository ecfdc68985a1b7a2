"""Changing kept matches: refreshing them, and what curators say of them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, require
from marketplace.engine.matcher import Match, Matcher
from marketplace.indexing.queries import content_of, document_of
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind, Status
from marketplace.matching.models import KeptMatch, RefreshRun
from marketplace.matching.queries import explanation_of, own_and_other
from marketplace.matching.terms import MatchState
from marketplace.needs.models import Need

#: How many candidates, for each match kept, may still displace the weakest match of the other side.
REACH: Final = 5
#: Needs per transaction of a full refresh.
STRIDE: Final = 20


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


def full_refresh(
    session: Session,
    clock: Clock,
    matcher: Matcher,
    kept: int,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Refresh the matches of every public need, a few in each transaction; gives how many needs were done.

    Stopped at any moment, it goes on behind the last finished need when called again with the same model.
    """
    run = session.scalar(
        select(RefreshRun).where(RefreshRun.finished_at.is_(None), RefreshRun.model == matcher.ranker.name)
    )
    if run is None:
        run = RefreshRun(model=matcher.ranker.name, started_at=clock.now(), last_need_id=0)
        session.add(run)
    numbers = list(session.scalars(select(Need.id).where(Need.status == Status.PUBLISHED).order_by(Need.id)))
    waiting = [number for number in numbers if number > run.last_need_id]
    done = len(numbers) - len(waiting)
    for start in range(0, len(waiting), STRIDE):
        for number in waiting[start : start + STRIDE]:
            _refresh(session, clock, matcher, number, kept)
            run.last_need_id = number
            done += 1
            if progress:
                progress(done, len(numbers))
        session.commit()
    _prune_all(session, kept)
    run.finished_at = clock.now()
    session.commit()
    return len(waiting)


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
    if not chosen:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    now = clock.now()
    statement: Any = insert(KeptMatch).values(
        [
            {
                "need_id": int(match.need_id),
                "offering_id": int(match.offering_id),
                "score": match.score,
                "text_score": match.text_score,
                "explanation": explanation_of(match),
                "state": MatchState.SUGGESTED,
                "model": matcher.ranker.name,
                "refreshed_at": now,
            }
            for match in chosen
        ]
    )
    fresh = {name: statement.excluded[name] for name in ("score", "text_score", "explanation", "model", "refreshed_at")}
    session.execute(statement.on_conflict_do_update(index_elements=["need_id", "offering_id"], set_=fresh))
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


def _prune_all(session: Session, kept: int) -> None:
    """Let go of every suggestion that is beyond the best of both its sides."""
    ranks = [
        func.row_number().over(partition_by=side, order_by=KeptMatch.score.desc())
        for side in (KeptMatch.need_id, KeptMatch.offering_id)
    ]
    ranked = select(
        KeptMatch.need_id,
        KeptMatch.offering_id,
        KeptMatch.state,
        *(rank.label(name) for rank, name in zip(ranks, ("of_need", "of_offering"), strict=True)),
    ).subquery()
    beyond = select(ranked.c.need_id, ranked.c.offering_id).where(
        ranked.c.state == MatchState.SUGGESTED, ranked.c.of_need > kept, ranked.c.of_offering > kept
    )
    session.execute(
        delete(KeptMatch)
        .where(tuple_(KeptMatch.need_id, KeptMatch.offering_id).in_(beyond))
        .execution_options(synchronize_session=False)
    )
