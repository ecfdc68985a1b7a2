"""Reading kept matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from marketplace.accounts.policies import Actor, require
from marketplace.engine.diversity import Entry, arrange
from marketplace.engine.evaluation import Card, Comparison
from marketplace.engine.matcher import Match
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import ListingView, listing_view, published_listings
from marketplace.listings.terms import Kind, Status
from marketplace.matching.errors import ModelNotFoundError
from marketplace.matching.models import KeptMatch, ModelActivation, RankerModel, RefreshRun
from marketplace.matching.policies import LIKELY
from marketplace.matching.terms import MatchState, ModelState

#: Rows that are read for each place of a page: those beyond come forward where one provider has too many.
ROWS_PER_PLACE: Final = 2
#: Needs, from the newest back, whose matches the home page chooses from.
_NEWEST_NEEDS: Final = 200
#: Pairs that are read for each one on the home page, of which no provider gets a second before others.
_PAIRS_PER_PLACE: Final = 10


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match and the listing on its other side; and the matches with nearly the same listings of that one's organization."""

    match: Match
    state: MatchState
    model: str
    counterpart: ListingView
    similar: tuple["MatchView", ...] = ()


@dataclass(frozen=True, slots=True)
class PairView:
    """A match with both of its sides; `found_at` is when it was found, nothing for one that is not kept."""

    match: Match
    state: MatchState
    model: str
    need: ListingView
    offering: ListingView
    found_at: datetime | None = None


def matches_of(
    session: Session, kind: Kind, listing_id: int, limit: int, *, with_hidden: bool = False
) -> list[MatchView]:
    """The best public matches of a listing at no more than `limit` places. One query.

    Likely ones come first, as `engine.diversity` arranges them: best first but for what variety costs, and nearly equal ones
    of one organization folded, unless a curator endorses them. The others follow by score.
    """
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
        .order_by(KeptMatch.score.desc(), KeptMatch.text_score.desc(), Listing.published_at.desc(), other.desc())
        .limit(limit * ROWS_PER_PLACE)
    )
    views = {
        listing.id: MatchView(
            match_of(kept), MatchState(kept.state), kept.model, listing_view(listing, listing.published)
        )
        for kept, listing in rows
        if listing.published
    }
    likely = arrange(_entry(view) for view in views.values() if view.match.score >= LIKELY)
    arranged = [
        replace(views[place.entry.id], similar=tuple(views[entry.id] for entry in place.similar)) for place in likely
    ]
    return [*arranged, *(view for view in views.values() if view.match.score < LIKELY)][:limit]


def introduction(title: str, summary: str) -> str:
    """What introduces a listing in one locale: by it two listings of one organization are told apart."""
    return f"{title}\n{summary}"


def _entry(view: MatchView) -> Entry:
    """A match as the arranging sees it: one entry of a page of the other side."""
    other = view.counterpart
    return Entry(
        id=other.id,
        score=view.match.score,
        provider=other.organization.id,
        text_score=view.match.text_score,
        since=other.published_at.timestamp() if other.published_at else 0.0,
        endorsed=view.state is MatchState.ENDORSED,
        wording={locale: introduction(text.title, text.summary) for locale, text in other.texts.items()},
    )


def best_matches(session: Session, limit: int) -> list[PairView]:
    """The best public matches of the newest needs: one of each need and, while others are as good, one of each provider.

    For the home page: what it reads does not grow with the bank.
    """
    ranked = _best_of_newest_needs()
    rows = session.execute(
        select(ranked).where(ranked.c.rank == 1).order_by(ranked.c.score.desc()).limit(limit * _PAIRS_PER_PLACE)
    ).all()
    pairs = {
        row.need_id: Entry(
            id=row.need_id,
            score=row.score,
            provider=row.organization_id,
            text_score=row.text_score,
            endorsed=row.state == MatchState.ENDORSED,
        )
        for row in rows
    }
    offering_of = {row.need_id: row.offering_id for row in rows}
    chosen = [place.entry.id for place in arrange(pairs.values(), quota=1)[:limit]]
    keys = [(need_id, offering_of[need_id]) for need_id in chosen]
    kept = {
        (each.need_id, each.offering_id): each
        for each in session.scalars(
            select(KeptMatch).where(KeptMatch.need_id.in_(chosen), KeptMatch.offering_id.in_(offering_of.values()))
        )
    }
    sides = published_listings(session, {number for key in keys for number in key})
    return [
        PairView(
            match_of(found),
            MatchState(found.state),
            found.model,
            sides[found.need_id],
            sides[found.offering_id],
            found.refreshed_at,
        )
        for found in (kept[key] for key in keys)
        if found.need_id in sides and found.offering_id in sides
    ]


def _best_of_newest_needs() -> Subquery:
    """The public matches of the needs that came last, ranked within each."""
    need, offering = aliased(Listing), aliased(Listing)
    newest = (
        select(need.id)
        .where(need.status == Status.PUBLISHED, need.kind == Kind.NEED)
        .order_by(need.id.desc())
        .limit(_NEWEST_NEEDS)
        .subquery()
    )
    order = KeptMatch.score.desc(), KeptMatch.text_score.desc(), KeptMatch.offering_id.desc()
    return (
        select(
            KeptMatch.need_id,
            KeptMatch.offering_id,
            KeptMatch.score,
            KeptMatch.text_score,
            KeptMatch.state,
            offering.organization_id,
            func.row_number().over(partition_by=KeptMatch.need_id, order_by=order).label("rank"),
        )
        .join(newest, newest.c.id == KeptMatch.need_id)
        .join(offering, offering.id == KeptMatch.offering_id)
        .where(KeptMatch.state != MatchState.HIDDEN, not_by_index(offering.status) == Status.PUBLISHED)
        .subquery()
    )


def not_by_index(column: Any) -> Any:
    """A column that no index serves: most listings are public, and SQLite, which does not know it, would begin with them."""
    return func.coalesce(column, "")


def own_and_other(kind: Kind) -> tuple[Any, Any]:
    """The columns of a match for a listing of the kind: its own, and that of the other side."""
    if kind is Kind.NEED:
        return KeptMatch.need_id, KeptMatch.offering_id
    return KeptMatch.offering_id, KeptMatch.need_id


def explanation_of(match: Match) -> dict[str, Any]:
    """What is kept of a match besides its key and scores."""
    return {name: value for name, value in match.to_json().items() if name not in _COLUMNS}


_COLUMNS = frozenset({"need_id", "offering_id", "score", "text_score"})


def match_of(kept: KeptMatch) -> Match:
    """A kept match as the engine gave it."""
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
