"""How complete a listing is, by what matters for matching: each gap weighs what it may cost in the ranker's own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.engine.criteria import CRITERIA
from marketplace.engine.documents import Document
from marketplace.engine.features import TEXT
from marketplace.engine.ranker import Ranker

#: Characters from which a text says enough to be compared by; a character of Chinese says as much as three of others.
ENOUGH: Final = 900
_OF_A_HAN: Final = 3
_FIRST_HAN: Final = "\u3400"
#: Chosen concepts from which on one more adds little.
_CONCEPTS: Final = 3
CONCEPTS: Final = "concepts"
#: What concepts are worth beside the text that they are spotted in.
_OF_CONCEPTS: Final = 0.25
#: Resemblance of introductions from which a reader would ask whether two listings are the same thing. The two different
#: listings of the demonstration content that are most alike have .29, the next two .22; the same listing under a new title, with
#: a sentence more or other figures stays above (tests/unit/test_drafting.py).
TWIN: Final = 0.35


@dataclass(frozen=True, slots=True)
class Gap:
    """What a listing does not say: `text`, `concepts` or the name of a criterion; `weight` is its share of the whole."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what decides matches is said, in [0, 1], and what is not, weightiest first."""

    share: float
    gaps: tuple[Gap, ...]


def completeness(document: Document, ranker: Ranker) -> Completeness:
    """How complete a need or an offering is, with the weights of a ranker."""
    stakes = ranker.stakes()
    said = _said(document)
    stakes[CONCEPTS] = stakes[TEXT] * _OF_CONCEPTS
    total = sum(stakes[name] for name in said)
    gaps = [Gap(name, stakes[name] * (1 - part) / total) for name, part in said.items() if part < 1]
    gaps = sorted((gap for gap in gaps if gap.weight > 0), key=lambda gap: -gap.weight)
    return Completeness(1 - sum(gap.weight for gap in gaps), tuple(gaps))


def _said(document: Document) -> dict[str, float]:
    """What may be said, and how much of it is: each criterion that this side has a word in, the text, the concepts."""
    profile: Mapping[str, object] = document.profile.to_json()
    found = {
        TEXT: min(1.0, max((_weight(text.body) for text in document.texts), default=0) / ENOUGH),
        CONCEPTS: min(1.0, len(document.concepts) / _CONCEPTS),
    }
    for criterion in CRITERIA:
        attributes = criterion.of_need if document.kind == "need" else criterion.of_offering
        if attributes:
            found[criterion.name] = float(any(profile.get(attribute) for attribute in attributes))
    return found


def _weight(text: str) -> int:
    return sum(_OF_A_HAN if sign >= _FIRST_HAN else 1 for sign in text)
