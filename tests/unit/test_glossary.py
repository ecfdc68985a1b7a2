"""A translation is asked for the terms of its source, whatever they are called in its language."""

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.localization.glossary import missing_terms, terms_of

TERMS = Vocabulary(
    {
        "digester": Concept(
            "digester",
            {"en": "digester", "fr": "digesteur", "zh": "消化罐"},
            {"fr": ("cuve de digestion",)},
            broader=("tank",),
        ),
        "tank": Concept("tank", {"en": "tank", "fr": "réservoir", "zh": "储罐"}),
        "cod": Concept(
            "cod", {"en": "chemical oxygen demand", "fr": "demande chimique en oxygène", "zh": "化学需氧量"}
        ),
    }
)


def test_a_term_that_is_there_under_any_of_its_names_is_not_missed() -> None:
    source = "Two digesters lower the chemical oxygen demand."
    assert missing_terms(TERMS, source, "en", "两座消化罐降低化学需氧量。", "zh") == ()
    assert missing_terms(TERMS, source, "en", "Des cuves de digestion et la demande chimique en oxygène", "fr") == ()


def test_a_term_that_is_not_there_is_named_once_with_what_was_expected() -> None:
    [missing] = missing_terms(TERMS, "A digester, and a digester.", "en", "Une marmite, et une marmite.", "fr")
    assert missing == ("digester", "digester", ("digesteur", "cuve de digestion"))


def test_a_broader_or_narrower_term_will_do() -> None:
    assert missing_terms(TERMS, "a digester", "en", "un réservoir", "fr") == ()
    assert missing_terms(TERMS, "a tank", "en", "un digesteur", "fr") == ()


def test_placeholders_and_tags_are_no_words() -> None:
    assert missing_terms(TERMS, "%(tank)s <tank>", "en", "rien", "fr") == ()


def test_the_first_of_two_vocabularies_has_the_word() -> None:
    other = Vocabulary({"tank": Concept("tank", {"en": "reservoir", "fr": "bassin"})})
    assert terms_of(other, TERMS).concepts["tank"].labels["fr"] == "bassin"
    assert set(terms_of(other, TERMS).concepts) == set(TERMS.concepts)
