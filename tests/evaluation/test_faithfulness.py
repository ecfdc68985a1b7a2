"""What the explanation of a match says decided is what decided, over every need of the seeds and its best offerings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pytest

from marketplace.engine.documents import Document, Text
from marketplace.engine.explanation import ConceptEvidence, Evidence, TermEvidence
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Match, Matcher
from marketplace.engine.ranker import Ranker
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.seeding.judgments import demonstration_documents

#: Best matches of each need that are taken apart.
TOP: Final = 4
#: Facts of a need that are compared by one criterion each.
SILENCED: Final[Mapping[str, object]] = {
    "readiness": None,
    "ambient_temperature": None,
    "altitude": None,
    "grid": None,
    "operator_skill": None,
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in demonstration_documents(PROJECT_FOLDER / "seeds" / "demo").values()}


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory, resources: Resources, documents: dict[str, Document]) -> Matcher:
    index = SearchIndex(tmp_path_factory.mktemp("faithful") / "index", resources)
    index.update(documents.values(), (), 1)
    return Matcher(index, Ranker.untrained(), resources)


@pytest.fixture(scope="module")
def matches(matcher: Matcher, documents: dict[str, Document]) -> list[tuple[Document, Document, Match]]:
    needs = [document for document in documents.values() if document.kind == "need"]
    return [(need, documents[match.offering_id], match) for need in needs for match in matcher.match(need, limit=TOP)]


def without(need: Document, named: Iterable[ConceptEvidence | TermEvidence]) -> Document:
    """The need with the named words struck out of its texts, and the named concepts out of those chosen for it."""
    named = list(named)
    words: dict[str, set[str]] = {}
    for one in named:
        for lang, surface in one.need_surfaces:
            words.setdefault(lang, set()).add(surface)
    concepts = {one.concept for one in named if isinstance(one, ConceptEvidence)}
    texts = tuple(_struck(text, words.get(text.lang or "", set())) for text in need.texts)
    return replace(need, texts=texts, concepts=tuple(one for one in need.concepts if one not in concepts))


def _struck(text: Text, words: set[str]) -> Text:
    if not words:
        return text
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    edges = ("", "") if text.lang == "zh" else (r"(?<!\w)", r"(?!\w)")
    strike = re.compile(f"{edges[0]}(?:{pattern}){edges[1]}", re.IGNORECASE)
    return replace(
        text, title=strike.sub(" ", text.title), summary=strike.sub(" ", text.summary), body=strike.sub(" ", text.body)
    )


def again(matcher: Matcher, need: Document, offering: Document) -> Match:
    """A changed need with the offering as it is indexed, which is not analysed anew."""
    (match,) = matcher.explain(need, [offering.id])
    return match


def everything(evidence: Evidence) -> list[ConceptEvidence | TermEvidence]:
    return [*evidence.concepts, *evidence.terms]


def test_striking_out_what_is_named_lowers_the_score_of_every_match(
    matcher: Matcher, matches: list[tuple[Document, Document, Match]]
) -> None:
    unmoved = []
    for need, offering, match in matches:
        named = everything(match.evidence)
        assert named, (need.id, offering.id)
        after = again(matcher, without(need, named), offering)
        if not (after.text_score < match.text_score and after.score < match.score):
            unmoved.append((need.id, offering.id, match.score, after.score))
    assert not unmoved
    assert len(matches) == TOP * len({need.id for need, _, _ in matches}) >= TOP * 90


def test_what_is_named_matters_more_than_what_is_not(
    matcher: Matcher, matches: list[tuple[Document, Document, Match]]
) -> None:
    """As many words that are not named are struck out of the same texts: the score hardly falls, or rises."""
    generator = np.random.default_rng(7)
    by_named, by_others = [], []
    for need, offering, match in matches[::TOP]:
        named = everything(match.evidence)
        struck = {surface.casefold() for one in named for _, surface in one.need_surfaces}
        others = [
            (text.lang or "", word)
            for text in need.texts
            for word in re.findall(r"\w{5,}", f"{text.title} {text.summary} {text.body}")
            if word.casefold() not in struck and text.lang != "zh"
        ]
        drawn = generator.choice(len(others), min(len(struck), len(others)), replace=False)
        surfaces = tuple(others[place] for place in drawn)
        blind = TermEvidence(0.0, surfaces, (), "", "")
        by_named.append(1 - again(matcher, without(need, named), offering).text_score / match.text_score)
        by_others.append(1 - again(matcher, without(need, [blind]), offering).text_score / match.text_score)
    assert np.mean(by_named) > 3 * np.mean(by_others)
    assert np.mean(np.array(by_named) > np.array(by_others)) > 0.95


def test_a_fact_that_is_said_to_help_helped_and_one_that_is_said_to_hurt_hurt(
    matcher: Matcher, matches: list[tuple[Document, Document, Match]]
) -> None:
    looked_at = 0
    for need, offering, match in matches[::TOP]:
        for verdict in match.verdicts:
            if verdict.criterion not in SILENCED or verdict.outcome == "unknown":
                continue
            silent = replace(need, profile=replace(need.profile, **{verdict.criterion: SILENCED[verdict.criterion]}))
            moved = match.score - again(matcher, silent, offering).score
            assert moved == pytest.approx(match.contributions[verdict.criterion], abs=2e-4)
            assert moved > 0 if verdict.outcome == "met" else moved < 0
            looked_at += 1
    assert looked_at > 300


def test_an_answer_moves_a_match_as_far_as_it_is_said_to(
    matcher: Matcher, matches: list[tuple[Document, Document, Match]]
) -> None:
    """The open criteria of a pair without facts, answered in full: the very estimates that were stated."""
    need, offering, _ = matches[0]
    bare = replace(need, profile=replace(need.profile, readiness=None))
    stated = {answer.criterion: answer for answer in matcher.compare(bare, offering).answers}
    reached = offering.profile.readiness
    assert reached is not None
    good = replace(offering, profile=replace(offering.profile, readiness=9))
    wanted = replace(need, profile=replace(need.profile, readiness=1))
    after = matcher.compare(wanted, good)
    assert after.score <= stated["readiness"].if_met
    assert stated["readiness"].if_unmet < matcher.compare(bare, offering).score < after.score
    reaches = [answer.reach for answer in matcher.compare(bare, offering).answers]
    assert reaches == sorted(reaches, reverse=True)
