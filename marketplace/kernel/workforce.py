"""Where pure work is done: in this process, in processes of this machine, or on a Dask cluster.

Each takes a function and items, and gives every item once with what the function made of it, in any order. No more items
are taken than workers can be busy with, so that there may be millions. The function and its items are pickled; it must
be one that may run twice, because what a lost worker had begun is done again by another.
"""

import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, Protocol, Self, TypeVar

import structlog

from marketplace.kernel.errors import BankError

log = structlog.get_logger()

Item = TypeVar("Item")
Made = TypeVar("Made")

#: Items under way for each worker: the next one lies ready when one is done.
_AHEAD: Final = 2
#: How often in a row a worker may be lost before any item is done.
_MOST_LOSSES: Final = 3
#: Seconds until a scheduler must have answered.
_PATIENCE: Final = 10


class WorkersLostError(BankError):
    """Workers ended, again and again, before they had done anything; said to the operator, in English."""

    code = "workers_lost"
    sentence = "Workers ended %(losses)s times without a result. Memory may be short; the system's log may say more."


class SchedulerUnreachableError(BankError):
    """There is no Dask scheduler at the address; said to the operator, in English."""

    code = "scheduler_unreachable"
    sentence = "No Dask scheduler answers at %(address)s, or it has no workers: %(reason)s"


class Workforce(Protocol):
    """Somewhere to work."""

    def run(self, function: Callable[[Item], Made], items: Iterator[Item]) -> Generator[tuple[Item, Made], None, None]:
        """Every item with what the function made of it, as they come."""
        ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """No other process: one item after the other."""

    def run(self, function: Callable[[Item], Made], items: Iterator[Item]) -> Generator[tuple[Item, Made], None, None]:
        """As the protocol says."""
        for item in items:
            yield item, function(item)


class LocalProcesses:
    """So many processes of this machine, from the first work to the end of the `with` statement that they are made in.

    If one is killed, all begin anew with what was not done yet. Raises `WorkersLostError` when that happens again and
    again without any progress.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Nothing is started before there is work."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """End the processes, as soon as they are done with what they have begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, function: Callable[[Item], Made], items: Iterator[Item]) -> Generator[tuple[Item, Made], None, None]:
        """As the protocol says."""
        undone: list[Item] = []
        losses = 0
        while losses < _MOST_LOSSES:
            try:
                for item, made in self._until_one_is_lost(function, items, undone):
                    losses = 0
                    yield item, made
            except BrokenProcessPool:
                self._pool = None
                losses += 1
                log.warning("a worker process was lost", begun_again=len(undone))
            else:
                return
        raise WorkersLostError(losses=losses)

    def _until_one_is_lost(
        self, function: Callable[[Item], Made], items: Iterator[Item], undone: list[Item]
    ) -> Generator[tuple[Item, Made], None, None]:
        """`undone` has what is under way, at first what a former pool has left."""
        if self._pool is None:
            # Forked children would share the database's connections.
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _leave_interrupts_to_the_parent)
        under_way: dict[Future[Made], Item] = {}
        try:
            for item in undone:
                under_way[self._pool.submit(function, item)] = item
            while True:
                for item in islice(items, max(self.workers * _AHEAD - len(under_way), 0)):
                    undone.append(item)
                    under_way[self._pool.submit(function, item)] = item
                if not under_way:
                    return
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    made = future.result()
                    item = under_way.pop(future)
                    undone.remove(item)
                    yield item, made
        finally:
            for future in under_way:
                future.cancel()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """The workers of a Dask scheduler. They may come and go; what a lost one had begun, another does again.

    Raises `SchedulerUnreachableError` if nobody answers or there are no workers, and `WorkersLostError` when one item
    has cost several workers.
    """

    address: str

    def run(self, function: Callable[[Item], Made], items: Iterator[Item]) -> Generator[tuple[Item, Made], None, None]:
        """As the protocol says."""
        # Loading it takes a second, which nobody else should wait for.
        from distributed import CancelledError, Client, KilledWorker, as_completed  # noqa: PLC0415

        try:
            client: Any = Client(self.address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise SchedulerUnreachableError(address=self.address, reason=str(error)) from error
        under_way: dict[Any, Item] = {}
        try:
            completed: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]

            def hand_out() -> None:
                room = _AHEAD * sum(client.nthreads().values()) - len(under_way)
                for item in islice(items, max(room, 0 if under_way else 1)):
                    future = client.submit(function, item, pure=False)
                    under_way[future] = item
                    completed.add(future)

            hand_out()
            for future in completed:
                made = future.result()
                item = under_way.pop(future)
                yield item, made
                hand_out()
        except KilledWorker as error:
            raise WorkersLostError(losses=error.allowed_failures + 1) from error
        except CancelledError as error:
            raise SchedulerUnreachableError(address=self.address, reason="the connection was lost") from error
        finally:
            client.cancel(list(under_way))
            client.close()
