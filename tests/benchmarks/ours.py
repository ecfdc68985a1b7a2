"""The matching engine: building its index, answering from it, its memory, and how soon a new listing is found."""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from marketplace.engine.documents import Document
from marketplace.engine.index import SearchIndex, SearchQuery, analysts
from marketplace.engine.matcher import POOL, Matcher
from marketplace.engine.ranker import Ranker
from marketplace.engine.resources import Resources
from marketplace.kernel.memory import settle
from marketplace.kernel.settings import load_settings
from tests.benchmarks.corpus import NEED_TERMS, SEARCH_TERMS, Corpus, vocabulary
from tests.benchmarks.listings import Listings, batches
from tests.benchmarks.measuring import Figures, folder_size, memory, pin, quantiles, timed

#: Documents of one commit.
BATCH: Final = 20_000
#: Matches explained, and results of a search.
TOP, PAGE = 10, 10
#: Listings published one after the other.
PUBLISHED: Final = 20
_POLLED: Final = 0.002
_PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Ours:
    """The engine over one corpus, with its index in a folder."""

    corpus: Corpus
    folder: Path
    seeds: Path
    concepts: int

    @cached_property
    def resources(self) -> Resources:
        found = Resources.load(self.seeds, load_settings().lexicon_folder)
        settle()
        return found

    @cached_property
    def listings(self) -> Listings:
        return Listings(self.corpus, self.resources, self.concepts)

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex(self.folder, self.resources)

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.index, Ranker.untrained(), self.resources)

    @cached_property
    def needs(self) -> list[Document]:
        return self.listings.needs(self.corpus.queries(NEED_TERMS))

    def built(self) -> bool:
        """Whether the index, in the engine's present layout, holds the whole corpus."""
        return len(self.index) >= self.corpus.size

    def warm(self) -> None:
        """Load everything that an answer needs."""
        if not self.built():
            msg = f"the index in {self.index.folder} is not built: run the stage build first"
            raise RuntimeError(msg)
        self.matcher.warm_up()

    # -- stages

    def build(self) -> Iterator[Figures]:
        """Documents into the index, batch by batch; a run that was interrupted goes on after its last commit."""
        vocabulary()
        log = self.folder / f"{self.index.folder.name}.batches.jsonl"
        start = self.index.change_number
        with analysts(self.index.analyser, os.cpu_count() or 1) as forms:
            for number, batch in enumerate(batches(self.listings.offerings(start), BATCH), start // BATCH):
                begun = time.perf_counter()
                done = number * BATCH + len(batch)
                self.index.update(batch, (), done, forms=forms)
                with log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"documents": len(batch), "seconds": time.perf_counter() - begun}) + "\n")
        every = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        seconds = sum(each["seconds"] for each in every)
        documents = sum(each["documents"] for each in every)
        yield {
            "seconds": round(seconds, 1),
            "documents_per_second": round(documents / seconds, 1),
            "bytes": folder_size(self.index.folder),
        }

    def query(self) -> Iterator[Figures]:
        """The whole match, its candidates, and searches as long as a need and as short as people type."""
        pin()
        self.warm()
        found: Figures = {}
        match, _ = timed(lambda need: self.matcher.match(need, limit=TOP), self.needs)
        candidates, found["candidates"] = timed(self._candidates, self.needs)
        times = {"match": match, "candidates": candidates}
        for terms in (NEED_TERMS, SEARCH_TERMS):
            texts = [" ".join(vocabulary()[term] for term in query.terms) for query in self.corpus.queries(terms)]
            times[f"search_{terms}"], found[str(terms)] = timed(self._search, texts)
        yield {"times": times, "found": found}

    def _candidates(self, need: Document) -> list[int]:
        analysis = self.index.analyser.analyse(need)
        return _numbers(each.id for each in self.index.candidates(need, analysis, "offering", POOL))

    def _search(self, text: str) -> list[int]:
        return _numbers(self.index.search(SearchQuery(text, "en", "offering", limit=PAGE)).ids)

    def memory(self) -> Iterator[Figures]:
        """Memory of one process, and of several forked from one that has loaded everything."""
        self.warm()
        yield memory(lambda need: self.matcher.match(need, limit=TOP), self.needs)

    def publish(self) -> Iterator[Figures]:
        """From giving a new listing to the index until another process has matched it with a need."""
        self.warm()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        reader = context.Process(target=_read, args=(replace(self), there), daemon=True)
        reader.start()
        try:
            here.recv()
            seconds, matched = self._published(here)
        finally:
            reader.terminate()
            reader.join()
        yield {"times": {"publish": quantiles(seconds)}, "matched": matched}

    def _published(self, reader: Connection) -> tuple[list[float], int]:
        """How long each new listing took to be visible, and how many of them were among the matches of their need."""
        fresh = [self._fresh(number) for number in range(PUBLISHED)]
        seconds, matched, change = [], 0, self.index.change_number
        try:
            for number, offering in enumerate(fresh):
                reader.send(number)
                begun = time.monotonic()
                self.index.update([offering], (), change)
                seen, found = reader.recv()
                seconds.append(seen - begun)
                matched += found
        finally:
            self.index.update((), [offering.id for offering in fresh], change)
        return seconds, matched

    def _fresh(self, number: int) -> Document:
        """An offering that says what a need says."""
        query = self.corpus.queries(NEED_TERMS)[number]
        return self.listings.offering(self.corpus.size + number, query.terms, int(query.topics[0]))


def _read(ours: Ours, writer: Connection) -> None:
    """In a process of its own: wait for each new listing, match its need, and say when, and whether it was found."""
    ours.warm()
    needs = ours.needs
    writer.send(None)
    while True:
        number = writer.recv()
        wanted = f"o{ours.corpus.size + number}"
        found = _until(lambda wanted=wanted: ours.index.reload() or ours.index.source(wanted) is not None)
        matches = ours.matcher.match(needs[number], limit=TOP) if found else []
        writer.send((time.monotonic(), any(match.offering_id == wanted for match in matches)))


def _until(seen: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if seen():
            return True
        time.sleep(_POLLED)
    return False


def _numbers(ids: Iterator[str] | Sequence[str]) -> list[int]:
    """The listings' places in the corpus."""
    return [int(one.removeprefix("o")) for one in ids]
