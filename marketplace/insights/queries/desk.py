"""How one's own listings fare: who looks at them and keeps them in view, what they get, and what costs them matches."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.accounts.policies import Actor, require
from marketplace.engine.matcher import Match
from marketplace.insights.models import ListingViews
from marketplace.insights.queries.spans import median_days
from marketplace.introductions.models import Introduction
from marketplace.introductions.terms import Party, Stage
from marketplace.kernel.clock import Clock
from marketplace.listings.queries import ListingView, listings_of
from marketplace.listings.terms import Kind, Status
from marketplace.matching.models import KeptMatch
from marketplace.matching.policies import LIKELY
from marketplace.matching.queries import match_of
from marketplace.matching.terms import MatchState
from marketplace.shortlists.models import ShortlistEntry

#: How far back looks are counted.
VIEWED_WITHIN: Final = timedelta(days=30)
#: How far back answers count for the time that they take.
ANSWERED_WITHIN: Final = timedelta(days=365)
#: Best matches of each listing that are looked at for what costs matches; all that a page shows.
_MATCHES_READ: Final = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a criterion costs a listing among its best matches.

    `unmet` counts those in which it is not met; `lost` is how much of their chances it is answerable for, added up. `open`
    counts those in which the listing itself is silent; `reach` how far their chances hang on its answer, added up.
    """

    criterion: str
    unmet: int
    lost: float
    open: int
    reach: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One of the actor's public listings, and how it fares. `costs` are those that weigh most, heaviest first."""

    listing: ListingView
    views: int
    shortlisted: int
    introductions: int
    likely: int
    costs: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """How long requests wait for an answer of the actor's organizations, against everybody's: medians in days."""

    own: float | None
    everybody: float | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Desk:
    """How the actor's public listings fare, and how quickly their organizations answer."""

    figures: tuple[Figures, ...]
    response: Response


def desk(session: Session, actor: Actor, clock: Clock) -> Desk:
    """The figures of the actor's own organizations. The number of queries does not grow with what they have."""
    require(actor, "desk.read")
    own = [listing for listing in listings_of(session, actor) if listing.status is Status.PUBLISHED]
    numbers = [listing.id for listing in own]
    views = _views(session, clock, numbers)
    shortlisted = _counted(session, ShortlistEntry.counterpart_id, numbers)
    introduced = _counted(session, Introduction.need_id, numbers) + _counted(session, Introduction.offering_id, numbers)
    matches = _best_matches(session, numbers)
    figures = [
        Figures(
            listing=listing,
            views=views[listing.id],
            shortlisted=shortlisted[listing.id],
            introductions=introduced[listing.id],
            likely=sum(match.score >= LIKELY for match in matches[listing.id]),
            costs=_costs(matches[listing.id], listing.kind),
        )
        for listing in own
    ]
    return Desk(tuple(figures), _response(session, actor, clock))


def _views(session: Session, clock: Clock, numbers: Sequence[int]) -> Counter[int]:
    since = (clock.now() - VIEWED_WITHIN).date()
    rows = session.execute(
        select(ListingViews.listing_id, func.sum(ListingViews.views))
        .where(ListingViews.listing_id.in_(numbers), ListingViews.day > since)
        .group_by(ListingViews.listing_id)
    )
    return Counter({number: int(views) for number, views in rows})


def _counted(session: Session, column: InstrumentedAttribute[int], numbers: Sequence[int]) -> Counter[int]:
    """How many rows name each listing in a column."""
    rows = session.execute(select(column, func.count()).where(column.in_(numbers)).group_by(column))
    return Counter({row[0]: row[1] for row in rows})


def _best_matches(session: Session, numbers: Sequence[int]) -> dict[int, list[Match]]:
    """The best kept matches of each listing, in one query."""
    found: dict[int, list[Match]] = defaultdict(list)
    for own in (KeptMatch.need_id, KeptMatch.offering_id):
        rank = func.row_number().over(partition_by=own, order_by=KeptMatch.score.desc()).label("rank")
        ranked = (
            select(KeptMatch.need_id, KeptMatch.offering_id, rank)
            .where(own.in_(numbers), KeptMatch.state != MatchState.HIDDEN)
            .subquery()
        )
        best = (ranked.c.need_id == KeptMatch.need_id) & (ranked.c.offering_id == KeptMatch.offering_id)
        rows = session.execute(select(own, KeptMatch).join(ranked, best).where(ranked.c.rank <= _MATCHES_READ))
        for number, kept in rows:
            found[number].append(match_of(kept))
    return found


def _costs(matches: Iterable[Match], kind: Kind) -> tuple[Cost, ...]:
    """What each criterion costs, of those that cost anything."""
    unmet: Counter[str] = Counter()
    lost: dict[str, float] = defaultdict(float)
    silent: Counter[str] = Counter()
    reach: dict[str, float] = defaultdict(float)
    for match in matches:
        reaches = {answer.criterion: answer.reach for answer in match.answers}
        for verdict in match.verdicts:
            if verdict.outcome == "unmet":
                unmet[verdict.criterion] += 1
                lost[verdict.criterion] += max(-match.contributions.get(verdict.criterion, 0.0), 0.0)
            elif verdict.outcome == "unknown" and verdict.missing in {kind.value, "both"}:
                silent[verdict.criterion] += 1
                reach[verdict.criterion] += reaches.get(verdict.criterion, 0.0)
    found = [Cost(name, unmet[name], lost[name], silent[name], reach[name]) for name in {*unmet, *silent}]
    return tuple(sorted(found, key=lambda cost: (-(cost.lost + cost.reach), cost.criterion)))


def _response(session: Session, actor: Actor, clock: Clock) -> Response:
    asked_of = case((Introduction.asked_by == Party.AGENCY, Introduction.provider_id), else_=Introduction.agency_id)
    own = {membership.organization_id for membership in actor.memberships}
    rows = session.execute(
        select(asked_of, Introduction.asked_at, Introduction.answered_at).where(
            or_(Introduction.answered_at >= clock.now() - ANSWERED_WITHIN, Introduction.stage == Stage.REQUESTED)
        )
    ).all()
    answered = [(number, answer - asked) for number, asked, answer in rows if answer]
    return Response(
        own=median_days(span for number, span in answered if number in own),
        everybody=median_days(span for _number, span in answered),
        waiting=sum(number in own for number, _asked, answer in rows if answer is None),
    )
