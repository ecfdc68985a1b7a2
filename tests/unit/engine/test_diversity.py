"""One provider does not fill a page, nobody pays much for it, and what is new is not buried."""

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.engine.diversity import EQUAL, FIRST, QUOTA, Entry, Place, arrange, exposure, resemblance, slack

WORDS = ("pig manure", "rice husk", "flue gas", "cassava peel", "sea water", "old tyres", "palm oil", "well water")

entries = st.lists(
    st.builds(
        Entry,
        id=st.integers(1, 10_000),
        score=st.floats(0, 1),
        provider=st.integers(1, 4),
        text_score=st.sampled_from((0.0, 0.2, 0.4)),
        since=st.sampled_from((0.0, 1e9, 2e9)),
        endorsed=st.booleans(),
        wording=st.sampled_from(WORDS).map(lambda text: {"en": text}),
    ),
    max_size=40,
    unique_by=lambda entry: entry.id,
)


def ids(places: list[Place]) -> list[int]:
    return [place.entry.id for place in places]


def digester(number: int, score: float, provider: int = 1, **more: object) -> Entry:
    said = f"Anaerobic digester GF-{number}0 for pig manure\nA mesophilic digester of {number}0 m3 turns manure into biogas."
    return replace(Entry(number, score, provider, wording={"en": said}), **more)


def different(number: int, score: float, provider: int) -> Entry:
    return Entry(number, score, provider, wording={"en": WORDS[number % len(WORDS)]})


def test_ten_near_identical_offerings_of_one_provider_take_one_place() -> None:
    ten = [digester(number, 0.9 - number / 1000) for number in range(1, 11)]
    five = [different(number, 0.6 - number / 1000, provider=number) for number in range(21, 26)]
    places = arrange([*ten, *five])
    assert ids(places) == [1, 21, 22, 23, 24, 25]
    assert [entry.id for entry in places[0].similar] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert all(place.similar == () for place in places[1:])


def test_a_provider_with_different_offerings_gets_two_places_while_others_are_as_good() -> None:
    own = [different(number, 0.80, provider=1) for number in range(1, 7)]
    others = [different(number, 0.77, provider=number) for number in range(11, 16)]
    providers = [place.entry.provider for place in arrange([*own, *others])]
    assert Counter(providers[:7])[1] == QUOTA
    assert len(providers) == 11


def test_a_provider_whose_offerings_are_clearly_better_keeps_all_places() -> None:
    own = [different(number, 0.80, provider=1) for number in range(1, 7)]
    others = [different(number, 0.74, provider=number) for number in range(11, 16)]
    assert {place.entry.provider for place in arrange([*own, *others])[:6]} == {1}


def test_the_same_words_of_another_provider_are_a_choice_and_not_folded() -> None:
    places = arrange([digester(1, 0.9), digester(2, 0.9, provider=2), digester(3, 0.9, provider=3)])
    assert len(places) == 3


def test_an_endorsed_match_is_neither_folded_nor_held_back() -> None:
    own = [digester(1, 0.9), digester(2, 0.85, endorsed=True), different(3, 0.84, 1), different(4, 0.83, 1)]
    places = arrange([*own, different(5, 0.82, 2), replace(different(6, 0.83, 1), endorsed=True)])
    assert ids(places)[:2] == [1, 2]
    assert ids(places).index(6) < ids(places).index(4)


def test_of_equals_the_newest_comes_first_and_a_curators_word_before_it() -> None:
    old, new = Entry(1, 0.808, 1, since=1e9), Entry(2, 0.801, 2, since=2e9)
    assert ids(arrange([old, new])) == [2, 1]
    assert ids(arrange([replace(old, endorsed=True), new])) == [1, 2]
    assert ids(arrange([replace(old, score=new.score + 2 * EQUAL), new])) == [1, 2]


@given(entries)
def test_every_entry_is_at_one_place(given_entries: list[Entry]) -> None:
    places = arrange(given_entries)
    shown = [entry for place in places for entry in (place.entry, *place.similar)]
    assert sorted(entry.id for entry in shown) == sorted(entry.id for entry in given_entries)


@given(entries)
def test_what_is_clearly_better_never_sinks_below_what_is_clearly_worse(given_entries: list[Entry]) -> None:
    """Whoever is shown before an entry, or before the one that it is folded into, is worse by its slack at most."""
    best_waiting = 0.0
    for place in reversed(arrange(given_entries)):
        best_waiting = max(best_waiting, *(entry.score for entry in (place.entry, *place.similar)))
        assert place.entry.score >= best_waiting - slack(best_waiting) - 1e-12
        assert slack(best_waiting) <= 0.05


@given(entries)
def test_nobody_has_a_third_place_while_another_provider_is_nearly_as_good(given_entries: list[Entry]) -> None:
    places = arrange(given_entries)
    seats: Counter[int] = Counter()
    for number, place in enumerate(places[:FIRST]):
        best = max(other.entry.score for other in places[number:])
        passed = [
            other.entry
            for other in places[number + 1 :]
            if other.entry.score >= best - slack(best) and seats[other.entry.provider] < QUOTA
        ]
        if seats[place.entry.provider] >= QUOTA and not place.entry.endorsed:
            assert passed == []
        seats[place.entry.provider] += 1


@given(entries, st.randoms())
def test_the_order_of_the_input_does_not_matter(given_entries: list[Entry], random: object) -> None:
    shuffled = list(given_entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert arrange(shuffled) == arrange(given_entries)


@given(entries)
def test_an_endorsed_entry_is_always_shown(given_entries: list[Entry]) -> None:
    assert not [entry for place in arrange(given_entries) for entry in place.similar if entry.endorsed]


@given(entries)
def test_what_is_folded_is_of_one_provider_and_no_better(given_entries: list[Entry]) -> None:
    for place in arrange(given_entries):
        assert {entry.provider for entry in place.similar} <= {place.entry.provider}
        assert all(entry.score <= place.entry.score for entry in place.similar)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_reaches_less_far_down(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert low - slack(low) <= high - slack(high) + 1e-12


def test_texts_resemble_in_any_language_that_both_exist_in() -> None:
    chinese = {"zh": "户用沼气池，以猪粪为原料，产生的沼气用于炊事，容积八立方米"}
    assert resemblance(chinese, {"zh": chinese["zh"].replace("八", "十")}) > 0.7
    assert resemblance(chinese, {"en": "Household biogas digester"}) == 0
    assert resemblance({"en": "Same", "fr": "Un digesteur"}, {"en": "Other", "fr": "UN  DIGESTEUR"}) == 1
    assert resemblance({"en": ""}, {"en": ""}) == 0


def test_attention_falls_with_the_place() -> None:
    assert exposure(1) == 1
    assert exposure(3) == 0.5
    assert exposure(10) == pytest.approx(math.log(2) / math.log(11))
