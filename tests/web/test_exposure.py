"""What is folded stays in reach without scripts, and curators see who gets the places."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.accounts.terms import Role
from marketplace.listings.models import Listing
from marketplace.localization.locales import LOCALES
from marketplace.matching.models import KeptMatch
from tests.conftest import StatementCounter
from tests.factories import PASSWORD, Factory


def signed_in(client: FlaskClient, factory: Factory, role: Role | None) -> FlaskClient:
    client.post("/en/sign-in", data={"email": factory.person(role).email, "password": PASSWORD})
    return client


def kept(session: Session, need: Listing, offering: Listing) -> KeptMatch:
    found = session.get(KeptMatch, (need.id, offering.id))
    assert found is not None
    return found


@pytest.fixture
def crowded(session: Session, factory: Factory) -> tuple[Listing, list[Listing]]:
    """A need, and an offering in three copies of one provider that all fit it."""
    need, first = factory.published("need"), factory.published()
    match = kept(session, need, first)
    copies = [factory.copy(first) for _ in range(2)]
    for number, copy in enumerate(copies, start=1):
        columns = {column.key: getattr(match, column.key) for column in KeptMatch.__mapper__.column_attrs}
        session.add(KeptMatch(**columns | {"offering_id": copy.id, "score": 0.9 - number / 100}))
    match.score = 0.9
    session.commit()
    return need, [first, *copies]


def test_similar_offerings_are_folded_and_every_one_is_in_the_page(
    client: FlaskClient, crowded: tuple[Listing, list[Listing]], statements: StatementCounter
) -> None:
    need, offerings = crowded
    del statements.statements[:]
    page = client.get(f"/en/needs/{need.id}").text
    assert len(statements.statements) <= 6, statements.statements
    folded = re.search(r'<details class="similar">.*?</details>', page, re.DOTALL)
    assert folded is not None
    assert "and 2 similar offerings of this provider" in folded[0]
    assert [f"/matches/{need.id}/{each.id}" in folded[0] for each in offerings] == [False, True, True]
    assert "See the 3 offerings that could fit" in page
    assert page.count('<article class="match">') == 1


def test_needs_of_one_agency_are_folded_too(client: FlaskClient, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    match = kept(session, need, offering)
    columns = {column.key: getattr(match, column.key) for column in KeptMatch.__mapper__.column_attrs}
    match.score = 0.9
    session.add(KeptMatch(**columns | {"need_id": factory.copy(need).id, "score": 0.8}))
    session.commit()
    assert "and 1 similar need of this organization" in client.get(f"/en/offerings/{offering.id}").text


@pytest.mark.parametrize("locale", LOCALES)
def test_curators_read_it_in_every_locale(
    client: FlaskClient, factory: Factory, crowded: tuple[Listing, list[Listing]], locale: str
) -> None:
    signed_in(client, factory, Role.CURATOR)
    assert f'href="/{locale}/curation/exposure"' in client.get(f"/{locale}/curation/").text
    page = client.get(f"/{locale}/curation/exposure").text
    assert page.count('<rect class="bar-merit" y=') == len(LOCALES)
    assert [f"/{locale}/offerings/{each.id}" in page for each in crowded[1]] == [False, True, True]
    assert "style=" not in page


def test_an_empty_bank_has_a_page_too(client: FlaskClient, factory: Factory) -> None:
    response = signed_in(client, factory, Role.ADMINISTRATOR).get("/en/curation/exposure")
    assert response.status_code == 200
    assert "Every offering that was looked at is shown by some need." in response.text


def test_nobody_else_reads_it(client: FlaskClient, factory: Factory) -> None:
    assert "/sign-in" in client.get("/en/curation/exposure").location
    assert signed_in(client, factory, None).get("/en/curation/exposure").status_code == 403
