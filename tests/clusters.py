"""A Dask cluster on this machine: a scheduler and workers, each a process that may be killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

from marketplace.kernel.settings import PROJECT_FOLDER, Settings

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler answers, and the processes of the workers."""

    address: str
    workers: list[Process]


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment variables that lead a process of this machine to the same bank."""
    return {
        "ENVIRONMENT": settings.environment,
        "DATABASE_URL": settings.database_url,
        "DATA_FOLDER": str(settings.data_folder),
        "SEEDS_FOLDER": str(settings.seeds_folder),
    }


@contextmanager
def cluster(folder: Path, workers: int, environ: Mapping[str, str]) -> Iterator[Cluster]:
    """A scheduler and so many workers on loopback, all there, until the block ends. `environ` is what workers have besides."""
    found = folder / "scheduler.json"
    found.unlink(missing_ok=True)
    with ExitStack() as processes:
        quiet = ("--no-dashboard", "--host", "127.0.0.1")
        scheduler = processes.enter_context(
            _process(folder, "scheduler", *quiet, "--port", "0", "--scheduler-file", str(found))
        )
        while not found.exists():
            if scheduler.poll() is not None:
                raise ChildProcessError((folder / "scheduler.log").read_text())
            time.sleep(0.05)
        # Without a nanny a killed worker stays away; nanny's own restarts would hide the loss.
        alone = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
        started = [
            processes.enter_context(
                _process(folder, "worker", *quiet, *alone, "--scheduler-file", str(found), environ=environ)
            )
            for _ in range(workers)
        ]
        address = json.loads(found.read_text(encoding="utf-8"))["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield Cluster(address, started)


@contextmanager
def _process(
    folder: Path, command: str, *arguments: str, environ: Mapping[str, str] | None = None
) -> Iterator[Process]:
    surroundings = {**os.environ, "PYTHONPATH": str(PROJECT_FOLDER), **(environ or {})}
    with (folder / f"{command}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", command, *arguments], stdout=log, stderr=log, env=surroundings, cwd=folder
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
