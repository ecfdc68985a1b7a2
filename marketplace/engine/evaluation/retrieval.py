"""Measuring search on judged collections in BEIR form, with the very index and text score of the site."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from marketplace.engine.documents import Document, Json
from marketplace.engine.evaluation.metrics import ndcg, recall, reciprocal_rank
from marketplace.engine.index import Formula, Progress, SearchIndex, SearchQuery
from marketplace.engine.language import detect
from marketplace.engine.resources import Resources

_CORPUS, _QUERIES, _JUDGMENTS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
#: The depth that Recall@100 looks to.
_DEPTH: Final = 100
_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over a set's judged queries."""

    queries: int
    ndcg10: float
    mrr10: float
    recall100: float

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class SetReport:
    """One set: its name (its folder's path below the one searched), its size, its scores in all and by query language."""

    name: str
    documents: int
    overall: Scores
    by_language: Mapping[str, Scores]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "name": self.name,
            "documents": self.documents,
            "overall": self.overall.to_json(),
            "by_language": {lang: scores.to_json() for lang, scores in self.by_language.items()},
        }


def sets_below(folder: Path | str) -> list[Path]:
    """The folders, this one or any below, that hold a set in BEIR form."""
    found = sorted(path.parent for path in Path(folder).rglob(_CORPUS))
    return [path for path in found if (path / _QUERIES).exists() and (path / _JUDGMENTS).exists()]


def evaluate(
    folder: Path | str, resources: Resources, progress: Progress | None = None, formula: Formula | None = None
) -> list[SetReport]:
    """The scores on every set in a folder. Nothing is fitted to a set but its own term statistics.

    `progress` is told, for each set, how many of its queries are done.
    """
    root = Path(folder)

    def begun(index_folder: str) -> SearchIndex:
        return SearchIndex(index_folder, resources, formula)

    return [_evaluated(path, _name(path, root), begun, progress) for path in sets_below(root)]


def _name(path: Path, root: Path) -> str:
    return root.name if path == root else path.relative_to(root).as_posix()


def _evaluated(path: Path, name: str, begun: Callable[[str], SearchIndex], progress: Progress | None) -> SetReport:
    judgments = _judgments(path / _JUDGMENTS)
    queries = [query for query in _lines(path / _QUERIES) if query["_id"] in judgments]
    results: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        index = begun(folder)
        index.update([Document.from_line(line, "text") for line in _lines(path / _CORPUS)], [], 1)
        for done, query in enumerate(queries, 1):
            lang = query.get("lang") or detect(query["text"])
            results[lang].append(_measured(ranking(index, query), judgments[query["_id"]]))
            if progress is not None:
                progress(done, len(queries))
        size = len(index)
    by_language = {lang: _means(rows) for lang, rows in sorted(results.items())}
    return SetReport(name, size, _means([row for rows in results.values() for row in rows]), by_language)


def ranking(index: SearchIndex, query: Mapping[str, Any]) -> list[str]:
    """The ids that the site would list for a query, without those that the query excludes."""
    excluded = set(query.get("exclude") or ())
    asked = SearchQuery(query["text"], query.get("lang"), limit=_DEPTH + len(excluded))
    return [one for one in index.search(asked).ids if one not in excluded]


def _measured(ranked: Sequence[str], grades: Mapping[str, float]) -> tuple[float, float, float]:
    return ndcg(ranked, grades), reciprocal_rank(ranked, grades), recall(ranked, grades, _DEPTH)


def _means(rows: Sequence[tuple[float, float, float]]) -> Scores:
    count = len(rows)
    means = (sum(column) / count for column in zip(*rows, strict=True)) if rows else (0.0, 0.0, 0.0)
    return Scores(count, *means)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _judgments(path: Path) -> dict[str, dict[str, float]]:
    """Grades by query and document; the first line names the columns. Queries without a relevant document are left out."""
    judged: dict[str, dict[str, float]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        parts = line.split("\t")
        if len(parts) == _COLUMNS:
            judged[parts[0]][parts[1]] = float(parts[2])
    return {query: grades for query, grades in judged.items() if any(grade > 0 for grade in grades.values())}
