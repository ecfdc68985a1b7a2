"""Changing kept matches: those of one listing, what curators and others say of them, and the models that make them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, may, require
from marketplace.engine.evaluation import Comparison
from marketplace.engine.matcher import Match, Matcher
from marketplace.indexing.queries import content_of, document_of
from marketplace.kernel import outbox
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind, Status
from marketplace.matching.errors import (
    ComparisonMissingError,
    ModelActiveError,
    ModelWorseError,
    NothingToRollBackError,
)
from marketplace.matching.events import MatchFound
from marketplace.matching.models import Judgment, KeptMatch, ModelActivation, RankerModel
from marketplace.matching.policies import LIKELY, REACH, Word, grade_and_weight, worth_keeping
from marketplace.matching.queries import own_and_other
from marketplace.matching.registry import fitted_of, keep_file, model_row, usable_active
from marketplace.matching.rows import row_of, write
from marketplace.matching.terms import MATCHES_REFRESH, STANDARDS, JudgmentSource, MatchState, ModelState, Voice
from marketplace.matching.training import Trained
from marketplace.needs.models import Need
from marketplace.offerings.models import Offering


def refresh_listing(session: Session, clock: Clock, matcher: Matcher, listing_id: int, kept: int) -> int:
    """Find the matches of one listing anew and keep them; gives how many are kept.

    A match is kept while it is among the best `kept` of its need, or likely and among the best `kept` of its offering, or
    a curator has spoken of it. A listing that is no longer public loses all.
    """
    chosen = _refresh(session, clock, matcher, listing_id, kept)
    for other in chosen:
        _prune(session, other, kept)
    return len(chosen)


def announce_matches(session: Session, clock: Clock, bus: EventBus, listing_id: int) -> None:
    """Tell subscribers of the likely matches that a public listing has now; they remember which they passed on."""
    own = (KeptMatch.need_id == listing_id) | (KeptMatch.offering_id == listing_id)
    found = session.execute(
        select(KeptMatch.need_id, KeptMatch.offering_id, KeptMatch.score)
        .where(own, KeptMatch.score >= LIKELY, KeptMatch.state != MatchState.HIDDEN)
        .order_by(KeptMatch.score.desc())
    )
    for need_id, offering_id, score in found.all():
        bus.publish(session, MatchFound(need_id, offering_id, score, clock.now()))


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
    weakest = _weakest(session, kind, listing_id, [_other(match, kind) for match in found], kept)
    chosen = [match for rank, match in enumerate(found, 1) if _has_a_place(match, kind, rank, weakest, kept)]
    public = _still_public(session, [_other(match, kind) for match in chosen])
    chosen = [match for match in chosen if _other(match, kind) in public]
    _write(session, clock, matcher, chosen)
    _forget_others(session, kind, listing_id, chosen)
    return [_other(match, kind) for match in chosen]


def _has_a_place(match: Match, kind: Kind, rank: int, weakest: Mapping[int, float], kept: int) -> bool:
    """Whether a listing's match of a rank is worth keeping, by what its other side has; of equals the newcomer comes first."""
    of_other = 1 if match.score >= weakest.get(_other(match, kind), 0.0) else kept + 1
    return bool(worth_keeping(match.score, *((rank, of_other) if kind is Kind.NEED else (of_other, rank)), kept))


def endorse(session: Session, actor: Actor, clock: Clock, need_id: int, offering_id: int) -> None:
    """A curator vouches for a match; the ranker learns from it."""
    require(actor, "match.endorse")
    _judge(session, need_id, offering_id, MatchState.ENDORSED)
    record_judgment(session, actor, clock, Word(JudgmentSource.ENDORSED, need_id, offering_id))


def hide(session: Session, actor: Actor, clock: Clock, need_id: int, offering_id: int) -> None:
    """A curator takes a match out of the public's sight; the ranker learns from it."""
    require(actor, "match.hide")
    _judge(session, need_id, offering_id, MatchState.HIDDEN)
    record_judgment(session, actor, clock, Word(JudgmentSource.HIDDEN, need_id, offering_id))


def _judge(session: Session, need_id: int, offering_id: int, state: MatchState) -> None:
    kept = session.get(KeptMatch, (need_id, offering_id))
    if kept is None:
        raise NotFoundError
    kept.state = state


