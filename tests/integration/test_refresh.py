"""A full refresh keeps the same matches wherever it is computed and whatever is lost on the way."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank, open_bank
from marketplace.engine.documents import Document
from marketplace.engine.matcher import Matcher
from marketplace.engine.ranker import Ranker
from marketplace.engine.resources import Resources
from marketplace.indexing.operations import catch_up
from marketplace.indexing.queries import content_of, document_of
from marketplace.jobs.refreshing import compute_with, refresh_matches
from marketplace.kernel.settings import Settings, load_settings
from marketplace.listings.models import ChangeSequence, Listing
from marketplace.listings.terms import Kind
from marketplace.matching import refresh
from marketplace.matching.errors import RefreshReplacedError, UnfitWorkerError
from marketplace.matching.models import KeptMatch, RefreshCandidate, RefreshPartition, RefreshRun
from marketplace.matching.operations import refresh_listing
from marketplace.matching.partitions import Order, Stage, Task, compute, engine_of
from marketplace.matching.policies import LIKELY, REACH
from marketplace.matching.queries import matches_of
from marketplace.matching.terms import MatchState
from tests.clusters import cluster, environment_of
from tests.conftest import StoppedClock
from tests.synthetic import fill

NEEDS, OFFERINGS, KEPT = 11, 14, 3
Kept = dict[tuple[int, int], tuple[float, str]]
#: Made-up words meet seldom. This ranker thinks better of everything, so that about half of the pairs are likely.
GENEROUS = replace(Ranker.untrained(), name="generous", offset=3.2)


@pytest.fixture
def settings(empty_database: str, tmp_path: Path, few_seeds: Path) -> Settings:
    return replace(
        load_settings("test", {"MATCHES_KEPT": str(KEPT)}),
        database_url=empty_database,
        data_folder=tmp_path / "data",
        seeds_folder=few_seeds,
    )


@pytest.fixture
def bank(
    settings: Settings, clock: StoppedClock, few_resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bank]:
    """A bank of made-up listings whose needs are cut into six partitions; no matches yet."""
    monkeypatch.setattr(refresh, "PARTITION", 2)
    monkeypatch.setattr(Bank, "matcher", lambda bank: Matcher(bank.index, GENEROUS, bank.resources))
    opened = open_bank(settings, clock, few_resources)
    fill(opened, NEEDS, OFFERINGS)
    yield opened
    opened.database.engine.dispose()


def kept(session: Session) -> Kept:
    """The kept matches with what must be the same wherever they were computed."""
    session.rollback()
    rows = session.scalars(select(KeptMatch).execution_options(populate_existing=True))
    found = {(row.need_id, row.offering_id): (round(row.score, 9), row.state) for row in rows}
    # On SQLite a session that goes on holding its transaction would keep every other from writing.
    session.rollback()
    return found


def indexed(session: Session, number: int) -> Document:
    """A published listing as the engine sees it."""
    listing = session.get_one(Listing, number)
    content = content_of(listing)
    assert content is not None
    return document_of(listing, content)


def worth_keeping(bank: Bank, session: Session) -> set[tuple[int, int]]:
    """The rule, said again in plain words."""
    matcher = bank.matcher()
    pairs = [
        (found.score, found.text_score, need, int(found.id))
        for need in range(1, NEEDS + 1)
        for found in matcher.rank(indexed(session, need), KEPT * REACH)
    ]
    of_needs, of_offerings = (
        {
            pair[2:]
            for number in {pair[side] for pair in pairs}
            for pair in sorted(
                (pair for pair in pairs if pair[side] == number),
                key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3]),
            )[:KEPT]
        }
        for side in (2, 3)
    )
    likely = {pair[2:] for pair in pairs if pair[0] >= LIKELY}
    # Each part of the rule has something to decide.
    assert of_offerings - of_needs - likely
    assert (of_offerings & likely) - of_needs
    assert of_needs - likely
    return of_needs | (of_offerings & likely)


def stop_after(steps: int, by: type[BaseException] = KeyboardInterrupt) -> Callable[[int, int], None]:
    def progress(done: int, _total: int) -> None:
        if done == steps:
            raise by

    return progress


def test_what_is_worth_keeping_is_kept_with_its_reasons(bank: Bank, session: Session) -> None:
    reports: list[tuple[int, int]] = []
    assert refresh_matches(bank, progress=lambda *report: reports.append(report)) == NEEDS
    assert reports == [(step, 12) for step in range(1, 13)]
    chosen = worth_keeping(bank, session)
    assert kept(session).keys() == chosen
    assert len(chosen) < NEEDS * OFFERINGS
    for view in matches_of(session, Kind.NEED, 1, KEPT):
        document, other = (indexed(session, number) for number in (1, int(view.match.offering_id)))
        assert view.match.verdicts == bank.matcher().compare(document, other).verdicts
        assert view.match.evidence.terms
        assert view.match.contributions["text"] > 0
    left = [session.scalar(select(func.count()).select_from(table)) for table in (RefreshCandidate, RefreshPartition)]
    assert left == [0, 0]


def test_listings_that_are_refreshed_one_by_one_keep_the_same(bank: Bank, session: Session) -> None:
    refresh_matches(bank)
    before = kept(session)
    for number in range(1, NEEDS + OFFERINGS + 1):
        refresh_listing(session, bank.clock, bank.matcher(), number, KEPT)
    session.commit()
    after = kept(session)
    assert after.keys() == before.keys()
    for pair, (score, _) in after.items():
        assert score == pytest.approx(before[pair][0], abs=1e-6)


def refreshed(bank: Bank, session: Session, **how: Any) -> Kept:
    """What is kept when all is found anew from nothing."""
    session.execute(delete(KeptMatch))
    session.commit()
    assert refresh_matches(bank, **how) == NEEDS
    return kept(session)


# What workers may suffer is tested in `test_workforce`. Here they are slow to start, so each has one database.
@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_processes_of_this_machine_keep_the_same_matches(bank: Bank, session: Session) -> None:
    here = refreshed(bank, session)
    assert len(here) > NEEDS
    assert refreshed(bank, session, workers=2) == here


@pytest.mark.loopback
@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
def test_a_cluster_keeps_the_same_matches_though_a_worker_is_killed(
    bank: Bank, session: Session, tmp_path: Path
) -> None:
    here = refreshed(bank, session)
    with cluster(tmp_path, 2, environment_of(bank.settings)) as dask:

        def kill_one(done: int, _total: int) -> None:
            if done == 2:
                dask.workers[0].kill()

        assert refreshed(bank, session, scheduler=dask.address, progress=kill_one) == here
        assert dask.workers[0].wait() != 0


@pytest.mark.parametrize("steps", [2, 6, 9, 12])
def test_a_stopped_refresh_goes_on_where_it_was(bank: Bank, session: Session, steps: int) -> None:
    computed: list[tuple[Stage, int]] = []

    def work(tasks: Iterator[Task]) -> Any:
        for task in tasks:
            computed.append((task.stage, task.first))
            yield task, compute(bank.database, bank.index, task)

    run = partial(refresh.full_refresh, bank.database, bank.clock, bank.matcher(), KEPT)
    with bank.database.session(read_only=True) as reading:
        catch_up(reading, bank.index)
    with pytest.raises(KeyboardInterrupt):
        run(work, stop_after(steps))
    assert run(work) == NEEDS
    assert len(computed) == len(set(computed)) == 12
    assert kept(session).keys() == worth_keeping(bank, session)
    assert session.scalars(select(RefreshRun)).one().finished_at is not None
    session.rollback()
    assert run(work) == NEEDS
    assert len(computed) == 24


def test_no_page_is_without_matches_while_all_are_found_anew(
    bank: Bank, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_matches(bank)
    before = kept(session)
    # What a former model thought best: other pairs, some of which will go.
    third = (KeptMatch.need_id + KeptMatch.offering_id) % 3 == 0
    session.execute(delete(KeptMatch).where(third))
    session.execute(update(KeptMatch).where(~third).values(score=0.999, model="former"))
    session.commit()
    former = kept(session)
    pages = {(kind, pair[place]) for pair in former for place, kind in enumerate((Kind.NEED, Kind.OFFERING))}
    assert len(pages) > NEEDS

    def look(_done: int, _total: int) -> None:
        with bank.database.session(read_only=True) as visitor:
            assert all(matches_of(visitor, kind, number, KEPT) for kind, number in pages)
            rows = visitor.execute(select(KeptMatch.need_id, KeptMatch.offering_id)).all()
            assert former.keys() <= {(row.need_id, row.offering_id) for row in rows}

    # Fewer are kept now, so that the refresh has something to let go of.
    monkeypatch.setattr(bank, "settings", replace(bank.settings, matches_kept=1))
    refresh_matches(bank, progress=look)
    after = kept(session)
    assert after.keys() < before.keys()
    assert former.keys() - after.keys()
    assert set(session.scalars(select(KeptMatch.model).distinct())) == {bank.matcher().ranker.name}


def test_what_curators_said_survives_and_is_scored_anew(bank: Bank, session: Session) -> None:
    refresh_matches(bank)
    before = kept(session)
    hidden, endorsed, *_ = sorted(before)
    # Pairs that no refresh would choose.
    foreign = next((need, offering) for need, offering in _all_pairs() if (need, offering) not in before)
    session.add(
        KeptMatch(
            need_id=foreign[0],
            offering_id=foreign[1],
            score=0.5,
            text_score=0.5,
            explanation={},
            state=MatchState.ENDORSED,
            model="former",
            refreshed_at=bank.clock.now(),
        )
    )
    for pair, state in ((hidden, MatchState.HIDDEN), (endorsed, MatchState.ENDORSED)):
        session.get_one(KeptMatch, pair).state = state
    session.commit()
    refresh_matches(bank)
    after = kept(session)
    assert after == {
        **before,
        hidden: (before[hidden][0], "hidden"),
        endorsed: (before[endorsed][0], "endorsed"),
        foreign: (after[foreign][0], "endorsed"),
    }
    row = session.get_one(KeptMatch, foreign, populate_existing=True)
    assert (row.model, bool(row.explanation)) == (bank.matcher().ranker.name, True)
    assert row.score != 0.5


def _all_pairs() -> Iterator[tuple[int, int]]:
    return ((need, offering) for need in range(1, NEEDS + 1) for offering in range(NEEDS + 1, NEEDS + OFFERINGS + 1))


def test_listings_that_change_meanwhile_are_left_to_the_worker(bank: Bank, session: Session) -> None:
    refresh_matches(bank)
    need, offering = next(iter(sorted(kept(session))))
    session.execute(delete(KeptMatch).where(KeptMatch.need_id == need))
    session.commit()

    def change_both(done: int, _total: int) -> None:
        if done == 1:
            number = session.get_one(ChangeSequence, 1)
            for listing_id in (need, offering):
                number.last += 1
                session.get_one(Listing, listing_id).change_number = number.last
            session.execute(update(KeptMatch).where(KeptMatch.offering_id == offering).values(model="the worker"))
            session.commit()

    refresh_matches(bank, progress=change_both)
    rows = session.scalars(select(KeptMatch).execution_options(populate_existing=True)).all()
    assert not [row for row in rows if row.need_id == need]
    assert {row.model for row in rows if row.offering_id == offering} == {"the worker"}
    assert {row.model for row in rows if row.offering_id != offering} == {bank.matcher().ranker.name}


def test_a_run_that_another_process_finished_or_replaced_writes_nothing_more(bank: Bank, session: Session) -> None:
    def finish_elsewhere(done: int, _total: int) -> None:
        if done == 8:
            refresh_matches(bank)

    with pytest.raises(RefreshReplacedError):
        refresh_matches(bank, progress=finish_elsewhere)
    assert kept(session).keys() == worth_keeping(bank, session)


def test_another_model_begins_anew_and_forgets_the_other_ones_run(
    bank: Bank, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        refresh_matches(bank, progress=stop_after(9))
    other = bank.matcher()
    other = Matcher(other.index, replace(other.ranker, name="newer", offset=1.0), other.resources)
    monkeypatch.setattr(Bank, "matcher", lambda _bank: other)
    refresh_matches(bank)
    assert [run.model for run in session.scalars(select(RefreshRun))] == ["newer"]
    assert set(session.scalars(select(KeptMatch.model))) == {"newer"}


def test_a_worker_of_another_bank_or_vocabulary_refuses_and_one_that_is_behind_catches_up(
    bank: Bank, session: Session, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        refresh_matches(bank, progress=stop_after(1))
    run = session.scalars(select(RefreshRun)).one()
    session.rollback()
    order = Order(run.id, run.change_number, engine_of(bank.index), bank.matcher().ranker, 5)
    task = Task(order, Stage.SCORE, 1, 2)
    with pytest.raises(UnfitWorkerError, match="database_url"):
        compute(bank.database, bank.index, replace(task, order=replace(order, change_number=7)))
    with pytest.raises(UnfitWorkerError, match="index is"):
        compute(bank.database, bank.index, replace(task, order=replace(order, engine="v0-other")))
    elsewhere = replace(bank.settings, data_folder=tmp_path / "another host")
    assert compute_with(elsewhere, task) == compute(bank.database, bank.index, task)


def test_a_bank_without_needs_is_refreshed_at_once(
    settings: Settings, clock: StoppedClock, few_resources: Resources
) -> None:
    opened = open_bank(settings, clock, few_resources)
    assert refresh_matches(opened, workers=os.cpu_count() or 1) == 0
    opened.database.engine.dispose()
