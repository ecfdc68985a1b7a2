"""What the bank's judgments teach, and the models they make. Nothing here writes: what takes long holds up nobody."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.engine.documents import Document
from marketplace.engine.evaluation import Card, Comparison, compare, describe
from marketplace.engine.ranker import GOOD, CrossFitted, Judged, Lessons, lessons
from marketplace.engine.resources import Resources
from marketplace.indexing.queries import document_of
from marketplace.listings.models import Listing, Revision
from marketplace.matching.errors import TooFewJudgmentsError
from marketplace.matching.models import Judgment
from marketplace.matching.registry import fitted_of, model_row, usable_active
from marketplace.matching.terms import JudgmentSource, Limit, Voice
from marketplace.needs.content import NeedContent
from marketplace.offerings.content import OfferingContent

Progress = Callable[[int, int], None]

#: Revisions read by one query.
_BATCH: Final = 500
#: Fewer good pairs, and fewer needs of a language or a field, than this make figures uncertain.
_MANY_GOOD: Final = 300
_MANY_NEEDS: Final = 10
#: The share of good pairs below which the calibration error over all pairs says little.
_COMMON: Final = 0.1


@dataclass(frozen=True, slots=True)
class Teaching:
    """Judged pairs, for each of them the original language and the main field of its need, and counts for the card."""

    pairs: list[Judged]
    languages: list[str]
    fields: list[str]
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that nobody has kept yet. `comparison` is with the active one, where there is one."""

    fitted: CrossFitted
    card: Card
    counts: Mapping[str, Any]
    limits: tuple[Mapping[str, Any], ...]
    comparison: Comparison | None


def teaching(session: Session) -> Teaching:
    """Everything that was said about fit, each pair as its texts were when somebody spoke.

    Where several voices speak of the same two revisions, the one that knows most counts.
    """
    spoken = list(session.scalars(select(Judgment).where(Judgment.grade.is_not(None)).order_by(Judgment.id)))
    silent = session.scalar(select(func.count()).select_from(Judgment).where(Judgment.grade.is_(None))) or 0
    order = list(Voice)
    heard: dict[tuple[int, int], Judgment] = {}
    for judgment in sorted(spoken, key=lambda each: order.index(Voice(each.voice))):
        heard[judgment.need_revision_id, judgment.offering_revision_id] = judgment
    documents = _documents(session, {number for pair in heard for number in pair})
    pairs = [_judged(judgment, documents) for judgment in heard.values()]
    languages = [pair.need.facets.get("original", ("",))[0] for pair in pairs]
    fields = [pair.need.fields[0].partition(".")[0] if pair.need.fields else "" for pair in pairs]
    counts = _counts(heard.values(), languages, fields) | {"silent": silent, "outweighed": len(spoken) - len(heard)}
    return Teaching(pairs, languages, fields, counts)


def train(session: Session, resources: Resources, progress: Progress | None = None) -> Trained:
    """A model that has learned from all judgments of the bank, measured and compared with the active one.

    Raises:
        TooFewJudgmentsError: there is too little to learn from.
    """
    taught = teaching(session)
    if not taught.pairs:
        raise TooFewJudgmentsError
    return trained(session, taught, lessons(taught.pairs, resources, progress=progress))


def trained(session: Session, taught: Teaching, learned: Lessons, fitted: CrossFitted | None = None) -> Trained:
    """The same, of lessons that are at hand; or of a model that is, measured on them."""
    try:
        fitted = fitted or CrossFitted.fit(learned)
    except ValueError as problem:
        raise TooFewJudgmentsError from problem
    card = describe(fitted, learned, taught.languages, taught.fields)
    active = usable_active(session)
    comparison = None
    if active is not None and active != fitted.version:
        comparison = compare(fitted, fitted_of(session, active), learned, taught.languages, taught.fields)
    return Trained(fitted, card, taught.counts, _limits(card, taught.counts), comparison)


def compared(session: Session, resources: Resources, first: str, second: str) -> Comparison:
    """Two kept models on all judgments that the bank has now.

    Raises:
        ModelNotFoundError: there is none of such a version.
        ModelOutdatedError: one was trained on other features than the engine has now.
        TooFewJudgmentsError: there is nothing to compare them on.
    """
    models = fitted_of(session, first), fitted_of(session, second)
    taught = teaching(session)
    if not taught.pairs:
        raise TooFewJudgmentsError
    return compare(*models, lessons(taught.pairs, resources), taught.languages, taught.fields)


def compared_with_active(session: Session, resources: Resources, version: str) -> Comparison | None:
    """How a model compares with the active one, as kept or measured now; nothing where there is none to compare with."""
    kept = model_row(session, version).comparisons
    active = usable_active(session)
    if active is None or active == version:
        return None
    if active in kept:
        return Comparison.from_json(kept[active])
    return compared(session, resources, version, active)


def _documents(session: Session, revisions: set[int]) -> dict[int, Document]:
    found: dict[int, Document] = {}
    numbers = sorted(revisions)
    for start in range(0, len(numbers), _BATCH):
        rows = session.execute(
            select(Revision, Listing)
            .join(Listing, Listing.id == Revision.listing_id)
            .options(joinedload(Listing.organization))
            .where(Revision.id.in_(numbers[start : start + _BATCH]))
        )
        found |= {revision.id: _document(listing, revision) for revision, listing in rows}
    return found


def _document(listing: Listing, revision: Revision) -> Document:
    content = listing.content_type.model_validate(revision.content)
    if not isinstance(content, OfferingContent | NeedContent):
        raise TypeError(content)
    return replace(document_of(listing, content), id=f"{listing.id}.{revision.number}")


def _judged(judgment: Judgment, documents: Mapping[int, Document]) -> Judged:
    return Judged(
        documents[judgment.need_revision_id],
        documents[judgment.offering_revision_id],
        judgment.grade or 0,
        judgment.weight,
        judgment.position,
        str(judgment.need_id),
    )


def _counts(heard: Iterable[Judgment], languages: Iterable[str], fields: Iterable[str]) -> dict[str, Any]:
    rows = list(heard)
    moments = sorted(row.said_at for row in rows)
    return {
        "pairs": len(rows),
        "needs": len({row.need_id for row in rows}),
        "offerings": len({row.offering_id for row in rows}),
        "shown": sum(row.position is not None for row in rows),
        "first": moments[0].isoformat() if moments else None,
        "last": moments[-1].isoformat() if moments else None,
        "by_source": _counted(row.source for row in rows),
        "by_grade": _counted(str(row.grade) for row in rows),
        "by_language": _counted(languages),
        "by_field": _counted(fields),
    }


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _limits(card: Card, counts: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """What the figures cannot say, from the weightiest on."""
    good, pairs = card.overall.calibration.good, card.overall.calibration.pairs
    thin = [
        {"code": code, "names": [name for name, figures in parts.items() if figures.needs < _MANY_NEEDS]}
        for code, parts in ((Limit.THIN_LANGUAGES, card.by_language), (Limit.THIN_FIELDS, card.by_field))
    ]
    found: list[Mapping[str, Any]] = []
    if not {JudgmentSource.DEPLOYED, JudgmentSource.CLOSED} & set(counts["by_source"]):
        found.append({"code": Limit.NO_OUTCOMES})
    if good < _MANY_GOOD:
        found.append({"code": Limit.FEW_GOOD, "good": good, "pairs": pairs, "grade": GOOD})
    if good < pairs * _COMMON:
        found.append({"code": Limit.SMALL_ERROR})
    found += [each for each in thin if each["names"]]
    return (*found, {"code": Limit.POOLED})
