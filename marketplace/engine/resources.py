"""What the engine knows before it sees a document: vocabulary, geography, prices."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.reference import Geography, Prices


@dataclass(frozen=True)
class Resources:
    """The knowledge that analysis and criteria draw on. Immutable, so one may serve every thread."""

    vocabulary: Vocabulary
    geography: Geography
    prices: Prices

    @classmethod
    def load(cls, seeds: Path | str) -> Self:
        """Read `vocabulary/*.ttl`, `reference/countries.json` and `reference/prices.json` of a seeds folder."""
        folder = Path(seeds)
        return cls(
            Vocabulary.load(folder / "vocabulary"),
            Geography.load(folder / "reference" / "countries.json"),
            Prices.load(folder / "reference" / "prices.json"),
        )

    @classmethod
    def empty(cls) -> Self:
        """No knowledge at all: words alone are compared, and places and sums stay unknown."""
        return cls(Vocabulary({}), Geography({}, {}), Prices({}, {}))
