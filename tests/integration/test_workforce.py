"""Work is done once for every item, wherever it is done and whoever is lost."""

import os
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children

import pytest

from marketplace.kernel.errors import TooManyError
from marketplace.kernel.workforce import (
    DaskCluster,
    InProcess,
    LocalProcesses,
    SchedulerUnreachableError,
    WorkersLostError,
    Workforce,
)
from tests.clusters import Cluster, cluster

#: So many that a worker which is slow to start gets some of them.
ITEMS = range(60)


def squared(number: int) -> tuple[int, int]:
    """A number's square, and the process that made it."""
    time.sleep(0.02)
    return number * number, os.getpid()


def refused(number: int) -> int:
    raise TooManyError(minutes=number)


def fatal(number: int) -> int:
    os._exit(number)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask"), 2, {}) as running:
        yield running


def done(workforce: Workforce, lose_one: Callable[[], None] = lambda: None, worker: int | None = None) -> set[int]:
    """Do all the work, and lose a worker after the third item, or when this one has done something too.

    Gives the processes that worked.
    """
    made: dict[int, int] = {}
    processes = set()
    lost = False
    for item, (square, process) in workforce.run(squared, iter(ITEMS)):
        assert item not in made
        made[item] = square
        processes.add(process)
        if not lost and len(made) >= 3 and (worker is None or worker in processes):
            lost = True
            lose_one()
    assert lost
    assert made == {number: number * number for number in ITEMS}
    return processes


def test_this_process_does_it_alone() -> None:
    assert done(InProcess()) == {os.getpid()}


def test_processes_share_it_and_what_a_killed_one_had_begun_is_done_again() -> None:
    def kill_one() -> None:
        active_children()[0].kill()

    with LocalProcesses(2) as workforce:
        processes = done(workforce, kill_one)
        assert os.getpid() not in processes
        assert len(processes) > 2
        again = {process for _, (_, process) in workforce.run(squared, iter(ITEMS))}
        assert again < processes, "they are there for whatever comes next"
    assert active_children() == []


def test_work_that_kills_its_worker_ends_with_a_sentence() -> None:
    with LocalProcesses(1) as workforce, pytest.raises(WorkersLostError, match="3 times"):
        list(workforce.run(fatal, iter([1])))


def test_a_refusal_crosses_process_borders() -> None:
    with LocalProcesses(1) as workforce, pytest.raises(TooManyError, match="wait 7 minutes") as caught:
        list(workforce.run(refused, iter([7])))
    assert caught.value.params == {"minutes": 7}


def test_items_are_taken_only_as_workers_come_to_them() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with LocalProcesses(1) as workforce:
        work = workforce.run(squared, items())
        next(work)
        work.close()
    assert len(taken) <= 3


@pytest.mark.loopback
def test_a_cluster_shares_it_and_what_a_killed_worker_had_begun_is_done_again(dask: Cluster) -> None:
    first, second = dask.workers
    assert done(DaskCluster(dask.address), first.kill, first.pid) == {first.pid, second.pid}
    assert done(DaskCluster(dask.address)) == {second.pid}


@pytest.mark.loopback
def test_a_refusal_of_a_clusters_worker_is_said(dask: Cluster) -> None:
    with pytest.raises(TooManyError, match="wait 7 minutes"):
        list(DaskCluster(dask.address).run(refused, iter([7])))


@pytest.mark.loopback
def test_an_absent_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.kernel.workforce._PATIENCE", 0.5)
    with pytest.raises(SchedulerUnreachableError, match=r"tcp://127\.0\.0\.1:9"):
        list(DaskCluster("tcp://127.0.0.1:9").run(squared, iter([1])))
    with pytest.raises(SchedulerUnreachableError):
        list(DaskCluster("nonsense://").run(squared, iter([1])))
