"""The content of an offering: a technology on offer."""

from typing import Annotated, Final, Literal

from pydantic import Field

from marketplace.listings import terms
from marketplace.listings.content import (
    Amount,
    AreaCode,
    Content,
    CountryCode,
    Duration,
    Line,
    LongText,
    Money,
    Paragraph,
    Part,
    Text,
    UnitCode,
    Year,
)
from marketplace.localization.locales import LocaleCode

#: A verification that no author may claim.
CURATORS_VERIFICATION: Final = "curator_checked"


class OfferingText(Text):
    """The text of an offering in one locale."""

    description: LongText = ""
    advantages: LongText = ""
    safeguards: LongText = ""


class IntellectualProperty(Part):
    """One right, and where it is in force."""

    status: terms.IntellectualPropertyStatus
    countries: tuple[CountryCode, ...] = ()


class Benefit(Part):
    """A quantified environmental benefit, as claimed and as verified."""

    indicator: terms.BenefitIndicator
    substance: Line = ""
    value: Amount
    unit: UnitCode
    per: terms.BenefitBasis = "none"
    source: Line = ""
    verification: terms.Verification = "self_declared"


class Deployment(Part):
    """One place where the technology works or has worked."""

    country: CountryCode
    place: Line = ""
    year: Year
    scale: Line = ""
    result: dict[LocaleCode, Paragraph] = {}


class OfferingContent(Content):
    """Everything a provider says of a technology. `lead_time` runs from order to commissioning."""

    kind: Literal["offering"] = "offering"
    texts: dict[LocaleCode, OfferingText] = {}
    readiness: Annotated[int, Field(ge=1, le=9)] | None = None
    intellectual_property: Annotated[tuple[IntellectualProperty, ...], Field(max_length=10)] = ()
    benefits: Annotated[tuple[Benefit, ...], Field(max_length=12)] = ()
    capital_cost: Money | None = None
    operating_cost: Money | None = None
    lead_time: Duration | None = None
    lifetime_years: Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)] | None = None
    developed_in: tuple[CountryCode, ...] = ()
    available_in: tuple[AreaCode, ...] = ()
    deployments: Annotated[tuple[Deployment, ...], Field(max_length=20)] = ()
    harms: tuple[terms.Harm, ...] = ()
