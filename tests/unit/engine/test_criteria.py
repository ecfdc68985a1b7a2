from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.criteria import CRITERIA, Compared, Verdict, comparable, field_relation, judge, margin_matrix
from marketplace.engine.criteria.conflicts import CONFLICTS, SENSITIVITIES
from marketplace.engine.criteria.units import measure
from marketplace.engine.documents import Document, Interval, Price, Profile
from marketplace.engine.reference import Geography
from marketplace.engine.resources import Resources
from tests.unit.engine.conftest import AREAS, CLIMATES, PRICES, need, offering

WORLD = Resources(Vocabulary({}), Geography(AREAS, CLIMATES), PRICES)


def verdicts(wanted: Document, offered: Document) -> dict[str, Verdict]:
    rows = comparable(wanted, WORLD), comparable(offered, WORLD)
    found = judge(wanted.profile, offered.profile, margin_matrix(*rows)[0], Compared(*rows))
    return {verdict.criterion: verdict for verdict in found}


def verdict(criterion: str, wanted: dict[str, object], offered: dict[str, object]) -> Verdict:
    return verdicts(need(**wanted), offering(**offered))[criterion]  # type: ignore[arg-type]


def flow(low: float | None, high: float | None, unit: str = "m3/d") -> Interval:
    return Interval(low, high, unit)


@pytest.mark.parametrize(
    ("criterion", "wanted", "offered", "margin"),
    [
        ("benefit", {}, {"benefits": 1}, 0.5),
        ("benefit", {}, {"benefits": 1, "verified_benefits": 1}, 0.875),
        ("readiness", {"readiness": 7}, {"readiness": 9}, 2 / 9),
        ("readiness", {"readiness": 9}, {"readiness": 6}, -3 / 9),
        ("capacity", {"capacity": flow(400, None)}, {"capacity": flow(100, 1000)}, 0.6),
        ("capacity", {"capacity": flow(400, None)}, {"capacity": flow(500, 1000)}, -0.2),
        ("capacity", {"capacity": flow(400, None)}, {"capacity": flow(None, 200)}, -0.5),
        ("capacity", {"capacity": flow(400, 400)}, {"capacity": flow(100, None)}, 0.75),
        ("capacity", {"capacity": flow(864, None)}, {"capacity": flow(1, 10, "L/s")}, 0.0),
        (
            "ambient_temperature",
            {"ambient_temperature": flow(5, 40, "degC")},
            {"ambient_temperature": flow(0, 50, "degC")},
            0.25,
        ),
        (
            "ambient_temperature",
            {"ambient_temperature": flow(5, 60, "degC")},
            {"ambient_temperature": flow(0, 50, "degC")},
            -0.5,
        ),
        (
            "ambient_temperature",
            {"ambient_temperature": flow(None, 122, "degF")},
            {"ambient_temperature": flow(0, 50, "degC")},
            0.0,
        ),
        ("altitude", {"altitude": flow(3800, None, "m")}, {"altitude": flow(None, 2, "km")}, -1.0),
        ("altitude", {"altitude": flow(3800, 3800, "m")}, {"altitude": flow(None, 3, "km")}, -0.8),
        ("grid", {"grid": "weak"}, {"grid": "off_grid"}, 0.5),
        ("grid", {"grid": "off_grid"}, {"grid": "stable"}, -1.0),
        ("operator_skill", {"operator_skill": "technician"}, {"operator_skill": "untrained"}, 2 / 3),
        ("operator_skill", {"operator_skill": "untrained"}, {"operator_skill": "engineer"}, -1.0),
        ("cooperation", {"cooperation": frozenset({"sale", "licence"})}, {"cooperation": frozenset({"sale"})}, 0.5),
        ("cooperation", {"cooperation": frozenset({"licence"})}, {"cooperation": frozenset({"sale"})}, -1.0),
        ("availability", {"countries": ("LA",)}, {"countries": ("142",)}, 1.0),
        ("availability", {"countries": ("LA",)}, {"countries": ("001",)}, 1.0),
        ("availability", {"countries": ("LA", "KE")}, {"countries": ("142",)}, -0.5),
        ("availability", {"countries": ("LA",)}, {"countries": ("CN",)}, -1.0),
        ("language", {"languages": frozenset({"lo", "fr"})}, {"languages": frozenset({"en", "fr"})}, 1.0),
        ("language", {"languages": frozenset({"lo"})}, {"languages": frozenset({"en"})}, -1.0),
        ("deployment", {"countries": ("LA",)}, {"deployed_in": ("LA", "DE")}, 1.0),
        ("deployment", {"countries": ("LA",)}, {"deployed_in": ("VN",)}, 0.66),
        ("deployment", {"countries": ("LA",)}, {"deployed_in": ("TZ",)}, 0.33),
        ("deployment", {"countries": ("LA",)}, {"deployed_in": ("DE",)}, -0.33),
        ("safeguards", {"sensitivities": frozenset({"groundwater"})}, {"harms": frozenset({"noise"})}, 1.0),
        ("safeguards", {"sensitivities": frozenset({"groundwater", "forest"})}, {"harms": frozenset({"brine"})}, -0.5),
    ],
)
def test_margins(criterion: str, wanted: dict[str, object], offered: dict[str, object], margin: float | None) -> None:
    found = verdict(criterion, wanted, offered)
    if margin is None:
        assert found.outcome == "unknown"
    else:
        assert found.margin == pytest.approx(margin, abs=1e-4)
        assert found.outcome == ("met" if margin >= 0 else "unmet")
        assert found.missing is None


