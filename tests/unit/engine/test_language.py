import pytest

from marketplace.engine.language import contenders, content, detect, quantities, tokens
from marketplace.engine.language.normalization import fold


def terms(text: str, lang: str) -> list[str]:
    return [token.term for token in content(tokens(text, lang))]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The farmers' digesters don't digest", ["en:farmer", "en:digest", "en:digest"]),
        ("fr", "L’eau d’une digestion anaérobie", ["fr:eau", "fr:digest", "fr:anaérob"]),
        ("es", "La gestión de los residuos orgánicos", ["es:gestion", "es:residu", "es:organ"]),
        ("pt", "A gestão dos resíduos orgânicos", ["pt:gestã", "pt:resídu", "pt:orgân"]),
        ("ru", "Очистка сточных вод ещё", ["ru:очистк", "ru:сточн", "ru:вод"]),
        ("zh", "处理有机废水的反应器", ["zh:处理", "zh:有机", "zh:废水", "zh:反应", "zh:反应器"]),
    ],
)
def test_each_language_has_its_own_words_stems_and_stop_words(lang: str, text: str, expected: list[str]) -> None:
    assert terms(text, lang) == expected


def test_arabic_letter_forms_and_vowel_signs_do_not_matter() -> None:
    assert terms("مُعَالَجَة المـــياه", "ar") == terms("معالجة المياه", "ar")
    assert terms("إدارة", "ar") == terms("ادارة", "ar")


def test_full_width_forms_are_the_same_letters() -> None:
    assert terms("ＵＡＳＢ反应器", "zh") == terms("UASB反应器", "zh")


def test_an_abbreviation_is_the_same_term_in_every_language() -> None:
    assert {
        terms(f"{text} UASB", lang)[-1] for lang, text in [("en", "the"), ("ru", "и"), ("zh", "的"), ("ar", "من")]
    } == {"x:uasb"}


def test_capitals_mean_nothing_in_a_shouted_text() -> None:
    assert terms("SOLAR PUMPS FOR SALE", "en") == terms("solar pumps for sale", "en")


def test_a_token_says_where_it_stands() -> None:
    text = "Digesteurs d’élevage"
    found = content(tokens(text, "fr"))
    assert [text[token.start : token.end] for token in found] == ["Digesteurs", "élevage"]


def test_quantities_are_no_words() -> None:
    assert terms("treats 1,200 m3/d at 35 °C", "en") == ["en:treat"]
    found = quantities("traite 1 200 m³/d à 35 °C；日处理500吨污泥, 20 т/сут, 3 types")
    assert [(one.number, one.unit) for one in found] == [
        ("1 200", "m³/d"),
        ("35", "°C"),
        ("500", "吨"),
        ("20", "т/сут"),
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("We are looking for a low-cost way to treat wastewater", "en"),
        ("Nous cherchons une solution pour les eaux usées", "fr"),
        ("Buscamos una solución para las aguas residuales", "es"),
        ("Procuramos uma solução para as águas residuais", "pt"),
        ("沼气", "zh"),
        ("насос", "ru"),
        ("مضخة", "ar"),
        ("2030", "und"),
    ],
)
def test_language_is_detected(text: str, lang: str) -> None:
    assert detect(text) == lang


def test_a_short_query_may_be_in_several_languages() -> None:
    assert {"en", "es"} <= set(contenders("biogas"))
    assert contenders("采用UASB反应器") == ("zh",)
    assert {"zh", "en"} <= set(contenders("沼气池 biogas"))


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("fertilisers", "fertilizers"),
        ("utilisation of odours", "utilization of odors"),
        ("a litre of sulphuric acid", "a liter of sulfuric acid"),
        ("kilometres of aluminium fibre", "kilometers of aluminum fiber"),
        ("organised programmes", "organized programs"),
        ("analysed", "analyzed"),
    ],
)
def test_british_and_american_spellings_are_one_word(british: str, american: str) -> None:
    assert terms(british, "en") == terms(american, "en")


@pytest.mark.parametrize(
    "word", ["noise", "exercised", "advisers", "premises", "four", "hour", "diesel", "raised", "enterprise"]
)
def test_what_only_ends_like_a_british_spelling_stays(word: str) -> None:
    assert fold(word, "en") == word


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert terms("廢水處理", "zh") == terms("废水处理", "zh")
