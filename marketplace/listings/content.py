"""The validated content of one revision: what offerings and needs share.

Content is stored as one JSON document per revision. Everything may be missing in a draft; what is there must be right.
What a listing needs before it may be submitted is said by `missing_for_submission`.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from marketplace.kernel.errors import BankError
from marketplace.listings import terms
from marketplace.listings.errors import ContentInvalidError
from marketplace.localization.locales import LocaleCode

#: As much of a wrong value as a sentence repeats.
_SHOWN: Final = 40
_ABSOLUTE_ZERO: Final = {"degC": -273.15, "degF": -459.67}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff\ud800-\udfff]")


def clean(value: object) -> object:
    """Text as it may be kept: NFC, one kind of line end, no control characters and no direction overrides.

    What has nothing to see, such as a zero-width space alone, is nothing.
    """
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", _UNSAFE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return text if any(sign.isprintable() and not sign.isspace() for sign in text) else ""


def checked_text(text: str, longest: int, refusal: BankError, *, needed: bool = True) -> str:
    """What somebody wrote, cleaned; raises the refusal where it is too long, or nothing although it is needed."""
    cleaned = str(clean(text))
    if len(cleaned) > longest or (needed and not cleaned):
        raise refusal
    return cleaned


def _known_unit(code: str) -> str:
    if code not in terms.ALL_UNITS:
        raise PydanticCustomError("unit_unknown", "{unit} is not a unit of the bank", {"unit": code[:_SHOWN]})
    return code


def _written_day(value: object) -> object:
    """Dates are written; a bare number is no count of seconds."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "Not a date")
    return value


Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\n]*$"), BeforeValidator(clean)]
Paragraph = Annotated[str, StringConstraints(max_length=600), BeforeValidator(clean)]
LongText = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(clean)]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")]
ConceptCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=80)]
#: ISO 3166-1 alpha-2.
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
#: A country, or an M49 area ("001" is the world).
AreaCode = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|[0-9]{3})$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
#: BCP 47, two letters.
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Year = Annotated[int, Field(ge=1950, le=2100)]
UnitCode = Annotated[str, AfterValidator(_known_unit)]
Amount = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Sum = Annotated[float, Field(ge=0, le=1e13, allow_inf_nan=False)]
Day = Annotated[date, BeforeValidator(_written_day)]


class Part(BaseModel):
    """Base of every part of a listing's content: immutable, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """A listing's text in one locale."""

    origin: terms.TextOrigin = "original"
    title: Line = ""
    summary: Paragraph = ""


class Interval(Part):
    """A closed interval; an open end is `None`, and one end at least is there."""

    min: Amount | None = None
    max: Amount | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("range_empty", "A range needs at least one end")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise PydanticCustomError("range_reversed", "The lower end is above the upper end")
        return self


class Range(Interval):
    """An interval of a quantity."""

    unit: UnitCode


class _Measures:
    """Validator: the unit of a range measures one of the named dimensions."""

    def __init__(self, *dimensions: str) -> None:
        self.dimensions = dimensions

    def __call__(self, value: Range) -> Range:
        if not any(value.unit in terms.UNITS[dimension] for dimension in self.dimensions):
            raise PydanticCustomError(
                "unit_wrong_dimension", "{unit} does not measure this quantity", {"unit": value.unit}
            )
        return value


def _possible(value: Range) -> Range:
    """Validator: no less than nothing of a quantity, and of a temperature no less than absolute zero."""
    least = _ABSOLUTE_ZERO.get(value.unit, 0.0)
    if min(end for end in (value.min, value.max) if end is not None) < least:
        raise PydanticCustomError("greater_than_equal", "Less than there can be", {"ge": least})
    return value


Temperature = Annotated[Range, AfterValidator(_Measures("temperature")), AfterValidator(_possible)]
Altitude = Annotated[Range, AfterValidator(_Measures("length"))]
Size = Annotated[Range, AfterValidator(_possible)]
Power = Annotated[Range, AfterValidator(_Measures("power")), AfterValidator(_possible)]
Duration = Annotated[Range, AfterValidator(_Measures("duration")), AfterValidator(_possible)]
WaterUse = Annotated[Range, AfterValidator(_Measures("volume_flow")), AfterValidator(_possible)]


class InletCondition(Range):
    """A property of what comes in (water, gas, waste, wind, sun) and the interval it lies in."""

    parameter: terms.InletParameter

    @model_validator(mode="after")
    def _measured(self) -> Self:
        _Measures(*terms.INLET_DIMENSIONS.get(self.parameter, ("concentration",)))(self)
        return self


class OperatingConditions(Part):
    """The envelope an offering works in, or the conditions that a site has: the same quantities on both sides."""

    ambient_temperature: Temperature | None = None
    altitude: Altitude | None = None
    power: Power | None = None
    water: WaterUse | None = None
    inlet: Annotated[tuple[InletCondition, ...], Field(max_length=12)] = ()
    grid: terms.GridCondition | None = None
    operator_skill: terms.OperatorSkill | None = None
    climates: tuple[terms.Climate, ...] = ()


class Money(Interval):
    """An interval of money in the prices of one year."""

    min: Sum | None = None
    max: Sum | None = None
    currency: CurrencyCode
    year: Year
    basis: terms.CostBasis = "installation"


class Contact(Part):
    """Who answers for the listing; shown to the other side of an accepted introduction only."""

    name: Line = ""
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200)] | Literal[""] = ""
    phone: Annotated[str, StringConstraints(pattern=r"^[+0-9 ()./-]*$", max_length=40)] = ""


class Attachment(Part):
    """An image or document of the listing's organization, by its number, with a caption in some locales."""

    document: Annotated[int, Field(ge=1, le=2**31 - 1)]
    caption: dict[LocaleCode, Line] = {}


class Content(Part):
    """What every listing holds."""

    original_locale: LocaleCode
    fields: Annotated[tuple[FieldCode, ...], Field(max_length=4)] = ()
    concepts: Annotated[tuple[ConceptCode, ...], Field(max_length=30)] = ()
    cooperation: tuple[terms.Cooperation, ...] = ()
    capacity: Size | None = None
    conditions: OperatingConditions = OperatingConditions()
    standards: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    languages: tuple[LanguageCode, ...] = ()
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=12)] = ()
    contact: Contact = Contact()


class Period(Part):
    """From one day to another; an open end is `None`."""

    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start and self.end and self.start > self.end:
            raise PydanticCustomError("period_reversed", "The period ends before it begins")
        return self


ContentType = TypeVar("ContentType", bound=Content)


def parse_content(content_type: type[ContentType], raw: object) -> ContentType:
    """Content from plain JSON values.

    Raises:
        ContentInvalidError: with the path, the code and the parameters of every problem.
    """
    try:
        return content_type.model_validate(raw)
    except ValidationError as refused:
        problems = {
            ".".join(str(step) for step in problem["loc"]): (
                problem["type"],
                {name: value for name, value in problem.get("ctx", {}).items() if isinstance(value, str | int | float)},
            )
            for problem in refused.errors(include_url=False, include_input=False)
        }
        raise ContentInvalidError(problems) from None
