"""What holds of every criterion, whatever the two sides say."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from marketplace.engine.criteria import CRITERIA, comparable, margin_matrix
from marketplace.engine.criteria.conflicts import CONFLICTS, SENSITIVITIES
from marketplace.engine.documents import Condition, Document, Interval, Price, Profile, Right
from tests.unit.engine.conftest import AREAS, need, offering
from tests.unit.engine.test_criteria import WORLD

NAMES = [criterion.name for criterion in CRITERIA]
#: For each unit, another of its dimension, and how a value in the one is written in the other.
OTHER_UNITS: dict[str, tuple[str, Any]] = {
    "m3/d": ("L/s", lambda value: value / 86.4),
    "kW": ("MW", lambda value: value / 1000),
    "m": ("km", lambda value: value / 1000),
    "degC": ("degF", lambda value: value * 9 / 5 + 32),
    "mg/L": ("g/L", lambda value: value / 1000),
    "percent": ("ppm", lambda value: value * 10_000),
    "pH": ("pH", lambda value: value),
    "month": ("a", lambda value: value / 12),
}
#: Those that compare a site with an envelope: attribute -> unit.
ENVELOPES = {"capacity": "m3/d", "ambient_temperature": "degC", "altitude": "m"}
INLET_UNITS = {"cod": "mg/L", "ph": "pH", "gas_temperature": "degC", "moisture": "percent"}
COOPERATION = ("licence", "sale", "training", "investment")
RIGHTS = ("patent_granted", "secret_know_how", "copyright", "lapsed", "trademark")
LINES = ("ISO 30500:2018", "ISO 30500", "GB 18918-2002 一级A", "Ley 225-20")

few = settings(max_examples=25, deadline=None)
# Numbers of tests stand on a grid, so that no two of them differ by less than a conversion rounds.
values = st.integers(-20, 1000).map(lambda value: value / 4)
sizes = st.integers(0, 4000).map(lambda value: value / 4)


def intervals(unit: str) -> SearchStrategy[Interval]:
    ends = values if unit in {"degC", "m"} else sizes
    pairs = st.tuples(ends, ends).map(sorted).map(lambda pair: Interval(pair[0], pair[1], unit))
    return pairs | ends.map(lambda low: Interval(low, None, unit)) | ends.map(lambda high: Interval(None, high, unit))


def maybe(strategy: SearchStrategy[Any], nothing: object = None) -> SearchStrategy[Any]:
    return st.just(nothing) | strategy


def subsets(codes: tuple[str, ...]) -> SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(codes), max_size=3)


conditions = st.sampled_from(sorted(INLET_UNITS)).flatmap(
    lambda name: st.builds(Condition, st.just(name), intervals(INLET_UNITS[name]))
)
countries = st.lists(st.sampled_from(sorted(AREAS)), max_size=3, unique=True).map(tuple)
profiles = st.builds(
    Profile,
    readiness=maybe(st.integers(1, 9)),
    capacity=maybe(intervals("m3/d")),
    ambient_temperature=maybe(intervals("degC")),
    altitude=maybe(intervals("m")),
    inlet=st.lists(conditions, max_size=4).map(tuple),
    power=maybe(intervals("kW")),
    water=maybe(intervals("m3/d")),
    grid=maybe(st.sampled_from(("stable", "weak", "off_grid"))),
    operator_skill=maybe(st.sampled_from(("untrained", "engineer"))),
    climates=subsets(("arid", "tropical")),
    cooperation=subsets(COOPERATION),
    price=maybe(st.builds(Price, sizes, sizes, st.just("USD"), st.just(2020), st.booleans())),
    lead_time=maybe(intervals("month")),
    countries=countries,
    deployed_in=countries,
    languages=subsets(("en", "fr", "lo")),
    harms=maybe(subsets(tuple(CONFLICTS))),
    sensitivities=maybe(subsets(SENSITIVITIES)),
    safeguards=st.booleans(),
    rights=st.lists(st.builds(Right, st.sampled_from(RIGHTS), countries), max_size=3).map(tuple),
    standards=st.lists(st.sampled_from(LINES), max_size=3, unique=True).map(tuple),
    benefits=st.integers(0, 12),
)


def margins(wanted: Profile, offered: Profile) -> dict[str, float]:
    rows = comparable(of("need", wanted), WORLD), comparable(of("offering", offered), WORLD)
    return dict(zip(NAMES, margin_matrix(*rows)[0].tolist(), strict=True))


def of(kind: str, profile: Profile) -> Document:
    return replace(need() if kind == "need" else offering(), profile=profile)


def outcome(margin: float) -> str:
    return "unknown" if np.isnan(margin) else "met" if margin >= 0 else "unmet"


@few
@given(profiles, profiles)
def test_margins_lie_within_one_or_are_unknown(wanted: Profile, offered: Profile) -> None:
    found = np.array(list(margins(wanted, offered).values()))
    assert np.all(np.isnan(found) | (np.abs(found) <= 1))


@few
@given(profiles)
def test_a_silent_side_leaves_everything_unknown(profile: Profile) -> None:
    asked_of_the_need = margins(profile, Profile())
    assert {name for name, margin in asked_of_the_need.items() if not np.isnan(margin)} == set()
    asked_of_the_offering = margins(Profile(), profile)
    assert {name for name, margin in asked_of_the_offering.items() if not np.isnan(margin)} <= {"benefit"}


@few
@given(profiles)
def test_an_interval_without_ends_says_nothing(profile: Profile) -> None:
    quantities = {"capacity": "m3/d", "ambient_temperature": "degC", "altitude": "m", "power": "kW", "water": "m3/d"}
    hollow = {name: Interval(None, None, unit) for name, unit in quantities.items()}
    emptied = replace(profile, **hollow, inlet=(Condition("cod", Interval(None, None, "mg/L")),))
    criteria = ("capacity", "ambient_temperature", "altitude", "power", "water_use", "inlet")
    for found in (margins(emptied, profile), margins(profile, emptied)):
        assert {outcome(found[name]) for name in criteria} == {"unknown"}


def converted(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    unit, convert = OTHER_UNITS[interval.unit]
    low, high = (None if end is None else convert(end) for end in (interval.low, interval.high))
    return Interval(low, high, unit)


def in_other_units(profile: Profile) -> Profile:
    names = ("capacity", "ambient_temperature", "altitude", "power", "water", "lead_time")
    price = profile.price
    if price is not None and price.per_capacity_unit and profile.capacity is not None:
        # A price for each unit of capacity is for each of the units that the capacity is stated in.
        per = 86.4 if profile.capacity.unit == "m3/d" else 1.0
        price = replace(price, low=(price.low or 0) * per, high=(price.high or 0) * per)
    inlet = tuple(Condition(each.parameter, converted(each.interval)) for each in profile.inlet)  # type: ignore[arg-type]
    return replace(profile, **{name: converted(getattr(profile, name)) for name in names}, inlet=inlet, price=price)


@few
@given(profiles, profiles, st.tuples(st.booleans(), st.booleans()))
def test_no_unit_changes_a_verdict(wanted: Profile, offered: Profile, rewriting: tuple[bool, bool]) -> None:
    plain = margins(wanted, offered)
    one, other = (
        in_other_units(profile) if rewritten else profile
        for profile, rewritten in zip((wanted, offered), rewriting, strict=True)
    )
    rewritten = margins(one, other)
    for name in NAMES:
        assert rewritten[name] == pytest.approx(plain[name], abs=1e-6, nan_ok=True), name
        assert outcome(rewritten[name]) == outcome(plain[name]), name


def wider(interval: Interval, by: tuple[float, float]) -> Interval:
    low, high = interval.low, interval.high
    return Interval(None if low is None else low - by[0], None if high is None else high + by[1], interval.unit)


@few
@given(st.sampled_from(sorted(ENVELOPES)), st.data())
def test_a_wider_envelope_never_fits_worse(name: str, data: st.DataObject) -> None:
    site, envelope = (data.draw(intervals(ENVELOPES[name])) for _ in range(2))
    by = data.draw(st.tuples(sizes, sizes))
    before = margins(Profile(**{name: site}), Profile(**{name: envelope}))[name]
    after = margins(Profile(**{name: site}), Profile(**{name: wider(envelope, by)}))[name]
    assert after >= before


@few
@given(conditions, st.data())
def test_a_wider_inlet_envelope_never_fits_worse(site: Condition, data: st.DataObject) -> None:
    envelope = data.draw(intervals(INLET_UNITS[site.parameter]))
    by = data.draw(st.tuples(sizes, sizes))
    before, after = (
        margins(Profile(inlet=(site,)), Profile(inlet=(Condition(site.parameter, each),)))["inlet"]
        for each in (envelope, wider(envelope, by))
    )
    assert after >= before


@few
@given(st.lists(profiles, min_size=2, max_size=5), profiles)
def test_a_pool_is_judged_as_its_pairs_are(many: list[Profile], one: Profile) -> None:
    for kind, other in (("need", "offering"), ("offering", "need")):
        rows = [comparable(of(kind, profile), WORLD) for profile in many]
        single = comparable(of(other, one), WORLD)
        pool = _judged(kind, np.concatenate(rows), single)
        pairs = np.concatenate([_judged(kind, row, single) for row in rows])
        np.testing.assert_array_equal(pool, pairs)


def _judged(kind: str, rows: Any, single: Any) -> Any:
    return margin_matrix(rows, single) if kind == "need" else margin_matrix(single, rows)


@few
@given(profiles)
def test_a_profile_crosses_borders_whatever_it_says(profile: Profile) -> None:
    read = Profile.from_json(profile.to_json())
    assert margins(read, read) == pytest.approx(margins(profile, profile), nan_ok=True)
