"""How complete a listing is, and from when on two listings are asked to be one."""

import json
from typing import Any

import pytest

from marketplace.drafting.policies import ENOUGH, TWIN, completeness
from marketplace.engine.diversity import resemblance
from marketplace.engine.documents import Document, Interval, Profile, Text
from marketplace.engine.ranker import Ranker
from marketplace.kernel.settings import PROJECT_FOLDER

CAPACITY = Interval(5, 100, "m3/d")


def need(body: str = "", **profile: Any) -> Document:
    return Document("1", "need", (Text("en", "Biogas", "From manure.", body),), profile=Profile(**profile))


def test_what_is_said_is_no_gap_and_adds_its_weight() -> None:
    ranker = Ranker.untrained()
    before, after = completeness(need(), ranker), completeness(need(capacity=CAPACITY), ranker)
    [gap] = [gap for gap in before.gaps if gap.name == "capacity"]
    assert "capacity" not in {gap.name for gap in after.gaps}
    assert after.share == pytest.approx(before.share + gap.weight)


def test_gaps_and_what_is_said_make_the_whole() -> None:
    for document in (need(), need("words " * 50, capacity=CAPACITY)):
        found = completeness(document, Ranker.untrained())
        assert found.share + sum(gap.weight for gap in found.gaps) == pytest.approx(1)
        assert [gap.weight for gap in found.gaps] == sorted((gap.weight for gap in found.gaps), reverse=True)


def test_an_agency_is_not_asked_what_only_a_provider_says() -> None:
    asked = {gap.name for gap in completeness(need(), Ranker.untrained()).gaps}
    assert "benefit" not in asked
    offering = Document("1", "offering", (Text("en", "Digester"),), profile=Profile())
    assert "benefit" in {gap.name for gap in completeness(offering, Ranker.untrained()).gaps}


def test_a_text_of_a_third_of_the_length_is_enough_in_chinese() -> None:
    ranker = Ranker.untrained()
    english, chinese = need("a" * ENOUGH), need("水" * (ENOUGH // 3))
    for document in (english, chinese):
        assert "text" not in {gap.name for gap in completeness(document, ranker).gaps}
    assert "text" in {gap.name for gap in completeness(need("a" * (ENOUGH // 3)), ranker).gaps}


def introductions(key: str) -> dict[str, str]:
    """Title and summary of a listing of the demonstration content, by language."""
    path = next((PROJECT_FOLDER / "seeds" / "demo").glob(f"*/{key}.json"))
    texts = json.loads(path.read_text(encoding="utf-8"))["texts"]
    return {code: f"{text['title']}\n{text['summary']}" for code, text in texts.items()}


@pytest.mark.parametrize(
    "keys",
    [
        ("institutional-chimney-stove", "institutional-rocket-stove-chimney"),  # the most alike of all 216
        ("slag-alkali-binder", "supersulphated-slag-phosphogypsum-cement"),
        ("direct-solar-ice-lined-refrigerator", "solar-cold-room-ice-storage"),
    ],
)
def test_different_listings_of_like_things_are_no_twins(keys: tuple[str, str]) -> None:
    assert resemblance(introductions(keys[0]), introductions(keys[1])) < TWIN


def test_the_same_listing_in_other_words_at_its_edges_is_a_twin() -> None:
    for code, text in introductions("solar-cold-room-ice-storage").items():
        title, _, summary = text.partition("\n")
        changed = {
            "another title": f"{title[: len(title) // 3]} 2026\n{summary}",
            "a sentence more": f"{title}\n{summary} {summary[: len(summary) // 4]}",
            "other figures": text.translate(str.maketrans("1234567890", "8907123456")),
            "a sentence less": f"{title}\n{summary[: len(summary) * 2 // 3]}",
        }
        for what, other in changed.items():
            assert resemblance({code: text}, {code: other}) >= TWIN, (code, what)
