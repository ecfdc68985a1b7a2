"""A full refresh of the matches with as many workers as there are: here, on this machine, or on a Dask cluster."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from threading import Lock

from marketplace.bootstrap import Bank, open_bank
from marketplace.indexing.operations import catch_up
from marketplace.kernel.settings import Settings, load_settings
from marketplace.kernel.workforce import DaskCluster, InProcess, LocalProcesses, Workforce
from marketplace.matching.partitions import Rows, Task, compute
from marketplace.matching.refresh import full_refresh

#: A second thread of a Dask worker would only wait for the interpreter, and readings of the index would mix.
_one_at_a_time = Lock()


def refresh_matches(
    bank: Bank,
    *,
    workers: int = 0,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Bring this host's index up to date and refresh the matches of every need; gives how many needs there were.

    With the address of a scheduler the workers of its cluster compute, each with the settings, the database address and
    the index of its own host; else so many other processes of this machine; with none of them, this process.
    """
    with bank.database.session(read_only=True) as session:
        catch_up(session, bank.index)
    workforce: Workforce = InProcess()
    work: Callable[[Task], Rows] = partial(compute, bank.database, bank.index)
    with ExitStack() as until_done:
        if scheduler:
            workforce, work = DaskCluster(scheduler), compute_on_host
        elif workers:
            workforce = until_done.enter_context(LocalProcesses(workers))
            work = partial(compute_with, bank.settings)
        matcher, kept = bank.matcher(), bank.settings.matches_kept
        return full_refresh(bank.database, bank.clock, matcher, kept, partial(workforce.run, work), progress)


def compute_on_host(task: Task) -> Rows:
    """The rows of a task, with the settings of the host that this runs on."""
    return compute_with(load_settings(), task)


def compute_with(settings: Settings, task: Task) -> Rows:
    """The rows of a task, with the bank that some settings lead to; it is opened once in each process."""
    with _one_at_a_time:
        bank = _opened(settings)
        return compute(bank.database, bank.index, task)


@cache
def _opened(settings: Settings) -> Bank:
    return open_bank(settings)
