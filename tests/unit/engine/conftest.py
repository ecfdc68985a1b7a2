"""A small world for the engine: six concepts, eight countries, three currencies, a handful of listings."""

from pathlib import Path

import pytest

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.engine.documents import Document, Interval, Profile, Text
from marketplace.engine.index import SearchIndex
from marketplace.engine.lexicon import ParallelText, fit_lexicon, of_vocabulary
from marketplace.engine.reference import Geography, Prices
from marketplace.engine.resources import Resources

CONCEPTS = (
    Concept(
        "anaerobic-digestion",
        {"en": "anaerobic digestion", "zh": "厌氧消化", "fr": "digestion anaérobie", "ru": "анаэробное сбраживание"},
        fields=("energy.bioenergy",),
    ),
    Concept(
        "biogas-digester",
        {
            "en": "biogas digester",
            "zh": "沼气池",
            "fr": "digesteur à biogaz",
            "es": "biodigestor",
            "ru": "биогазовая установка",
            "ar": "هاضم الغاز الحيوي",
            "pt": "biodigestor",
        },
        {"en": ("digester",), "fr": ("digesteur", "biodigesteur"), "ru": ("метантенк",)},
        broader=("anaerobic-digestion",),
    ),
    Concept(
        "uasb-reactor",
        {"en": "upflow anaerobic sludge blanket reactor", "zh": "上流式厌氧污泥床反应器"},
        {"en": ("UASB",)},
        broader=("anaerobic-digestion",),
    ),
    Concept("solar-pump", {"en": "solar pump", "zh": "太阳能水泵", "fr": "pompe solaire", "ar": "مضخة شمسية"}),
    Concept("chemical-oxygen-demand", {"en": "chemical oxygen demand", "zh": "化学需氧量"}, {"en": ("COD",)}),
    Concept("activated-sludge", {"en": "activated sludge", "fr": "boues activées"}),
)
AREAS = {
    "LA": ("001", "142", "035"),
    "VN": ("001", "142", "035"),
    "CN": ("001", "142", "030"),
    "KE": ("001", "002", "202", "014"),
    "TZ": ("001", "002", "202", "014"),
    "SN": ("001", "002", "202", "011"),
    "BO": ("001", "019", "419", "005"),
    "DE": ("001", "150", "155"),
}
CLIMATES = {
    "LA": frozenset({"tropical"}),
    "VN": frozenset({"tropical", "temperate"}),
    "CN": frozenset({"temperate", "continental", "arid"}),
    "KE": frozenset({"tropical", "arid"}),
    "TZ": frozenset({"tropical"}),
    "SN": frozenset({"arid"}),
    "BO": frozenset({"temperate"}),
    "DE": frozenset({"temperate"}),
}
PRICES = Prices(
    {"USD": {2020: 1.0}, "CNY": {2019: 6.9, 2023: 7.0}, "EUR": {2023: 0.9}},
    {2019: 0.85, 2020: 0.86, 2023: 1.0, 2024: 1.02},
)


WORDS = (
    ("fr", "méthane", "methane"),
    ("ru", "метан", "methane"),
    ("zh", "甲烷", "methane"),
    ("fr", "eau", "water"),
    ("ru", "вода", "water"),
    ("zh", "水", "water"),
)


@pytest.fixture(scope="session")
def resources() -> Resources:
    vocabulary = Vocabulary({concept.id: concept for concept in CONCEPTS})
    lexicon = fit_lexicon([*of_vocabulary(vocabulary), *(ParallelText(*words) for words in WORDS)])
    return Resources(vocabulary, Geography(AREAS, CLIMATES), PRICES, lexicon)


def need(
    identifier: str = "n1", *texts: Text, owner: str = "", fields: tuple[str, ...] = (), **profile: object
) -> Document:
    return Document(identifier, "need", texts, fields=fields, profile=Profile(**profile), owner=owner)  # type: ignore[arg-type]


def offering(
    identifier: str = "o1", *texts: Text, owner: str = "", fields: tuple[str, ...] = (), **profile: object
) -> Document:
    return Document(identifier, "offering", texts, fields=fields, profile=Profile(**profile), owner=owner)  # type: ignore[arg-type]


OFFERINGS = (
    offering(
        "biogas-zh",
        Text("zh", "户用沼气池", "适合养猪场的沼气池，处理粪便。"),
        fields=("energy.bioenergy",),
        owner="jinan",
    ),
    offering("biogas-ru", Text("ru", "Биогазовая установка", "Для ферм и скотобоен."), fields=("energy.bioenergy",)),
    offering("pump-fr", Text("fr", "Pompe solaire", "Pompage de l’eau pour l’irrigation."), fields=("energy.solar",)),
    offering(
        "pump-en", Text("en", "Solar pump", "Pumping water for irrigation of small farms."), fields=("energy.solar",)
    ),
    offering(
        "sludge-en",
        Text("en", "Activated sludge plant", "Treats municipal wastewater with aeration."),
        Text("fr", "Station à boues activées", "Traite les eaux usées municipales par aération."),
        fields=("water.wastewater",),
        capacity=Interval(500, 50_000, "m3/d"),
    ),
)


@pytest.fixture
def index(tmp_path: Path, resources: Resources) -> SearchIndex:
    made = SearchIndex(tmp_path / "index", resources)
    made.update(OFFERINGS, [], 1)
    return made
