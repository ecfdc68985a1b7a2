"""The main job, as people do it: a Chinese offering and a French need find each other."""

import logging
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketplace.seeding.content import PASSWORD

pytestmark = pytest.mark.browser

OFFERING = {
    "texts.zh.title": "农村户用玻璃钢沼气池（6至10立方米）",
    "texts.zh.summary": "工厂预制的玻璃钢沼气池，两天即可安装完毕，以猪粪和厨余为原料，为一户农家供应炊事用沼气，沼渣沼液还田作肥料。",
    "texts.zh.description": "沼气池由上下两个玻璃钢半球组成，埋于地下，常温厌氧消化，无需用电。每户饲养三至八头猪即可满足原料需求，"
    "日产沼气1至2立方米，替代薪柴和液化气。我们培训当地技工安装和维护，并提供沼气灶具与脱硫器。",
    "texts.zh.advantages": "与砖混沼气池相比，不渗漏、工期短、可整体搬迁；与薪柴灶相比，厨房没有烟尘。",
    "capacity.min": "1",
    "capacity.max": "500",
    "conditions.ambient_temperature.min": "5",
    "conditions.ambient_temperature.max": "42",
    "capital_cost.min": "280",
    "capital_cost.max": "420",
    "capital_cost.currency": "USD",
    "capital_cost.year": "2024",
    "benefits.0.value": "2.5",
    "benefits.0.source": "《2006年IPCC国家温室气体清单指南》第四卷",
}
OFFERING_CHOICES = {
    "capacity.unit": "household",
    "capital_cost.basis": "capacity_unit",
    "benefits.0.indicator": "ghg_avoided",
    "benefits.0.unit": "tCO2e",
    "benefits.0.per": "household_year",
    "conditions.grid": "off_grid",
    "conditions.operator_skill": "trained_user",
    "readiness": "9",
}
NEED = {
    "texts.fr.title": "Biodigesteurs familiaux pour 120 éleveurs de porcs",
    "texts.fr.summary": "Une union d'éleveurs veut remplacer le bois de chauffe de 120 ménages par du biogaz tiré du lisier de "
    "leurs porcs, avec des digesteurs durables que des artisans du village savent poser et réparer.",
    "texts.fr.problem": "Chaque ménage élève de quatre à six porcs. Le lisier s'écoule dans le bas-fond où l'on puise l'eau, et les "
    "femmes marchent trois heures par jour pour le bois. Des cuves en briques construites en 2015 se sont fissurées "
    "en deux saisons. Nous cherchons de petites installations étanches, sans électricité, avec réchauds et formation.",
    "capacity.min": "100",
    "capacity.max": "120",
    "conditions.ambient_temperature.min": "18",
    "conditions.ambient_temperature.max": "37",
    "budget.min": "40000",
    "budget.max": "70000",
    "budget.currency": "USD",
    "budget.year": "2025",
}
NEED_CHOICES = {
    "capacity.unit": "household",
    "conditions.grid": "off_grid",
    "conditions.operator_skill": "trained_user",
    "readiness_wanted": "8",
}
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


def write(page: Page, path: str, texts: dict[str, str], choices: dict[str, str], lists: dict[str, list[str]]) -> None:
    """Fill in the listing form and submit it for review."""
    page.goto(path)
    for name, value in texts.items():
        page.fill(f"[name='{name}']", value)
    for name, value in choices.items():
        page.select_option(f"select[name='{name}']", value)
    for name, values in lists.items():
        for place, value in enumerate(values):
            entry = page.locator(f"[name='{name}']")
            if entry.first.get_attribute("type") == "checkbox":
                page.check(f"[name='{name}'][value='{value}']")
            elif entry.first.evaluate("element => element.tagName") == "SELECT":
                entry.nth(place).select_option(value)
            else:
                entry.nth(place).fill(value)
    page.click("button[name='step'][value='submit']:visible")
    expect(page).to_have_url(re.compile(r"/my/listings$"))


def publish(curator: Page, title: str) -> tuple[str, float]:
    """Read a submission and publish it; gives the address of its page, without the locale, and when it was clicked."""
    curator.goto("/en/curation/")
    curator.get_by_role("link", name=title).first.click()
    clicked = time.monotonic()
    curator.click("form[action$='/publish'] button")
    link = curator.locator("[role='status'] a, .flash a, .message a").first
    return re.sub(r"^(https?://[^/]+)?/en/", "", link.get_attribute("href") or ""), clicked


def first_match_to(page: Page, counterpart: str) -> int | None:
    """The place, counted from 1, of a counterpart among the matches of a listing's page."""
    links = page.locator("a[href*='/matches/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    numbers = list(dict.fromkeys(links))
    kind, number = counterpart.split("/")
    at = 0 if kind == "needs" else 1
    for place, href in enumerate(numbers, 1):
        if href.split("?")[0].split("#")[0].rstrip("/").split("/")[-2:][at] == number:
            return place
    return None


def test_an_offering_in_chinese_and_a_need_in_french_recommend_each_other(
    people: dict[str, Page], browser: Browser, site: str
) -> None:
    provider, agency, curator = people["provider"], people["agency"], people["curator"]
    offering_lists = {
        "fields": ["waste.organic", "energy.cooking"],
        "cooperation": ["sale", "training"],
        "available_in": ["非洲"],
        "languages": ["中文", "法语"],
    }
    need_lists = {
        "fields": ["energy.cooking", "waste.organic"],
        "cooperation": ["sale", "training"],
        "countries": ["Côte d’Ivoire"],
        "languages": ["français"],
    }
    write(provider, "/zh/my/listings/new/offering?step=all", OFFERING, OFFERING_CHOICES, offering_lists)
    write(agency, "/fr/my/listings/new/need?step=all", NEED, NEED_CHOICES, need_lists)
    offering, _ = publish(curator, OFFERING["texts.zh.title"])
    need, clicked = publish(curator, NEED["texts.fr.title"])
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
