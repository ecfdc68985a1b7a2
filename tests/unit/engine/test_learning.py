"""The ranker's teaching: correction for positions, twins that have not seen a need, cards and comparisons."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from marketplace.engine.documents import Text
from marketplace.engine.evaluation import Card, Comparison, compare, describe
from marketplace.engine.evaluation.card import selected
from marketplace.engine.evaluation.metrics import expected_calibration_error, reliability
from marketplace.engine.features import FEATURES
from marketplace.engine.ranker import (
    CrossFitted,
    Judged,
    Lessons,
    Ranker,
    corrected_weights,
    fold_of,
    lessons,
    propensity,
)
from marketplace.engine.resources import Resources
from tests.unit.engine.conftest import need, offering

BUDGET, COOPERATION, DEPLOYMENT = (FEATURES.index(f"{name}_met") for name in ("budget", "cooperation", "deployment"))


def world(generator: np.random.Generator, needs: int, per_need: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Pairs whose texts say nothing, some within budget, some of a common form, some deployed near."""
    matrix = np.zeros((needs * per_need, len(FEATURES)))
    matrix[:, 0] = 0.2
    matrix[:, BUDGET] = generator.uniform(size=len(matrix)) < 0.25
    matrix[:, [COOPERATION, DEPLOYMENT]] = generator.integers(0, 2, (len(matrix), 2))
    return matrix, np.repeat(np.arange(needs), per_need)


def preference(matrix: np.ndarray) -> np.ndarray:
    """What those who judge want: within budget a common form, beyond it what already runs near."""
    wanted = np.where(matrix[:, BUDGET] > 0, matrix[:, COOPERATION], matrix[:, DEPLOYMENT])
    return np.where(wanted > 0, 0.8, 0.1)


@pytest.mark.parametrize("seed", range(5))
def test_correcting_for_positions_recovers_what_people_want(seed: int) -> None:
    """The old ranking puts cheap ones first; people look at a place k with a chance of 1 / k."""
    generator = np.random.default_rng(seed)
    matrix, groups = world(generator, 80)
    positions = np.empty(len(groups))
    for group in range(80):
        mine = np.flatnonzero(groups == group)
        order = mine[np.argsort(-(matrix[mine, BUDGET] + generator.uniform(0, 0.01, len(mine))))]
        positions[order] = np.arange(1, len(mine) + 1)
    looked = generator.uniform(size=len(groups)) < propensity(positions)
    grades = np.where(generator.uniform(size=len(groups)) < preference(matrix), 3, 0)
    unseen, _ = world(generator, 60)
    wanted = preference(unseen)

    def quality(weights: np.ndarray) -> tuple[float, float]:
        ranker = Ranker.fit(matrix[looked], grades[looked], groups[looked], weights)
        stated = ranker.predict(unseen)
        loss = -(wanted * np.log(stated) + (1 - wanted) * np.log(1 - stated)).mean()
        return float(loss), float(spearmanr(stated, wanted).statistic)

    plain = np.ones(looked.sum())
    (loss, order), (corrected_loss, corrected_order) = (
        quality(plain),
        quality(corrected_weights(plain, positions[looked])),
    )
    assert corrected_loss < loss - 0.02
    assert corrected_order > order + 0.05


def test_weights_are_clipped_normalised_and_left_alone_where_nothing_was_shown() -> None:
    weights = np.array([2.0, 1.0, 1.0, 1.0])
    corrected = corrected_weights(weights, np.array([np.nan, 1.0, 2.0, 1000.0]))
    assert corrected[0] == 2.0
    assert corrected[1:].sum() == pytest.approx(3.0)
    assert corrected[2] / corrected[1] == pytest.approx(2.0)
    assert corrected[3] / corrected[1] == pytest.approx(10.0)
    assert corrected_weights(weights, np.full(4, np.nan)).tolist() == weights.tolist()


def graded(count: int = 600) -> Lessons:
    generator = np.random.default_rng(3)
    matrix = np.zeros((count, len(FEATURES)))
    matrix[:, 0] = generator.uniform(0, 0.5, count)
    good = generator.uniform(size=count) < 1 / (1 + np.exp(-14 * (matrix[:, 0] - 0.3)))
    groups = np.arange(count) % 40
    folds = np.array([fold_of(str(group)) for group in groups])
    return Lessons(matrix, np.where(good, 3, 0), groups, np.ones(count), matrix[:, 0], folds)


LEARNED = graded()
FITTED = CrossFitted.fit(LEARNED)
LANGUAGES = ["fr" if group % 2 else "zh" for group in LEARNED.groups.tolist()]
FIELDS = ["water"] * len(LANGUAGES)


def test_each_pair_is_scored_by_a_ranker_that_has_not_seen_its_need() -> None:
    """Other grades for the needs of one fold leave the scores of this fold as they are, and change all others."""
    fold = int(LEARNED.folds[0])
    mine = LEARNED.folds == fold
    other = CrossFitted.fit(replace(LEARNED, grades=np.where(mine, 3 - LEARNED.grades, LEARNED.grades)))
    np.testing.assert_array_equal(other.out_of_fold(LEARNED)[mine], FITTED.out_of_fold(LEARNED)[mine])
    assert np.all(other.out_of_fold(LEARNED)[~mine] != FITTED.out_of_fold(LEARNED)[~mine])


