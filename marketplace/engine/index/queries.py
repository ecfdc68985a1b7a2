"""Tantivy queries, built from terms; what a visitor typed is never parsed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
import tantivy

from marketplace.engine.documents import KINDS
from marketplace.engine.index import schema as layout
from marketplace.engine.index.analyser import Analysis
from marketplace.engine.index.record import GROUPS, LANGUAGE_GROUPS, PIVOT_GROUP, TRANSLATED_GROUP, hashed
from marketplace.engine.index.scoring import asked
from marketplace.engine.index.search import SearchQuery
from marketplace.engine.index.statistics import Statistics

Languages = Literal["all", "own", "translated"]
_LEFT_OUT: Final[Mapping[Languages, frozenset[int]]] = {
    "all": frozenset(),
    "own": frozenset({TRANSLATED_GROUP}),
    "translated": frozenset(LANGUAGE_GROUPS),
}
#: How many of a document's weightiest terms are asked for in each group.
_TERMS_OF_A_GROUP: Final = 40


def words_query(
    schema: tantivy.Schema, readings: Sequence[Analysis], statistics: Statistics, languages: Languages = "all"
) -> tantivy.Query | None:
    """Documents that hold any of the weightiest terms of any reading; `None` if there are no terms to ask for.

    `languages` may leave out the words of the readings' own languages, or their translations.
    """
    left_out = _LEFT_OUT[languages]
    weights: dict[tuple[int, str], float] = {}
    for reading in readings:
        for group, terms in _weighed(reading, statistics).items():
            if group not in left_out:
                chosen = sorted(terms.items(), key=lambda item: -item[1][0])[:_TERMS_OF_A_GROUP]
                weights |= {(group, term): boost for term, (_, boost) in chosen}
    return tantivy.Query.boolean_query(_terms(schema, weights)) if weights else None


def need_translation(readings: Sequence[Analysis]) -> bool:
    """Whether readings meet documents of other languages by translated words: none of them is in the pivot language."""
    return any(reading.record.lengths[TRANSLATED_GROUP] > 0 for reading in readings)


def _terms(
    schema: tantivy.Schema, boosts: Mapping[tuple[int, str], float]
) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    return [
        (tantivy.Occur.Should, _term(schema, place, term, boost))
        for (group, term), boost in boosts.items()
        for place in _FIELDS.get(group, (group,))
    ]


def _term(schema: tantivy.Schema, group: int, term: str, boost: float) -> tantivy.Query:
    field = layout.words_field(GROUPS[group])
    found = tantivy.Query.term_query(schema, field, term.partition(":")[2], "freq")
    return tantivy.Query.boost_query(found, boost)


#: English words are sought in English texts and in what texts of other languages would be in English.
_FIELDS: Final = dict.fromkeys((PIVOT_GROUP, TRANSLATED_GROUP), (PIVOT_GROUP, TRANSLATED_GROUP))


def _weighed(analysis: Analysis, statistics: Statistics) -> Mapping[int, Mapping[str, tuple[float, float]]]:
    """For each group its terms with their weight (boost times rarity) and their boost."""
    terms = list(analysis.frequencies)
    boosts = asked(np.fromiter(analysis.frequencies.values(), np.float32, len(terms)), statistics.formula)
    rarity = statistics.idf(np.fromiter(map(hashed, terms), np.uint32, len(terms)))
    groups: dict[int, dict[str, tuple[float, float]]] = {}
    for term, boost, idf in zip(terms, boosts.tolist(), rarity.tolist(), strict=True):
        groups.setdefault(analysis.groups[term], {})[term] = (boost * idf, boost)
    return groups


def filters(schema: tantivy.Schema, query: SearchQuery, but: str | None = None) -> list[tantivy.Query]:
    """The parts of a search that are not words: the kind, and every filter except that of one facet."""
    parts = [layout.one_of(schema, layout.KIND, [query.kind] if query.kind else KINDS)]
    for name, values in query.filters.items():
        if name != but and values:
            parts.append(layout.one_of(schema, layout.facet_field(name), values))
    return parts


def strangers(
    schema: tantivy.Schema, kind: str, ids: Iterable[str], owner: str
) -> tuple[tantivy.Query, list[tantivy.Query]]:
    """Documents of a kind, and those excluded: some by their id, some by their owner."""
    excluded = [tantivy.Query.term_query(schema, layout.ID, one, "basic") for one in ids]
    if owner:
        excluded.append(tantivy.Query.term_query(schema, layout.OWNER, owner, "basic"))
    return layout.one_of(schema, layout.KIND, [kind]), excluded
