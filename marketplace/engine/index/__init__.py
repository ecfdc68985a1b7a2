"""The search index and the text score: documents into records, Tantivy for candidates, BM25 over their records."""

from marketplace.engine.index.analyser import Analyser, Analysis, Surface, Surfaces
from marketplace.engine.index.formula import Formula
from marketplace.engine.index.parallel import Forms, analysts
from marketplace.engine.index.record import Record
from marketplace.engine.index.scoring import Meeting, Pool, Side, fit
from marketplace.engine.index.search import Candidate, SearchQuery, SearchResult
from marketplace.engine.index.search_index import Progress, SearchIndex
from marketplace.engine.index.source import Source
from marketplace.engine.index.statistics import Statistics
from marketplace.engine.index.writing import IndexBusyError

__all__ = [
    "Analyser",
    "Analysis",
    "Candidate",
    "Forms",
    "Formula",
    "IndexBusyError",
    "Meeting",
    "Pool",
    "Progress",
    "Record",
    "SearchIndex",
    "SearchQuery",
    "SearchResult",
    "Side",
    "Source",
    "Statistics",
    "Surface",
    "Surfaces",
    "analysts",
    "fit",
]