def test_a_model_is_the_same_from_its_file_and_from_its_numbers(tmp_path: Path) -> None:
    FITTED.save(tmp_path / "model.skops")
    for again in (CrossFitted.load(tmp_path / "model.skops"), CrossFitted.from_json(FITTED.to_json())):
        assert again.version == FITTED.version == again.ranker.name
        np.testing.assert_array_equal(again.out_of_fold(LEARNED), FITTED.out_of_fold(LEARNED))
    assert Ranker.load(tmp_path / "model.skops").version == FITTED.version


def test_numbers_for_other_features_are_refused() -> None:
    numbers = FITTED.to_json()
    numbers["ranker"]["calibration"]["features"] = ["text"]
    with pytest.raises(ValueError, match="other features"):
        CrossFitted.from_json(numbers)


def test_a_card_says_what_the_model_does() -> None:
    card = describe(FITTED, LEARNED, LANGUAGES, FIELDS)
    assert set(card.by_language) == {"fr", "zh"}
    assert card.by_field["water"] == card.overall
    assert sum(each.pairs for each in card.curve) == card.overall.calibration.pairs == 600
    assert sum(each.good for each in card.curve) == card.overall.calibration.good
    assert card.overall.ndcg10_interval[0] < card.overall.ndcg10 < card.overall.ndcg10_interval[1]
    assert card.influence[0].part == "text"
    assert card.influence[0].spread > 1
    assert card.influence[0].loss == max(each.loss or 0.0 for each in card.influence)
    silent = next(each for each in card.influence if each.part == "capacity")
    assert (silent.spread, silent.loss) == (0.0, 0.0)
    assert Card.from_json(card.to_json()) == card


def test_the_error_over_likely_pairs_is_not_hidden_by_the_many_unlikely_ones() -> None:
    card = describe(FITTED, LEARNED, LANGUAGES, FIELDS)
    stated = FITTED.out_of_fold(LEARNED)
    assert card.likely.pairs == (stated >= 0.1).sum() < 600
    assert sum(each.pairs for each in card.likely_curve) == card.likely.pairs
    assert card.likely.ece_interval[0] <= card.likely.ece_interval[1]


def test_bins_of_equal_mass_follow_the_weights() -> None:
    stated, good = np.array([0.1, 0.2, 0.6, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])
    bins = reliability(stated, good, np.array([3.0, 1.0, 1.0, 1.0]), bins=2)
    assert [(each.pairs, each.good, each.mass) for each in bins] == [(1, 0, 3.0), (3, 2, 3.0)]
    assert bins[1].stated == pytest.approx(1.7 / 3)
    assert bins[1].observed == pytest.approx(2 / 3)
    error = sum(each.mass * abs(each.stated - each.observed) for each in bins) / 6
    assert expected_calibration_error(stated, good, np.array([3.0, 1.0, 1.0, 1.0]), bins=2) == pytest.approx(error)
    assert reliability(stated[:0], good[:0]) == ()


def test_a_model_taught_shuffled_grades_is_worse_and_one_taught_half_as_much_is_not() -> None:
    generator = np.random.default_rng(0)
    shuffled = CrossFitted.fit(replace(LEARNED, grades=generator.permutation(LEARNED.grades)))
    found = compare(shuffled, FITTED, LEARNED, LANGUAGES, FIELDS)
    assert found.worse
    assert found.overall.ece.difference > 0.1
    assert Comparison.from_json(found.to_json()) == found
    half = CrossFitted.fit(selected(LEARNED, np.arange(600) % 2 == 0))
    assert not compare(half, FITTED, LEARNED, LANGUAGES, FIELDS).worse
    same = compare(FITTED, FITTED, LEARNED, LANGUAGES, FIELDS)
    assert (same.overall.ndcg10.low, same.overall.ndcg10.high, same.overall.ece.difference) == (0.0, 0.0, 0.0)


def test_two_versions_of_a_need_stay_in_one_fold(resources: Resources) -> None:
    pump, digester = offering("o1", Text("en", "solar pump")), offering("o2", Text("en", "biogas digester"))
    old, new = need("7.1", Text("en", "a pump for a village")), need("7.2", Text("en", "a digester for a village"))
    pairs = [Judged(old, pump, 3, group="7"), Judged(new, digester, 3, 2.0, 4, "7"), Judged(new, pump, 0, 1.0, 1, "7")]
    learned = lessons(pairs, resources)
    assert set(learned.groups) == {0}
    assert set(learned.folds) == {fold_of("7")}
    assert learned.text[0] > learned.text[2]
    assert learned.weights.sum() == pytest.approx(4.0)
    assert learned.weights[1] / learned.weights[2] == pytest.approx(8.0)
