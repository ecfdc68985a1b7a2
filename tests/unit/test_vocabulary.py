"""The vocabulary and the glossary: complete, unambiguous, without circles, each locale in its own script."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.engine.resources import Resources
from marketplace.http.labels import LABELS
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.localization.glossary import load_glossary
from marketplace.localization.locales import LOCALES

SEEDS = PROJECT_FOLDER / "seeds"
SCRIPTS = {"zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]", "ar": r"[\u0600-\u06ff]"}
OTHER_SCRIPTS = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff]")
SENTENCE_ENDS = {"zh": "。"}
#: Labels that several concepts share, and why. Whoever comes first by its id is spotted.
SHARED: dict[tuple[str, str], str] = {}
CROSSWALKS = re.compile(
    r"http://data\.epo\.org/linked-data/def/cpc/Y0(2[A-EPTW]|4S)\d+-\d{2,}"
    r"|http://metadata\.un\.org/sdg/\d{1,2}\.([1-9]\d?|[a-d])"
    r"|urn:gtb:ipc-green:[a-z0-9-]+"
)
#: Headings of the IPC Green Inventory that no field of the bank corresponds to as a whole.
FURTHER_HEADINGS = {
    "administrative-regulatory-or-design-aspects",
    "integrated-gasification-combined-cycle-igcc",
    "vehicles-other-than-rail-vehicles",
    "static-structure-design",
}


@pytest.fixture(scope="module")
def vocabulary(resources: Resources) -> Vocabulary:
    return resources.vocabulary


@pytest.fixture(scope="module")
def glossary() -> Vocabulary:
    return load_glossary(SEEDS)


@pytest.fixture(scope="module", params=["vocabulary", "glossary"])
def thesaurus(request: pytest.FixtureRequest) -> Vocabulary:
    """Either of the two."""
    found: Vocabulary = request.getfixturevalue(request.param)
    return found


def fields() -> set[str]:
    tree = json.loads((SEEDS / "reference" / "fields.json").read_text(encoding="utf-8"))
    return {child["code"] for field in tree for child in field["children"]}


def labels(concept: Concept, locale: str) -> Iterator[str]:
    yield concept.labels.get(locale, "")
    yield from concept.alternatives.get(locale, ())


def test_there_are_at_least_1200_concepts_and_every_field_has_many(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.concepts) >= 1200
    counts = Counter(code for concept in vocabulary.concepts.values() for code in concept.fields)
    assert set(counts) == fields()
    assert min(counts.values()) >= 10
    assert all(concept.fields for concept in vocabulary.concepts.values())


def test_every_kind_of_concept_is_there_and_has_a_name(vocabulary: Vocabulary) -> None:
    kinds = Counter(concept.kind for concept in vocabulary.concepts.values())
    assert set(kinds) == set(LABELS["concept_kind"])
    assert min(kinds.values()) >= 20


def test_every_concept_has_a_label_in_every_locale_and_none_is_empty(thesaurus: Vocabulary) -> None:
    wrong = [
        (concept.id, locale)
        for concept in thesaurus.concepts.values()
        for locale in LOCALES
        if not all(label.strip() for label in labels(concept, locale))
    ]
    assert wrong == []
    assert all(
        set(concept.labels) == set(LOCALES) >= set(concept.alternatives) for concept in thesaurus.concepts.values()
    )


def test_every_label_is_in_the_script_of_its_locale(thesaurus: Vocabulary) -> None:
    """Preferred labels have letters of it; other labels may be abbreviations and codes in Latin letters."""
    wrong = []
    for concept in thesaurus.concepts.values():
        wrong += [
            concept.labels[locale] for locale, own in SCRIPTS.items() if not re.search(own, concept.labels[locale])
        ]
        for locale in LOCALES:
            foreign = [own for other, own in SCRIPTS.items() if other != locale]
            wrong += [label for label in labels(concept, locale) if any(re.search(own, label) for own in foreign)]
    assert wrong == []


def test_no_two_concepts_share_a_label_without_a_reason(thesaurus: Vocabulary) -> None:
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in thesaurus.concepts.values():
        for locale in LOCALES:
            for label in labels(concept, locale):
                bearers[locale, label.casefold()].add(concept.id)
    assert {key: ids for key, ids in bearers.items() if len(ids) > 1 and key not in SHARED} == {}


def test_no_concept_has_a_label_twice(thesaurus: Vocabulary) -> None:
    twice = [
        (concept.id, locale)
        for concept in thesaurus.concepts.values()
        for locale in LOCALES
        if max(Counter(label.casefold() for label in labels(concept, locale)).values()) > 1
    ]
    assert twice == []


def test_every_concept_says_in_one_sentence_what_it_is(vocabulary: Vocabulary, glossary: Vocabulary) -> None:
    wanted = [(vocabulary, ("en", "zh")), (glossary, LOCALES)]
    wrong = [
        (concept.id, locale)
        for thesaurus, locales in wanted
        for concept in thesaurus.concepts.values()
        for locale in locales
        if not concept.definitions.get(locale, "").endswith(SENTENCE_ENDS.get(locale, "."))
    ]
    assert wrong == []


def test_links_lead_to_concepts_and_run_in_no_circle(thesaurus: Vocabulary) -> None:
    def climb(concept: str, seen: tuple[str, ...] = ()) -> None:
        assert concept not in seen, f"circle through {concept}"
        for broader in thesaurus.concepts[concept].broader:
            climb(broader, (*seen, concept))

    for concept in thesaurus.concepts.values():
        climb(concept.id)
        for other in concept.related:
            assert concept.id in thesaurus.concepts[other].related, f"{concept.id} and {other} are related one way only"
            assert other not in concept.broader
            assert other != concept.id


def test_most_concepts_are_linked_and_many_are_known_to_other_schemes(vocabulary: Vocabulary) -> None:
    concepts = vocabulary.concepts.values()
    alone = [one.id for one in concepts if not (one.broader or one.related or vocabulary.narrower.get(one.id))]
    assert len(alone) < len(concepts) * 0.05
    assert sum(bool(one.matches) for one in concepts) > len(concepts) * 0.5


def test_crosswalks_are_well_formed_and_name_headings_that_exist(vocabulary: Vocabulary) -> None:
    tree = json.loads((SEEDS / "reference" / "fields.json").read_text(encoding="utf-8"))
    headings = FURTHER_HEADINGS | {
        re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
        for field in tree
        for child in field["children"]
        for heading in child["crosswalk"]["ipc_green"]
    }
    for concept in vocabulary.concepts.values():
        for match in concept.matches:
            assert CROSSWALKS.fullmatch(match), (concept.id, match)
            if match.startswith("urn:gtb:ipc-green:"):
                assert match.rpartition(":")[2] in headings, (concept.id, match)


def test_a_concept_is_described_in_one_place(vocabulary: Vocabulary) -> None:
    """Two blocks of one id would be read as one concept with both their labels."""
    homes = Counter()
    for path in sorted((SEEDS / "vocabulary").glob("*.ttl")):
        graph = Graph().parse(path, format="turtle")
        for node in set(graph.subjects(RDF.type, SKOS.Concept)):
            homes[str(node)] += 1
            assert len(set(graph.objects(node, SKOS.prefLabel))) == len(LOCALES), node
        blocks = re.findall(r"^c:([\w-]+) a skos:Concept", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(blocks) == len(set(blocks)), path.name
    assert max(homes.values()) == 1
    assert len(homes) == len(vocabulary.concepts)
