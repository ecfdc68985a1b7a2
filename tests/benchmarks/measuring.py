"""Times, memory and cores of a process."""

import gc
import os
import select
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

Figures = dict[str, Any]
Q = TypeVar("Q")
A = TypeVar("A")

#: Queries answered before any is timed.
WARM_UP: Final = 20
#: A slow engine is asked until so many seconds have passed, but at least so many times.
BUDGET: Final = 90.0
FEWEST: Final = 5
#: Processes that a host would serve with, and what each is asked before its memory is taken.
WORKERS: Final = 4
ASKED_OF_A_WORKER: Final = 50


def quantiles(seconds: Sequence[float]) -> Figures:
    """Median and 95th percentile in milliseconds, and of how many."""
    p50, p95 = (np.percentile(seconds, (50, 95)) * 1000).round(3).tolist()
    return {"p50_ms": p50, "p95_ms": p95, "count": len(seconds)}


def _both(wall: Sequence[float], processor: Sequence[float]) -> Figures:
    """Quantiles of the time that passed and, as `cpu_*`, of what the process had of the core meanwhile."""
    return quantiles(wall) | {f"cpu_{name}": value for name, value in quantiles(processor).items() if name != "count"}


def timed(ask: Callable[[Q], A], queries: Sequence[Q]) -> tuple[Figures, list[A]]:
    """How long each query takes once warm, and the answers; of a slow engine, to as many queries as it is given time for."""
    started = time.perf_counter()
    for query in queries[:WARM_UP]:
        ask(query)
        if time.perf_counter() - started > BUDGET / 4:
            break
    seconds: list[float] = []
    processor: list[float] = []
    answers: list[A] = []
    for query in queries:
        begun, used = time.perf_counter(), time.process_time()
        answers.append(ask(query))
        processor.append(time.process_time() - used)
        seconds.append(time.perf_counter() - begun)
        if len(seconds) >= FEWEST and sum(seconds) > BUDGET:
            break
    return _both(seconds, processor), answers


def pin() -> None:
    """Stay on one core from now on."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@contextmanager
def stopwatch(figures: Figures, name: str) -> Iterator[None]:
    """Note how many seconds the block takes."""
    begun = time.perf_counter()
    yield
    figures[name] = round(time.perf_counter() - begun, 4)


def proportional_set_size(pid: int) -> int:
    """The bytes of memory of a process, those shared counted in shares (PSS, Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    msg = f"no PSS of process {pid}"
    raise OSError(msg)


def folder_size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def memory(ask: Callable[[Q], object], queries: Sequence[Q], prepare: Callable[[], object] = bool) -> Figures:
    """PSS of this process, and of it with workers forked from it: at once, and when each has answered queries.

    `prepare` is called in each worker before it answers.
    """

    def answer() -> None:
        begun = time.perf_counter()
        for query in queries[:ASKED_OF_A_WORKER]:
            ask(query)
            if time.perf_counter() - begun > BUDGET / 10:
                break

    answer()
    alone = proportional_set_size(os.getpid())
    gc.collect()
    gc.freeze()
    workers = [_Worker(lambda: (prepare(), answer())) for _ in range(WORKERS)]
    everyone = [os.getpid(), *(worker.pid for worker in workers)]
    forked = sum(map(proportional_set_size, everyone))
    for worker in workers:
        worker.work()
    answered = sum(map(proportional_set_size, everyone))
    for worker in workers:
        worker.leave()
    return {"one_process": alone, "forked": forked, "answered": answered, "workers": WORKERS}


def _await(inlet: int, parent: int) -> None:
    """Wait to be told. Raises `EOFError` when the parent is gone: siblings hold the pipe open."""
    while not select.select([inlet], [], [], 1)[0]:
        if os.getppid() != parent:
            raise EOFError
    os.read(inlet, 1)


class _Worker:
    """A forked process that works when told to and waits to be told to leave."""

    def __init__(self, task: Callable[[], object]) -> None:
        (inlet, self._tell), (self._hear, outlet) = os.pipe(), os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                _await(inlet, parent)
                task()
                os.write(outlet, b".")
                _await(inlet, parent)
                status = 0
            finally:
                os._exit(status)
        os.close(inlet)
        os.close(outlet)

    def work(self) -> None:
        """Let it work, and wait until it has. Raises `RuntimeError` if it fails."""
        os.write(self._tell, b".")
        if not os.read(self._hear, 1):
            msg = "a forked worker failed"
            raise RuntimeError(msg)

    def leave(self) -> None:
        """Let it end."""
        os.write(self._tell, b".")
        os.waitpid(self.pid, 0)
        os.close(self._tell)
        os.close(self._hear)
