"""Looks at listings are counted without a write for each, and those of their own members and of programs are not."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.bootstrap import Bank
from marketplace.http.views import ViewCounts
from marketplace.insights.models import ListingViews
from tests.factories import Factory
from tests.web.test_editing import sign_in

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def kept(bank: Bank) -> list[tuple[int, date, int]]:
    with bank.database.session(read_only=True) as session:
        rows = session.scalars(select(ListingViews).order_by(ListingViews.day, ListingViews.listing_id))
        return [(row.listing_id, row.day, row.views) for row in rows]


def test_looks_of_others_are_counted(app: Flask, client: FlaskClient, bank: Bank, factory: Factory) -> None:
    listing = factory.published()
    member = factory.member(listing.organization)
    number, page = listing.id, f"/en/offerings/{listing.id}"
    factory.session.commit()
    for agent in (BROWSER, BROWSER, {"User-Agent": "Somebot/2.1"}, {"User-Agent": ""}):
        assert client.get(page, headers=agent).status_code == 200
    client.head(page, headers=BROWSER)
    sign_in(client, member)
    client.get(page, headers=BROWSER)
    assert kept(bank) == []
    app.extensions["view_counts"].write()
    assert kept(bank) == [(number, bank.clock.now().date(), 2)]


def test_counts_are_written_together_after_a_while_and_add_up(bank: Bank, factory: Factory) -> None:
    number = factory.published().id
    factory.session.commit()
    seconds = [0.0]
    counts = ViewCounts(bank, lambda: seconds[0])
    for moment in (1.0, 30.0, 61.0, 62.0, 200.0):
        seconds[0] = moment
        counts.add(number)
        counts.add(2**31 - 1)
        counts.write_due()
    assert kept(bank) == [(number, bank.clock.now().date(), 5)]
