"""Names come in the order that readers of each locale know from their dictionaries."""

import pytest

from marketplace.localization.locales import LOCALES, LocaleCode
from marketplace.localization.sorting import sort_key


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("en", ["Åland Islands", "Algeria", "Côte d’Ivoire", "Cuba"]),
        ("zh", ["阿富汗", "巴西", "老挝", "乌兹别克斯坦", "中国"]),
        ("fr", ["Égypte", "Équateur", "Espagne", "États-Unis", "Îles Cook", "Inde"]),
        ("es", ["Nepal", "nube", "Ñame", "Omán"]),
        ("ru", ["Ёлка", "Ель", "Иран", "Йемен", "Оман"]),
        ("ar", ["إثيوبيا", "الأردن", "بنين", "مصر"]),
        ("pt", ["Áustria", "Azerbaijão", "Índia", "Itália"]),
    ],
)
def test_names_are_in_the_order_of_the_locale(locale: LocaleCode, names: list[str]) -> None:
    assert sorted(set(names), key=sort_key(locale)) == names


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_an_order_in_which_equal_names_are_equal(locale: LocaleCode) -> None:
    assert sort_key(locale)("Vientiane") == sort_key(locale)("Vientiane")
    assert sort_key(locale)("a") < sort_key(locale)("b")
