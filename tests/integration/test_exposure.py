"""Who gets the places on pages: near-identical offerings, newcomers, and the figures that curators read."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.engine.diversity import exposure
from marketplace.indexing.operations import catch_up
from marketplace.insights.queries import exposure as insights
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind
from marketplace.matching import operations, queries
from marketplace.matching.models import KeptMatch
from marketplace.matching.policies import LIKELY
from marketplace.matching.terms import MatchState
from tests.conftest import StatementCounter, StoppedClock
from tests.factories import Factory, offering_content

SUBJECTS = ("Bag filter for flue gas", "Solar pump for wells", "Rice husk gasifier", "Leak detector", "Old tyre mill")


def keep(session: Session, need: Listing, offering: Listing, score: float, **changes: Any) -> None:
    """A match with a score of the test's own; its explanation is that of any other."""
    session.merge(
        KeptMatch(
            need_id=need.id,
            offering_id=offering.id,
            score=score,
            text_score=0.5,
            explanation={"verdicts": [], "evidence": {"concepts": [], "terms": []}, "contributions": {}},
            state=changes.get("state", MatchState.SUGGESTED),
            model="test",
            refreshed_at=need.created_at,
        )
    )
    session.commit()


def model(number: int) -> dict[str, Any]:
    """One of a family of digesters that differ in a figure."""
    said = offering_content()["texts"]["en"]
    return {"texts": {"en": {**said, "title": f"{said['title']}, model GF-{number}0"}}}


def other(number: int, locale: str = "en") -> dict[str, Any]:
    subject = SUBJECTS[number]
    text = {"origin": "original", "title": subject, "summary": f"{subject}: how it works.", "description": subject}
    return {"texts": {locale: text}, "original_locale": locale}


def kept(session: Session, key: tuple[int, int]) -> KeptMatch | None:
    return session.get(KeptMatch, key)


def as_one_provider(session: Session, offerings: list[Listing]) -> None:
    session.execute(
        update(Listing)
        .where(Listing.id.in_([each.id for each in offerings]))
        .values(organization_id=offerings[0].organization_id)
    )
    session.commit()
    session.expire_all()


def shown(session: Session, need: Listing, limit: int = 20) -> list[int]:
    return [view.counterpart.id for view in queries.matches_of(session, Kind.NEED, need.id, limit)]


def test_ten_near_identical_offerings_take_one_place_and_stay_in_reach(session: Session, factory: Factory) -> None:
    need = factory.published("need")
    ten, five = [factory.published(**model(number)) for number in range(10)], []
    as_one_provider(session, ten)
    for number, each in enumerate(ten):
        keep(session, need, each, 0.9 - number / 1000)
    for number in range(5):
        five.append(factory.published(**other(number)))
        keep(session, need, five[-1], 0.5 - number / 100)
    found = queries.matches_of(session, Kind.NEED, need.id, 20)
    assert [view.counterpart.id for view in found] == [ten[0].id, *(each.id for each in five)]
    assert [view.counterpart.id for view in found[0].similar] == [each.id for each in ten[1:]]
    keep(session, need, ten[9], 0.891, state=MatchState.ENDORSED)
    assert shown(session, need)[:2] == [ten[9].id, ten[0].id]  # equal to the best, and a curator vouches for it


def test_a_less_likely_match_never_takes_the_place_of_a_likely_one(session: Session, factory: Factory) -> None:
    need = factory.published("need")
    own = [factory.published(**other(number)) for number in range(3)]
    as_one_provider(session, own)
    rival = factory.published(**other(3))
    for each in own:
        keep(session, need, each, LIKELY)
    keep(session, need, rival, LIKELY - 0.001)
    assert shown(session, need)[-1] == rival.id


