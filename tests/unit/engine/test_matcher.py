import pytest

from marketplace.engine.documents import Document, Interval, Text
from marketplace.engine.explanation import Evidence, marks
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Match, Matcher
from marketplace.engine.ranker import Ranker
from tests.unit.engine.conftest import OFFERINGS, need, offering

TOWN = need(
    "town",
    Text("fr", "Digesteur pour l’abattoir", "La ville cherche un digesteur à biogaz."),
    fields=("energy.bioenergy",),
    readiness=8,
)


@pytest.fixture
def matcher(index: SearchIndex) -> Matcher:
    return Matcher(index, Ranker.untrained(), index.resources)


def test_the_right_offerings_come_first_across_languages(matcher: Matcher) -> None:
    found = matcher.match(TOWN)
    assert {match.offering_id for match in found[:2]} == {"biogas-zh", "biogas-ru"}
    assert all(match.need_id == "town" and 0 <= match.score <= 1 for match in found)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_an_offering_finds_needs_with_the_same_score(matcher: Matcher, index: SearchIndex) -> None:
    index.update([TOWN], [], 2)
    asked = OFFERINGS[0]
    (back,) = matcher.match(asked)
    (there,) = (match for match in matcher.match(TOWN) if match.offering_id == "biogas-zh")
    assert (back.need_id, back.offering_id) == ("town", "biogas-zh")
    assert back.score == pytest.approx(there.score)
    assert back.verdicts == there.verdicts
    compared = matcher.compare(TOWN, asked)
    assert compared.score == pytest.approx(there.score)
    assert compared.evidence == there.evidence


def test_nobody_is_matched_with_his_own(matcher: Matcher) -> None:
    own = Document("mine", "need", TOWN.texts, owner="jinan")
    assert "biogas-zh" not in {match.offering_id for match in matcher.match(own)}


def test_facts_decide_between_equal_texts(matcher: Matcher, index: SearchIndex) -> None:
    text = Text("en", "Package wastewater plant")
    index.update(
        [
            offering("small", text, capacity=Interval(1, 10, "m3/d")),
            offering("silent", text),
            offering("large", text, capacity=Interval(100, 1000, "m3/d")),
        ],
        [],
        2,
    )
    wanted = need("n", Text("en", "Wastewater plant"), capacity=Interval(500, None, "m3/d"))
    found = [match.offering_id for match in matcher.match(wanted)]
    places = [found.index(name) for name in ("large", "silent", "small")]
    assert places == sorted(places)


def test_without_facts_the_order_is_that_of_the_text(matcher: Matcher) -> None:
    plain = need("plain", Text("en", "Pumping water for irrigation with a solar pump"))
    found = matcher.match(plain)
    assert len(found) > 1
    assert [match.text_score for match in found] == sorted((match.text_score for match in found), reverse=True)


def test_evidence_names_the_concept_as_each_side_writes_it(matcher: Matcher) -> None:
    (match,) = (match for match in matcher.match(TOWN) if match.offering_id == "biogas-zh")
    first = match.evidence.concepts[0]
    assert first.concept == "biogas-digester"
    assert ("fr", "digesteur à biogaz") in first.need_surfaces
    assert first.offering_surfaces == (("zh", "沼气池"),)
    assert sum(one.weight for one in match.evidence.concepts) <= 1


def test_evidence_names_shared_words_in_each_language(matcher: Matcher) -> None:
    city = need("city", Text("en", "Municipal wastewater"), Text("fr", "Eaux usées municipales"))
    (match,) = (match for match in matcher.match(city) if match.offering_id == "sludge-en")
    terms = {(term.lang, term.term): term for term in match.evidence.terms}
    assert terms["en", "wastewat"].offering_surfaces == (("en", "wastewater"),)
    assert terms["fr", "municipal"].need_surfaces == (("fr", "municipales"),)


def test_translated_words_are_shown_as_each_side_writes_them(matcher: Matcher, index: SearchIndex) -> None:
    index.update([offering("methane", Text("fr", "Captage du méthane"))], [], 2)
    for asked, written in (("en", "Methane capture"), ("ru", "Сбор метана")):
        found = matcher.match(need("n", Text(asked, written)))
        (match,) = (one for one in found if one.offering_id == "methane")
        terms = {term.term: term for term in match.evidence.terms if term.lang == "t"}
        assert terms["methan"].need_surfaces == ((asked, written.split()[asked == "ru"]),)
        assert terms["methan"].offering_surfaces == (("fr", "méthane"),)


def test_what_is_named_is_what_decided(matcher: Matcher) -> None:
    poor = need("poor", *TOWN.texts, fields=("energy.solar",), readiness=8)
    offered = offering("o", Text("fr", "Digesteur à biogaz"), fields=("water.reuse",), readiness=5)
    match = matcher.compare(poor, offered)
    assert match.contributions["text"] > 0 > match.contributions["field"]
    assert match.contributions["readiness"] < 0
    assert match.contributions["capacity"] == 0


def test_a_match_crosses_borders(matcher: Matcher) -> None:
    for match in matcher.match(TOWN):
        assert Match.from_json(match.to_json()) == match


def test_a_text_is_no_party_to_a_match(matcher: Matcher) -> None:
    with pytest.raises(ValueError, match="only a need or an offering"):
        matcher.match(Document("t", "text", TOWN.texts))


def test_marks_show_the_evidence_in_a_text(matcher: Matcher) -> None:
    (match,) = (match for match in matcher.match(TOWN) if match.offering_id == "biogas-zh")
    text = "La ville cherche un digesteur à biogaz. Digesteur !"
    found = marks(text, "fr", match.evidence, "need")
    assert [(text[one.start : one.end], one.kind, one.key) for one in found] == [
        ("digesteur à biogaz", "concept", "biogas-digester"),
        ("Digesteur", "concept", "biogas-digester"),
    ]
    chinese = "适合养猪场的沼气池"
    (mark,) = marks(chinese, "zh", match.evidence, "offering")
    assert chinese[mark.start : mark.end] == "沼气池"


def test_marks_never_overlap_and_no_evidence_marks_nothing() -> None:
    assert marks("biogas digester", "en", Evidence(), "need") == []


def test_ranking_and_explaining_apart_give_what_matching_gives(matcher: Matcher) -> None:
    matched = matcher.match(TOWN, limit=3)
    ranked = matcher.rank(TOWN, limit=3)
    assert [(one.id, one.score, one.text_score) for one in ranked] == [
        (match.offering_id, match.score, match.text_score) for match in matched
    ]
    ids = [one.id for one in reversed(ranked)]
    explained = matcher.explain(TOWN, [*ids, "not indexed"])
    assert [match.offering_id for match in explained] == ids
    for match, again in zip(matched, reversed(explained), strict=True):
        assert (again.verdicts, again.evidence, again.contributions) == (
            match.verdicts,
            match.evidence,
            match.contributions,
        )
        assert again.score == pytest.approx(match.score, abs=1e-12)
    assert matcher.explain(TOWN, []) == []


def test_equals_are_ordered_by_their_id(matcher: Matcher, index: SearchIndex) -> None:
    twins = [f"twin-{number}" for number in (3, 1, 2)]
    index.update([offering(name, Text("en", "Rain barometer kit")) for name in twins], [], 2)
    found = matcher.rank(need("n", Text("en", "Rain barometer kit")))
    assert [one.id for one in found if one.id.startswith("twin")] == sorted(twins)
