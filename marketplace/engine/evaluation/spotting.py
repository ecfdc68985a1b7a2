"""Measuring the spotting of concepts against texts in which people have marked the concepts by reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.documents import Json


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the concepts that somebody found in it by reading."""

    text: str
    lang: str
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpottingReport:
    """Over the texts of one language: how many concepts were marked, how many spotted, and how many both."""

    texts: int
    marked: int
    spotted: int
    both: int

    @property
    def precision(self) -> float:
        """The share of what was spotted that had been marked."""
        return self.both / self.spotted if self.spotted else 0.0

    @property
    def recall(self) -> float:
        """The share of what had been marked that was spotted."""
        return self.both / self.marked if self.marked else 0.0

    def to_json(self) -> Json:
        """A JSON object with the attributes' names, precision and recall."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "precision": self.precision, "recall": self.recall}


def measure_spotting(marked: Iterable[Marked], vocabulary: Vocabulary) -> Mapping[str, SpottingReport]:
    """Precision and recall per language; a concept counts once in each text, and only if it is the very one."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for each in marked:
        spotted = {mention.concept for mention in vocabulary.spot(each.text, each.lang)}
        counts = len(each.concepts), len(spotted), len(spotted & each.concepts)
        found.setdefault(each.lang, []).append(counts)
    return {
        lang: SpottingReport(len(counts), *(sum(column) for column in zip(*counts, strict=True)))
        for lang, counts in found.items()
    }