def test_history_does_not_count_and_a_newcomer_stands_beside_its_equal(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    other_need, need, old = factory.published("need"), factory.published("need"), factory.published()
    operations.endorse(session, factory.curator(), factory.bank.clock, other_need.id, old.id)
    session.commit()
    clock.advance(days=300)
    new = factory.published()
    catch_up(session, bank.index)
    operations.refresh_listing(session, bank.clock, bank.matcher(), need.id, 20)
    session.commit()
    found = {view.counterpart.id: view.match.score for view in queries.matches_of(session, Kind.NEED, need.id, 20)}
    assert found[new.id] == found[old.id]
    assert list(found) == [new.id, old.id]


def test_a_newcomer_as_good_as_the_weakest_is_kept_and_shown(bank: Bank, session: Session, factory: Factory) -> None:
    """The newcomer suits another need better: only because the full one takes equals in does it get there."""
    full, better = factory.published("need", cooperation=["licence"]), factory.published("need")
    old, new = factory.published(), factory.published()
    catch_up(session, bank.index)
    for each in (old, new):
        operations.refresh_listing(session, bank.clock, bank.matcher(), each.id, kept=20)
    scores = {
        key: found.score for key in product((full.id, better.id), (old.id, new.id)) if (found := kept(session, key))
    }
    assert scores[full.id, new.id] == scores[full.id, old.id] < scores[better.id, new.id]
    session.execute(delete(KeptMatch).where(KeptMatch.offering_id == new.id))
    operations.refresh_listing(session, bank.clock, bank.matcher(), new.id, kept=1)
    session.commit()
    assert shown(session, full, limit=1) == [new.id]


def test_the_home_page_shows_one_match_of_each_need_and_of_each_provider(session: Session, factory: Factory) -> None:
    needs = [factory.published("need") for _ in range(3)]
    mine, rival = [factory.published(**other(number)) for number in range(2)], factory.published(**other(2))
    as_one_provider(session, mine)
    keep(session, needs[0], mine[0], 0.99)
    keep(session, needs[1], mine[1], 0.98)
    keep(session, needs[2], rival, 0.96)
    best = [(pair.need.id, pair.offering.id) for pair in queries.best_matches(session, 2)]
    assert best == [(needs[0].id, mine[0].id), (needs[2].id, rival.id)]


@pytest.fixture
def market(session: Session, factory: Factory) -> tuple[Listing, list[Listing]]:
    """One need; an offering in English, one in French that fits as well, and one that nobody asks for."""
    need = factory.published("need", texts={"en": {"origin": "original", **_irrigation()}})
    offerings = [factory.published(**other(0)), factory.published(**other(1, "fr")), factory.published(**other(2))]
    keep(session, need, offerings[0], 0.8)
    keep(session, need, offerings[1], 0.4)
    keep(session, need, offerings[2], 0.1)
    return need, offerings


def _irrigation() -> dict[str, str]:
    return {"title": "Drip irrigation", "summary": "Drip irrigation for date palms.", "problem": "Water is scarce."}


def test_shares_are_those_of_the_places_and_of_the_scores(
    session: Session, factory: Factory, market: tuple[Listing, list[Listing]]
) -> None:
    _need, offerings = market
    report = insights.exposure_report(session, factory.curator(), 20)
    shares = {each.locale: each.share for each in report.languages}
    everything = exposure(1) + exposure(2)
    assert shares["en"].merit == pytest.approx(2 / 3)
    assert shares["en"].exposure == pytest.approx(exposure(1) / everything)
    assert shares["fr"].exposure == pytest.approx(exposure(2) / everything)
    assert shares["fr"].ratio == pytest.approx(3 * exposure(2) / everything)
    assert shares["zh"].ratio is None
    assert [each.provider.id for each in report.over] == [offerings[1].organization_id]
    assert [each.provider.id for each in report.under] == [offerings[0].organization_id]
    assert sum(share.exposure for share in shares.values()) == pytest.approx(1)
    assert sum(share.merit for share in shares.values()) == pytest.approx(1)


def test_offerings_that_no_need_shows_are_named(
    session: Session, factory: Factory, market: tuple[Listing, list[Listing]]
) -> None:
    report = insights.exposure_report(session, factory.curator(), 20)
    assert [listing.id for listing in report.unseen] == [market[1][2].id]
    assert {each.locale: (each.unseen, each.offerings) for each in report.languages if each.offerings} == {
        "en": (1, 2),
        "fr": (0, 1),
    }


def test_what_is_hidden_or_folded_has_no_place(
    session: Session, factory: Factory, market: tuple[Listing, list[Listing]]
) -> None:
    need, offerings = market
    keep(session, need, offerings[0], 0.8, state=MatchState.HIDDEN)
    twins = [factory.published(**model(number)) for number in range(2)]
    as_one_provider(session, twins)
    for number, twin in enumerate(twins):
        keep(session, need, twin, 0.7 - number / 10)
    report = insights.exposure_report(session, factory.curator(), 20)
    assert {listing.id for listing in report.unseen} == {offerings[0].id, offerings[2].id, twins[1].id}
    share = {each.provider.id: each.share for each in (*report.over, *report.under)}[twins[0].organization_id]
    assert share.merit == pytest.approx(1.3 / 1.7)


def test_what_is_measured_is_what_the_page_shows(session: Session, factory: Factory) -> None:
    need = factory.published("need")
    offerings = [factory.published(**model(number)) for number in range(4)]
    offerings += [factory.published(**other(number)) for number in range(5)]
    as_one_provider(session, offerings[2:7])
    for number, each in enumerate(offerings):
        keep(session, need, each, 0.8 - number / 50)
    measured = insights.likely_places(session, [need.id], 20)[need.id]
    page = queries.matches_of(session, Kind.NEED, need.id, 20)
    assert [place.entry.id for place in measured] == [view.counterpart.id for view in page]
    assert [[entry.id for entry in place.similar] for place in measured] == [
        [view.counterpart.id for view in each.similar] for each in page
    ]
    assert any(place.similar for place in measured)


def test_a_large_bank_is_sampled(
    session: Session, factory: Factory, statements: StatementCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = factory.published(**other(0))
    for _ in range(8):
        factory.copy(first)
    curator = factory.curator()
    monkeypatch.setattr(insights, "LOOKED_AT", 4)
    del statements.statements[:]
    report = insights.exposure_report(session, curator, 20)
    assert (report.offerings, report.offerings_total) == (3, 9)
    assert (report.needs, report.needs_total) == (0, 0)
    assert len(statements.statements) <= 12, statements.statements
    assert report.languages[0].share.ratio is None
