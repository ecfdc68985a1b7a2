"""The criteria on which several facts of each side meet: what comes in, what is used, time, rights, standards, harms."""

import pytest

from marketplace.engine.criteria import Verdict
from marketplace.engine.documents import Condition, Interval, Price, Right
from tests.unit.engine.test_criteria import verdict


def condition(parameter: str, low: float | None, high: float | None, unit: str) -> Condition:
    return Condition(parameter, Interval(low, high, unit))


def inlet(site: tuple[Condition, ...], envelope: tuple[Condition, ...]) -> Verdict:
    return verdict("inlet", {"inlet": site}, {"inlet": envelope})


def test_the_tightest_parameter_decides_what_comes_in() -> None:
    found = inlet(
        (condition("cod", 300, 400, "mg/L"), condition("ph", 6, 8, "pH"), condition("iron", 1, 2, "mg/L")),
        (condition("ph", 5, 9, "pH"), condition("cod", 0.1, 0.5, "g/L"), condition("turbidity", 0, 50, "NTU")),
    )
    assert (found.outcome, found.margin) == ("met", pytest.approx(0.2))
    assert found.offering["compared"] == ["cod", "ph"]
    assert found.offering["decides"] == "cod"
    assert found.offering["open_at_site"] == ["turbidity"]
    assert found.offering["open_of_technology"] == ["iron"]


@pytest.mark.parametrize(
    ("site", "envelope", "margin"),
    [
        (condition("ph", 9, 10, "pH"), condition("ph", 7, 9.5, "pH"), -0.25),
        (condition("cod", 10, 600, "mg/L"), condition("cod", 0, 500, "mg/L"), -1 / 6),
        (condition("iron", 0, 0.2, "mg/L"), condition("iron", 0, 2, "mg/L"), 0.9),
        (condition("moisture", 85, 100, "percent"), condition("moisture", 60, 100, "percent"), 25 / 85),
        (condition("slope", 50, 120, "percent"), condition("slope", 0, 100, "percent"), -1 / 6),
        (condition("gas_temperature", 150, 200, "degC"), condition("gas_temperature", 100, 473.15, "K"), 0.0),
        (condition("arsenic", None, 400, "ug/L"), condition("arsenic", 0.5, 1, "mg/L"), -0.2),
    ],
)
def test_room_of_what_comes_in(site: Condition, envelope: Condition, margin: float) -> None:
    assert inlet((site,), (envelope,)).margin == pytest.approx(margin, abs=1e-4)


def test_nothing_follows_from_parameters_that_one_side_alone_states() -> None:
    found = inlet((condition("salinity", 1, 2, "g/L"),), (condition("salinity", 1, 2, "dS/m"),))
    assert (found.outcome, found.missing) == ("unknown", None)
    assert (found.offering["compared"], found.offering["decides"]) == ([], None)
    assert found.offering["open_at_site"] == found.offering["open_of_technology"] == ["salinity"]


def kilowatts(low: float | None, high: float | None) -> Interval:
    return Interval(low, high, "kW")


def test_what_is_used_grows_with_the_size_needed() -> None:
    offered = {"power": kilowatts(4, 400), "capacity": Interval(10, 1000, "m3/d")}
    enough = verdict("power", {"power": kilowatts(None, 50), "capacity": Interval(100, 100, "m3/d")}, offered)
    assert (enough.outcome, enough.margin) == ("met", pytest.approx(0.2))
    assert enough.offering["demand"] == {"low": 40, "high": 40, "unit": "kW"}
    lacking = verdict("power", {"power": kilowatts(None, 30), "capacity": Interval(100, 100, "m3/d")}, offered)
    assert (lacking.outcome, lacking.margin) == ("unmet", pytest.approx(-0.25))
    two_side_by_side = {"power": kilowatts(None, 500), "capacity": Interval(2000, 2000, "m3/d")}
    assert verdict("power", two_side_by_side, offered).margin == pytest.approx(500 / 800 - 1)


def test_what_depends_on_an_unknown_size_is_open() -> None:
    offered = {"power": kilowatts(4, 400)}
    found = verdict("power", {"power": kilowatts(None, 50)}, offered)
    assert (found.outcome, found.missing, found.offering["demand"]) == ("unknown", None, None)
    assert verdict("power", {"power": kilowatts(None, 2)}, offered).margin == pytest.approx(-0.5)
    assert verdict("power", {"power": kilowatts(None, 800)}, offered).margin == pytest.approx(0.5)


def test_from_so_much_on_is_no_promise_of_more_than_that() -> None:
    offered = {"water": Interval(2, None, "m3/d")}
    assert verdict("water_use", {"water": Interval(None, 50, "m3/d")}, offered).outcome == "unknown"
    assert verdict("water_use", {"water": Interval(None, 1000, "L/d")}, offered).margin == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("there_is", "takes", "margin"), [(24, (6, 12), 0.5), (12, (6, 12), 0.0), (9, (6, 12), None), (3, (6, 12), -0.5)]
)
def test_time_from_order_to_commissioning(there_is: int, takes: tuple[int, int], margin: float | None) -> None:
    found = verdict(
        "timeframe", {"lead_time": Interval(None, there_is, "month")}, {"lead_time": Interval(*takes, "month")}
    )
    assert found.margin == (None if margin is None else pytest.approx(margin))


