"""Which offerings could serve a need, and which needs an offering could serve: the whole pipeline for one document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from marketplace.engine.answers import Answer, answers
from marketplace.engine.criteria import Compared, Verdict, judge
from marketplace.engine.documents import Document, Interval, Json, Kind, Profile, Text
from marketplace.engine.explanation import Evidence, Of, evidence
from marketplace.engine.features import PairFeatures
from marketplace.engine.index import Candidate, Pool, SearchIndex, Side, Source, Surfaces
from marketplace.engine.language import LANGUAGES
from marketplace.engine.ranker import Ranker
from marketplace.engine.resources import Resources

#: How many candidates are ranked. Of the ten best that a thousand would give, among 100,000 listings 300 hold 95 %, 200 hold 88 %.
POOL: Final = 300
#: Digits of a contribution.
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A need and an offering, with how likely it is that they fit, and why.

    `score` is a calibrated probability. `contributions` say how much of it each part is answerable for (negative:
    speaks against the pair); `answers` what it would be if an open criterion were settled.
    """

    need_id: str
    offering_id: str
    score: float
    text_score: float
    verdicts: tuple[Verdict, ...]
    evidence: Evidence
    contributions: Mapping[str, float]
    answers: tuple[Answer, ...] = ()

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "need_id": self.need_id,
            "offering_id": self.offering_id,
            "score": self.score,
            "text_score": self.text_score,
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "evidence": self.evidence.to_json(),
            "contributions": dict(self.contributions),
            "answers": [answer.to_json() for answer in self.answers],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; what an earlier version kept has no answers."""
        return cls(
            value["need_id"],
            value["offering_id"],
            value["score"],
            value["text_score"],
            tuple(map(Verdict.from_json, value["verdicts"])),
            Evidence.from_json(value["evidence"]),
            dict(value["contributions"]),
            tuple(map(Answer.from_json, value.get("answers", ()))),
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate by its id, with the score and the text score that its `Match` would have."""

    id: str
    score: float
    text_score: float


@dataclass(frozen=True)
class _Asking:
    """The document that matches are sought for, prepared once."""

    document: Document
    side: Side


@dataclass(frozen=True)
class _Ranked:
    """Candidates with their features and probabilities."""

    candidates: Sequence[Candidate]
    features: PairFeatures
    scores: npt.NDArray[np.float64]

    def best(self, limit: int) -> list[int]:
        """The places of the best candidates, best first. Ids decide between equals, so that the order is always one."""
        ids = np.array([candidate.id for candidate in self.candidates], np.str_)
        order = np.lexsort((ids, -self.features.text, -self.scores))
        return [int(place) for place in order[:limit]]


class Matcher:
    """Finds, ranks and explains matches with one index, one ranker and one set of resources."""

    def __init__(self, index: SearchIndex, ranker: Ranker, resources: Resources) -> None:
        self.index = index
        self.ranker = ranker
        self.resources = resources

    def warm_up(self) -> None:
        """Load the dictionaries, stemmers and units that the first document or search would otherwise wait for."""
        self.index.analyser.readings("biogas", None)
        capacity = Interval(1, 2, "m3/d")
        texts = tuple(Text(lang, "沼气池 biogas биогаз 2 m3/d") for lang in LANGUAGES)
        self.match(Document("", "need", texts, profile=Profile(capacity=capacity)), limit=1)

    def match(self, document: Document, limit: int = 20, pool: int = POOL) -> list[Match]:
        """The best matches of a need among the offerings indexed, or of an offering among the needs; best first.

        The document itself need not be indexed. Neither itself nor a document of the same owner is among the matches.
        `pool` is how many candidates are ranked. Raises `ValueError` for a document that is neither need nor offering.
        """
        asking, found = self._found(document, pool)
        return self._explained(asking, found, found.best(limit))

    def rank(self, document: Document, limit: int = 20, pool: int = POOL) -> list[Scored]:
        """As `match`, without the reasons, which take about half of the time."""
        _, found = self._found(document, pool)
        return [
            Scored(found.candidates[place].id, float(found.scores[place]), float(found.features.text[place]))
            for place in found.best(limit)
        ]

    def explain(self, document: Document, ids: Sequence[str]) -> list[Match]:
        """The document with each of some indexed documents, as `match` would give them; those not indexed left out."""
        asking = self._prepared(document)
        found = self._ranked(asking, self.index.named(ids))
        return self._explained(asking, found, range(len(found.candidates)))

    def compare(self, need: Document, offering: Document) -> Match:
        """One pair, judged as `match` would, whether the documents are indexed or not."""
        asking = self._prepared(need)
        answer = self.index.analyser.analyse(offering)
        source = Source(offering.profile, answer.surfaces)
        found = self._ranked(asking, [Candidate(offering.id, answer.record.to_bytes(), source.to_bytes())])
        (match,) = self._explained(asking, found, [0])
        return match

    def _found(self, document: Document, pool: int) -> tuple[_Asking, _Ranked]:
        wanted = _counterpart(document)
        asking = self._prepared(document)
        return asking, self._ranked(asking, self.index.candidates(document, asking.side.analysis, wanted, pool))

    def _prepared(self, document: Document) -> _Asking:
        return _Asking(document, Side.of(self.index.analyser.analyse(document), self.index.statistics))

    def _ranked(self, asking: _Asking, candidates: Sequence[Candidate]) -> _Ranked:
        pool = Pool.of([candidate.record for candidate in candidates])
        features = PairFeatures.of(asking.side, asking.document.kind, pool, self.index.statistics)
        return _Ranked(candidates, features, self.ranker.predict(features.matrix))

    def _explained(self, asking: _Asking, found: _Ranked, places: Sequence[int]) -> list[Match]:
        chosen = list(places)
        matrix = found.features.matrix[chosen]
        owed = self.ranker.contributions(matrix)
        open_ones = answers(self.ranker, matrix, found.features.margins[chosen])
        facts = asking.side.analysis.record.facts, found.features.meeting.pool.facts
        compared = Compared(*(facts if asking.document.kind == "need" else facts[::-1]))
        matches = []
        for row, place in enumerate(chosen):
            parts = {part: round(float(each[row]), _DIGITS) for part, each in owed.items()}
            matches.append(self._match(asking, found, place, compared, (parts, open_ones[row])))
        return matches

    def _match(
        self,
        asking: _Asking,
        found: _Ranked,
        place: int,
        compared: Compared,
        worth: tuple[Mapping[str, float], tuple[Answer, ...]],
    ) -> Match:
        own, other = asking.document, found.candidates[place].id
        source = found.candidates[place].source
        asks = own.kind == "need"
        profiles = (own.profile, source.profile) if asks else (source.profile, own.profile)
        written = asking.side.analysis.surfaces, source.surfaces
        by_side: dict[Of, Surfaces] = dict(
            zip(("need", "offering") if asks else ("offering", "need"), written, strict=True)
        )
        return Match(
            own.id if asks else other,
            other if asks else own.id,
            float(found.scores[place]),
            float(found.features.text[place]),
            judge(*profiles, found.features.margins[place], compared, place),
            evidence(found.features.meeting.shared(place), by_side, self.resources),
            *worth,
        )


def _counterpart(document: Document) -> Kind:
    if document.kind == "text":
        msg = "only a need or an offering can be matched"
        raise ValueError(msg)
    return "offering" if document.kind == "need" else "need"
