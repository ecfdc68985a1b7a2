from pathlib import Path

import pytest

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.engine.resources import Resources

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix c: <urn:gtb:concept:> .
@prefix f: <urn:gtb:field:> .
c:uasb-reactor a skos:Concept ;
    dct:subject f:water.wastewater ;
    skos:broader c:anaerobic-treatment ;
    skos:prefLabel "upflow anaerobic sludge blanket reactor"@en, "上流式厌氧污泥床反应器"@zh ;
    skos:altLabel "UASB"@en .
c:anaerobic-treatment a skos:Concept ; skos:prefLabel "anaerobic treatment"@en .
"""


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("en", "Two biogas digesters are wanted", "biogas digesters"),
        ("fr", "Des digesteurs à biogaz, peu chers", "digesteurs à biogaz"),
        ("es", "Los biodigestores", "biodigestores"),
        ("zh", "新建户用沼气池一座", "沼气池"),
        ("ru", "строительство биогазовых установок", "биогазовых установок"),
        ("ar", "هاضم الغاز الحيوي", "هاضم الغاز الحيوي"),
    ],
)
def test_the_same_concept_is_spotted_in_every_language(
    resources: Resources, lang: str, text: str, surface: str
) -> None:
    (mention,) = resources.vocabulary.spot(text, lang)
    assert (mention.concept, mention.surface) == ("biogas-digester", surface)
    assert text[mention.start : mention.end] == surface


def test_the_longest_label_wins(resources: Resources) -> None:
    found = resources.vocabulary.spot("An upflow anaerobic sludge blanket reactor, no digester", "en")
    assert [mention.concept for mention in found] == ["uasb-reactor", "biogas-digester"]


def test_an_abbreviation_is_not_the_word_of_its_letters(resources: Resources) -> None:
    spot = resources.vocabulary.spot
    assert [mention.concept for mention in spot("The COD is high", "en")] == ["chemical-oxygen-demand"]
    assert spot("Fishing for cod in the North Sea", "en") == []
    assert [mention.concept for mention in spot("cod removal", "en")] == ["chemical-oxygen-demand"]


def test_an_abbreviation_is_known_in_every_language_but_not_inside_a_word(resources: Resources) -> None:
    spot = resources.vocabulary.spot
    assert [mention.concept for mention in spot("Реактор UASB", "ru")] == ["uasb-reactor"]
    assert [mention.concept for mention in spot("采用UASB工艺", "zh")] == ["uasb-reactor"]
    assert spot("采用XUASB2工艺", "zh") == []


def test_broader_concepts_come_with_their_distance_and_a_cycle_ends() -> None:
    concepts = {
        "a": Concept("a", {"en": "a thing"}, broader=("b",)),
        "b": Concept("b", {"en": "b thing"}, broader=("c",)),
        "c": Concept("c", {"en": "c thing"}, broader=("a",)),
    }
    assert Vocabulary(concepts).ancestors("a") == {"b": 1, "c": 2}


def test_a_vocabulary_is_read_from_turtle(tmp_path: Path) -> None:
    (tmp_path / "water.ttl").write_text(TURTLE, encoding="utf-8")
    vocabulary = Vocabulary.load(tmp_path)
    concept = vocabulary.concepts["uasb-reactor"]
    assert concept.fields == ("water.wastewater",)
    assert concept.broader == ("anaerobic-treatment",)
    assert vocabulary.label("uasb-reactor", "zh") == "上流式厌氧污泥床反应器"
    assert vocabulary.label("uasb-reactor", "fr") == "upflow anaerobic sludge blanket reactor"
    assert vocabulary.label("unheard-of", "fr") == "unheard-of"


def test_no_vocabulary_spots_nothing() -> None:
    assert Resources.empty().vocabulary.spot("biogas digester", "en") == []


def test_a_russian_abbreviation_is_not_the_preposition_that_it_stems_to() -> None:
    index = Concept("air-quality-index", {"ru": "индекс качества воздуха"}, {"ru": ("ИЗА",)}, (), ())
    vocabulary = Vocabulary({index.id: index})
    assert [found.concept for found in vocabulary.spot("ИЗА в городе высок", "ru")] == ["air-quality-index"]
    assert vocabulary.spot("вода из скважины", "ru") == []
    assert vocabulary.spot("Вода из скважины", "ru") == []
