"""The part of a full refresh that may run anywhere: needs in, rows out. It reads database and index and writes to neither.

Only the index of its own host it brings up to date, if that is behind the run.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.engine.documents import Document
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Matcher
from marketplace.engine.ranker import Ranker
from marketplace.indexing.operations import catch_up
from marketplace.indexing.queries import content_of, document_of
from marketplace.kernel.database import Database
from marketplace.listings.terms import Status
from marketplace.matching.errors import UnfitWorkerError
from marketplace.matching.models import KeptMatch, RefreshCandidate, RefreshRun
from marketplace.matching.policies import REACH, worth_keeping
from marketplace.matching.rows import MatchRow, row_of
from marketplace.matching.terms import MatchState
from marketplace.needs.models import Need


class Stage(StrEnum):
    """What is done with a partition: first all are scored, then what is kept is explained."""

    SCORE = "score"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Order:
    """What whoever works on a run has to know of it.

    The ranker travels along, so that no host scores with another one. `engine` names the layout of the index and the
    vocabulary: an index of another name would analyse texts otherwise. `kept` is how many matches each listing keeps.
    """

    run_id: int
    change_number: int
    engine: str
    ranker: Ranker
    kept: int


@dataclass(frozen=True, slots=True)
class Task:
    """One stage of one partition: the needs from `first` to `last`, both included."""

    order: Order
    stage: Stage
    first: int
    last: int


class ScoredPair(NamedTuple):
    """A candidate of a need, without reasons."""

    need_id: int
    offering_id: int
    score: float
    text_score: float


#: Scored pairs, or matches with their reasons, as the stage of the task has it.
Rows = Sequence[ScoredPair] | Sequence[MatchRow]


def compute(database: Database, index: SearchIndex, task: Task) -> Rows:
    """The rows of a task. Computed twice, or on another host with as new an index, they are the same.

    Raises:
        UnfitWorkerError: this host works on another bank, or analyses texts otherwise than the run.
    """
    with database.session(read_only=True) as session:
        _join(session, index, task.order)
        needs = _needs(session, task)
        pairs = _pairs(session, task) if task.stage is Stage.EXPLAIN else {}
    matcher = Matcher(index, task.order.ranker, index.resources)
    if task.stage is Stage.SCORE:
        return [pair for need in needs for pair in _scored(matcher, need, task.order.kept)]
    return [row_of(match) for need in needs for match in matcher.explain(need, pairs.get(need.id, []))]


def engine_of(index: SearchIndex) -> str:
    """The name of how an index analyses texts: its layout and its vocabulary."""
    return index.folder.name


def _join(session: Session, index: SearchIndex, order: Order) -> None:
    """Make sure that this host works on the same bank in the same way, and knows what the run knows."""
    run = session.get(RefreshRun, order.run_id)
    if run is None or (run.change_number, run.model_version) != (order.change_number, order.ranker.version):
        raise UnfitWorkerError(problem="its database_url leads to another database")
    if engine_of(index) != order.engine:
        raise UnfitWorkerError(problem=f"its index is {engine_of(index)}, that of the run {order.engine}")
    index.reload()
    if index.change_number < order.change_number:
        catch_up(session, index)


def _needs(session: Session, task: Task) -> list[Document]:
    found = session.scalars(
        select(Need)
        .options(joinedload(Need.published), joinedload(Need.organization))
        .where(Need.id.between(task.first, task.last), Need.status == Status.PUBLISHED)
        .order_by(Need.id)
    )
    return [document_of(need, content) for need in found if (content := content_of(need)) is not None]


def _pairs(session: Session, task: Task) -> dict[str, list[str]]:
    """The offerings that each need is to be explained with: those chosen, and those that a curator spoke of."""
    chosen = select(RefreshCandidate.need_id, RefreshCandidate.offering_id).where(
        RefreshCandidate.run_id == task.order.run_id, RefreshCandidate.need_id.between(task.first, task.last)
    )
    spoken_of = select(KeptMatch.need_id, KeptMatch.offering_id).where(
        KeptMatch.need_id.between(task.first, task.last), KeptMatch.state != MatchState.SUGGESTED
    )
    pairs: dict[str, list[str]] = defaultdict(list)
    for need_id, offering_id in session.execute(chosen.union(spoken_of)):
        pairs[str(need_id)].append(str(offering_id))
    return pairs


def _scored(matcher: Matcher, need: Document, kept: int) -> list[ScoredPair]:
    """The pairs of a need that stay if their offerings have no better ones: with all of a need's, that is known here."""
    found = matcher.rank(need, kept * REACH)
    pairs = [ScoredPair(int(need.id), int(each.id), each.score, each.text_score) for each in found]
    pairs.sort(key=lambda pair: (-pair.score, -pair.text_score, pair.offering_id))
    return [pair for rank, pair in enumerate(pairs, 1) if worth_keeping(pair.score, rank, 1, kept)]
