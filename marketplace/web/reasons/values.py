"""What each side of a match states about a criterion, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext, ngettext

from marketplace.engine.criteria import Verdict
from marketplace.http.context import bank
from marketplace.http.display import (
    area_name,
    enumeration,
    inside,
    interval,
    isolated,
    language_name,
    money,
    term,
    term_names,
)

Values = Mapping[str, Any]


def said_by_need(verdict: Verdict) -> str:
    """What the need states, or nothing."""
    return _NEED[verdict.criterion](verdict.need) if verdict.need and verdict.criterion in _NEED else ""


def said_by_offering(verdict: Verdict) -> str:
    """What the offering states, or nothing."""
    return _OFFERING[verdict.criterion](verdict.offering) if verdict.offering else ""


def areas(codes: Iterable[str]) -> str:
    """The names of countries and areas, enumerated."""
    return enumeration(area_name(code) for code in codes)


def languages(codes: Iterable[str]) -> str:
    """The names of languages, enumerated."""
    return enumeration(language_name(code) for code in codes)


def expected_cost(values: Values) -> str:
    """What an installation of the size needed would cost, estimated, in dollars."""
    dollars = values.get("expected_cost_base_usd")
    return gettext("about %(sum)s", sum=_dollars(dollars)) if dollars is not None else _price(values)


def _dollars(value: float) -> str:
    rounded = float(f"{value:.2g}")
    return money({"min": rounded, "max": rounded, "currency": "USD"})


def _benefits(values: Values) -> str:
    stated, verified = values.get("benefits", 0), values.get("verified_benefits", 0)
    if not stated:
        return ""
    if not verified:
        return ngettext(
            "%(num)s benefit in figures, self-declared", "%(num)s benefits in figures, all self-declared", stated
        )
    return ngettext(
        "%(num)s benefit in figures, verified: %(verified)s",
        "%(num)s benefits in figures, verified: %(verified)s",
        stated,
        verified=verified,
    )


def _wanted_level(values: Values) -> str:
    return gettext("at least TRL %(level)s", level=values["readiness"])


def _reached_level(values: Values) -> str:
    return gettext("TRL %(level)s", level=values["readiness"])


def _site(values: Values) -> str:
    countries = areas(values.get("countries", ()))
    climates = term_names(values.get("climates", ()), "climate")
    if countries and climates:
        return gettext("%(countries)s (climate: %(climates)s)", countries=countries, climates=climates)
    return countries or climates


def _budget(values: Values) -> str:
    price = values["price"]
    high = price.get("high") or price.get("low")
    if price["currency"] == "USD" or high is None or price.get("per_capacity_unit"):
        return _price(values)
    dollars = bank().resources.prices.in_base_dollars(high, price["currency"], price["year"])
    if dollars is None:
        return _price(values)
    return gettext("%(budget)s, at most about %(dollars)s", budget=money(price), dollars=_dollars(dollars))


def _price(values: Values) -> str:
    price = values["price"]
    sum_ = money(price)
    return gettext("%(sum)s per unit of capacity", sum=sum_) if price.get("per_capacity_unit") else sum_


def _cost(values: Values) -> str:
    if values.get("expected_cost_base_usd") is None:
        return _price(values)
    return gettext("%(price)s; for the size needed %(estimate)s", price=_price(values), estimate=expected_cost(values))


def parameters(codes: Iterable[str]) -> str:
    """The names of properties of what comes in, enumerated."""
    return term_names(codes, "inlet")


def conflicts(found: Mapping[str, Iterable[str]]) -> str:
    """Harms with the sensitivities that each of them touches, enumerated."""
    return enumeration(
        gettext(
            "%(harm)s (touches: %(sensitivities)s)",
            harm=inside(term("harm", harm)),
            sensitivities=term_names(on, "sensitivity"),
        )
        for harm, on in found.items()
    )


def lines(texts: Iterable[str]) -> str:
    """What people wrote, each line in its own direction, enumerated."""
    return enumeration(isolated(text) for text in texts)


def rights(found: Iterable[Mapping[str, Any]]) -> str:
    """Rights with the countries where they are in force, enumerated."""
    return enumeration(_right(right) for right in found)


def _right(right: Mapping[str, Any]) -> str:
    name = inside(term("intellectual_property", right["status"]))
    if not right["countries"]:
        return name
    return gettext("%(right)s (%(countries)s)", right=name, countries=areas(right["countries"]))


def _inlet(values: Values) -> str:
    return enumeration(
        gettext(
            "%(parameter)s: %(interval)s", parameter=inside(term("inlet", each["parameter"])), interval=interval(each)
        )
        for each in values["inlet"]
    )


def _used(name: str) -> Callable[[Values], str]:
    """What a technology uses, of any size and of the size needed."""

    def said(values: Values) -> str:
        needed = values.get("demand")
        if needed is None:
            return interval(values[name])
        return gettext(
            "%(range)s; for the size needed about %(estimate)s", range=interval(values[name]), estimate=interval(needed)
        )

    return said


def _quantity(name: str) -> Callable[[Values], str]:
    return lambda values: interval(values[name])


def _codes(name: str, list_name: str) -> Callable[[Values], str]:
    return lambda values: term_names(values[name], list_name)


def _code(name: str, list_name: str) -> Callable[[Values], str]:
    return lambda values: inside(term(list_name, values[name]))


_SHARED: Final[Mapping[str, Callable[[Values], str]]] = {
    "capacity": _quantity("capacity"),
    "ambient_temperature": _quantity("ambient_temperature"),
    "altitude": _quantity("altitude"),
    "inlet": _inlet,
    "grid": _code("grid", "grid"),
    "operator_skill": _code("operator_skill", "skill"),
    "timeframe": _quantity("lead_time"),
    "cooperation": _codes("cooperation", "cooperation"),
    "standards": lambda values: lines(values["standards"]),
    "availability": lambda values: areas(values["countries"]),
    "language": lambda values: languages(values["languages"]),
}
_NEED: Final[Mapping[str, Callable[[Values], str]]] = {
    **_SHARED,
    "safeguards": _codes("sensitivities", "sensitivity"),
    "readiness": _wanted_level,
    "deployment": _site,
    "power": _quantity("power"),
    "water_use": _quantity("water"),
    "budget": _budget,
    "rights": lambda values: areas(values["countries"]),
}
_OFFERING: Final[Mapping[str, Callable[[Values], str]]] = {
    **_SHARED,
    "benefit": _benefits,
    "safeguards": _codes("harms", "harm"),
    "readiness": _reached_level,
    "deployment": lambda values: areas(values["deployed_in"]),
    "power": _used("power"),
    "water_use": _used("water"),
    "budget": _cost,
    "rights": lambda values: rights(values["rights"]),
}
