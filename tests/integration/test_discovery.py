"""One search box for all languages, with facets."""

import pytest
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.discovery.queries import Search, search
from marketplace.listings.terms import Kind
from tests.factories import Factory
from tests.integration.test_matching import CHINESE_DIGESTER, text


@pytest.fixture
def stocked(factory: Factory) -> dict[str, int]:
    """A digester in Chinese, a bag filter in English, a need in English."""
    bag_filter = text("en", "Bag filter", "A bag filter removes dust from flue gas.", description="Dust of boilers.")
    return {
        "digester": factory.published(**CHINESE_DIGESTER).id,
        "filter": factory.published(texts=bag_filter, fields=["air.particulates"], available_in=["142"]).id,
        "need": factory.published("need").id,
    }


@pytest.mark.parametrize("words", ["biogas", "沼气", "биогаз", "الغاز الحيوي", "biogás", "biogaz"])
def test_any_language_finds_it(bank: Bank, session: Session, stocked: dict[str, int], words: str) -> None:
    found = search(session, bank.index, Search(text=words))
    first, second, *others = (listing.id for listing in found.listings)
    assert {first, second} == {stocked["digester"], stocked["need"]}
    # In Arabic biogas is two words, and flue gas is a gas too.
    assert others in ([], [stocked["filter"]])


def test_filters_narrow_and_facets_count(bank: Bank, session: Session, stocked: dict[str, int]) -> None:
    every = search(session, bank.index, Search())
    assert (every.total, every.facets["field"]["waste"], every.facets["field"]["air"]) == (3, 2, 1)
    narrowed = search(session, bank.index, Search(kind=Kind.OFFERING, filters={"field": ["air"]}))
    assert [listing.id for listing in narrowed.listings] == [stocked["filter"]]
    assert narrowed.facets["field"]["waste"] == 1


def test_what_nobody_wrote_finds_nothing(bank: Bank, session: Session, stocked: dict[str, int]) -> None:
    found = search(session, bank.index, Search(text="zyxwv"))
    assert (found.listings, found.total, found.pages) == ((), 0, 0)


@pytest.mark.parametrize("words", ['"', "+-&& ||", "field:[a TO z]", "*" * 600, "\u202e\x00", "AND OR NOT (", "🌱"])
def test_no_text_breaks_the_search(bank: Bank, session: Session, stocked: dict[str, int], words: str) -> None:
    assert search(session, bank.index, Search(text=words)).total >= 0
