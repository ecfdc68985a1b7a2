"""What a user would write or pick instead, on the same listings and queries.

Where a library takes documents already cut into words, it gets them so: analysis is ours alone to pay for.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol

import bm25s
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity, linear_kernel
from sparse_dot_topn import sp_matmul_topn

from tests.benchmarks.corpus import NEED_TERMS, SEARCH_TERMS, VOCABULARY, Corpus, Ids, vocabulary
from tests.benchmarks.measuring import Figures, memory, pin, quantiles, stopwatch, timed
from tests.benchmarks.ours import PAGE, PUBLISHED

_CACHE_OF_SQLITE: Final = 256 << 20


class Peer(Protocol):
    """Something that finds the listings most like a query."""

    def build(self, corpus: Corpus) -> None:
        """Take all listings in."""

    def top(self, terms: Ids) -> list[int]:
        """The places of the best ten listings, best first."""

    def size(self) -> int:
        """The bytes of what was built, in memory or on disk."""

    def prepare(self) -> None:
        """Called in a forked process before it answers."""

    def publish(self, _corpus: Corpus, /) -> list[float] | None:
        """The seconds that each new listing takes until it is found elsewhere; `None` if all is to be built anew."""


def _counts(corpus: Corpus) -> sp.csr_matrix:
    """How often each listing has each term: (listings, terms)."""
    chunks = []
    for chunk in corpus.chunks():
        ones = np.ones(len(chunk.terms), np.float32)
        counts = sp.csr_matrix((ones, chunk.terms, chunk.offsets), shape=(len(chunk), VOCABULARY))
        counts.sum_duplicates()
        chunks.append(counts)
    return sp.vstack(chunks, format="csr")


def _bytes(matrix: sp.csr_matrix) -> int:
    return int(matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes)


def _best(scores: npt.NDArray[np.float32]) -> list[int]:
    best = np.argpartition(scores, -PAGE)[-PAGE:]
    return best[np.argsort(-scores[best], kind="stable")].tolist()


class _TfIdf:
    """What `TfidfVectorizer` makes of the listings, and of a query."""

    def build(self, corpus: Corpus) -> None:
        counts = _counts(corpus)
        self._weights = TfidfTransformer()
        self._matrix = self._weights.fit(counts).transform(counts, copy=False)

    def _row(self, terms: Ids) -> sp.csr_matrix:
        ones = np.ones(len(terms), np.float32)
        return self._weights.transform(sp.csr_matrix((ones, terms, [0, len(terms)]), shape=(1, VOCABULARY)))

    def size(self) -> int:
        return _bytes(self._matrix)

    def prepare(self) -> None:
        return

    def publish(self, _corpus: Corpus) -> list[float] | None:
        return None


class Cosine(_TfIdf):
    """scikit-learn as its documentation shows it: `cosine_similarity` with the whole matrix."""

    def top(self, terms: Ids) -> list[int]:
        return _best(cosine_similarity(self._row(terms), self._matrix)[0])


class LinearKernel(_TfIdf):
    """The same for who knows that rows of TF-IDF are of unit length already."""

    def top(self, terms: Ids) -> list[int]:
        return _best(linear_kernel(self._row(terms), self._matrix)[0])


class SparseDotTopN(_TfIdf):
    """The product of sparse matrices that keeps the best of each row; made for many rows at once."""

    def build(self, corpus: Corpus) -> None:
        super().build(corpus)
        self._matrix = self._matrix.T.tocsr()

    def top(self, terms: Ids) -> list[int]:
        return sp_matmul_topn(self._row(terms), self._matrix, top_n=PAGE, sort=True, n_threads=1).indices.tolist()


class Bm25s:
    """bm25s with its Numba backend."""

    def build(self, corpus: Corpus) -> None:
        numbers = list(range(VOCABULARY))  # one object for each term, not one for each of its occurrences
        texts = [[numbers[term] for term in chunk[place]] for chunk in corpus.chunks() for place in range(len(chunk))]
        self._retriever = bm25s.BM25(backend="numba")
        words = {word: number for number, word in enumerate(vocabulary())}
        self._retriever.index((texts, words), show_progress=False)

    def top(self, terms: Ids) -> list[int]:
        found = self._retriever.retrieve([terms.tolist()], k=PAGE, show_progress=False)
        return found.documents[0].tolist()

    def size(self) -> int:
        return sum(part.nbytes for part in self._retriever.scores.values() if isinstance(part, np.ndarray))

    def prepare(self) -> None:
        return

    def publish(self, _corpus: Corpus) -> list[float] | None:
        return None


class Fts5:
    """SQLite's full-text index, ranked by its bm25()."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def build(self, corpus: Corpus) -> None:
        for leftover in self._path.parent.glob(f"{self._path.name}*"):
            leftover.unlink()
        self._connect()
        self._connection.execute("CREATE VIRTUAL TABLE listing USING fts5(words, content='', tokenize='ascii')")
        with self._connection:
            for start, chunk in enumerate(corpus.chunks()):
                places = range(len(chunk))
                rows = ((start * len(chunk) + place, _words(chunk[place])) for place in places)
                self._connection.executemany("INSERT INTO listing (rowid, words) VALUES (?, ?)", rows)
        with self._connection:
            self._connection.execute("INSERT INTO listing (listing) VALUES ('optimize')")

    def _connect(self) -> None:
        self._connection = sqlite3.connect(self._path)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(f"PRAGMA mmap_size = {_CACHE_OF_SQLITE}")

    def top(self, terms: Ids) -> list[int]:
        wanted = " OR ".join(f'"{vocabulary()[term]}"' for term in terms.tolist())
        query = "SELECT rowid FROM listing WHERE listing MATCH ? ORDER BY rank LIMIT ?"
        return [place for (place,) in self._connection.execute(query, (wanted, PAGE))]

    def size(self) -> int:
        return sum(path.stat().st_size for path in self._path.parent.glob(f"{self._path.name}*"))

    def prepare(self) -> None:
        self._connect()  # a connection must not cross a fork

    def publish(self, corpus: Corpus) -> list[float] | None:
        seconds = []
        with closing(sqlite3.connect(self._path)) as reader:
            for number, query in enumerate(corpus.queries(NEED_TERMS)[:PUBLISHED]):
                begun = time.perf_counter()
                row = (corpus.size + number, _words(query.terms))
                with self._connection:
                    self._connection.execute("INSERT INTO listing (rowid, words) VALUES (?, ?)", row)
                match = f'"{vocabulary()[query.terms[0]]}"'
                reader.execute("SELECT 1 FROM listing WHERE listing MATCH ? AND rowid = ?", (match, row[0])).fetchone()
                seconds.append(time.perf_counter() - begun)
        return seconds


