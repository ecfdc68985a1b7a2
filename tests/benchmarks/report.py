"""Tables and a plot of what was measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np

from marketplace.engine.matcher import POOL
from tests.benchmarks.corpus import NEED_TERMS, SEARCH_TERMS, Corpus
from tests.benchmarks.measuring import WORKERS
from tests.benchmarks.ours import PAGE, TOP
from tests.benchmarks.results import Results

mpl.use("Agg")

from matplotlib import pyplot as plt  # after the choice of how to draw

_MEGABYTE: Final = 1e6
NAMES: Final = {
    "ours": "this bank",
    "bm25s": "bm25s, Numba",
    "linear_kernel": "scikit-learn, `linear_kernel`",
    "cosine": "scikit-learn, `cosine_similarity`",
    "sparse_dot_topn": "sparse_dot_topn, one query at a time",
    "fts5": "SQLite FTS5",
}
#: What is timed for the length of a need, and for a short search: (engine, timing, row).
_LONG: Final = (
    ("ours", "match", f"this bank: whole match, {TOP} explained"),
    ("ours", "candidates", f"this bank: {POOL} candidates with their records"),
    ("ours", f"search_{NEED_TERMS}", "this bank: search"),
    *((engine, f"search_{NEED_TERMS}", name) for engine, name in NAMES.items() if engine != "ours"),
)
_SHORT: Final = tuple(
    (engine, f"search_{SEARCH_TERMS}", f"{name}: search" if engine == "ours" else name)
    for engine, name in NAMES.items()
)
_ABOUT_TIMES: Final = """\
Milliseconds, p50 / p95 of the time that passed, on one core; *cpu*: p50 of the core's time alone, which other work on the
machine lengthens less, and of which ratios and growth (from the fewest to the most listings) are made."""
_ABOUT_KEEPING: Final = f"""\
Ours analyses texts while it builds; the others are given terms. Memory is PSS: of one process that has answered, and of
{WORKERS} forked from it, after each has answered, with their parent. To be found: from giving a new listing until another
process finds it (ours: has matched it)."""
_ABOUT_AGREEMENT: Final = f"""\
Share of an engine's best {PAGE} that are among ours, and how many of its best {PAGE} have the topic that the query was drawn
from. Ours also compares concepts, which the others do not see."""
#: What a ratio is to.
_YARDSTICKS: Final = ("bm25s", "cosine")


@dataclass(frozen=True)
class Report:
    """The results of one folder at some sizes, as Markdown."""

    results: Results
    sizes: Sequence[int]

    @cached_property
    def _latest(self) -> dict[tuple[str, str, int], dict[str, Any]]:
        return self.results.latest()

    def figures(self, engine: str, stage: str, size: int) -> dict[str, Any]:
        """The figures of a stage; where it or one before it failed, `failed` says why."""
        found = self._latest.get((engine, stage, size))
        if found is not None:
            return found
        failures = (line for line in self._latest.values() if line["engine"] == engine and line["documents"] == size)
        return next((line for line in failures if "failed" in line), {})

    def p50(self, engine: str, timing: str, size: int) -> float | None:
        """The median of the core's time in milliseconds, if it was measured: other work on the machine hardly moves it."""
        return self.figures(engine, "query", size).get("times", {}).get(timing, {}).get("cpu_p50_ms")

    def markdown(self) -> str:
        """All tables."""
        parts = (
            f"### A query of {NEED_TERMS} terms",
            self._times(_LONG),
            f"### A query of {SEARCH_TERMS} terms",
            self._times(_SHORT),
            _ABOUT_TIMES,
            "### To build, to keep, to update",
            *(self._keeping(size) for size in self.sizes),
            _ABOUT_KEEPING,
            "### Whether they find the same",
            *(self._agreement(size) for size in self.sizes),
            _ABOUT_AGREEMENT,
        )
        return "\n\n".join(parts) + "\n"

    def _times(self, rows: Iterable[tuple[str, str, str]]) -> str:
        size = self.sizes[-1]
        head = ["", *(f"{each:,} listings" for each in self.sizes), "growth"]
        head += [f"at {size:,}: {NAMES[each].replace('`', '')} = 1" for each in _YARDSTICKS]
        yard = [self.p50(each, self._like(rows), size) for each in _YARDSTICKS]
        table = []
        for engine, timing, name in rows:
            own = self.p50(engine, timing, size)
            first = self.p50(engine, timing, self.sizes[0]) if len(self.sizes) > 1 else None
            ratios = [_ratio(own, each) for each in yard]
            cells = (self._time(engine, timing, each) for each in self.sizes)
            table.append([name, *cells, _ratio(own, first), *ratios])
        return _table(head, table)

    @staticmethod
    def _like(rows: Iterable[tuple[str, str, str]]) -> str:
        return next(timing for engine, timing, _ in rows if engine != "ours")

    def _time(self, engine: str, timing: str, size: int) -> str:
        figures = self.figures(engine, "query", size)
        times = figures.get("times", {}).get(timing)
        if times is None:
            return str(figures.get("failed", "–"))
        return f"{_short(times['p50_ms'])} / {_short(times['p95_ms'])} (cpu {_short(times['cpu_p50_ms'])})"

    def _keeping(self, size: int) -> str:
        head = [
            f"{size:,} listings",
            "built, listings/s",
            "size, MB",
            "one process, MB",
            f"{WORKERS} forked, MB",
            "to be found, ms",
        ]
        return _table(head, [[name, *self._kept(engine, size)] for engine, name in NAMES.items()])

    def _kept(self, engine: str, size: int) -> Iterable[str]:
        build, memory = (self.figures(engine, stage, size) for stage in ("build", "memory"))
        publish = self.figures(engine, "publish", size)
        yield _cell(build, "documents_per_second", _short)
        yield _cell(build, "bytes", _megabytes)
        yield _cell(memory, "one_process", _megabytes)
        yield _cell(memory, "answered", _megabytes)
        times = publish.get("times", {}).get("publish")
        if times is None:
            yield str(publish.get("failed", "–"))
        elif publish.get("rebuilt"):
            yield f"{_short(times['p50_ms'])}: built anew"
        else:
            yield f"{_short(times['p50_ms'])} / {_short(times['p95_ms'])}"

    def _agreement(self, size: int) -> str:
        ours = self.results.found("ours", size)
        topics = Corpus(self.results.folder, size).topics
        rows = []
        for engine, name in NAMES.items():
            theirs = self.results.found(engine, size)
            if not theirs:
                continue
            rows.append([name])
            for terms in (NEED_TERMS, SEARCH_TERMS):
                found = theirs[str(terms)]
                pools = [("candidates", POOL)] if terms == NEED_TERMS else []
                for key, _ in (*pools, (str(terms), PAGE)):
                    rows[-1].append(_percent(_shared(found, ours.get(key, []))))
                asked = [query.topics[0] for query in Corpus(self.results.folder, size).queries(terms)]
                rows[-1].append(_percent(_on_topic(found, asked, topics)))
        head = [f"{size:,} listings", f"in our {POOL} candidates", f"in our {PAGE}", "on topic"]
        return _table(head + [f"{name}, {SEARCH_TERMS} terms" for name in head[2:]], rows)

    def plot(self, stem: Path) -> None:
        """Time against listings on logarithmic axes, as SVG and PNG."""
        figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
        for engine, timing, name in _LONG:
            points = [(size, time) for size in self.sizes if (time := self.p50(engine, timing, size)) is not None]
            if points:
                style = {"linewidth": 2.5, "color": "black"} if timing == "match" else {"linewidth": 1.2}
                axes.plot(*zip(*points, strict=True), marker="o", label=name.replace("`", ""), **style)
        axes.set(xscale="log", yscale="log", xlabel="listings", ylabel=f"ms of one core (p50), {NEED_TERMS} terms")
        axes.grid(visible=True, which="both", alpha=0.25)
        if axes.lines:
            axes.legend(fontsize="small")
        figure.savefig(stem.with_suffix(".svg"))
        figure.savefig(stem.with_suffix(".png"), dpi=150)
        plt.close(figure)


