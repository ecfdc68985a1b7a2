"""Every verdict has its words, in every locale, and names what it rests on."""

from dataclasses import replace

import pytest
from flask import Flask

from marketplace.bootstrap import Bank
from marketplace.engine.criteria import CRITERIA, Compared, Verdict, comparable, judge, margin_matrix
from marketplace.engine.documents import Condition, Document, Interval, Price, Profile, Right
from marketplace.localization.locales import LOCALES
from marketplace.web.reasons.questions import question
from marketplace.web.reasons.reason import Reason, reason

SITE = Profile(
    readiness=7,
    capacity=Interval(100, 120, "m3/d"),
    ambient_temperature=Interval(5, 35, "degC"),
    altitude=Interval(200, 300, "m"),
    inlet=(Condition("cod", Interval(300, 900, "mg/L")), Condition("iron", Interval(None, 2, "mg/L"))),
    power=Interval(None, 40, "kW"),
    water=Interval(None, 5, "m3/d"),
    grid="weak",
    operator_skill="technician",
    climates=frozenset({"tropical"}),
    cooperation=frozenset({"sale", "training"}),
    price=Price(None, 200_000, "USD", 2023),
    lead_time=Interval(None, 18, "month"),
    countries=("LA",),
    languages=frozenset({"lo", "fr"}),
    sensitivities=frozenset({"groundwater"}),
    standards=("ISO 30500:2018", "Decree 12/2020"),
)
FITTING = Profile(
    readiness=9,
    capacity=Interval(50, 500, "m3/d"),
    ambient_temperature=Interval(0, 45, "degC"),
    altitude=Interval(0, 2500, "m"),
    inlet=(Condition("cod", Interval(100, 1200, "mg/L")), Condition("ph", Interval(6, 9, "pH"))),
    power=Interval(5, 50, "kW"),
    water=Interval(0.5, 10, "m3/d"),
    grid="off_grid",
    operator_skill="trained_user",
    cooperation=frozenset({"sale"}),
    price=Price(60_000, 300_000, "USD", 2023),
    lead_time=Interval(6, 12, "month"),
    countries=("001",),
    deployed_in=("LA",),
    languages=frozenset({"fr"}),
    harms=frozenset({"noise"}),
    rights=(Right("patent_granted", ("LA",)),),
    standards=("ISO 30500",),
    benefits=2,
)
MISSING_IT = replace(
    FITTING,
    readiness=5,
    capacity=Interval(1, 10, "m3/d"),
    ambient_temperature=Interval(10, 20, "degC"),
    altitude=Interval(1000, 2500, "m"),
    inlet=(Condition("cod", Interval(1000, 1200, "mg/L")), Condition("ph", Interval(6, 9, "pH"))),
    power=Interval(80, 100, "kW"),
    water=Interval(40, 60, "m3/d"),
    grid="stable",
    operator_skill="engineer",
    cooperation=frozenset({"licence"}),
    price=Price(900_000, 900_000, "USD", 2023),
    lead_time=Interval(30, 40, "month"),
    countries=("CN",),
    deployed_in=("DE",),
    languages=frozenset({"en"}),
    harms=frozenset({"brine"}),
)
#: Both sides speak, and still nothing follows.
UNDECIDED = replace(
    FITTING,
    capacity=Interval(1, 2, "kW"),
    inlet=(Condition("ph", Interval(6, 9, "pH")),),
    lead_time=Interval(12, 24, "month"),
    price=Price(1, 2, "XTS", 2023),
    harms=frozenset({"brine"}),
    safeguards=True,
    rights=(Right("patent_granted"),),
    standards=("EN 206",),
)
LOCALE_NAMES = sorted(LOCALES)


def verdicts(bank: Bank, need: Profile, offering: Profile) -> dict[str, Verdict]:
    documents = Document("1", "need", (), profile=need), Document("2", "offering", (), profile=offering)
    rows = comparable(documents[0], bank.resources), comparable(documents[1], bank.resources)
    return {each.criterion: each for each in judge(need, offering, margin_matrix(*rows)[0], Compared(*rows))}


def in_words(app: Flask, locale: str, found: dict[str, Verdict]) -> dict[str, Reason]:
    with app.test_request_context(f"/{locale}/about"):
        app.preprocess_request()
        return {name: reason(verdict, {}) for name, verdict in found.items()}