def record_judgment(session: Session, actor: Actor, clock: Clock, word: Word) -> None:
    """The one door through which the ranker's teaching enters: what somebody says of a pair.

    A voice has one word about a pair: a later one replaces an earlier one, except that a word which says nothing about fit
    does not take back what another source has said. Saying the same again changes nothing but who said it and when.

    Raises:
        NotFoundError: there is no such need or offering, or one that was never written.
        WordInvalidError: the word lacks its grade or its reason.
        ForbiddenError: the actor belongs to neither side, or speaks for the bank without being its staff.
    """
    sides = _sides(session, word)
    _require_to_speak(actor, word.source, [side.organization_id for side in sides])
    grade, weight = grade_and_weight(word)
    revisions = [
        given or side.published_id or side.latest_id
        for given, side in zip((word.need_revision_id, word.offering_revision_id), sides, strict=False)
    ]
    if len(revisions) < 2 or not all(revisions):  # noqa: PLR2004 - two sides
        raise NotFoundError
    voice = STANDARDS[word.source].voice
    place = {"need_id": word.need_id, "offering_id": word.offering_id, "voice": voice}
    earlier = session.scalar(select(Judgment).filter_by(**place).with_for_update())
    if earlier is not None and grade is None and earlier.source != word.source:
        return
    judgment = earlier or Judgment(**place)
    judgment.need_revision_id, judgment.offering_revision_id = (int(number or 0) for number in revisions)
    judgment.source, judgment.reason = word.source, word.reason
    judgment.grade, judgment.weight = grade, weight
    judgment.position, judgment.model = word.position, word.model or _shown_by(session, word)
    judgment.said_by_id, judgment.said_at = actor.person_id, clock.now()
    session.add(judgment)
    session.flush()


def _sides(session: Session, word: Word) -> list[Listing]:
    """The need and the offering, as far as they exist."""
    found = (session.get(Need, word.need_id), session.get(Offering, word.offering_id))
    return [side for side in found if side is not None]


def _require_to_speak(actor: Actor, source: JudgmentSource, organizations: list[int]) -> None:
    """Curators' words and seeds are the bank's own; of an introduction either side may speak, and bank staff."""
    if source is JudgmentSource.HIDDEN:
        require(actor, "match.hide")
    elif STANDARDS[source].voice is not Voice.INTRODUCTIONS:
        require(actor, "match.endorse")
    elif not any(may(actor, "judgment.record", organization) for organization in organizations):
        require(actor, "judgment.record")


def _shown_by(session: Session, word: Word) -> str | None:
    """The model whose score the kept match carries; seeds were graded without ranks or scores."""
    if word.source is JudgmentSource.SEED:
        return None
    return session.scalar(
        select(KeptMatch.model).where(KeptMatch.need_id == word.need_id, KeptMatch.offering_id == word.offering_id)
    )


def keep_model(session: Session, actor: Actor, clock: Clock, folder: Path, trained: Trained) -> str:
    """Keep a trained model as a candidate, with its card, and its file on this host; gives its version.

    A model that is there already, number by number, stays what it is; its card is renewed.
    """
    require(actor, "model.train")
    version = trained.fitted.version
    row = session.scalar(select(RankerModel).where(RankerModel.version == version))
    if row is None:
        row = RankerModel(version=version, state=ModelState.CANDIDATE, comparisons={})
        session.add(row)
    row.trained_at, row.trained_on = clock.now(), dict(trained.counts)
    row.numbers = trained.fitted.to_json()
    row.card = {"figures": trained.card.to_json(), "limits": [dict(limit) for limit in trained.limits]}
    if trained.comparison is not None:
        row.comparisons = {**row.comparisons, trained.comparison.second: trained.comparison.to_json()}
    session.flush()
    keep_file(folder, trained.fitted)
    return version


