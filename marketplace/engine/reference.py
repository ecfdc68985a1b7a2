"""Geography and prices: the reference data that makes places and sums of money comparable."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

WORLD: Final = "001"


@dataclass(frozen=True)
class Geography:
    """Countries (ISO 3166-1 alpha-2), the UN M49 areas that hold them, and their main climate classes."""

    areas_of: Mapping[str, tuple[str, ...]]
    climates_of: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read `countries.json`."""
        countries = json.loads(Path(path).read_text(encoding="utf-8"))["countries"]
        return cls(
            {country["code"]: tuple(country.get("areas", (WORLD,))) for country in countries},
            {country["code"]: frozenset(country.get("climates", ())) for country in countries},
        )

    @cached_property
    def countries_of(self) -> Mapping[str, frozenset[str]]:
        """The countries of every area."""
        members: dict[str, set[str]] = {}
        for country, areas in self.areas_of.items():
            for area in areas:
                members.setdefault(area, set()).add(country)
        return {area: frozenset(countries) for area, countries in members.items()}

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        """The countries that countries and areas make up together; a code that is neither stands for itself."""
        return frozenset().union(*(self.countries_of.get(code, frozenset((code,))) for code in codes))

    def subregions(self, codes: Iterable[str]) -> frozenset[str]:
        """The narrowest M49 area of each country: Western Africa rather than Africa."""
        return frozenset(self.areas_of[code][-1] for code in codes if len(self.areas_of.get(code, ())) > 1)

    def climates(self, codes: Iterable[str]) -> frozenset[str]:
        """The main climate classes found in the countries."""
        return frozenset().union(*(self.climates_of.get(code, frozenset()) for code in codes))


def _years(series: Mapping[str, Any]) -> dict[int, float]:
    return {int(year): float(value) for year, value in series.items()}


def _nearest(series: Mapping[int, float], year: int) -> float:
    return series[min(series, key=lambda known: (abs(known - year), known))]


@dataclass(frozen=True)
class Prices:
    """Yearly exchange rates (units of a currency for one US dollar) and the US price level (base year = 1)."""

    rates: Mapping[str, Mapping[int, float]]
    deflator: Mapping[int, float]

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read `prices.json`."""
        table = json.loads(Path(path).read_text(encoding="utf-8"))
        rates = {currency: _years(series) for currency, series in table["rates"].items()}
        rates.setdefault("USD", {int(table["base_year"]): 1.0})
        return cls(rates, _years(table["deflator"]))

    def in_base_dollars(self, amount: float, currency: str, year: int) -> float | None:
        """The amount in US dollars of the base year; `None` for a currency without rates.

        Converted at the rate of its own year, then carried to the base year with the US deflator. A year outside the
        tables is taken as the nearest one inside.
        """
        series = self.rates.get(currency)
        if not series:
            return None
        return amount / _nearest(series, year) / (_nearest(self.deflator, year) if self.deflator else 1.0)