def test_every_criterion_says_what_is_met_and_what_is_not(app: Flask, bank: Bank) -> None:
    met, unmet = verdicts(bank, SITE, FITTING), verdicts(bank, SITE, MISSING_IT)
    assert {name for name, verdict in met.items() if verdict.outcome != "met"} == set()
    # Benefits and standards that nobody states are open, and never unmet.
    assert {name for name, verdict in unmet.items() if verdict.outcome != "unmet"} == {"benefit", "standards"}
    for locale in LOCALE_NAMES:
        for found in (met, unmet):
            for words in in_words(app, locale, found).values():
                assert words.sentence
                assert words.offering
                assert words.need or words.criterion == "benefit"
                assert bool(words.remedy) == (words.outcome == "unmet")


@pytest.mark.parametrize(("need", "offering"), [(Profile(), FITTING), (SITE, Profile()), (Profile(), Profile())])
def test_every_silence_has_its_question(app: Flask, bank: Bank, need: Profile, offering: Profile) -> None:
    found = {name: each for name, each in verdicts(bank, need, offering).items() if each.outcome == "unknown"}
    assert len(found) >= len(CRITERIA) - 1
    for locale in LOCALE_NAMES:
        for words in in_words(app, locale, found).values():
            assert words.sentence.rstrip("\N{NO-BREAK SPACE} ").endswith(("?", "؟", "？"))
            assert words.ask in {"need", "offering", "both"}


def test_where_both_are_silent_each_is_asked_for_its_own_part(app: Flask, bank: Bank) -> None:
    silent = verdicts(bank, Profile(), Profile())
    of_provider = verdicts(bank, SITE, Profile())
    with app.test_request_context("/en/"):
        assert question(silent["altitude"], "need") == "At what altitude is the site?"
        assert question(silent["altitude"], "offering") == "Up to what altitude does the technology work?"
        assert question(silent["altitude"]).startswith("At what altitude is the site, and")
        assert question(of_provider["altitude"], "need") == question(of_provider["altitude"])
        for verdict in silent.values():
            assert question(verdict, "need")
            assert question(verdict, "offering")


def test_what_nobody_keeps_silent_about_and_still_does_not_follow_is_asked(app: Flask, bank: Bank) -> None:
    found = {name: each for name, each in verdicts(bank, SITE, UNDECIDED).items() if each.outcome == "unknown"}
    assert set(found) == {
        "safeguards", "capacity", "inlet", "power", "water_use", "budget", "timeframe", "rights", "standards",
    }  # fmt: skip
    for locale in LOCALE_NAMES:
        assert all(words.sentence for words in in_words(app, locale, found).values())
    english = in_words(app, "en", found)
    assert "brine (touches: vulnerable groundwater)" in english["safeguards"].sentence
    assert "ISO 30500:2018 and Decree 12/2020" in english["standards"].sentence
    assert english["rights"].sentence == "In which countries are these rights in force: patent granted?"
    assert (english["standards"].ask, english["rights"].ask, english["inlet"].ask) == ("offering", "offering", "both")
    unconveyed = verdicts(bank, replace(SITE, cooperation=frozenset()), FITTING)
    assert "patent granted (Laos)" in in_words(app, "en", unconveyed)["rights"].sentence


def test_sentences_name_what_was_compared_and_what_is_left(app: Flask, bank: Bank) -> None:
    words = in_words(app, "en", verdicts(bank, SITE, FITTING))
    assert words["inlet"].sentence.endswith("Stated by one side only: pH value and iron.")
    assert "ISO 30500:2018. Of what else applies it says nothing: Decree 12/2020." in words["standards"].sentence
    assert words["rights"].sentence.endswith("a form of cooperation that both sides want conveys them: sale.")
    assert words["timeframe"].sentence == (
        "There is enough time (up to 18\N{NO-BREAK SPACE}months) from order to commissioning (6–12\N{NO-BREAK SPACE}months)."
    )
    assert "for the size needed about 10–12\N{NO-BREAK SPACE}kW" in words["power"].offering
    free = in_words(app, "en", verdicts(bank, SITE, replace(FITTING, rights=(Right("lapsed", ("LA",)),))))
    assert free["rights"].sentence.startswith("No exclusive right stands in the way")
