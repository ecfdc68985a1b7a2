"""Numbers in addresses and forms: those that the database can hold, so that any other is simply not found."""

from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

_LARGEST: Final = 2**31 - 1


class RowNumber(IntegerConverter):
    """The number of a row."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=_LARGEST)


def row_number(text: str) -> int | None:
    """The number that a form or a query names; nothing where no row can have it."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(_LARGEST)):
        return None
    number = int(text)
    return number if 1 <= number <= _LARGEST else None


def number_rows(app: Flask) -> None:
    """Read every `<row:...>` of an address as the number of a row."""
    app.url_map.converters["row"] = RowNumber