def _shared(theirs: Sequence[Sequence[int]], ours: Sequence[Sequence[int]]) -> float | None:
    """The mean share of their results that are among ours."""
    pairs = list(zip(theirs, ours, strict=False))
    shares = [len(set(one) & set(other)) / len(one) for one, other in pairs if one]
    return float(np.mean(shares)) if shares else None


def _on_topic(found: Sequence[Sequence[int]], asked: Sequence[int], topics: Any) -> float | None:
    """The mean share of results whose topic is the one asked for."""
    pairs = zip(found, asked, strict=False)
    shares = [np.mean([topics[place] == topic for place in one if place < len(topics)]) for one, topic in pairs if one]
    return float(np.mean(shares)) if shares else None


def _cell(figures: dict[str, Any], name: str, shown: Callable[[float], str]) -> str:
    return shown(figures[name]) if name in figures else str(figures.get("failed", "–"))


def _megabytes(size: float) -> str:
    return _short(size / _MEGABYTE)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _ratio(one: float | None, other: float | None) -> str:
    return "–" if one is None or other is None else f"{_short(one / other)} x"


def _short(value: float) -> str:
    """Two or three digits that mean something."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_report(results: Results, sizes: Sequence[int]) -> Path:
    """Write `report.md`, `times.svg` and `times.png` into the results' folder. Returns the path of the first."""
    report = Report(results, sizes)
    report.plot(results.folder / "times")
    path = results.folder / "report.md"
    path.write_text(report.markdown(), encoding="utf-8")
    return path
