import json
from pathlib import Path

import pytest

from marketplace.engine.reference import Geography, Prices
from marketplace.engine.resources import Resources


def test_areas_expand_to_their_countries(resources: Resources) -> None:
    geography = resources.geography
    assert geography.expand(["035"]) == {"LA", "VN"}
    assert geography.expand(["LA", "419"]) == {"LA", "BO"}
    assert geography.subregions(["KE", "SN"]) == {"014", "011"}
    assert geography.climates(["KE", "LA"]) == {"tropical", "arid"}
    assert geography.expand(["ZZ"]) == {"ZZ"}


def test_prices_take_the_nearest_year_and_refuse_unknown_currencies(resources: Resources) -> None:
    prices = resources.prices
    assert prices.in_base_dollars(70, "CNY", 2023) == pytest.approx(10)
    assert prices.in_base_dollars(69, "CNY", 1990) == pytest.approx(10 / 0.85)
    assert prices.in_base_dollars(102, "USD", 2031) == pytest.approx(100)
    assert prices.in_base_dollars(1, "XTS", 2023) is None


def test_reference_files_are_read(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    (tmp_path / "vocabulary").mkdir()
    countries = {"countries": [{"code": "LA", "m49": "418", "areas": ["001", "142", "035"], "climates": ["tropical"]}]}
    prices = {"base_year": 2023, "rates": {"CNY": {"2023": 7.0}}, "deflator": {"2023": 1.0}}
    (reference / "countries.json").write_text(json.dumps(countries), encoding="utf-8")
    (reference / "prices.json").write_text(json.dumps(prices), encoding="utf-8")
    loaded = Resources.load(tmp_path)
    assert loaded.geography == Geography({"LA": ("001", "142", "035")}, {"LA": frozenset({"tropical"})})
    assert loaded.prices == Prices({"CNY": {2023: 7.0}, "USD": {2023: 1.0}}, {2023: 1.0})
    assert loaded.fingerprint != Resources.empty().fingerprint
