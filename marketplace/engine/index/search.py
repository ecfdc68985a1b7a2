"""What may be asked of the index, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from marketplace.engine.documents import Kind
from marketplace.engine.index.source import Source, source_of

Sort = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a visitor asks: words in a language (`None`: to be detected), closed-list values, and the order.

    Values of one facet are alternatives; facets restrict each other. An empty text finds everything.
    """

    text: str = ""
    lang: str | None = None
    kind: Kind | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of ids with their scores, how many there are in all, and how many each facet's value would leave."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


class Candidate(NamedTuple):
    """A document found, with the record it is compared by and the source that explains it, as they are kept."""

    id: str
    record: bytes | memoryview
    kept_source: bytes | memoryview

    @property
    def source(self) -> Source:
        """What explains a match with the document."""
        return source_of(bytes(self.kept_source))
