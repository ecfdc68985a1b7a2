"""How a document lies in Tantivy: one field of pre-analysed words for each group, closed-list values, stored bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tantivy

from marketplace.engine.documents import Document, Profile
from marketplace.engine.index.analyser import Analysis, Surface, Surfaces
from marketplace.engine.index.record import GROUPS, TRANSLATED

ID: Final = "id"
KIND: Final = "kind"
OWNER: Final = "owner"
LANGUAGE: Final = "language"
CHANGED: Final = "changed"
RECORD: Final = "record"
SOURCE: Final = "source"
#: Says whose source a stored source is: it lies apart, so that reading hundreds of records passes it over.
SOURCE_OF: Final = "source_of"
FACETS: Final = "facets"
#: The one document that says how far the index has read; it has no kind, and so is never found.
STATE_ID: Final = "\x00state"

#: Frequencies are indexed as repetitions of a word. Beyond this BM25 is saturated anyway.
_MOST_REPETITIONS: Final = 12


#: Between the facts of a source and its surfaces, between terms, and between what is said of one term.
_FACTS_END: Final = "\x00"
_TERM_END: Final = "\n"
_BETWEEN: Final = "\t"


@dataclass(frozen=True, slots=True)
class Source:
    """What explains a match with a document: its facts, and the ways in which its terms are written in it."""

    profile: Profile
    surfaces: Surfaces


def words_field(group: str) -> str:
    """The field that holds the terms of a group."""
    return f"words_{group}"


def length_field(group: str) -> str:
    """The fast field that holds the length of a document's text in a group."""
    return f"length_{group}"


def build() -> tantivy.Schema:
    """The schema of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(KIND, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(OWNER, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(LANGUAGE, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(CHANGED, stored=True, indexed=True, fast=True)
    builder.add_bytes_field(RECORD, stored=True)
    builder.add_bytes_field(SOURCE, stored=True)
    builder.add_text_field(SOURCE_OF, tokenizer_name="raw", index_option="basic")
    builder.add_json_field(FACETS, fast=True, tokenizer_name="raw", index_option="basic")
    for group in GROUPS:
        builder.add_text_field(words_field(group), tokenizer_name="whitespace", index_option="freq")
        builder.add_float_field(length_field(group), fast=True)
    return builder.build()


def record_form(document: Document, analysis: Analysis) -> tantivy.Document:
    """What a document is found and scored by, as it is added to the index."""
    stored = tantivy.Document()
    stored.add_text(ID, document.id)
    stored.add_text(KIND, document.kind)
    stored.add_integer(CHANGED, document.changed)
    if document.owner:
        stored.add_text(OWNER, document.owner)
    stored.add_bytes(RECORD, analysis.record.to_bytes())
    if document.facets:
        stored.add_json(FACETS, {name: list(values) for name, values in document.facets.items()})
    for place, words in _repeated(analysis).items():
        stored.add_text(words_field(GROUPS[place]), words)
    for group, length in zip(GROUPS, analysis.record.lengths.tolist(), strict=True):
        if length > 0:
            if group != TRANSLATED:
                stored.add_text(LANGUAGE, group)
            stored.add_float(length_field(group), length)
    return stored


def source_form(document: Document, analysis: Analysis) -> tantivy.Document:
    """The document's facts and how it writes its terms, as they are added to the index."""
    stored = tantivy.Document()
    stored.add_text(SOURCE_OF, document.id)
    facts = json.dumps(document.profile.to_json(), ensure_ascii=False)
    written = _TERM_END.join(
        _BETWEEN.join((term, *(part for surface in surfaces for part in surface)))
        for term, surfaces in analysis.surfaces.items()
    )
    stored.add_bytes(SOURCE, f"{facts}{_FACTS_END}{written}".encode())
    return stored


def _repeated(analysis: Analysis) -> Mapping[int, str]:
    words: dict[int, list[str]] = {}
    for term, count in analysis.frequencies.items():
        word = term.partition(":")[2]
        words.setdefault(analysis.groups[term], []).extend([word] * min(max(round(count), 1), _MOST_REPETITIONS))
    return {group: " ".join(found) for group, found in words.items()}


def state_form(change_number: int) -> tantivy.Document:
    """The document that says how far the index has read."""
    stored = tantivy.Document()
    stored.add_text(ID, STATE_ID)
    stored.add_integer(CHANGED, change_number)
    return stored


def record_of(stored: tantivy.Document) -> bytes:
    """The record of a document found, as it is stored."""
    return _bytes(stored.get_first(RECORD))


def source_of(stored: tantivy.Document) -> Source:
    """The source that was stored."""
    facts, _, written = _bytes(stored.get_first(SOURCE)).decode().partition(_FACTS_END)
    lines = (line.partition(_BETWEEN) for line in written.split(_TERM_END) if line)
    return Source(Profile.from_json(json.loads(facts)), _Written({term: rest for term, _, rest in lines}))


class _Written(Mapping[str, Sequence[Surface]]):
    """Surfaces as they are stored, each taken apart when it is asked for: of a hundred terms few are shown."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines

    def __getitem__(self, term: str) -> Sequence[Surface]:
        parts = self._lines[term].split(_BETWEEN)
        return tuple(zip(parts[::2], parts[1::2], strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, term: object) -> bool:
        return term in self._lines


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else bytes(value)


def one_of(schema: tantivy.Schema, field: str, values: Sequence[str]) -> tantivy.Query:
    """Documents that hold any of the values in a field of closed values."""
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.term_query(schema, field, value, "basic")) for value in values]
    )


def facet_field(name: str) -> str:
    """The path of a facet inside the field of facets."""
    return f"{FACETS}.{name}"


def conjunction(parts: Iterable[tantivy.Query], excluded: Iterable[tantivy.Query] = ()) -> tantivy.Query:
    """Documents that satisfy every part and none of the excluded."""
    return tantivy.Query.boolean_query(
        [*((tantivy.Occur.Must, part) for part in parts), *((tantivy.Occur.MustNot, part) for part in excluded)]
    )
