"""`python -m tests.benchmarks`: the matching engine beside its peers, at several sizes."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from tests.benchmarks.corpus import Corpus
from tests.benchmarks.limits import LimitError, run
from tests.benchmarks.report import write_report
from tests.benchmarks.results import Results

STAGES: Final = ("build", "query", "memory", "publish")
#: Named here so that they need not be loaded to be listed.
PEERS: Final = ("bm25s", "cosine", "linear_kernel", "sparse_dot_topn", "fts5")
OURS: Final = "ours"
_GIGABYTE: Final = 1 << 30
_MINUTE: Final = 60
#: One core each, whatever a library would like.
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


def _numbers(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    try:
        return sorted({int(part) for part in value.split(",")})
    except ValueError:
        raise click.BadParameter("numbers with commas between them, such as 10000,100000") from None  # noqa: TRY003


def _stages(_context: click.Context, _option: click.Parameter, value: str) -> list[str]:
    chosen = value.split(",")
    if unknown := set(chosen) - {*STAGES, "peers"}:
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}")  # noqa: EM102, TRY003
    return chosen


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/bench"), show_default=True)
@click.option("--sizes", callback=_numbers, default="10000,100000,1000000", show_default=True)
@click.option("--stages", callback=_stages, default="build,query,memory,publish,peers", show_default=True)
@click.option("--only", type=click.Choice([OURS, "peers", *PEERS]), help="Measure one engine, or the peers alone.")
@click.option("--again", is_flag=True, help="Measure anew what has been measured already.")
@click.option("--concepts", default=2, show_default=True, help="Concepts of each listing; only our engine has any.")
@click.option("--minutes", default=10.0, show_default=True, help="A peer that takes longer at one size is ended.")
@click.option("--memory", default=16.0, show_default=True, help="An engine that holds more gigabytes is ended.")
def main(  # noqa: PLR0913 - a command has as many options as it needs
    folder: Path,
    sizes: Sequence[int],
    stages: Sequence[str],
    only: str | None,
    *,
    again: bool,
    concepts: int,
    minutes: float,
    memory: float,
) -> None:
    """Measure the matching engine beside what a user would write or pick instead.

    What has been measured is kept in the folder and not measured again, so that an interrupted run goes on. Stages: build,
    query, memory and publish of our engine; peers, each of which builds, answers and updates within one process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    results = Results(folder)
    for size in sizes:
        click.echo(f"{size:,} listings")
        for _ in Corpus(folder, size).chunks():
            pass
        for engine, stage in _work(stages, only):
            if not again and _is_known(results, engine, stage, size):
                continue
            limit = None if engine == OURS else minutes * _MINUTE
            command = (engine, stage, f"--size={size}", f"--folder={folder}", f"--concepts={concepts}")
            _measure(results, command, size, limit, int(memory * _GIGABYTE))
    click.echo(write_report(results, sizes).read_text(encoding="utf-8"))


def _work(stages: Sequence[str], only: str | None) -> Iterator[tuple[str, str]]:
    """Which engine runs which stage."""
    if only in {None, OURS}:
        yield from ((OURS, stage) for stage in STAGES if stage in stages)
    if "peers" in stages:
        yield from ((peer, "peers") for peer in PEERS if only in {None, "peers", peer})


def _is_known(results: Results, engine: str, stage: str, size: int) -> bool:
    """Whether it has been measured; that a peer failed is known too, ours may do better the next time."""
    known = results.latest()
    if engine != OURS:
        return any((engine, one, size) in known for one in STAGES)
    return "failed" not in known.get((engine, stage, size), {"failed": ""})


def _measure(results: Results, command: Sequence[str], size: int, limit: float | None, most_bytes: int) -> None:
    """Run one stage in a process of its own and keep what it says, or why it says no more."""
    engine, stage = command[:2]
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "figures.jsonl"
        failure = None
        try:
            run([sys.executable, "-m", "tests.benchmarks.stage", *command, f"--output={output}"], limit, most_bytes)
        except LimitError as problem:
            failure = str(problem)
        lines = output.read_text(encoding="utf-8").splitlines() if output.is_file() else []
    figures = [json.loads(line) for line in lines]
    if failure is not None:
        due = stage if stage in STAGES else STAGES[len(figures)]
        figures.append({"stage": due, "failed": failure})
    for each in figures:
        results.append(engine, size, each)
        shown = {name: value for name, value in each.items() if name != "found"}
        click.echo(f"  {engine}: {json.dumps(shown)}")


if __name__ == "__main__":
    main()
