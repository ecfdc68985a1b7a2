"""Every public page in every locale, and what it costs."""

import gzip

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.listings.models import Listing
from marketplace.localization.locales import LANGUAGE_TAGS, LOCALES
from marketplace.matching.models import KeptMatch
from tests.conftest import StatementCounter
from tests.factories import Factory

CLIENT_BYTES = 50_000


@pytest.fixture
def pair(factory: Factory) -> tuple[Listing, Listing]:
    """An offering and a need that match."""
    return factory.published(), factory.published("need")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_public_page_answers_in_every_locale(
    client: FlaskClient, pair: tuple[Listing, Listing], locale: str
) -> None:
    offering, need = pair
    for path in (
        "",
        "search?q=biogas",
        f"offerings/{offering.id}",
        f"needs/{need.id}",
        f"matches/{need.id}/{offering.id}",
        "fields",
        "fields/waste",
        "fields/waste.organic",
        "countries",
        "countries/LA",
        f"organizations/{offering.organization_id}",
        "vocabulary",
        "vocabulary/waste",
        "concepts/anaerobic-digestion",
        "glossary",
        "about",
        "sign-in",
        "sign-up",
    ):
        response = client.get(f"/{locale}/{path}")
        page = response.text
        assert response.status_code == 200, path
        assert f'<html lang="{LANGUAGE_TAGS[locale]}"' in page  # type: ignore[index]
        assert ('dir="rtl"' in page[:400]) == (locale == "ar")
        assert page.count('hreflang="') >= len(LOCALES)
        assert "style=" not in page
        assert "onclick" not in page


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW,zh;q=0.9", "zh"),
        ("pt-BR", "pt"),
        ("lo, th;q=0.5", "en"),
        ("xx;q=oops, ;;;", "en"),
        ("", "en"),
    ],
)
def test_the_root_leads_to_the_visitors_locale(client: FlaskClient, languages: str, expected: str) -> None:
    response = client.get("/", headers={"Accept-Language": languages})
    assert (response.status_code, response.location) == (302, f"/{expected}/")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    ["/de/", "/xx/offerings/1", "/en/offerings/999999", "/en/nothing", "/en/fields/none", "/en/needs/99999999999999"],
)
def test_what_does_not_exist_is_said_in_a_page_of_the_bank(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "This page does not exist, or is not public." in response.text


def test_strict_headers_are_on_every_answer(client: FlaskClient) -> None:
    for path in ("/en/", "/en/nothing"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_language_switch_stays_on_the_page_with_its_query(client: FlaskClient) -> None:
    page = client.get("/en/search?q=biogas&kind=need&locale=xx").text
    assert 'href="/ar/search?q=biogas&amp;kind=need"' in page


def test_a_listing_page_with_twenty_matches_is_cheap(
    client: FlaskClient,
    bank: Bank,
    session: Session,
    factory: Factory,
    statements: StatementCounter,
) -> None:
    need = factory.published("need")
    first = factory.published()
    kept = session.get(KeptMatch, (need.id, first.id))
    assert kept is not None
    for _ in range(19):
        other = factory.copy(first)
        session.add(
            KeptMatch(
                need_id=need.id,
                offering_id=other.id,
                score=kept.score,
                text_score=kept.text_score,
                explanation=kept.explanation,
                state=kept.state,
                model=kept.model,
                refreshed_at=kept.refreshed_at,
            )
        )
    session.commit()
    del statements.statements[:]
    response = client.get(f"/ar/needs/{need.id}")
    assert response.text.count("/ar/matches/") == 20
    assert len(statements.statements) <= 6, statements.statements
    assert len(gzip.compress(response.data)) < CLIENT_BYTES


def test_answers_are_compressed(client: FlaskClient) -> None:
    response = client.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
