"""The content of a need: a technology need of a developing country."""

from typing import Annotated, Literal

from pydantic import Field

from marketplace.listings import terms
from marketplace.listings.content import Content, CountryCode, Day, Line, LongText, Money, Part, Period, Text
from marketplace.localization.locales import LocaleCode


class NeedText(Text):
    """The text of a need in one locale."""

    problem: LongText = ""
    beneficiaries: LongText = ""
    barriers: LongText = ""


class Site(Part):
    """Where the technology would work. Latitude and longitude in degrees (WGS 84)."""

    place: Line = ""
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None


class NationalPlan(Part):
    """A national plan that the need serves."""

    kind: terms.NationalPlanKind
    reference: Line = ""


class Endorsement(Part):
    """Endorsement by the country's National Designated Entity."""

    entity: Line
    day: Day | None = None


class NeedContent(Content):
    """Everything an agency says of a need."""

    kind: Literal["need"] = "need"
    texts: dict[LocaleCode, NeedText] = {}
    countries: Annotated[tuple[CountryCode, ...], Field(max_length=10)] = ()
    site: Site = Site()
    readiness_wanted: Annotated[int, Field(ge=1, le=9)] | None = None
    budget: Money | None = None
    timeframe: Period = Period()
    finance_status: terms.FinanceStatus | None = None
    plans: Annotated[tuple[NationalPlan, ...], Field(max_length=6)] = ()
    co_benefits: tuple[terms.CoBenefit, ...] = ()
    sensitivities: tuple[terms.Sensitivity, ...] = ()
    endorsement: Endorsement | None = None
