"""A Chinese offering and a French need that fit each other, and what people do with listings in the browser."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed into the form of a listing, by the names of its inputs: words, choices, and lists of several."""

    texts: Mapping[str, str]
    choices: Mapping[str, str]
    lists: Mapping[str, list[str]]


OFFERING = Draft(
    {
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
    },
    {
        "capacity.unit": "household",
        "capital_cost.basis": "capacity_unit",
        "benefits.0.indicator": "ghg_avoided",
        "benefits.0.unit": "tCO2e",
        "benefits.0.per": "household_year",
        "conditions.grid": "off_grid",
        "conditions.operator_skill": "trained_user",
        "readiness": "9",
    },
    {
        "fields": ["waste.organic", "energy.cooking"],
        "cooperation": ["sale", "training"],
        "available_in": ["非洲"],
        "languages": ["中文", "法语"],
    },
)
NEED = Draft(
    {
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
    },
    {
        "capacity.unit": "household",
        "conditions.grid": "off_grid",
        "conditions.operator_skill": "trained_user",
        "readiness_wanted": "8",
    },
    {
        "fields": ["energy.cooking", "waste.organic"],
        "cooperation": ["sale", "training"],
        "countries": ["Côte d’Ivoire"],
        "languages": ["français"],
    },
)


def write(page: Page, path: str, draft: Draft) -> None:
    """Fill in the listing form and submit it for review."""
    page.goto(path)
    for name, value in draft.texts.items():
        page.fill(f"[name='{name}']", value)
    for name, value in draft.choices.items():
        page.select_option(f"select[name='{name}']", value)
    for name, values in draft.lists.items():
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