CHINA = Right("patent_granted", ("CN",))
LAOS = Right("patent_pending", ("LA", "CN"))
KNOW_HOW, COPYRIGHT, OPEN = Right("secret_know_how"), Right("copyright"), Right("open_or_pledged")
UNPLACED, MARK = Right("patent_granted"), Right("trademark", ("LA",))


@pytest.mark.parametrize(
    ("rights", "wanted", "offered", "margin"),
    [
        ((OPEN,), "sale", "training", 1.0),
        ((CHINA,), "sale", "training", 1.0),
        ((CHINA, MARK), "sale", "training", 1.0),
        ((LAOS,), "licence", "licence", 0.5),
        ((LAOS,), "sale", "licence", -1.0),
        ((LAOS,), "training", "training", -1.0),
        ((CHINA, KNOW_HOW), "training", "training", 0.5),
        ((COPYRIGHT,), "training", "training", -1.0),
        ((COPYRIGHT,), "services", "services", 0.5),
        ((UNPLACED,), "licence", "licence", None),
        ((UNPLACED, LAOS), "licence", "licence", 0.5),
        ((), "licence", "licence", None),
    ],
)
def test_rights_bind_where_they_are_in_force(
    rights: tuple[Right, ...], wanted: str, offered: str, margin: float | None
) -> None:
    found = verdict(
        "rights",
        {"countries": ("LA",), "cooperation": frozenset({wanted})},
        {"rights": rights, "cooperation": frozenset({offered})},
    )
    assert found.margin == margin
    assert found.missing == ("offering" if not rights else None)


def test_the_rights_that_bind_are_named() -> None:
    found = verdict(
        "rights",
        {"countries": ("LA", "VN"), "cooperation": frozenset({"sale", "licence", "training"})},
        {"rights": (LAOS, CHINA, OPEN), "cooperation": frozenset({"sale", "training"})},
    )
    assert found.offering["binding"] == [{"status": "patent_pending", "countries": ["LA"]}]
    assert found.offering["conveyed_by"] == ["sale"]


def test_rights_that_bind_are_open_while_a_side_says_nothing_of_cooperation() -> None:
    bound = verdict("rights", {"countries": ("LA",)}, {"rights": (LAOS,), "cooperation": frozenset({"sale"})})
    assert (bound.outcome, bound.missing) == ("unknown", None)
    assert verdict("rights", {"countries": ("LA",)}, {"rights": (CHINA,)}).margin == 1.0


def test_standards_that_are_stated_count_and_the_others_are_to_be_asked() -> None:
    found = verdict(
        "standards",
        {"standards": ("QCVN 40", "EN ISO 9806:2017", "National rules")},
        {"standards": ("ISO 9001:2015", "ISO 9806")},
    )
    assert found.margin == pytest.approx(1 / 3, abs=1e-4)
    assert found.offering["stated"] == ["EN ISO 9806:2017"]
    assert found.offering["to_ask"] == ["QCVN 40", "National rules"]


def test_a_standard_that_is_not_named_is_open_and_never_unmet() -> None:
    found = verdict("standards", {"standards": ("QCVN 40",)}, {"standards": ("ISO 9001:2015",)})
    assert (found.outcome, found.missing) == ("unknown", None)
    assert found.offering["to_ask"] == ["QCVN 40"]


def test_harms_that_are_answered_are_a_question_and_others_a_failure() -> None:
    site = {"sensitivities": frozenset({"groundwater", "forest"})}
    assert verdict("safeguards", site, {"harms": frozenset({"brine"})}).margin == -0.5
    answered = verdict("safeguards", site, {"harms": frozenset({"brine"}), "safeguards": True})
    assert (answered.outcome, answered.missing) == ("unknown", None)
    assert answered.offering["conflicts"] == {"brine": ["groundwater"]}
    assert verdict("safeguards", site, {"harms": frozenset({"noise"}), "safeguards": True}).margin == 1.0


@pytest.mark.parametrize(
    ("site", "envelope", "margin"),
    [
        ((10, 30), (0, 2500), 1.0),
        ((-400, -400), (0, 2500), 1.0),
        ((10, 30), (-100, 530), 0.5),
        ((10, 30), (None, 2500), 1.0),
        ((1500, 1500), (1000, 4500), 0.5),
        ((500, 500), (1000, 4500), -0.5),
    ],
)
def test_an_envelope_that_reaches_the_sea_has_no_lower_limit(
    site: tuple[float, float], envelope: tuple[float | None, float], margin: float
) -> None:
    found = verdict("altitude", {"altitude": Interval(*site, "m")}, {"altitude": Interval(*envelope, "m")})
    assert found.margin == pytest.approx(margin)


def test_several_installations_cost_as_much_as_several() -> None:
    found = verdict(
        "budget",
        {"price": Price(None, 2000, "USD", 2023), "capacity": Interval(300, 300, "m3/d")},
        {"price": Price(800, 1000, "USD", 2023), "capacity": Interval(50, 100, "m3/d")},
    )
    assert found.offering["expected_cost_base_usd"] == pytest.approx(3000)
    assert found.outcome == "unmet"
