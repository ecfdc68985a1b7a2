"""The full refresh: the matches of every need anew, in partitions, computed wherever there is room.

Two stages. First each need's candidates are scored; of all these pairs those stay that `policies.worth_keeping` names:
among the best of their need, or likely and among the best of their offering. Then only these are explained, because
reasons take most of the time and room. So the result is one and the same in whatever order partitions come in. New matches are written over old ones, and what no
longer holds goes at the very end: no page is without matches in between.

One process writes, in short transactions that begin by holding the run's row. What is finished is remembered by
partition.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final, NamedTuple, cast

from sqlalchemy import Select, bindparam, delete, exists, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.engine.matcher import Matcher
from marketplace.kernel.clock import Clock
from marketplace.kernel.database import Database
from marketplace.listings.models import Listing
from marketplace.listings.terms import Status
from marketplace.matching.errors import RefreshReplacedError
from marketplace.matching.models import KeptMatch, RefreshCandidate, RefreshPartition, RefreshRun
from marketplace.matching.partitions import Order, Rows, ScoredPair, Stage, Task, compute, engine_of
from marketplace.matching.policies import worth_keeping
from marketplace.matching.rows import MatchRow, write
from marketplace.matching.terms import MatchState
from marketplace.needs.models import Need

#: Needs of a partition: some seconds of work, so that little is lost with a worker.
PARTITION: Final = 50
#: Listings that are asked for in one query.
_ASKED_AT_ONCE: Final = 1000
#: Pairs that are let go of in one transaction.
_DELETED_AT_ONCE: Final = 5000

#: Computes tasks, in any order, and gives each with its rows.
Work = Callable[[Iterator[Task]], Generator[tuple[Task, Rows], None, None]]
Progress = Callable[[int, int], None]


def full_refresh(
    database: Database,
    clock: Clock,
    matcher: Matcher,
    kept: int,
    work: Work | None = None,
    progress: Progress | None = None,
) -> int:
    """Refresh the matches of every public need, the index being up to date; gives how many needs there were.

    A match is kept while it is among the best `kept` of its need, or likely and among the best `kept` of its offering (by
    score, text score and id), or a curator has spoken of it. Stopped at any moment, it goes on where it was when called again with the same model; it
    begins anew with another. `work` says where partitions are computed, in this process if nothing is said; whichever
    it is, the matches are the same. Listings that change meanwhile are left to `refresh_listing`.

    Raises:
        RefreshReplacedError: another process has finished the run, or begun one with another model.
    """
    with database.transaction() as session:
        run = _unfinished(session, matcher, kept) or _begun(session, clock, matcher, kept)
        order = Order(run.id, run.change_number, engine_of(matcher.index), matcher.ranker, kept)
        needs = run.needs
    refresh = _Refresh(database, clock, order, kept)
    refresh.run(work or (lambda tasks: ((task, compute(database, matcher.index, task)) for task in tasks)), progress)
    return needs


def _unfinished(session: Session, matcher: Matcher, kept: int) -> RefreshRun | None:
    """The run to go on with; one of another model is forgotten, with all that it had computed."""
    found = None
    for run in session.scalars(select(RefreshRun).where(RefreshRun.finished_at.is_(None)).with_for_update()):
        if (run.model_version, run.kept) == (matcher.ranker.version, kept):
            found = run
        else:
            session.execute(delete(RefreshRun).where(RefreshRun.id == run.id))
    return found


def _begun(session: Session, clock: Clock, matcher: Matcher, kept: int) -> RefreshRun:
    needs = session.scalars(select(Need.id).where(Need.status == Status.PUBLISHED).order_by(Need.id)).all()
    run = RefreshRun(
        model=matcher.ranker.name,
        model_version=matcher.ranker.version,
        kept=kept,
        change_number=matcher.index.change_number,
        needs=len(needs),
        started_at=clock.now(),
    )
    session.add(run)
    session.flush()
    first = 1
    for last in [*needs[PARTITION - 1 :: PARTITION], *needs[-1:]]:
        if last >= first:
            session.add(RefreshPartition(run_id=run.id, first_need_id=first, last_need_id=last))
        first = last + 1
    return run


class _Partition(NamedTuple):
    """The needs from one id to another, both included."""

    first: int
    last: int


@dataclass(frozen=True)
class _Refresh:
    """A run under way."""

    database: Database
    clock: Clock
    order: Order
    kept: int

    def run(self, work: Work, progress: Progress | None) -> None:
        """Do what remains of the run."""
        scores, explanations = self._waiting(RefreshPartition.scored_at), self._waiting(RefreshPartition.explained_at)
        total = 2 * len(self._waiting())
        done = count(total - len(scores) - len(explanations) + 1)

        def through(stage: Stage, partitions: Collection[_Partition], keep: Callable[[Task, Rows], None]) -> None:
            tasks = (Task(self.order, stage, *partition) for partition in partitions)
            # Closing ends the workers at once, whatever stops this process.
            with closing(work(tasks)) as computed:
                for task, rows in computed:
                    keep(task, rows)
                    if progress:
                        progress(next(done), total)

        through(Stage.SCORE, scores, self._keep_scores)
        self._choose()
        through(Stage.EXPLAIN, explanations, self._keep_matches)
        for partition in self._waiting():
            self._sweep(partition)
        with self.database.transaction() as session:
            self._held(session).finished_at = self.clock.now()

    def _waiting(self, finished: InstrumentedAttribute[datetime | None] | None = None) -> list[_Partition]:
        """Partitions of the run that lack a moment at which they were finished; all that are left if none is named."""
        bounds = select(RefreshPartition.first_need_id, RefreshPartition.last_need_id)
        ours = bounds.where(RefreshPartition.run_id == self.order.run_id).order_by(RefreshPartition.first_need_id)
        with self.database.session(read_only=True) as session:
            found = session.execute(ours if finished is None else ours.where(finished.is_(None)))
            return [_Partition(first, last) for first, last in found]

    def _keep_scores(self, task: Task, rows: Rows) -> None:
        with self.database.transaction() as session:
            partition = self._partition(session, task)
            if partition is None or partition.scored_at is not None:
                return
            names = ("run_id", *ScoredPair._fields)
            values = [dict(zip(names, (self.order.run_id, *row), strict=True)) for row in rows]
            if values:
                session.connection().execute(insert(RefreshCandidate), values)
            partition.scored_at = self.clock.now()

    def _choose(self) -> None:
        """Let go of every pair that is not worth keeping.

        Ranks are read without holding anybody up, and the pairs go a few thousand at a time. Stopped half-way and begun
        again, the same pairs stay: what is worth keeping never goes, and of what goes nothing stands before it.
        """
        with self.database.session(read_only=True) as session:
            if session.get_one(RefreshRun, self.order.run_id).chosen_at is not None:
                return
            beyond = session.execute(self._beyond().execution_options(yield_per=_DELETED_AT_ONCE))
            for pairs in beyond.partitions():
                self._forget([(pair.need_id, pair.offering_id) for pair in pairs])
        with self.database.transaction() as session:
            self._held(session).chosen_at = self.clock.now()

    def _beyond(self) -> Select[tuple[int, int]]:
        """The pairs that are not worth keeping, seen from both of their sides."""
        candidate = RefreshCandidate
        best = (candidate.score.desc(), candidate.text_score.desc())
        of_need, of_offering = (
            func.row_number().over(partition_by=side, order_by=(*best, other))
            for side, other in ((candidate.need_id, candidate.offering_id), (candidate.offering_id, candidate.need_id))
        )
        ranked = (
            select(
                candidate.need_id,
                candidate.offering_id,
                candidate.score,
                of_need.label("of_need"),
                of_offering.label("of_offering"),
            )
            .where(candidate.run_id == self.order.run_id)
            .subquery()
        )
        return select(ranked.c.need_id, ranked.c.offering_id).where(
            ~worth_keeping(ranked.c.score, ranked.c.of_need, ranked.c.of_offering, self.kept)
        )

    def _forget(self, pairs: Sequence[tuple[int, int]]) -> None:
        table = RefreshCandidate.__table__.c
        gone = delete(RefreshCandidate.__table__).where(  # type: ignore[arg-type]
            table.run_id == self.order.run_id,
            table.need_id == bindparam("need"),
            table.offering_id == bindparam("other"),
        )
        with self.database.transaction() as session:
            self._held(session)
            session.connection().execute(gone, [{"need": need, "other": other} for need, other in pairs])

    def _keep_matches(self, task: Task, rows: Rows) -> None:
        with self.database.transaction() as session:
            partition = self._partition(session, task)
            if partition is None or partition.explained_at is not None:
                return
            matches = cast("Sequence[MatchRow]", rows)
            sides = {number for row in matches for number in (row["need_id"], row["offering_id"])}
            unchanged = self._unchanged(session, sorted(sides))
            matches = [row for row in matches if {row["need_id"], row["offering_id"]} <= unchanged]
            write(session, matches, self.order.ranker.name, self.clock.now())
            partition.explained_at = self.clock.now()

    def _unchanged(self, session: Session, numbers: Sequence[int]) -> set[int]:
        """Those that are public and have not changed since the run began: the worker has refreshed the others."""
        return {
            number
            for start in range(0, len(numbers), _ASKED_AT_ONCE)
            for number in session.scalars(
                select(Listing.id).where(
                    Listing.id.in_(numbers[start : start + _ASKED_AT_ONCE]),
                    Listing.status == Status.PUBLISHED,
                    Listing.change_number <= self.order.change_number,
                )
            )
        }

    def _sweep(self, bounds: _Partition) -> None:
        """Let go of suggestions that the run did not choose, and of what the run itself no longer needs."""
        within = {"run_id": self.order.run_id}
        chosen = exists().where(
            RefreshCandidate.run_id == self.order.run_id,
            RefreshCandidate.need_id == KeptMatch.need_id,
            RefreshCandidate.offering_id == KeptMatch.offering_id,
        )
        changed = exists().where(
            Listing.id.in_((KeptMatch.need_id, KeptMatch.offering_id)),
            Listing.change_number > self.order.change_number,
        )
        with self.database.transaction() as session:
            self._held(session)
            for rows in (
                delete(KeptMatch).where(
                    KeptMatch.need_id.between(*bounds), KeptMatch.state == MatchState.SUGGESTED, ~chosen, ~changed
                ),
                delete(RefreshCandidate).where(RefreshCandidate.need_id.between(*bounds)).filter_by(**within),
                delete(RefreshPartition).where(RefreshPartition.first_need_id == bounds.first).filter_by(**within),
            ):
                session.execute(rows.execution_options(synchronize_session=False))

    def _held(self, session: Session) -> RefreshRun:
        """The run, which nobody else finishes or replaces before the transaction ends."""
        unfinished = select(RefreshRun).where(RefreshRun.id == self.order.run_id, RefreshRun.finished_at.is_(None))
        run = session.scalar(unfinished.with_for_update())
        if run is None:
            raise RefreshReplacedError
        return run

    def _partition(self, session: Session, task: Task) -> RefreshPartition | None:
        """The row of a task's partition, if another process has not done all with it."""
        self._held(session)
        return session.get(RefreshPartition, (self.order.run_id, task.first))
