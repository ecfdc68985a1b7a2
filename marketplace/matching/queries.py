"""Reading kept matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from marketplace.accounts.policies import Actor, require
from marketplace.engine.evaluation import Card, Comparison
from marketplace.engine.matcher import Match
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import ListingView, listing_view, published_listings
from marketplace.listings.terms import Kind, Status
from marketplace.matching.errors import ModelNotFoundError
from marketplace.matching.models import KeptMatch, ModelActivation, RankerModel, RefreshRun
from marketplace.matching.terms import MatchState, ModelState


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match and the listing on its other side."""

    match: Match
    state: MatchState
    model: str
    counterpart: ListingView


@dataclass(frozen=True, slots=True)
class PairView:
    """A match with both of its sides."""

    match: Match
    state: MatchState
    model: str
    need: ListingView
    offering: ListingView


def matches_of(
    session: Session, kind: Kind, listing_id: int, limit: int, *, with_hidden: bool = False
) -> list[MatchView]:
    """The best public matches of a listing, best first: endorsed ones keep their place by score. One query."""
    own, other = own_and_other(kind)
    states = list(MatchState) if with_hidden else [MatchState.SUGGESTED, MatchState.ENDORSED]
    rows = session.execute(
        select(KeptMatch, Listing)
        .join(Listing, and_(Listing.id == other, Listing.status == Status.PUBLISHED))
        .options(
            joinedload(Listing.published, innerjoin=True).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(own == listing_id, KeptMatch.state.in_(states))
        .order_by(KeptMatch.score.desc(), KeptMatch.text_score.desc(), other)
        .limit(limit)
    )
    return [
        MatchView(_match(kept), MatchState(kept.state), kept.model, listing_view(listing, listing.published))
        for kept, listing in rows
        if listing.published
    ]


def pair(session: Session, need_id: int, offering_id: int, *, with_hidden: bool = False) -> PairView:
    """One match with both sides, while both are public.

    Raises:
        NotFoundError: no match of the two is kept, or a side is not public.
    """
    kept = session.get(KeptMatch, (need_id, offering_id))
    sides = published_listings(session, (need_id, offering_id)) if kept else {}
    hidden = kept is not None and kept.state == MatchState.HIDDEN
    if kept is None or (hidden and not with_hidden) or len(sides) < 2:  # noqa: PLR2004 - two sides
        raise NotFoundError
    return PairView(_match(kept), MatchState(kept.state), kept.model, sides[need_id], sides[offering_id])


def best_matches(session: Session, limit: int) -> list[PairView]:
    """The best public matches of the whole bank, at most one of each need. For the home page."""
    need, offering = aliased(Listing), aliased(Listing)
    rank = func.row_number().over(partition_by=KeptMatch.need_id, order_by=KeptMatch.score.desc())
    ranked = (
        select(KeptMatch.need_id, KeptMatch.offering_id, rank.label("rank"))
        .join(need, need.id == KeptMatch.need_id)
        .join(offering, offering.id == KeptMatch.offering_id)
        .where(
            KeptMatch.state != MatchState.HIDDEN,
            need.status == Status.PUBLISHED,
            offering.status == Status.PUBLISHED,
        )
        .subquery()
    )
    kept = session.scalars(
        select(KeptMatch)
        .join(
            ranked,
            and_(ranked.c.need_id == KeptMatch.need_id, ranked.c.offering_id == KeptMatch.offering_id),
        )
        .where(ranked.c.rank == 1)
        .order_by(KeptMatch.score.desc())
        .limit(limit)
    ).all()
    sides = published_listings(session, {number for each in kept for number in (each.need_id, each.offering_id)})
    return [
        PairView(_match(each), MatchState(each.state), each.model, sides[each.need_id], sides[each.offering_id])
        for each in kept
        if each.need_id in sides and each.offering_id in sides
    ]


def own_and_other(kind: Kind) -> tuple[Any, Any]:
    """The columns of a match for a listing of the kind: its own, and that of the other side."""
    if kind is Kind.NEED:
        return KeptMatch.need_id, KeptMatch.offering_id
    return KeptMatch.offering_id, KeptMatch.need_id


def explanation_of(match: Match) -> dict[str, Any]:
    """What is kept of a match besides its key and scores."""
    return {name: value for name, value in match.to_json().items() if name not in _COLUMNS}


_COLUMNS = frozenset({"need_id", "offering_id", "score", "text_score"})


def _match(kept: KeptMatch) -> Match:
    document: Mapping[str, Any] = {
        **kept.explanation,
        "need_id": str(kept.need_id),
        "offering_id": str(kept.offering_id),
        "score": kept.score,
        "text_score": kept.text_score,
    }
    return Match.from_json(document)


@dataclass(frozen=True, slots=True)
class ActivationView:
    """A time during which a model served: since when, by whom (empty: from the command line), why though it was worse."""

    at: datetime
    by: str
    despite_worse: str
    rolled_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class ModelView:
    """A trained model and its card. `counts` and `limits` say what it was trained on, and what its figures cannot say.

    `comparisons` are with models that were active, by their versions; `activations` begin with the latest.
    """

    version: str
    state: ModelState
    trained_at: datetime
    counts: Mapping[str, Any]
    card: Card
    limits: tuple[Mapping[str, Any], ...]
    comparisons: Mapping[str, Comparison]
    activations: tuple[ActivationView, ...]


def models(session: Session, actor: Actor) -> list[ModelView]:
    """Every trained model, the newest first. Two queries."""
    require(actor, "model.read")
    return _model_views(session, session.scalars(select(RankerModel).order_by(RankerModel.id.desc())).all())


def model(session: Session, actor: Actor, version: str) -> ModelView:
    """One trained model.

    Raises:
        ModelNotFoundError: there is none of this version.
    """
    require(actor, "model.read")
    found = session.scalars(select(RankerModel).where(RankerModel.version == version)).all()
    if not found:
        raise ModelNotFoundError(version=version)
    return _model_views(session, found)[0]


def refreshed_since(session: Session, version: str, moment: datetime) -> bool:
    """Whether a full refresh with a model has ended after a moment."""
    ended = select(RefreshRun.id).where(RefreshRun.model == version, RefreshRun.finished_at >= moment)
    return session.scalar(ended.limit(1)) is not None


def _model_views(session: Session, rows: Sequence[RankerModel]) -> list[ModelView]:
    served = session.scalars(
        select(ModelActivation)
        .options(joinedload(ModelActivation.activated_by))
        .where(ModelActivation.model_id.in_([row.id for row in rows]))
        .order_by(ModelActivation.id.desc())
    ).all()
    return [
        ModelView(
            version=row.version,
            state=ModelState(row.state),
            trained_at=row.trained_at,
            counts=row.trained_on,
            card=Card.from_json(row.card["figures"]),
            limits=tuple(row.card["limits"]),
            comparisons={version: Comparison.from_json(each) for version, each in row.comparisons.items()},
            activations=tuple(_activation_view(each) for each in served if each.model_id == row.id),
        )
        for row in rows
    ]


def _activation_view(activation: ModelActivation) -> ActivationView:
    by = activation.activated_by.name if activation.activated_by else ""
    return ActivationView(activation.activated_at, by, activation.despite_worse, activation.rolled_back_at)