def _words(terms: Ids) -> str:
    return " ".join(vocabulary()[term] for term in terms.tolist())


def peers(corpus: Corpus, folder: Path) -> dict[str, Peer]:
    """All peers by name."""
    return {
        "bm25s": Bm25s(),
        "cosine": Cosine(),
        "linear_kernel": LinearKernel(),
        "sparse_dot_topn": SparseDotTopN(),
        "fts5": Fts5(folder / f"fts5-{corpus.size}.sqlite"),
    }


def stages(peer: Peer, corpus: Corpus) -> Iterator[tuple[str, Figures]]:
    """Each stage of a peer with its figures, as soon as it is done."""
    vocabulary()
    figures: Figures = {}
    with stopwatch(figures, "seconds"):
        peer.build(corpus)
    yield "build", figures | {"documents_per_second": round(corpus.size / figures["seconds"], 1), "bytes": peer.size()}
    pin()
    times, found = {}, {}
    for terms in (NEED_TERMS, SEARCH_TERMS):
        queries = [query.terms for query in corpus.queries(terms)]
        times[f"search_{terms}"], found[str(terms)] = timed(peer.top, queries)
    yield "query", {"times": times, "found": found}
    yield "memory", memory(peer.top, [query.terms for query in corpus.queries(NEED_TERMS)], peer.prepare)
    seconds = peer.publish(corpus)
    rebuilt = [figures["seconds"]] if seconds is None else seconds
    yield "publish", {"times": {"publish": quantiles(rebuilt)}, "rebuilt": seconds is None}
