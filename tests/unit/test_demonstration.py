"""The demonstration content: complete, right in form, spread over fields, languages and countries."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from marketplace.engine.evaluation import measure_spotting
from marketplace.engine.resources import Resources
from marketplace.introductions.terms import Stage
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.listings.content import Content, parse_content
from marketplace.localization.locales import LOCALES
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.seeding.judgments import agreement, marked_texts
from marketplace.seeding.stories import read_desks, read_stories
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
    assert len(OFFERINGS) >= 120
    assert len(NEEDS) >= 90
    assert len(ORGANIZATIONS) >= 60
    assert len({entry["country"] for entry in ORGANIZATIONS.values()}) >= 45
    assert {entry["organization"] for entry in LISTINGS.values()} == set(ORGANIZATIONS)


def test_the_most_vulnerable_countries_are_among_those_in_need(taxonomy: Taxonomy) -> None:
    countries = {code for entry in NEEDS.values() for code in entry["countries"]}
    groups = Counter(group for code in countries for group in taxonomy.country(code).groups)
    assert groups["ldc"] >= 15
    assert groups["lldc"] >= 10
    assert groups["sids"] >= 10


@pytest.mark.parametrize("listings", [OFFERINGS, NEEDS], ids=["offerings", "needs"])
def test_it_is_spread_over_fields_and_original_languages(listings: dict[str, Any], taxonomy: Taxonomy) -> None:
    fields = Counter(entry["fields"][0].partition(".")[0] for entry in listings.values())
    assert set(fields) == {field.code for field in taxonomy.main_fields}
    assert min(fields.values()) >= 7
    originals = Counter(entry["original_locale"] for entry in listings.values())
    assert set(originals) == set(LOCALES)
    assert max(originals.values()) < len(listings) / 3


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


@pytest.mark.parametrize("key", LISTINGS)
def test_the_full_text_is_there_in_the_original_in_english_and_in_one_more_language(key: str) -> None:
    made = content(key)
    part = "description" if made.kind == "offering" else "problem"
    full = {locale for locale, text in made.texts.items() if getattr(text, part)}
    assert {made.original_locale, "en"} <= full
    assert len(full) >= (2 if made.original_locale == "en" else 3)


def test_listings_differ_in_how_complete_they_are() -> None:
    optional = ("capacity", "capital_cost", "budget", "benefits", "deployments", "conditions", "harms", "standards")
    counts = Counter(sum(name in entry for name in optional) for entry in LISTINGS.values())
    assert min(counts) <= 1
    assert max(counts) >= 6
    assert len(counts) >= 5


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
        said = (value for part, value in text.model_dump().items() if part != "origin")
        words = re.findall(r"\w+", " ".join(said).lower())
        return {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}

    all_shingles = {key: shingles(content(key)) for key in LISTINGS}
    overlaps = {
        (one, other): len(all_shingles[one] & all_shingles[other]) / len(all_shingles[one] | all_shingles[other])
        for one, other in combinations(all_shingles, 2)
    }
    assert max(overlaps.values()) < 0.1


def test_judgments_cover_every_need_and_offering_once_with_random_pairs_among_them() -> None:
    pairs = [(judgment["need"], judgment["offering"]) for judgment in JUDGMENTS]
    assert len(pairs) >= 3000
    assert len(set(pairs)) == len(pairs)
    assert {need for need, _ in pairs} == set(NEEDS)
    assert {offering for _, offering in pairs} == set(OFFERINGS)
    assert {judgment["grade"] for judgment in JUDGMENTS} == {0, 1, 2, 3}
    assert all(judgment["reason"] for judgment in JUDGMENTS if judgment["grade"] > 0)
    assert Counter(judgment["pool"] for judgment in JUDGMENTS)["random"] >= 600
    across = [NEEDS[need]["original_locale"] != OFFERINGS[offering]["original_locale"] for need, offering in pairs]
    assert sum(across) > len(pairs) / 3


def test_a_tenth_of_the_judgments_was_made_twice_and_agrees() -> None:
    assert sum("second" in judgment for judgment in JUDGMENTS) >= len(JUDGMENTS) / 10
    assert agreement(DEMO).kappa > 0.6


def test_concepts_are_spotted_where_readers_have_marked_them(resources: Resources) -> None:
    marked = marked_texts(DEMO)
    assert len(marked) >= 100
    for locale, report in measure_spotting(marked, resources.vocabulary).items():
        assert report.texts >= 14
        assert report.precision > 0.7, locale
        assert report.recall > 0.2, locale
    assert {each.lang for each in marked} == set(LOCALES)
    assert {concept for each in marked for concept in each.concepts} <= set(resources.vocabulary.concepts)


def test_invented_contacts_lead_nowhere() -> None:
    for path in Path(DEMO).rglob("*.json"):
        for address in re.findall(r"[\w.+-]+@[\w.-]+", path.read_text(encoding="utf-8")):
            assert address.rstrip(".").endswith(".example"), (path.name, address)


def test_histories_are_of_pairs_that_fit_at_least_in_part_and_end_in_every_way() -> None:
    stories, desks = read_stories(DEMO), read_desks(DEMO)
    grades = {(each["need"], each["offering"]): each["grade"] for each in JUDGMENTS}
    assert {name for name, story in stories.items() if grades[story.need, story.offering] < 2} == set()
    assert Counter(story.ends for story in stories.values()) == {
        Stage.REQUESTED: 3,
        Stage.DECLINED: 3,
        Stage.WITHDRAWN: 1,
        Stage.IN_DISCUSSION: 4,
        Stage.CONFIDENTIALITY: 2,
        Stage.AGREEMENT: 2,
        Stage.PILOT: 2,
        Stage.DEPLOYED: 5,
        Stage.CLOSED: 2,
    }
    organizations = {person.email: person.organization for person in desks.people}
    for story in stories.values():
        assert organizations[story.agency] == NEEDS[story.need]["organization"]
        assert organizations[story.provider] == OFFERINGS[story.offering]["organization"]


def test_people_of_the_histories_have_no_address_that_mail_could_reach() -> None:
    assert {person.email.rpartition(".")[2] for person in read_desks(DEMO).people} == {"example"}
