"""The page of one's desk."""

import pytest
from flask.testing import FlaskClient

from marketplace.bootstrap import Bank
from marketplace.notifications.models import Notification
from marketplace.notifications.terms import Frequency
from tests.factories import Factory
from tests.web.test_editing import sign_in


@pytest.mark.parametrize("locale", ["en", "zh", "ar"])
def test_the_desk_names_what_waits_what_is_new_and_what_to_add(
    bank: Bank, factory: Factory, client: FlaskClient, locale: str
) -> None:
    offering = factory.published()
    member = factory.member(offering.organization)
    need = factory.published("need")
    request = factory.introduction(need=need, offering=offering)
    note = Notification(
        person_id=member.id,
        kind="shortlist_note",
        params={"listing": "A need", "words": "Ask them."},
        path="my/listings/7/shortlist",
        key="note",
        mail=Frequency.NEVER,
        at=bank.clock.now(),
    )
    factory.session.add(note)
    number, asked, found = offering.id, request.id, f"/{locale}/matches/{need.id}/{offering.id}"
    factory.session.commit()
    assert client.get(f"/{locale}/my/desk").status_code == 302
    sign_in(client, member)
    page = client.get(f"/{locale}/my/desk").text
    assert f"/{locale}/introductions/{asked}" in page
    assert f"/{locale}/offerings/{number}" in page
    assert found in page
    assert note.path not in page, "the bank has not found it"
    assert note.path in client.get(f"/{locale}/news").text
    assert f"/{locale}/my/listings/{number}" in page or f"/{locale}/listings/{number}" in page
