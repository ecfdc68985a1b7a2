"""Who saved a search, or has a listing, is told of what newly fits it: once, and only of that."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.discovery import operations, queries
from marketplace.discovery.errors import SearchEmptyError, TooManySearchesError
from marketplace.discovery.queries import Search
from marketplace.discovery.terms import MOST_SAVED
from marketplace.jobs.worker import keep_house, work_off
from marketplace.listings import life
from marketplace.listings.terms import Kind
from marketplace.notifications.models import Notification
from tests.factories import Factory


def told(session: Session, kind: str) -> list[Notification]:
    return list(session.scalars(select(Notification).where(Notification.kind == kind).order_by(Notification.id)))


def test_who_saved_a_search_is_told_once_of_what_newly_fits_it(bank: Bank, session: Session, factory: Factory) -> None:
    factory.published()
    actor = factory.actor(factory.person())
    operations.save_search(session, actor, bank.clock, Search("digester", kind=Kind.OFFERING))
    operations.save_search(session, actor, bank.clock, Search(filters={"country": ["FJ"]}))
    session.commit()
    keep_house(bank)
    assert told(session, "search_found") == []
    factory.published("need")
    fits = factory.published()
    keep_house(bank)
    keep_house(bank)
    [news] = told(session, "search_found")
    assert (news.person_id, news.path) == (actor.person_id, f"offerings/{fits.id}")


def test_a_search_is_kept_once_and_only_its_owner_lets_it_go(bank: Bank, session: Session, factory: Factory) -> None:
    actor, other = factory.actor(factory.person()), factory.actor(factory.person())
    asked = Search("沼气", filters={"country": ["LA", "KE"]})
    saved = operations.save_search(session, actor, bank.clock, asked)
    again = operations.save_search(session, actor, bank.clock, Search("沼气 ", filters={"country": ["KE", "LA"]}))
    assert again.id == saved.id
    operations.forget_search(session, other, saved.id)
    assert [each.id for each in queries.saved_searches(session, actor)] == [saved.id]
    assert queries.saved_searches(session, other) == []
    operations.forget_search(session, actor, saved.id)
    assert queries.saved_searches(session, actor) == []


def test_nothing_is_not_searched_for_and_searches_have_an_end(bank: Bank, session: Session, factory: Factory) -> None:
    actor = factory.actor(factory.person())
    with pytest.raises(SearchEmptyError):
        operations.save_search(session, actor, bank.clock, Search("  ", kind=Kind.NEED, filters={"field": []}))
    for number in range(MOST_SAVED):
        operations.save_search(session, actor, bank.clock, Search(f"pump {number}"))
    with pytest.raises(TooManySearchesError):
        operations.save_search(session, actor, bank.clock, Search("one more"))


def test_both_sides_hear_of_a_likely_match_once(bank: Bank, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    editors = {
        "offering_matched": factory.editor(need.organization)[0].person_id,
        "need_matched": factory.editor(offering.organization)[0].person_id,
    }
    for kind in editors:
        # Those who became members since have not heard of it; publishing again tells them, and nobody else twice.
        before = told(session, kind)
        assert len(before) == 1
    life.announce(session, bank.bus, need, bank.clock.now())
    session.commit()
    work_off(bank)
    for kind, newcomer in editors.items():
        assert [each.person_id for each in told(session, kind)][1:] == [newcomer]
        assert told(session, kind)[0].path == f"matches/{need.id}/{offering.id}"
