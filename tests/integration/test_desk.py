"""The desk says how one's own listings fare, from what was kept, and nothing of others' listings."""

from collections import Counter

from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.insights.operations import add_views
from marketplace.insights.queries.desk import desk
from marketplace.introductions.operations import asking
from marketplace.introductions.policies import Turn
from marketplace.introductions.terms import Party
from marketplace.shortlists.operations import add_entry
from tests.conftest import StatementCounter, StoppedClock
from tests.factories import Factory


def test_the_figures_of_a_listing_are_what_was_kept(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    offering, need = factory.published(), factory.published("need")
    provider, _ = factory.editor(offering.organization)
    agency, _ = factory.editor(need.organization)
    today = clock.now().date()
    add_views(session, Counter({(offering.id, today): 4, (need.id, today): 1}))
    clock.advance(days=40)
    add_views(session, Counter({(offering.id, clock.now().date()): 3}))
    add_entry(session, agency, clock, need.id, offering.id)
    factory.introduction(need=need, offering=offering)
    session.commit()

    [own] = desk(session, provider, clock).figures
    assert (own.listing.id, own.views, own.shortlisted, own.introductions, own.likely) == (offering.id, 3, 1, 1, 1)
    [of_agency] = desk(session, agency, clock).figures
    assert (of_agency.listing.id, of_agency.views, of_agency.shortlisted, of_agency.introductions) == (need.id, 0, 0, 1)
    assert desk(session, factory.actor(factory.person()), clock).figures == ()


def test_costs_name_what_is_not_met_and_what_the_listing_itself_does_not_say(
    session: Session, factory: Factory, clock: StoppedClock
) -> None:
    offering = factory.published(capacity={"min": 1, "max": 2, "unit": "m3/d"}, conditions={})
    need = factory.published("need", capacity={"min": 400, "max": 500, "unit": "m3/d"})
    provider, _ = factory.editor(offering.organization)
    agency, _ = factory.editor(need.organization)
    [own] = desk(session, provider, clock).figures
    costs = {cost.criterion: cost for cost in own.costs}
    assert costs["capacity"].unmet == 1
    assert costs["ambient_temperature"].open == 1
    [of_need] = desk(session, agency, clock).figures
    assert "ambient_temperature" not in {cost.criterion for cost in of_need.costs if cost.open}


def test_the_time_to_answer_is_the_median_of_ones_own_requests(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    offering, need = factory.published(), factory.published("need")
    provider, _ = factory.editor(offering.organization)
    for days in (2, 6):
        asked = factory.introduction(need=factory.copy(need), offering=offering)
        clock.advance(days=days)
        asking.accept(session, provider, clock, bank.bus, asked.id, Turn(asked.version))
    factory.introduction(Party.AGENCY, factory.copy(need), offering)
    session.commit()
    response = desk(session, provider, clock).response
    assert (response.own, response.everybody, response.waiting) == (4.0, 4.0, 1)
    stranger = desk(session, factory.actor(factory.person()), clock).response
    assert (stranger.own, stranger.waiting) == (None, 0)


def test_the_number_of_queries_does_not_grow(
    session: Session, factory: Factory, clock: StoppedClock, statements: StatementCounter
) -> None:
    offering = factory.published()
    provider, _ = factory.editor(offering.organization)

    def asked() -> int:
        statements.statements.clear()
        desk(session, provider, clock)
        return len(statements.statements)

    few = asked()
    for _ in range(3):
        factory.copy(offering)
        made = factory.copy(offering)
        made.organization_id = offering.organization_id
        session.commit()
    assert asked() == few
