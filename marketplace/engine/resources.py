"""What the engine knows before it sees a document: vocabulary, geography, prices."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
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

    @cached_property
    def fingerprint(self) -> str:
        """A short digest of all this knowledge: what was analysed with other knowledge is out of date."""
        known = (
            [asdict(concept) for _, concept in sorted(self.vocabulary.concepts.items())],
            sorted(self.geography.areas_of.items()),
            sorted(self.geography.climates_of.items()),
            [(currency, sorted(series.items())) for currency, series in sorted(self.prices.rates.items())],
            sorted(self.prices.deflator.items()),
        )
        plain = json.dumps(known, default=sorted, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]

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
