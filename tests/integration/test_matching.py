"""Kept matches follow what is published, changed and withdrawn."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.indexing.operations import catch_up
from marketplace.jobs.worker import work_off
from marketplace.listings import operations as listings
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind
from marketplace.matching import operations, policies, queries
from marketplace.matching.models import KeptMatch
from marketplace.matching.terms import MatchState
from marketplace.shortlists.queries import compared
from tests.factories import Factory


def withdraw(bank: Bank, session: Session, factory: Factory, listing: Listing) -> None:
    editor = factory.actor(factory.member(listing.organization))
    listings.withdraw(session, editor, bank.clock, bank.bus, listing.id)
    session.commit()
    work_off(bank)


def text(locale: str, title: str, summary: str, **more: str) -> dict[str, Any]:
    return {locale: {"origin": "original", "title": title, "summary": summary, **more}}


CHINESE_DIGESTER = {
    "original_locale": "zh",
    "texts": text(
        "zh", "户用沼气池", "以猪粪为原料的沼气池，产生的沼气用于炊事。", description="利用厌氧消化处理畜禽粪便。"
    ),
}
FRENCH_NEED = {
    "original_locale": "fr",
    "texts": text(
        "fr", "Biogaz à partir du lisier", "Une coopérative veut un digesteur pour son lisier.", problem="Lisier."
    ),
}


def test_both_sides_of_a_published_pair_show_each_other(session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    [of_need] = queries.matches_of(session, Kind.NEED, need.id, 20)
    [of_offering] = queries.matches_of(session, Kind.OFFERING, offering.id, 20)
    assert of_need.counterpart.id == offering.id
    assert of_offering.counterpart.id == need.id
    assert 0 <= of_need.match.score <= 1
    outcomes = {verdict.criterion: verdict.outcome for verdict in of_need.match.verdicts}
    assert (outcomes["readiness"], outcomes["capacity"], outcomes["availability"]) == ("met", "met", "met")
    assert outcomes["deployment"] == "unknown"


def test_a_need_in_french_meets_an_offering_in_chinese(session: Session, factory: Factory) -> None:
    offering = factory.published(**CHINESE_DIGESTER)
    factory.published(
        texts=text("en", "Bag filter", "A bag filter for the flue gas of boilers.", description="Dust."),
        fields=["air.particulates"],
    )
    need = factory.published("need", **FRENCH_NEED)
    first = queries.matches_of(session, Kind.NEED, need.id, 20)[0]
    assert first.counterpart.id == offering.id
    assert first.match.evidence.concepts


def test_what_leaves_is_shown_nowhere_even_before_the_worker_came(
    bank: Bank, session: Session, factory: Factory
) -> None:
    offering, need = factory.published(), factory.published("need")
    editor = factory.actor(factory.member(offering.organization))
    listings.withdraw(session, editor, bank.clock, bank.bus, offering.id)
    session.commit()
    assert queries.matches_of(session, Kind.NEED, need.id, 20) == []
    assert compared(session, bank.matcher(), need.id, [offering.id]) == []
    session.rollback()
    work_off(bank)
    assert session.scalar(select(func.count()).select_from(KeptMatch)) == 0
    assert len(bank.index) == 1


def test_a_curators_word_outlives_a_refresh(bank: Bank, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    operations.hide(session, factory.curator(), factory.bank.clock, need.id, offering.id)
    session.commit()
    operations.refresh_listing(session, bank.clock, bank.matcher(), need.id, 20)
    session.commit()
    assert queries.matches_of(session, Kind.NEED, need.id, 20) == []
    assert compared(session, bank.matcher(), need.id, [offering.id]) == []
    [hidden] = compared(session, bank.matcher(), need.id, [offering.id], with_hidden=True)
    assert hidden.state is MatchState.HIDDEN
    operations.endorse(session, factory.curator(), factory.bank.clock, need.id, offering.id)
    assert queries.matches_of(session, Kind.NEED, need.id, 20)[0].state is MatchState.ENDORSED


def test_a_newcomer_displaces_the_weakest(bank: Bank, session: Session, factory: Factory) -> None:
    need = factory.published("need")
    weak = factory.published(
        texts=text("en", "Manure spreader", "Spreads manure on fields.", description="A spreader."),
        fields=["agriculture.soil_fertility"],
        capacity=None,
        readiness=4,
    )
    strong = factory.published()
    for listing in (need, weak, strong):
        operations.refresh_listing(session, bank.clock, bank.matcher(), listing.id, kept=1)
    session.commit()
    shown = queries.matches_of(session, Kind.NEED, need.id, limit=1)
    assert [view.counterpart.id for view in shown] == [strong.id]


@pytest.mark.parametrize(("likely", "stays"), [(0.0, True), (1.1, False)])
def test_beyond_the_best_of_its_need_a_match_stays_only_if_it_is_likely(
    bank: Bank, session: Session, factory: Factory, monkeypatch: pytest.MonkeyPatch, likely: float, *, stays: bool
) -> None:
    monkeypatch.setattr(policies, "LIKELY", likely)
    need, weak = factory.published("need"), factory.published(readiness=4)
    strong = factory.published()
    for listing in (need, weak, strong, need, weak):
        operations.refresh_listing(session, bank.clock, bank.matcher(), listing.id, kept=1)
    kept = set(session.scalars(select(KeptMatch.offering_id).where(KeptMatch.need_id == need.id)))
    assert kept == ({strong.id, weak.id} if stays else {strong.id})


def test_the_index_is_rebuilt_from_nothing(bank: Bank, session: Session, factory: Factory) -> None:
    factory.published()
    gone = factory.published()
    withdraw(bank, session, factory, gone)
    number = bank.index.change_number
    bank.index.rebuild()
    assert len(bank.index) == 0
    assert catch_up(session, bank.index, workers=2) == 2
    assert (len(bank.index), bank.index.change_number) == (1, number)
    assert catch_up(session, bank.index) == 0
