"""Entries that offerings and needs share."""

from typing import Final

from marketplace.http.entries.parts import Entry, Group, Rows
from marketplace.kernel.errors import N_

#: What units measure, for the headings of a list of units.
DIMENSIONS: Final[dict[str, str]] = {
    "temperature": N_("Temperature"),
    "length": N_("Length"),
    "power": N_("Power"),
    "energy": N_("Energy"),
    "energy_rate": N_("Energy over time"),
    "volume": N_("Volume"),
    "volume_flow": N_("Volume over time"),
    "mass": N_("Mass"),
    "mass_flow": N_("Mass over time"),
    "area": N_("Area"),
    "area_rate": N_("Area over time"),
    "count": N_("Number of"),
    "concentration": N_("Concentration"),
    "turbidity": N_("Turbidity"),
    "acidity": N_("pH value"),
    "calorific_value": N_("Calorific value"),
    "speed": N_("Speed"),
    "irradiation": N_("Solar irradiation"),
    "conductivity": N_("Electrical conductivity"),
    "slope": N_("Slope"),
    "rainfall": N_("Rainfall"),
    "climate": N_("Greenhouse gases"),
    "duration": N_("Duration"),
}
_EVERY_SIZE: Final = "power energy energy_rate volume volume_flow mass mass_flow area area_rate count length"
_EVERY_INLET: Final = (
    "concentration turbidity acidity conductivity calorific_value temperature speed irradiation length volume_flow "
    "slope rainfall"
)


def quantity(path: str, label: str, hint: str, dimensions: str, default: str = "") -> Group:
    """An interval of a quantity."""
    entries = (
        Entry("min", "number", N_("From")),
        Entry("max", "number", N_("To")),
        Entry("unit", "unit", N_("Unit"), source=dimensions, default=default),
    )
    return Group(path, label, entries, hint, shape="range")


def money(path: str, label: str, hint: str) -> Group:
    """An interval of money."""
    entries = (
        Entry("min", "number", N_("From")),
        Entry("max", "number", N_("To")),
        Entry("currency", "name", N_("Currency"), source="currency"),
        Entry("year", "whole", N_("Prices of the year")),
        Entry("basis", "choice", N_("What it is for"), source="cost_basis", default="installation"),
    )
    return Group(path, label, entries, hint, shape="money")


def capacity(label: str, hint: str) -> Group:
    """The capacity, in any unit of size."""
    return quantity("capacity", label, hint, _EVERY_SIZE)


def temperature(hint: str) -> Group:
    """The temperature of the surroundings."""
    return quantity("conditions.ambient_temperature", N_("Ambient temperature"), hint, "temperature", default="degC")


def altitude(hint: str) -> Group:
    """The height above the sea."""
    return quantity("conditions.altitude", N_("Altitude above sea level"), hint, "length", default="m")


def power(label: str, hint: str) -> Group:
    """The electric power needed or there."""
    return quantity("conditions.power", label, hint, "power", default="kW")


def water(label: str, hint: str) -> Group:
    """The water needed or there."""
    return quantity("conditions.water", label, hint, "volume_flow", default="m3/d")


def lead_time(hint: str) -> Group:
    """The time from order to commissioning."""
    return quantity("lead_time", N_("Time from order to commissioning"), hint, "duration", default="month")


def inlet(hint: str) -> Rows:
    """Properties of what comes in."""
    entries = (
        Entry("parameter", "choice", N_("Property"), source="inlet"),
        Entry("min", "number", N_("From")),
        Entry("max", "number", N_("To")),
        Entry("unit", "unit", N_("Unit"), source=_EVERY_INLET),
    )
    return Rows("conditions.inlet", N_("Inlet and natural conditions"), entries, 12, hint)


def cooperation(hint: str) -> Entry:
    """The forms of cooperation."""
    return Entry("cooperation", "choices", N_("Forms of cooperation"), hint, source="cooperation")


def languages(hint: str) -> Entry:
    """Languages that are spoken."""
    return Entry("languages", "names", N_("Working languages"), hint, source="language")


def standards(hint: str) -> Entry:
    """Standards and rules, one in each line."""
    return Entry("standards", "lines", N_("Standards and rules"), hint)


FIELDS: Final = Entry(
    "fields",
    "fields",
    N_("Technology fields"),
    N_("Up to four. Begin with the one that fits best."),
)
CONCEPTS: Final = Entry(
    "concepts",
    "names",
    N_("Concepts"),
    N_(
        "Begin to type, and choose from the bank's vocabulary what names the technology, what goes in, what comes out "
        "and the problem solved. Concepts are compared across all languages."
    ),
    source="concept",
)
ATTACHMENTS: Final = Rows(
    "attachments",
    N_("Images and documents"),
    (
        Entry("document", "file", N_("File")),
        Entry("caption", "line", N_("Caption"), N_("What is to be seen or read, and where."), localized=True),
    ),
    limit=12,
    hint=N_(
        "Photographs of a plant at work, a flow diagram, a data sheet. The first image is shown in search results. The position at "
        "which a photograph was taken is removed from it."
    ),
    files=True,
)
CONTACT: Final = Group(
    "contact",
    N_("Contact"),
    (
        Entry("name", "line", N_("Name and function")),
        Entry("email", "email", N_("E-mail address")),
        Entry("phone", "phone", N_("Telephone, with the country code")),
    ),
    N_("Never public. Only the other side of an accepted introduction gets to see it."),
)
