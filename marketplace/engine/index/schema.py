"""How a document lies in Tantivy: one field of pre-analysed words for each group, closed-list values, its entry's place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import tantivy

from marketplace.engine.documents import Document
from marketplace.engine.index.analyser import Analysis
from marketplace.engine.index.entries import packed
from marketplace.engine.index.record import GROUPS, TRANSLATED
from marketplace.engine.index.source import Source

ID: Final = "id"
KIND: Final = "kind"
OWNER: Final = "owner"
LANGUAGE: Final = "language"
CHANGED: Final = "changed"
#: Where the document's entry begins in the file of entries.
PLACE: Final = "place"
#: The name of the file of entries, said by the state.
ENTRIES: Final = "entries"
FACETS: Final = "facets"
#: The one document that says how far the index has read; it has no kind, and so is never found.
STATE_ID: Final = "\x00state"

#: Frequencies are indexed as repetitions of a word. Beyond this BM25 is saturated anyway.
_MOST_REPETITIONS: Final = 12


class State(NamedTuple):
    """How far the index has read, and in which file its entries lie (none before the first)."""

    change_number: int = 0
    entries: str = ""


class Form(NamedTuple):
    """What the analysis of a document gives the index: its entry, and its words and their number by group."""

    entry: bytes
    words: Mapping[str, str]
    lengths: Mapping[str, float]


def words_field(group: str) -> str:
    """The field that holds the terms of a group."""
    return f"words_{group}"


def length_field(group: str) -> str:
    """The fast field that holds the length of a document's text in a group."""
    return f"length_{group}"


def build() -> tantivy.Schema:
    """The schema of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(KIND, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(OWNER, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(LANGUAGE, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(CHANGED, stored=True, indexed=True, fast=True)
    builder.add_unsigned_field(PLACE, fast=True)
    builder.add_text_field(ENTRIES, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_json_field(FACETS, fast=True, tokenizer_name="raw", index_option="basic")
    for group in GROUPS:
        builder.add_text_field(words_field(group), tokenizer_name="whitespace", index_option="freq")
        builder.add_float_field(length_field(group), fast=True)
    return builder.build()


def form(document: Document, analysis: Analysis) -> Form:
    """What a document is found, compared and explained by."""
    source = Source(document.profile, analysis.surfaces)
    return Form(
        packed(document.id, analysis.record.to_bytes(), source.to_bytes()),
        _repeated(analysis),
        {name: length for name, length in zip(GROUPS, analysis.record.lengths.tolist(), strict=True) if length > 0},
    )


def added(document: Document, form: Form, place: int) -> tantivy.Document:
    """A document as it is added to the index, with the place of its entry."""
    found = tantivy.Document()
    found.add_text(ID, document.id)
    found.add_text(KIND, document.kind)
    found.add_integer(CHANGED, document.changed)
    found.add_unsigned(PLACE, place)
    if document.owner:
        found.add_text(OWNER, document.owner)
    if document.facets:
        found.add_json(FACETS, {name: list(values) for name, values in document.facets.items()})
    for group, words in form.words.items():
        found.add_text(words_field(group), words)
    for group, length in form.lengths.items():
        found.add_float(length_field(group), length)
        if group != TRANSLATED:
            found.add_text(LANGUAGE, group)
    return found


def _repeated(analysis: Analysis) -> Mapping[str, str]:
    words: dict[int, list[str]] = {}
    for term, count in analysis.frequencies.items():
        word = term.partition(":")[2]
        words.setdefault(analysis.groups[term], []).extend([word] * min(max(round(count), 1), _MOST_REPETITIONS))
    return {GROUPS[group]: " ".join(found) for group, found in words.items()}


def state_form(state: State) -> tantivy.Document:
    """The state as it is added to the index."""
    found = tantivy.Document()
    found.add_text(ID, STATE_ID)
    found.add_integer(CHANGED, state.change_number)
    found.add_text(ENTRIES, state.entries)
    return found


def state_of(schema: tantivy.Schema, searcher: tantivy.Searcher) -> State:
    """The state that an index was committed with."""
    hits = searcher.search(one_of(schema, ID, [STATE_ID]), 1, count=False).hits
    if not hits:
        return State()
    stored = searcher.doc(hits[0][1])
    return State(int(str(stored.get_first(CHANGED))), str(stored.get_first(ENTRIES)))


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
