"""The search index: a cache of documents on local disk, memory-mapped, shared by every process of a host."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import tantivy

from marketplace.engine.documents import Document, Kind
from marketplace.engine.index import queries
from marketplace.engine.index import schema as layout
from marketplace.engine.index.analyser import Analyser, Analysis
from marketplace.engine.index.entries import Entries, appending, files_in, unused_name
from marketplace.engine.index.feedback import with_feedback
from marketplace.engine.index.formula import Formula
from marketplace.engine.index.parallel import Forms, here
from marketplace.engine.index.record import GROUPS, VERSION, namespace
from marketplace.engine.index.schema import State
from marketplace.engine.index.scoring import Pool, Side, fit
from marketplace.engine.index.search import Candidate, SearchQuery, SearchResult
from marketplace.engine.index.source import Source
from marketplace.engine.index.statistics import Statistics
from marketplace.engine.index.writing import patient_writer, uncollected
from marketplace.engine.resources import Resources

Progress = Callable[[int, int], None]

#: How many candidates a search scores again.
SEARCH_POOL: Final = 400
#: A listing that comes in is found at once: its update leaves merging to later ones, until there are too many segments.
_FEW: Final = 50
_MOST_SEGMENTS: Final = 20
#: Statistics of a small collection are read again at every change; of a larger one, when it has grown or shrunk by a share.
_SMALL: Final = 5000
_DRIFT: Final = 0.05
_MOST_FACET_VALUES: Final = 1000


class SearchIndex:
    """Documents by id, found by words of their own language and by concepts across languages."""

    def __init__(self, folder: Path | str, resources: Resources, formula: Formula | None = None) -> None:
        # Another layout or other resources would analyse otherwise: another index, which reads all changes anew.
        self.folder = Path(folder) / f"v{VERSION}-{resources.fingerprint}"
        self.resources = resources
        self._formula = formula or Formula()
        self.analyser = Analyser(resources)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._schema = layout.build()
        self._index = tantivy.Index(self._schema, path=str(self.folder))
        self._index.config_reader("manual", 0)
        self._statistics: Statistics | None = None
        self._entries = Entries()
        self._seen = (0, State())
        self.reload()

    # -- what it holds

    def __len__(self) -> int:
        """The number of documents."""
        return self._size

    @property
    def change_number(self) -> int:
        """The number of the last change that the index has read; 0 for an index that has read none."""
        return self._seen[1].change_number

    @property
    def statistics(self) -> Statistics:
        """Term statistics of the collection, at most a little older than the collection."""
        if self._statistics is None:
            self._statistics = replace(self._read_statistics(), formula=self._formula)
        return self._statistics

    def source(self, identifier: str) -> Source | None:
        """What explains a match with the document of that id, as it was last given to the index."""
        found = self.named([identifier])
        return found[0].source if found else None

    def _read_statistics(self) -> Statistics:
        dictionaries = [self._searcher.terms_with_prefix(layout.words_field(group), "") for group in GROUPS]
        named = (
            (crc32(f"{namespace(group)}:{term}".encode()), frequency)
            for group, dictionary in zip(GROUPS, dictionaries, strict=True)
            for term, frequency in dictionary
        )
        table = np.fromiter(named, np.dtype([("hash", "u4"), ("frequency", "i8")]), sum(map(len, dictionaries)))
        return Statistics.of(len(self), table["hash"], table["frequency"], self._mean_lengths())

    def _mean_lengths(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        wanted = {group: {"avg": {"field": layout.length_field(group)}} for group in GROUPS}
        found = self._searcher.aggregate(tantivy.Query.all_query(), wanted)
        return np.array([found[group]["value"] or 0.0 for group in GROUPS], np.float32)

    # -- keeping up with the documents

    def reload(self) -> None:
        """See what has been committed, by this process or another."""
        try:
            self._see()
        except FileNotFoundError:
            # The index was rebuilt between a look at its state and one at its entries.
            self._see()

    def _see(self) -> None:
        self._index.reload()
        searcher = self._index.searcher()
        state = layout.state_of(self._schema, searcher)
        if state.entries:
            self._entries = self._entries.seen_again(self.folder / state.entries)
        seen, self._seen = self._seen, (searcher.num_docs, state)
        # The state is itself a document.
        self._searcher, self._size = searcher, max(searcher.num_docs - 1, 0)
        known = self._statistics
        if known is None or seen == self._seen:
            return
        if self._size < _SMALL or abs(self._size - known.documents) > _DRIFT * known.documents:
            self._statistics = None

    def update(
        self,
        documents: Iterable[Document],
        deleted: Iterable[str],
        change_number: int,
        progress: Progress | None = None,
        forms: Forms | None = None,
    ) -> None:
        """Take documents in (replacing those of the same id), delete others, note the change number: all in one commit.

        Doing the same again changes nothing. `forms` analyses the documents elsewhere (`index.parallel`). Raises
        `IndexBusyError` if another writer holds the lock for too long.
        """
        incoming = list({document.id: document for document in documents}.values())
        analysed = (forms or here(self.analyser))(incoming)

        def write(writer: tantivy.IndexWriter) -> None:
            entries = self._seen[1].entries or unused_name()
            for identifier in (*deleted, *(document.id for document in incoming)):
                writer.delete_documents_by_term(layout.ID, identifier)
            with appending(self.folder / entries) as append:
                for done, (document, form) in enumerate(zip(incoming, analysed, strict=True), 1):
                    writer.add_document(layout.added(document, form, append(form.entry)))
                    if progress is not None:
                        progress(done, len(incoming))
            writer.delete_documents_by_term(layout.ID, layout.STATE_ID)
            writer.add_document(layout.state_form(State(change_number, entries)))

        with uncollected():
            self._write(write, patient=len(incoming) > _FEW)

    def rebuild(self) -> None:
        """Forget everything, so that all changes will be read again into a new file of entries."""
        outdated: list[Path] = []

        def forget(writer: tantivy.IndexWriter) -> None:
            writer.delete_all_documents()
            outdated.extend(files_in(self.folder))

        self._write(forget)
        self._statistics = None
        # Who has mapped them reads on.
        for each in outdated:
            each.unlink(missing_ok=True)

    def _write(self, work: Callable[[tantivy.IndexWriter], object], *, patient: bool = True) -> None:
        """Do some work in one commit. Only a patient writer waits until segments are merged, which may take long."""
        writer = patient_writer(self._index, self.folder)
        try:
            # Another process may have written, or even rebuilt the index, since this one looked.
            self.reload()
            work(writer)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            if patient or self._searcher.num_segments >= _MOST_SEGMENTS:
                writer.wait_merging_threads()
            # Lets go of the lock.
            del writer
        self.reload()

    # -- answering

    def search(self, query: SearchQuery) -> SearchResult:
        """One page of what a visitor asks for, with the number of all and the facets' counts."""
        readings = self.analyser.readings(query.text, query.lang) if query.text.strip() else []
        words = queries.words_query(self._schema, readings, self.statistics) if readings else None
        if readings and words is None:
            return SearchResult((), (), 0, {name: {} for name in query.facets})
        matching = self._matching(query, words)
        by_relevance = words is not None and query.sort == "relevance"
        page, total = self._by_relevance(query, matching, readings) if by_relevance else self._newest(query, matching)
        return SearchResult(
            tuple(identifier for identifier, _ in page),
            tuple(score for _, score in page),
            total,
            self._facets(query, words),
        )

    def _matching(self, query: SearchQuery, words: tantivy.Query | None, but: str | None = None) -> tantivy.Query:
        parts = queries.filters(self._schema, query, but)
        return layout.conjunction([*([words] if words is not None else []), *map(_unscored, parts)])

    def _by_relevance(
        self, query: SearchQuery, matching: tantivy.Query, readings: Sequence[Analysis]
    ) -> tuple[list[tuple[str, float]], int]:
        wanted = query.offset + query.limit
        candidates, total = self._pool(
            matching, readings, max(SEARCH_POOL, wanted), queries.filters(self._schema, query), count=True
        )
        scores = self._scores(candidates, readings)
        order = np.argsort(-scores, kind="stable")[query.offset : wanted]
        return [(candidates[place].id, float(scores[place])) for place in order], total

    def _pool(
        self,
        matching: tantivy.Query,
        readings: Sequence[Analysis],
        limit: int,
        conditions: Sequence[tantivy.Query],
        excluded: Sequence[tantivy.Query] = (),
        *,
        count: bool = False,
    ) -> tuple[list[Candidate], int]:
        """The candidates of a query and, if they are counted, how many documents match it.

        Documents of the query's own language hold its words and their translations: alone they would fill the pool. So half
        of it is kept for the best by translated words only, in which documents of every language are equals.
        """
        found = self._searcher.search(matching, limit, count=count)
        hits = found.hits
        if queries.need_translation(readings) and len(hits) == limit:
            translated = queries.words_query(self._schema, readings, self.statistics, "translated")
            parts = [*([translated] if translated is not None else []), *map(_unscored, conditions)]
            others = self._searcher.search(layout.conjunction(parts, excluded), limit // 2, count=False).hits
            hits = [*hits[: limit - limit // 2], *others]
        return self._fetched(hits), _count(found)

    def _scores(self, candidates: Sequence[Candidate], readings: Sequence[Analysis]) -> np.ndarray[Any, Any]:
        pool = Pool.of([candidate.record for candidate in candidates])
        sides = [Side.of(reading, self.statistics) for reading in readings]
        scores = np.array([fit(side, pool, self.statistics) for side in sides])
        languages = np.any([reading.record.lengths > 0 for reading in readings], axis=0)
        return with_feedback(scores.max(axis=0), pool, self.statistics, languages)

    def _newest(self, query: SearchQuery, matching: tantivy.Query) -> tuple[list[tuple[str, float]], int]:
        found = self._searcher.search(
            matching, query.limit, count=True, order_by_field=layout.CHANGED, offset=query.offset
        )
        return [(candidate.id, 0.0) for candidate in self._fetched(found.hits)], _count(found)

    def _facets(self, query: SearchQuery, words: tantivy.Query | None) -> Mapping[str, Mapping[str, int]]:
        """Counts of each facet's values under the words and the filters of all other facets."""
        narrowed = [name for name in query.facets if query.filters.get(name)]
        free = [name for name in query.facets if name not in narrowed]
        counts = self._counts(self._matching(query, words), free)
        for name in narrowed:
            counts |= self._counts(self._matching(query, words, but=name), [name])
        return {name: counts[name] for name in query.facets}

    def _counts(self, matching: tantivy.Query, names: Sequence[str]) -> dict[str, Mapping[str, int]]:
        if not names:
            return {}
        wanted = {name: {"terms": {"field": layout.facet_field(name), "size": _MOST_FACET_VALUES}} for name in names}
        found = self._searcher.aggregate(matching, wanted)
        return {name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in names}

    def candidates(self, asking: Document, analysis: Analysis, kind: Kind, limit: int) -> list[Candidate]:
        """The documents of a kind that share most with one that asks, itself and those of its owner left out."""
        words = queries.words_query(self._schema, [analysis], self.statistics)
        if words is None:
            return []
        of_kind, excluded = queries.strangers(self._schema, kind, [asking.id], asking.owner)
        matching = layout.conjunction([words, _unscored(of_kind)], excluded)
        return self._pool(matching, [analysis], limit, [of_kind], excluded)[0]

    def named(self, ids: Sequence[str]) -> list[Candidate]:
        """The indexed documents of some ids, as candidates, in the order of the ids."""
        if not ids:
            return []
        found = self._searcher.search(layout.one_of(self._schema, layout.ID, ids), len(ids), count=False)
        by_id = {candidate.id: candidate for candidate in self._fetched(found.hits)}
        return [by_id[identifier] for identifier in ids if identifier in by_id]

    def _fetched(self, hits: Iterable[tuple[Any, tantivy.DocAddress]]) -> list[Candidate]:
        """The documents found, each once."""
        places = self._searcher.fast_field_values(layout.PLACE, [address for _, address in hits])
        return [self._entries[int(place)] for place in dict.fromkeys(places) if place is not None]


def _count(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count", None) or 0)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
