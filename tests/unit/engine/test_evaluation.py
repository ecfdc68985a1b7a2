import json
from math import log2
from pathlib import Path

import numpy as np
import pytest

from marketplace.engine.evaluation import evaluate, sets_below
from marketplace.engine.evaluation.metrics import expected_calibration_error, ndcg, recall, reciprocal_rank
from marketplace.engine.resources import Resources


def test_ndcg_by_hand() -> None:
    grades = {"a": 3.0, "b": 2.0, "c": 1.0}
    reached = 2 / log2(2) + 0 + 3 / log2(4)
    possible = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert ndcg(["b", "x", "a"], grades) == pytest.approx(reached / possible)
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["a"], {}) == 0.0


def test_reciprocal_rank_and_recall_by_hand() -> None:
    grades = {"a": 1.0, "b": 1.0, "z": 0.0}
    assert reciprocal_rank(["x", "z", "a"], grades) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"] * 10 + ["a"], grades) == 0.0
    assert recall(["x", "a"], grades) == 0.5
    assert recall(["a", "b"], grades, 1) == 0.5


def test_calibration_error_by_hand() -> None:
    stated = np.array([0.1, 0.1, 0.9, 0.9])
    happened = np.array([0.0, 0.0, 1.0, 0.0])
    assert expected_calibration_error(stated, happened, bins=2) == pytest.approx((0.1 + 0.4) / 2)
    weights = np.array([1.0, 1.0, 3.0, 1.0])
    assert expected_calibration_error(np.full(4, 0.5), happened, weights, bins=1) == pytest.approx(0.0)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "sets" / "small"
    folder.mkdir(parents=True)
    corpus = [
        {"_id": "1", "title": "Solar pump", "text": "Pumping water for irrigation", "lang": "en"},
        {"_id": "2", "title": "", "text": "Eoliennes et turbines de petite taille", "lang": "fr"},
        {"_id": "3", "text": "Solar pump pump pump"},
    ]
    queries = [
        {"_id": "1", "text": "solar pump for irrigation", "lang": "en", "exclude": ["3"]},
        {"_id": "2", "text": "éoliennes de petite taille", "lang": "fr"},
        {"_id": "9", "text": "nobody judged this", "lang": "en"},
    ]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\t1\t1\n1\t3\t0\n2\t2\t2\n", encoding="utf-8")
    return tmp_path / "sets"


def test_sets_are_found_and_measured(beir: Path, resources: Resources) -> None:
    seen: list[tuple[int, int]] = []
    (report,) = evaluate(beir, resources, lambda done, total: seen.append((done, total)))
    assert (report.name, report.documents, report.overall.queries) == ("small", 3, 2)
    assert (report.overall.ndcg10, report.overall.mrr10, report.overall.recall100) == (1.0, 1.0, 1.0)
    assert set(report.by_language) == {"en", "fr"}
    assert seen == [(1, 2), (2, 2)]
    assert report.to_json()["overall"]["ndcg10"] == 1.0


def test_a_set_may_be_named_itself(beir: Path, resources: Resources) -> None:
    assert sets_below(beir / "small") == [beir / "small"]
    assert evaluate(beir / "small", resources)[0].name == "small"