@pytest.mark.parametrize("criterion", [criterion.name for criterion in CRITERIA])
def test_silence_is_unknown_and_named(criterion: str) -> None:
    found = verdict(criterion, {}, {})
    assert (found.outcome, found.margin) == ("unknown", None)
    assert found.missing == ("offering" if criterion == "benefit" else "both")


def test_the_silent_side_is_named() -> None:
    assert verdict("readiness", {"readiness": 7}, {}).missing == "offering"
    assert verdict("readiness", {}, {"readiness": 7}).missing == "need"


def test_what_cannot_be_compared_is_unknown_though_nobody_is_silent() -> None:
    found = verdict("capacity", {"capacity": flow(5, None, "kW")}, {"capacity": flow(1, 9, "m3/d")})
    assert (found.outcome, found.missing) == ("unknown", None)
    priced = Price(None, 10.0, "XTS", 2023)
    assert verdict("budget", {"price": priced}, {"price": Price(1, 2, "USD", 2023)}).outcome == "unknown"


def budget(limit: Price, cost: Price, required: Interval | None = None, covered: Interval | None = None) -> Verdict:
    return verdict("budget", {"price": limit, "capacity": required}, {"price": cost, "capacity": covered})


def test_budget_and_cost_meet_in_one_currency_and_year() -> None:
    found = budget(Price(None, 1000, "USD", 2023), Price(4900, 4900, "CNY", 2023))
    assert found.margin == pytest.approx(0.3)
    assert found.offering["expected_cost_base_usd"] == pytest.approx(700)
    dearer = budget(Price(None, 500, "USD", 2019), Price(700, 700, "USD", 2023))
    assert dearer.margin == pytest.approx((500 / 0.85 - 700) / 700, abs=1e-4)


def test_a_cost_for_each_unit_of_capacity_grows_with_what_is_required() -> None:
    cost = Price(10, 10, "USD", 2023, per_capacity_unit=True)
    found = budget(Price(None, 8000, "USD", 2023), cost, flow(400, None), flow(100, 1000))
    assert found.offering["expected_cost_base_usd"] == pytest.approx(4000)
    assert found.margin == pytest.approx(0.5)


def test_cost_follows_capacity_between_the_ends_of_its_range() -> None:
    cost, covered = Price(20_000, 2_000_000, "USD", 2023), flow(10, 1000)
    small = budget(Price(None, 40_000, "USD", 2023), cost, flow(10, None), covered)
    middle = budget(Price(None, 40_000, "USD", 2023), cost, flow(100, None), covered)
    assert small.offering["expected_cost_base_usd"] == pytest.approx(20_000)
    assert middle.offering["expected_cost_base_usd"] == pytest.approx(200_000)
    assert (small.outcome, middle.outcome) == ("met", "unmet")


def test_verdicts_show_what_was_found() -> None:
    found = verdict(
        "safeguards", {"sensitivities": frozenset({"groundwater"})}, {"harms": frozenset({"brine", "noise"})}
    )
    assert found.offering["conflicts"] == {"brine": ["groundwater"]}
    assert verdict("deployment", {"countries": ("LA",)}, {"deployed_in": ("VN",)}).offering["nearest"] == "subregion"


