"""How values look in each locale."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from marketplace.http import display

RANGE = {"min": 350, "max": 1500, "unit": "m3/d"}
FROST = {"min": -12, "max": 42, "unit": "degC"}
SHARE = {"min": 63, "max": 68, "unit": "percent"}
PRICE = {"min": 7000, "max": 12000, "currency": "CNY"}

#: Isolates and joiners, which direct a line and keep it together.
INVISIBLE = "\u2060\u2066\u2068\u2069"
CUSTOMS: list[tuple[str, Callable[[Any], str], Any, str]] = [
    ("en", display.interval, RANGE, "350–1,500\xa0m³/day"),
    ("zh", display.interval, RANGE, "350～1,500立方米/天"),
    ("ar", display.interval, RANGE, "من 350 إلى 1,500\xa0م³/يوم"),
    ("en", display.interval, FROST, "−12 to 42\xa0°C"),
    ("zh", display.interval, SHARE, "63%～68%"),
    ("ar", display.interval, SHARE, "من 63% إلى 68%"),
    ("en", display.money, PRICE, "7,000–12,000\xa0CNY"),
    ("zh", display.money, PRICE, "7,000～12,000元人民币"),
    ("ar", display.money, PRICE, "من 7,000 إلى 12,000\xa0يوان صيني"),
    ("zh", display.bracketed, "COD", "（COD）"),
    ("en", display.enumeration, ["Chinese", "French", "Arabic"], "Chinese, French and Arabic"),
    ("es", display.enumeration, ["chino", "francés", "inglés"], "chino, francés e inglés"),
    ("es", display.enumeration, ["agua", "hielo"], "agua y hielo"),
    ("es", display.enumeration, ["inglés"], "inglés"),
    ("es", display.enumeration, [], ""),
]


def test_a_page_speaks_its_own_language_whichever_was_read_first(client: FlaskClient) -> None:
    for locale, word in (("en", "not met"), ("zh", "不满足"), ("ar", "غير مستوفى")):
        assert word in client.get(f"/{locale}/about").text
    assert "不满足" not in client.get("/ar/about").text


def test_quantities_follow_the_customs_of_the_locale(app: Flask) -> None:
    for locale, said, value, expected in CUSTOMS:
        with app.test_request_context(f"/{locale}/about"):
            app.preprocess_request()
            words = said(value)
        assert "".join(each for each in words if each not in INVISIBLE) == expected


def test_signs_stay_left_of_numbers_on_a_page_from_right_to_left(app: Flask) -> None:
    with app.test_request_context("/ar/about"):
        app.preprocess_request()
        assert display.number(-12) == "\u2066−12\u2069"
        assert display.percent(0.99) == "\u206699%\u2069"
