"""What the engine is told of a listing's content."""

from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace.engine.documents import Condition, Interval, Profile, Right
from marketplace.indexing.queries import document_of
from marketplace.listings.content import parse_content
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Organization

PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)


def need_profile(published: datetime | None = None, **content: Any) -> Profile:
    listing = Need(id=1, organization_id=1, published_at=published)
    listing.organization = Organization(country="LA")
    return document_of(listing, parse_content(NeedContent, {"original_locale": "en", **content})).profile


def offering_profile(**content: Any) -> Profile:
    listing = Offering(id=1, organization_id=1)
    listing.organization = Organization(country="CN")
    return document_of(listing, parse_content(OfferingContent, {"original_locale": "en", **content})).profile


@pytest.mark.parametrize(
    ("timeframe", "published", "months"),
    [
        ({"start": "2026-01-01", "end": "2028-01-01"}, None, 24.0),
        ({"start": "2027-01-01", "end": "2028-01-01"}, PUBLISHED, 12.0),
        ({"end": "2027-01-01"}, PUBLISHED, 12.0),
        ({"end": "2025-01-01"}, PUBLISHED, 0.0),
        ({"end": "2027-01-01"}, None, None),
        ({"start": "2027-01-01"}, PUBLISHED, None),
        ({}, PUBLISHED, None),
    ],
)
def test_a_need_leaves_the_time_from_its_beginning_or_publication_to_its_end(
    timeframe: dict[str, str], published: datetime | None, months: float | None
) -> None:
    found = need_profile(published, timeframe=timeframe).lead_time
    assert found == (None if months is None else Interval(None, months, "month"))


def test_an_offering_tells_of_time_rights_standards_and_safeguards() -> None:
    profile = offering_profile(
        texts={"en": {"title": "A"}, "fr": {"title": "B", "safeguards": "Un écran contre le bruit."}},
        lead_time={"min": 6, "max": 12, "unit": "month"},
        intellectual_property=[{"status": "patent_granted", "countries": ["CN"]}],
        standards=["ISO 30500:2018"],
    )
    assert profile.lead_time == Interval(6, 12, "month")
    assert profile.rights == (Right("patent_granted", ("CN",)),)
    assert profile.standards == ("ISO 30500:2018",)
    assert profile.safeguards
    assert not offering_profile(texts={"en": {"title": "A"}}).safeguards


def test_both_sides_tell_of_what_comes_in_and_of_power_and_water() -> None:
    conditions = {
        "inlet": [{"parameter": "cod", "min": 300, "max": 900, "unit": "mg/L"}],
        "power": {"max": 40, "unit": "kW"},
        "water": {"min": 1, "unit": "m3/d"},
    }
    for profile in (need_profile(conditions=conditions), offering_profile(conditions=conditions)):
        assert profile.inlet == (Condition("cod", Interval(300, 900, "mg/L")),)
        assert (profile.power, profile.water) == (Interval(None, 40, "kW"), Interval(1, None, "m3/d"))


def test_a_revision_from_before_there_was_a_lead_time_still_holds() -> None:
    assert offering_profile().lead_time is None
