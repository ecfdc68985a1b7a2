"""What the ranker sees of a pair: one matrix for a whole pool, every column such that more of it is never worse."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.criteria import CRITERIA, field_relation, margin_matrix
from marketplace.engine.documents import Kind
from marketplace.engine.index import Meeting, Pool, Side, Statistics

Floats = npt.NDArray[np.float64]

TEXT: Final = "text"
FIELD: Final = "field"
#: What the columns belong to: the text score, the technology field, each criterion.
PARTS: Final[tuple[str, ...]] = (TEXT, FIELD, *(criterion.name for criterion in CRITERIA))
#: The columns: the text score, then for the field and each criterion how well it is met (0 to 1, 0 if it is not or
#: unknown) and how badly it is unmet (-1 to 0, 0 if it is not or unknown).
FEATURES: Final[tuple[str, ...]] = (
    TEXT,
    *(f"{part}_{side}" for part in PARTS[1:] for side in ("met", "unmet")),
)
#: What a criterion counts for that is met, or unmet, by no margin at all.
_BARELY: Final = 0.4


@dataclass(frozen=True)
class PairFeatures:
    """The features of pairs: `matrix` (pairs, FEATURES), with what it was made from.

    `text` is the score by which pairs without facts are ordered; `margins` is (pairs, criteria), NaN where unknown;
    `meeting` is what the texts share.
    """

    matrix: Floats
    text: Floats
    margins: Floats
    meeting: Meeting

    @classmethod
    def of(cls, side: Side, kind: Kind, pool: Pool, statistics: Statistics) -> Self:
        """The features of one document (a need or an offering, as `kind` says) with every document of a pool."""
        meeting = Meeting.of(side, pool, statistics)
        text = mutual(meeting.fit(), meeting.fit_back())
        own = side.analysis.record.facts
        needs, offerings = (pool.facts, own) if kind == "offering" else (own, pool.facts)
        margins = margin_matrix(needs, offerings)
        known = np.column_stack([field_relation(needs, offerings), margins])
        return cls(np.column_stack([text, _met_and_unmet(known)]), text, margins, meeting)


def mutual(asking: Floats, answering: Floats) -> Floats:
    """One text score of a pair from the two directions: their mean, so that it is the same from either side."""
    return (asking + answering) / 2


def _met_and_unmet(margins: Floats) -> Floats:
    """Two columns for each column of margins: how well it is met, and how badly not."""
    strength = _BARELY + (1 - _BARELY) * np.abs(margins)
    signed = np.where(np.isnan(margins), 0.0, np.copysign(strength, margins))
    columns = np.stack([np.maximum(signed, 0.0), np.minimum(signed, 0.0)], axis=-1)
    return columns.reshape(len(margins), 2 * margins.shape[1])


def columns_of(part: str) -> tuple[int, ...]:
    """The columns of the matrix that belong to a part."""
    names = (part,) if part == TEXT else (f"{part}_met", f"{part}_unmet")
    return tuple(FEATURES.index(name) for name in names)
