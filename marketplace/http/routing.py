"""Numbers in addresses: those that the database can hold, so that any other is simply not found."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

_LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The number of a row."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=_LARGEST)


def number_rows(app: Flask) -> None:
    """Read every `<row:...>` of an address as the number of a row."""
    app.url_map.converters["row"] = RowNumber