def test_a_verdict_crosses_borders() -> None:
    found = verdict("readiness", {"readiness": 7}, {"readiness": 9})
    assert Verdict.from_json(found.to_json()) == found


def test_every_conflict_names_known_sensitivities() -> None:
    assert set().union(*CONFLICTS.values()) <= set(SENSITIVITIES)


def test_fields_are_related_by_both_levels() -> None:
    def relation(left: tuple[str, ...], right: tuple[str, ...]) -> float:
        rows = comparable(need(fields=left), WORLD), comparable(offering(fields=right), WORLD)
        return float(field_relation(*rows)[0])

    assert relation(("water.reuse",), ("energy.solar", "water.reuse")) == 1.0
    assert relation(("water.reuse",), ("water.networks",)) == 0.5
    assert relation(("water.reuse",), ("energy.solar",)) == -1.0


EQUAL_UNITS = {"m3/d": 1.0, "m3/h": 1 / 24, "L/s": 1000 / 86400, "L/d": 1000.0, "m3/a": 365.25}
TEMPERATURES = {"degC": lambda c: c, "K": lambda c: c + 273.15, "degF": lambda c: c * 9 / 5 + 32}
amounts = st.floats(0.1, 1e5)


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, amounts, st.sampled_from(sorted(EQUAL_UNITS)), st.sampled_from(sorted(EQUAL_UNITS)))
def test_units_never_change_a_verdict_on_capacity(required: float, one: float, other: float, u: str, v: str) -> None:
    low, high = sorted((one, other))
    plain = verdict("capacity", {"capacity": flow(required, None)}, {"capacity": flow(low, high)})
    converted = verdict(
        "capacity",
        {"capacity": flow(required * EQUAL_UNITS[u], None, u)},
        {"capacity": flow(low * EQUAL_UNITS[v], high * EQUAL_UNITS[v], v)},
    )
    assert converted.margin == pytest.approx(plain.margin, abs=1e-4)
    assert converted.outcome == plain.outcome


@settings(max_examples=60, deadline=None)
@given(st.integers(-40, 60), st.integers(-40, 60), st.integers(-40, 60), st.sampled_from(sorted(TEMPERATURES)))
def test_units_never_change_a_verdict_on_temperature(site: int, one: int, other: int, unit: str) -> None:
    low, high = sorted((one, other))
    convert = TEMPERATURES[unit]
    plain = verdict(
        "ambient_temperature",
        {"ambient_temperature": flow(site, site, "degC")},
        {"ambient_temperature": flow(low, high, "degC")},
    )
    converted = verdict(
        "ambient_temperature",
        {"ambient_temperature": flow(convert(site), convert(site), unit)},
        {"ambient_temperature": flow(low, high, "degC")},
    )
    assert converted.margin == pytest.approx(plain.margin, abs=1e-4)
    assert converted.outcome == plain.outcome


def test_things_counted_are_kept_apart() -> None:
    kinds = [
        measure(code) for code in ("household", "person", "animal", "NTU", "pH", "percent", "degree", "kgCO2e", "unit")
    ]
    assert None not in kinds
    assert len({kind.dimension for kind in kinds if kind}) == len(kinds)
    assert measure("nonsense") is None


def test_a_pool_is_judged_as_its_pairs_are() -> None:
    wanted = need(readiness=7, capacity=flow(400, None), countries=("LA",))
    offers = [offering(readiness=level, capacity=flow(10, 100 * level), countries=("142",)) for level in range(1, 10)]
    rows = np.concatenate([comparable(one, WORLD) for one in offers])
    pool = margin_matrix(comparable(wanted, WORLD), rows)
    pairs = np.concatenate([margin_matrix(comparable(wanted, WORLD), comparable(one, WORLD)) for one in offers])
    np.testing.assert_array_equal(pool, pairs)


def test_a_profile_crosses_borders() -> None:
    profile = Profile(
        readiness=7,
        capacity=flow(1, None),
        price=Price(1, 2, "USD", 2020, per_capacity_unit=True),
        climates=frozenset({"arid"}),
        countries=("LA",),
        harms=frozenset({"noise"}),
    )
    assert Profile.from_json(profile.to_json()) == profile
    document = replace(need(), profile=profile, facets={"field": ("a.b",)})
    assert Document.from_json(document.to_json()) == document
    with pytest.raises(ValueError, match="unknown kind"):
        Document.from_json({"id": "1", "kind": "wish"})
