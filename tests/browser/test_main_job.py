"""The main job, as people do it: a Chinese offering and a French need find each other."""

import logging
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketplace.seeding.content import PASSWORD
from tests.browser.listings import NEED, OFFERING, first_match_to, publish, write

pytestmark = pytest.mark.browser

LOG = logging.getLogger(__name__)
#: Reasons that a match must show on every page.
REASONS = 3
PLACES = 5
VISIBLE_WITHIN = 30.0


@pytest.fixture
def people(browser: Browser, site: str) -> Iterator[dict[str, Page]]:
    """A provider, an agency and a curator, each in a browser of their own, signed in."""
    contexts: list[BrowserContext] = []
    pages = {}
    for name, locale in (("provider", "zh"), ("agency", "fr"), ("curator", "en")):
        context = browser.new_context(base_url=site)
        contexts.append(context)
        page = pages[name] = context.new_page()
        page.goto(f"/{locale}/sign-in")
        page.fill("#email", f"{name}@bank.example")
        page.fill("#password", PASSWORD)
        page.click("main form button")
        expect(page.locator("form[action$='/sign-out']")).to_be_visible()
    yield pages
    for context in contexts:
        context.close()


def test_an_offering_in_chinese_and_a_need_in_french_recommend_each_other(
    people: dict[str, Page], browser: Browser, site: str
) -> None:
    provider, agency, curator = people["provider"], people["agency"], people["curator"]
    write(provider, "/zh/my/listings/new/offering?step=all", OFFERING)
    write(agency, "/fr/my/listings/new/need?step=all", NEED)
    offering, _ = publish(curator, OFFERING.texts["texts.zh.title"])
    need, clicked = publish(curator, NEED.texts["texts.fr.title"])
    reader = browser.new_page(base_url=site)
    while first_match_to(reader, offering) is None and time.monotonic() - clicked < VISIBLE_WITHIN:
        reader.goto(f"/en/{need}")
    seconds = time.monotonic() - clicked
    LOG.info("visible %.2f s after the curator's click", seconds)
    for locale in ("en", "fr", "zh", "ar"):
        for own, other in ((need, offering), (offering, need)):
            reader.goto(f"/{locale}/{own}")
            place = first_match_to(reader, other)
            assert place is not None, (locale, own)
            assert place <= PLACES, (locale, own, place)
            both = (own.split("/")[1], other.split("/")[1])
            pair = "/".join(both if own.startswith("needs") else reversed(both))
            card = reader.locator("article, li").filter(has=reader.locator(f"a[href*='/matches/{pair}']")).first
            assert card.locator("ul.reasons > li.reason-met, ul.reasons > li.reason-subject").count() >= REASONS, (
                locale,
                own,
                card.inner_text(),
            )
    assert seconds < VISIBLE_WITHIN
    reader.close()
