"""Every page has room for longer languages: nothing runs out of a narrow screen, from left to right or from right to left."""

import re

import pytest
from playwright.sync_api import Browser, Page

PAGES = (
    "",
    "search?q=biogas",
    "fields",
    "fields/water",
    "countries",
    "countries/LA",
    "vocabulary",
    "vocabulary/water",
    "concepts/anaerobic-digestion",
    "glossary",
    "about",
    "sign-in",
    "sign-up",
)
OWN = ("my/listings", "my/organizations/new")

pytestmark = pytest.mark.browser


def too_wide(page: Page, address: str) -> int:
    page.goto(address)
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def listings_of(page: Page, site: str, locale: str) -> list[str]:
    """An offering, a need and a match, as the home page leads to them."""
    page.goto(f"{site}/{locale}/")
    links = page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    kinds = (r"/offerings/\d+$", r"/needs/\d+$", r"/matches/\d+/\d+$")
    return [next(link for link in links if re.search(kind, link or "")).removeprefix(f"/{locale}/") for kind in kinds]


def sideways(browser: Browser, site: str, locale: str, width: int) -> list[str]:
    """The pages that are wider than the screen."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    paths = [*PAGES, *listings_of(page, site, locale)]
    page.goto(f"{site}/{locale}/sign-in")
    page.fill("#email", "provider@bank.example")
    page.fill("#password", "demonstration")
    page.locator("main form button").last.click()
    page.wait_for_url("**/my/listings")
    editing = page.locator("main a[href*='/edit']").first.get_attribute("href") or ""
    translating = page.locator("main a[href*='/translations/']").first.get_attribute("href") or ""
    own = [path.removeprefix(f"/{locale}/") for path in (editing, translating)]
    found = [path for path in (*paths, *OWN, *own) if too_wide(page, f"{site}/{locale}/{path}") > 0]
    page.context.close()
    return found


@pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning"
)  # flask-compress leaves static files to the collector
def test_words_that_are_40_percent_longer_fit(browser: Browser, pseudo_site: str) -> None:
    assert sideways(browser, pseudo_site, "en", 320) == []


@pytest.mark.parametrize("locale", ["ar", "ru"])
def test_a_phone_never_scrolls_sideways(browser: Browser, site: str, locale: str) -> None:
    assert sideways(browser, site, locale, 390) == []