def activate_model(
    session: Session, actor: Actor, clock: Clock, version: str, comparison: Comparison | None = None, despite: str = ""
) -> None:
    """Let a model serve, and order every need's matches anew; until they are written, the old ones are shown.

    `comparison` is with the model that is active; `despite` says why a worse one should serve.

    Raises:
        ModelNotFoundError: there is no such model.
        ModelOutdatedError: the engine cannot use it any more.
        ModelActiveError: it serves already.
        ComparisonMissingError: nobody has compared it with the active one.
        ModelWorseError: it is worse beyond chance, and no reason is given.
    """
    require(actor, "model.activate")
    fitted_of(session, version)
    active = usable_active(session)
    if active == version:
        raise ModelActiveError(version=version)
    row = model_row(session, version)
    if active is not None:
        if comparison is None or (comparison.first, comparison.second) != (version, active):
            raise ComparisonMissingError
        row.comparisons = {**row.comparisons, active: comparison.to_json()}
        if comparison.worse and not despite.strip():
            raise _worse(comparison)
    _serve(session, clock, row)
    session.add(
        ModelActivation(
            model_id=row.id, activated_at=clock.now(), activated_by_id=actor.person_id, despite_worse=despite.strip()
        )
    )


def roll_back_model(session: Session, actor: Actor, clock: Clock) -> str:
    """Let the model serve again that was active before the present one; gives its version.

    Doing it twice goes back two steps. What was rolled back can be activated anew.

    Raises:
        NothingToRollBackError: there was none before.
    """
    require(actor, "model.activate")
    served = session.scalars(
        select(ModelActivation)
        .where(ModelActivation.rolled_back_at.is_(None))
        .order_by(ModelActivation.id.desc())
        .limit(2)
        .with_for_update()
    ).all()
    if len(served) < 2:  # noqa: PLR2004 - the present one and the one before
        raise NothingToRollBackError
    present, before = served
    fitted_of(session, before.model.version)
    present.rolled_back_at = clock.now()
    _serve(session, clock, before.model)
    return before.model.version


def _serve(session: Session, clock: Clock, row: RankerModel) -> None:
    session.execute(update(RankerModel).where(RankerModel.state == ModelState.ACTIVE).values(state=ModelState.RETIRED))
    row.state = ModelState.ACTIVE
    session.flush()
    now = clock.now()
    outbox.order(session, MATCHES_REFRESH, {"model": row.version, "at": now.isoformat()}, now)


def _worse(comparison: Comparison) -> ModelWorseError:
    overall = comparison.overall
    return ModelWorseError(
        version=comparison.first,
        candidate=f"{overall.ndcg10.first:.3f}",
        active=f"{overall.ndcg10.second:.3f}",
        candidate_error=f"{overall.ece.first:.4f}",
        active_error=f"{overall.ece.second:.4f}",
    )


def _of(listing_id: int) -> Any:
    return (KeptMatch.need_id == listing_id) | (KeptMatch.offering_id == listing_id)


def _other(match: Match, kind: Kind) -> int:
    return int(match.offering_id if kind is Kind.NEED else match.need_id)


def _weakest(session: Session, kind: Kind, listing_id: int, others: list[int], kept: int) -> Mapping[int, float]:
    """The score of the weakest kept match of each counterpart that has no room left, the listing itself not counted."""
    own, other = own_and_other(kind)
    rank = func.row_number().over(partition_by=other, order_by=KeptMatch.score.desc())
    ranked = (
        select(other.label("id"), KeptMatch.score, rank.label("rank"))
        .where(other.in_(others), own != listing_id)
        .subquery()
    )
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
    """Let go of suggestions beyond the best of this listing that their other side does not keep either."""
    overflow = session.execute(
        select(KeptMatch.need_id, KeptMatch.offering_id, KeptMatch.score)
        .where(_of(listing_id), KeptMatch.state == MatchState.SUGGESTED)
        .order_by(
            KeptMatch.score.desc(), KeptMatch.need_id.desc(), KeptMatch.offering_id.desc()
        )  # of equals the newest
        .offset(kept)
    ).all()
    for need_id, offering_id, score in overflow:
        asks = need_id == listing_id
        other = offering_id if asks else need_id
        better = session.scalar(select(func.count()).select_from(KeptMatch).where(_of(other), KeptMatch.score > score))
        of_own, of_other = kept + 1, (better or 0) + 1
        if not worth_keeping(score, *((of_own, of_other) if asks else (of_other, of_own)), kept):
            session.execute(delete(KeptMatch).where(KeptMatch.need_id == need_id, KeptMatch.offering_id == offering_id))
