"""Reading forms."""

import pytest

from marketplace.http.forms import NumberStyle, own_path, renumbered, row_numbers, without_row

ENGLISH, FRENCH, SPANISH = NumberStyle(".", ","), NumberStyle(",", "\u202f"), NumberStyle(",", ".")


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (ENGLISH, "12.5", "12.5"),
        (ENGLISH, "12,5", "12.5"),
        (ENGLISH, "1,500", "1500"),
        (ENGLISH, "0,125", "0.125"),
        (ENGLISH, "1,234,567.8", "1234567.8"),
        (ENGLISH, "1.234.567", "1234567"),
        (ENGLISH, "-\u0663\u0660", "-30"),
        (ENGLISH, "\u0661\u066c\u0665\u0660\u0660\u066b\u0662", "1500.2"),
        (ENGLISH, "\uff11\uff12\uff0e\uff15", "12.5"),
        (ENGLISH, "\u22125", "-5"),
        (FRENCH, "1\u202f234,5", "1234.5"),
        (FRENCH, "1.500", "1.500"),
        (SPANISH, "1.500", "1500"),
        (SPANISH, "1.500,25", "1500.25"),
        (SPANISH, "12.5", "12.5"),
        (ENGLISH, "much", "much"),
        (ENGLISH, "12 t", "12 t"),
        (ENGLISH, "", ""),
    ],
)
def test_numbers_are_read_as_they_are_written(style: NumberStyle, text: str, expected: str) -> None:
    assert style.read(text) == expected


@pytest.mark.parametrize("value", [0.0, 30.0, 12.5, -1.25, 1234.567, 1e15, 0.001])
@pytest.mark.parametrize("style", [ENGLISH, FRENCH, SPANISH])
def test_a_number_that_was_written_is_read_again(style: NumberStyle, value: float) -> None:
    assert float(style.read(style.write(value))) == value


def test_rows_are_renumbered_without_gaps() -> None:
    typed = {"rows.2.a": ["x"], "rows.7.b.c": ["y"], "rows.x.a": ["z"], "other": ["o"]}
    assert row_numbers(typed, "rows") == [2, 7]
    assert renumbered(typed, "rows", lambda number: number > 2) == {"rows.0.b.c": ["y"], "other": ["o"]}
    assert without_row(typed, "rows.2") == {"rows.0.b.c": ["y"], "other": ["o"]}


@pytest.mark.parametrize("address", ["/en/", "/zh/my/listings?a=//b", "/en/x#y"])
def test_own_addresses_pass(address: str) -> None:
    assert own_path(address, "/") == address


@pytest.mark.parametrize("address", ["", "en", "//x.example", "/\\x.example", "https://x.example", "/\t/x", "\\\\x"])
def test_other_addresses_do_not(address: str) -> None:
    assert own_path(address, "/home") == "/home"
