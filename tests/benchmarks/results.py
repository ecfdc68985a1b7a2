"""What was measured, kept as one JSON object a line, so that a run can be interrupted and go on."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Results:
    """The results in a folder; the latest of an engine, a stage and a size counts."""

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "results.jsonl"

    def append(self, engine: str, documents: int, figures: Mapping[str, Any]) -> None:
        """Keep the figures of one stage; what was found is kept beside them."""
        kept = dict(figures)
        if (found := kept.pop("found", None)) is not None:
            self._found(engine, documents).parent.mkdir(exist_ok=True)
            self._found(engine, documents).write_text(json.dumps(found), encoding="utf-8")
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = {"engine": engine, "documents": documents, **kept, "when": now, "load": round(os.getloadavg()[0], 1)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def latest(self) -> dict[tuple[str, str, int], dict[str, Any]]:
        """Figures by engine, stage and number of documents."""
        if not self._path.is_file():
            return {}
        lines = map(json.loads, self._path.read_text(encoding="utf-8").splitlines())
        return {(line["engine"], line["stage"], line["documents"]): line for line in lines}

    def found(self, engine: str, documents: int) -> dict[str, list[list[int]]]:
        """The listings that an engine found, by kind of query; empty if it did not come to that."""
        path = self._found(engine, documents)
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def _found(self, engine: str, documents: int) -> Path:
        return self.folder / "found" / f"{engine}-{documents}.json"
