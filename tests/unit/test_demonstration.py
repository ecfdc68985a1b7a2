"""The demonstration content: complete, right in form, spread over fields, languages and countries."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from marketplace.engine.resources import Resources
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.listings.content import Content, parse_content
from marketplace.localization.locales import LOCALES
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.taxonomy.queries import Taxonomy

DEMO = PROJECT_FOLDER / "seeds" / "demo"


def read(folder: str) -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((DEMO / folder).glob("*.json"))}


OFFERINGS, NEEDS, ORGANIZATIONS = read("offerings"), read("needs"), read("organizations")
LISTINGS = OFFERINGS | NEEDS
JUDGMENTS = [json.loads(line) for line in (DEMO / "judgments.jsonl").read_text(encoding="utf-8").splitlines()]


def content(key: str) -> OfferingContent | NeedContent:
    entry = {name: value for name, value in LISTINGS[key].items() if name not in {"key", "organization"}}
    return parse_content(OfferingContent if entry["kind"] == "offering" else NeedContent, entry)


@pytest.fixture(scope="module")
def taxonomy(resources: Resources) -> Taxonomy:
    return Taxonomy.load(PROJECT_FOLDER / "seeds", resources.vocabulary)


def test_there_is_enough_of_it() -> None:
    assert len(OFFERINGS) >= 48
    assert len(NEEDS) >= 36
    assert len(ORGANIZATIONS) >= 30
    countries = {entry["country"] for entry in ORGANIZATIONS.values()}
    assert len(countries.union(*(entry["countries"] for entry in NEEDS.values()))) >= 24


@pytest.mark.parametrize("listings", [OFFERINGS, NEEDS], ids=["offerings", "needs"])
def test_it_is_spread_over_fields_and_original_languages(listings: dict[str, Any], taxonomy: Taxonomy) -> None:
    fields = Counter(entry["fields"][0].partition(".")[0] for entry in listings.values())
    assert set(fields) == {field.code for field in taxonomy.main_fields}
    assert min(fields.values()) >= 3
    assert {entry["original_locale"] for entry in listings.values()} == set(LOCALES)


@pytest.mark.parametrize("key", LISTINGS)
def test_a_listing_could_be_submitted_and_is_told_in_every_locale(key: str, taxonomy: Taxonomy) -> None:
    made = content(key)
    assert (Offering if made.kind == "offering" else Need).missing_for_submission(made) == []
    assert set(made.texts) == set(LOCALES)
    assert all(text.title and text.summary for text in made.texts.values())
    assert {locale for locale, text in made.texts.items() if text.origin == "original"} == {made.original_locale}
    assert LISTINGS[key]["organization"] in ORGANIZATIONS
    assert set(made.fields) <= set(taxonomy.fields)
    assert set(made.concepts) <= set(taxonomy.vocabulary.concepts)


@pytest.mark.parametrize("key", NEEDS)
def test_a_need_is_one_of_developing_countries(key: str, taxonomy: Taxonomy) -> None:
    assert all(taxonomy.country(code).developing for code in NEEDS[key]["countries"])


def test_areas_and_currencies_are_known(taxonomy: Taxonomy) -> None:
    english = Locale("en")
    for entry in LISTINGS.values():
        for code in entry.get("available_in", []):
            assert code in taxonomy.countries or code in english.territories
        for name in ("capital_cost", "operating_cost", "budget"):
            assert name not in entry or entry[name]["currency"] in english.currencies


def test_no_two_listings_are_nearly_the_same() -> None:
    def shingles(made: Content) -> set[str]:
        text = getattr(made, "texts")["en"]  # noqa: B009 - both kinds have it, their common base does not
        words = re.findall(r"\w+", " ".join((text.title, text.summary, *(getattr(text, "description", ""),))).lower())
        return {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}

    all_shingles = {key: shingles(content(key)) for key in LISTINGS}
    overlaps = {
        (one, other): len(all_shingles[one] & all_shingles[other]) / len(all_shingles[one] | all_shingles[other])
        for one, other in combinations(all_shingles, 2)
    }
    assert max(overlaps.values()) < 0.1


def test_judgments_cover_every_need_and_offering_once_with_random_pairs_among_them() -> None:
    pairs = [(judgment["need"], judgment["offering"]) for judgment in JUDGMENTS]
    assert len(pairs) >= 600
    assert len(set(pairs)) == len(pairs)
    assert {need for need, _ in pairs} == set(NEEDS)
    assert {offering for _, offering in pairs} == set(OFFERINGS)
    assert {judgment["grade"] for judgment in JUDGMENTS} == {0, 1, 2, 3}
    assert all(judgment["reason"] for judgment in JUDGMENTS if judgment["grade"] > 0)
    assert Counter(judgment["pool"] for judgment in JUDGMENTS)["random"] >= 100


def test_invented_contacts_lead_nowhere() -> None:
    for path in Path(DEMO).rglob("*.json"):
        for address in re.findall(r"[\w.+-]+@[\w.-]+", path.read_text(encoding="utf-8")):
            assert address.rstrip(".").endswith(".example"), (path.name, address)
