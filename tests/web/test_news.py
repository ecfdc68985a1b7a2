"""The page of news, the choice of mails, and ending them by one click."""

from flask.testing import FlaskClient

from marketplace.accounts.policies import Actor
from marketplace.bootstrap import Bank
from marketplace.kernel.signing import sign
from marketplace.notifications import operations, queries
from marketplace.notifications.letters import UNSUBSCRIBE
from marketplace.notifications.terms import Frequency, Topic
from tests.factories import Factory
from tests.web.test_editing import sign_in


def unseen(bank: Bank, actor: Actor) -> int:
    with bank.database.session(read_only=True) as session:
        return queries.unseen_count(session, actor)


def wanted(bank: Bank, actor: Actor) -> Frequency:
    with bank.database.session(read_only=True) as session:
        return queries.preferences(session, actor)[Topic.LISTINGS]


def test_what_somebody_was_told_is_new_until_they_have_seen_it(
    bank: Bank, factory: Factory, client: FlaskClient
) -> None:
    person = factory.person()
    operations.tell(
        factory.session,
        bank.clock.now(),
        [person.id],
        "listing_rejected",
        {"listing": "<b>Digester</b>", "reason": "No source."},
        path="my/listings",
        key="one",
    )
    factory.session.commit()
    assert client.get("/fr/news").status_code == 302
    sign_in(client, person)
    page = client.get("/fr/news").text
    assert "&lt;b&gt;Digester&lt;/b&gt;" in page
    assert 'href="/fr/my/listings"' in page
    actor = factory.actor(person)
    newest = queries.news(factory.session, actor, "fr")[0].id
    factory.session.commit()
    assert client.post("/fr/news/seen", data={"newest": "x"}).status_code == 303
    assert unseen(bank, actor) == 1
    client.post("/fr/news/seen", data={"newest": str(newest)})
    assert unseen(bank, actor) == 0


def test_mails_are_chosen_on_a_page_and_ended_from_a_mail(bank: Bank, factory: Factory, client: FlaskClient) -> None:
    person = factory.person()
    actor = factory.actor(person)
    factory.session.commit()
    token = sign(bank.settings.secret_key, UNSUBSCRIBE, [person.id, Topic.LISTINGS])
    assert client.get(f"/ar/unsubscribe/{token}").status_code == 200
    assert wanted(bank, actor) is Frequency.AT_ONCE
    # As mail programs do: no cookie, no secret of a form.
    assert client.post(f"/ar/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wanted(bank, actor) is Frequency.NEVER
    assert client.post(f"/ar/unsubscribe/{token}x").status_code == 422
    sign_in(client, person)
    assert client.post("/ar/account/mails", data={"listings": "hourly"}).status_code == 422
    assert client.post("/ar/account/mails", data={"listings": "weekly"}).status_code == 303
    assert wanted(bank, actor) is Frequency.WEEKLY
