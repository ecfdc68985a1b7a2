from pathlib import Path

import numpy as np
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.engine.documents import Interval, Text
from marketplace.engine.evaluation import cross_validate
from marketplace.engine.features import FEATURES, PARTS
from marketplace.engine.ranker import Judged, Ranker, fit_ranker
from marketplace.engine.resources import Resources
from tests.unit.engine.conftest import need, offering

GENERATOR = np.random.default_rng(7)


def lessons(count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs whose goodness depends on text and, in the wrong direction, on one criterion."""
    matrix = np.zeros((count, len(FEATURES)))
    matrix[:, 0] = GENERATOR.uniform(0, 0.5, count)
    readiness = GENERATOR.integers(-1, 2, count)
    matrix[:, FEATURES.index("readiness_met")] = np.maximum(readiness, 0)
    matrix[:, FEATURES.index("readiness_unmet")] = np.minimum(readiness, 0)
    odds = 12 * (matrix[:, 0] - 0.25) - readiness
    good = GENERATOR.uniform(size=count) < 1 / (1 + np.exp(-odds))
    return matrix, np.where(good, 3, 0), np.arange(count) % 40


TRAINED = Ranker.fit(*lessons())


@settings(max_examples=50, deadline=None)
@given(
    column=st.sampled_from(range(len(FEATURES))),
    more=st.floats(0.01, 1),
    seed=st.integers(0, 2**32 - 1),
    trained=st.booleans(),
)
def test_more_of_any_feature_never_lowers_a_score(column: int, more: float, seed: int, *, trained: bool) -> None:
    ranker = TRAINED if trained else Ranker.untrained()
    row = np.random.default_rng(seed).uniform(-1, 1, (1, len(FEATURES)))
    signs = [(0.0, 1.0) if name == "text" or name.endswith("_met") else (-1.0, 0.0) for name in FEATURES]
    row = np.clip(row, [low for low, _ in signs], [high for _, high in signs])
    better = row.copy()
    better[0, column] = min(row[0, column] + more, signs[column][1])
    assert ranker.predict(better)[0] >= ranker.predict(row)[0] - 1e-12


def test_unknown_lies_between_met_and_unmet() -> None:
    rows = np.zeros((3, len(FEATURES)))
    rows[:, 0] = 0.3
    rows[0, FEATURES.index("budget_unmet")] = -1
    rows[2, FEATURES.index("budget_met")] = 1
    unmet, unknown, met = Ranker.untrained().predict(rows)
    assert unmet < unknown < met


def test_calibration_keeps_the_order_strictly() -> None:
    rows = np.zeros((50, len(FEATURES)))
    rows[:, 0] = np.linspace(0, 1, 50)
    assert TRAINED.slope > 0
    assert np.all(np.diff(TRAINED.predict(rows)) > 0)


def test_probabilities_mean_what_they_say() -> None:
    matrix, grades, _ = lessons(4000)
    stated = TRAINED.predict(matrix)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        mine = (stated >= low) & (stated < high)
        assert abs(stated[mine].mean() - (grades[mine] >= 2).mean()) < 0.12


def test_a_model_is_saved_and_loaded(tmp_path: Path) -> None:
    TRAINED.save(tmp_path / "model.skops")
    loaded = Ranker.load(tmp_path / "model.skops")
    rows = lessons(20)[0]
    assert (loaded.version, loaded.name, loaded.trained_on) == (TRAINED.version, "trained", 400)
    np.testing.assert_array_equal(loaded.predict(rows), TRAINED.predict(rows))
    assert loaded.version != Ranker.untrained().version


def test_a_file_of_other_types_is_refused(tmp_path: Path) -> None:
    skops.io.dump({"estimator": Path("/"), "calibration": {}}, tmp_path / "model.skops")
    with pytest.raises(skops.io.exceptions.UntrustedTypesFoundException):
        Ranker.load(tmp_path / "model.skops")


def test_contributions_name_every_part() -> None:
    rows = lessons(5)[0]
    owed = TRAINED.contributions(rows)
    assert tuple(owed) == PARTS
    assert np.all(owed["text"] >= 0)


def test_grades_of_one_kind_teach_nothing() -> None:
    matrix, _, groups = lessons(20)
    with pytest.raises(ValueError, match="of both kinds"):
        Ranker.fit(matrix, np.zeros(20, np.int64), groups)


def judged() -> list[Judged]:
    topics = [("biogas digester", "沼气池"), ("solar pump", "太阳能水泵"), ("activated sludge", "活性污泥")]
    offers = [offering(f"o{place}", Text("en", en), Text("zh", zh)) for place, (en, zh) in enumerate(topics)]
    pairs = []
    for number in range(12):
        place = number % 3
        wanted = need(
            f"n{number}",
            Text("en", f"Town {number} wants a {topics[place][0]}"),
            Text("zh", f"第{number}镇需要{topics[place][1]}"),
            capacity=Interval(1, None, "m3/d"),
        )
        pairs += [
            Judged(wanted, one, 3 if at == place else 0, 1.0 if at == place else 2.0) for at, one in enumerate(offers)
        ]
    return pairs


def test_a_ranker_learns_from_judged_pairs(resources: Resources) -> None:
    seen: list[tuple[int, int]] = []
    ranker = fit_ranker(judged(), resources, name="first", progress=lambda done, total: seen.append((done, total)))
    assert (ranker.name, ranker.trained_on) == ("first", 36)
    assert seen[-1] == (15, 15)


def test_cross_validation_reports_order_calibration_and_languages(resources: Resources) -> None:
    report = cross_validate(judged(), resources, ("en", "zh"))
    assert (report.pairs, report.needs) == (36, 12)
    assert report.ndcg10 == pytest.approx(1.0)
    low, high = report.ece_interval
    assert 0 <= low <= high <= 1
    assert set(report.by_locale) == {"en", "zh"}
    assert report.by_locale["en"].same_language_ndcg10 == pytest.approx(1.0)
    assert report.by_locale["en"].ratio > 0.6
    assert report.to_json()["by_locale"]["zh"]["needs"] == 12
