"""The vocabulary: complete, unambiguous, without circles, each locale in its own script."""

import json
import re
from collections import defaultdict

import pytest

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.localization.locales import LOCALES

SCRIPTS = {"zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]", "ar": r"[\u0600-\u06ff]"}


@pytest.fixture(scope="module")
def vocabulary(resources: Resources) -> Vocabulary:
    return resources.vocabulary


def fields() -> set[str]:
    tree = json.loads((PROJECT_FOLDER / "seeds" / "reference" / "fields.json").read_text(encoding="utf-8"))
    return {child["code"] for field in tree for child in field["children"]}


def test_there_are_at_least_300_concepts_and_every_field_has_some(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.concepts) >= 300
    covered = {code for concept in vocabulary.concepts.values() for code in concept.fields}
    assert covered == fields()


def test_every_concept_has_a_label_in_every_locale(vocabulary: Vocabulary) -> None:
    missing = [
        (concept.id, locale)
        for concept in vocabulary.concepts.values()
        for locale in LOCALES
        if not concept.labels.get(locale, "").strip()
    ]
    assert missing == []


@pytest.mark.parametrize("locale", SCRIPTS)
def test_preferred_labels_are_in_the_script_of_their_locale(vocabulary: Vocabulary, locale: str) -> None:
    wrong = [
        concept.labels[locale]
        for concept in vocabulary.concepts.values()
        if not re.search(SCRIPTS[locale], concept.labels[locale])
    ]
    assert wrong == []


def test_no_two_concepts_share_a_label(vocabulary: Vocabulary) -> None:
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in vocabulary.concepts.values():
        for locale in LOCALES:
            for label in (concept.labels[locale], *concept.alternatives.get(locale, ())):
                bearers[locale, label.casefold()].add(concept.id)
    assert {key: ids for key, ids in bearers.items() if len(ids) > 1} == {}


def test_broader_concepts_exist_and_run_in_no_circle(vocabulary: Vocabulary) -> None:
    def ancestors(concept: str, seen: tuple[str, ...] = ()) -> None:
        assert concept not in seen, f"circle through {concept}"
        for broader in vocabulary.concepts[concept].broader:
            ancestors(broader, (*seen, concept))

    for concept in vocabulary.concepts:
        ancestors(concept)
