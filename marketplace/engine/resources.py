"""What the engine knows before it sees a document: vocabulary, lexicon, geography, prices."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.lexicon import Lexicon, load_or_fit
from marketplace.engine.reference import Geography, Prices


@dataclass(frozen=True)
class Resources:
    """The knowledge that analysis and criteria draw on. Immutable, so one may serve every thread."""

    vocabulary: Vocabulary
    geography: Geography
    prices: Prices
    lexicon: Lexicon = field(default_factory=Lexicon.empty)

    @cached_property
    def fingerprint(self) -> str:
        """A short digest of all this knowledge: what was analysed with other knowledge is out of date."""
        known = (
            [asdict(concept) for _, concept in sorted(self.vocabulary.concepts.items())],
            sorted(self.geography.areas_of.items()),
            sorted(self.geography.climates_of.items()),
            [(currency, sorted(series.items())) for currency, series in sorted(self.prices.rates.items())],
            sorted(self.prices.deflator.items()),
            self.lexicon.digest,
        )
        plain = json.dumps(known, default=sorted, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]

    @classmethod
    def load(
        cls,
        seeds: Path | str,
        lexicon: Path | str | None = None,
        progress: Callable[[int, int], None] | None = None,
        *,
        imports: bool = True,
    ) -> Self:
        """Read vocabulary, word lists, countries and prices of a seeds folder.

        `lexicon` is the folder in which imported parallel texts lie and the fitted lexicon is kept; without `imports` what
        was imported is left out. `progress` counts the languages for which the lexicon is fitted.
        """
        folder = Path(seeds)
        vocabulary = Vocabulary.load(folder / "vocabulary")
        return cls(
            vocabulary,
            Geography.load(folder / "reference" / "countries.json"),
            Prices.load(folder / "reference" / "prices.json"),
            load_or_fit(folder, vocabulary, Path(lexicon) if lexicon else None, progress, imports=imports),
        )

    @classmethod
    def empty(cls) -> Self:
        """No knowledge at all: words alone are compared, and places and sums stay unknown."""
        return cls(Vocabulary({}), Geography({}, {}), Prices({}, {}))
