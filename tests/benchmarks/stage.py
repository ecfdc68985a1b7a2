"""One stage of one engine, in a process of its own: `python -m tests.benchmarks.stage`, started by the benchmark itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from marketplace.kernel.settings import PROJECT_FOLDER
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measuring import Figures
from tests.benchmarks.ours import Ours


@click.command()
@click.argument("engine")
@click.argument("stage")
@click.option("--size", type=int, required=True)
@click.option("--folder", type=click.Path(path_type=Path), required=True)
@click.option("--concepts", type=int, required=True)
@click.option("--output", type=click.Path(path_type=Path), required=True)
def main(engine: str, stage: str, size: int, folder: Path, concepts: int, output: Path) -> None:
    """Append the figures of each stage, one JSON object a line, to a file."""
    corpus = Corpus(folder, size)
    for name, figures in _stages(engine, stage, corpus, concepts):
        with output.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"stage": name, **figures}) + "\n")


def _stages(engine: str, stage: str, corpus: Corpus, concepts: int) -> Iterator[tuple[str, Figures]]:
    if engine == "ours":
        ours = Ours(corpus, corpus.folder / f"index-{corpus.size}-{concepts}", PROJECT_FOLDER / "seeds", concepts)
        work = {"build": ours.build, "query": ours.query, "memory": ours.memory, "publish": ours.publish}
        return ((stage, figures) for figures in work[stage]())
    # Numba and the others are loaded only where they are measured: their weight is not ours.
    from tests.benchmarks.peers import peers, stages  # noqa: PLC0415

    return stages(peers(corpus, corpus.folder)[engine], corpus)


if __name__ == "__main__":
    main()
