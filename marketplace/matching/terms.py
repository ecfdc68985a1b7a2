"""The closed lists of matching."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: Work that a listing's refresh orders when it has kept matches: to tell both sides of the likely ones.
MATCHES_FOUND: Final = "matches.found"
#: Work that an activated model orders: every need's matches anew.
MATCHES_REFRESH: Final = "matches.refresh"


class MatchState(StrEnum):
    """What a curator says of a match."""

    SUGGESTED = "suggested"
    ENDORSED = "endorsed"
    HIDDEN = "hidden"


class ModelState(StrEnum):
    """What a trained model is to the bank: at most one is active."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    RETIRED = "retired"


class Voice(StrEnum):
    """Who speaks of a pair, from the one who knows least to the one who knows most.

    A voice has one word about a pair: its newest. Where several voices speak of the same texts, the last of these counts.
    """

    SEEDS = "seeds"
    CURATORS = "curators"
    INTRODUCTIONS = "introductions"


class JudgmentSource(StrEnum):
    """What the ranker learns from."""

    SEED = "seed"
    ENDORSED = "endorsed"
    HIDDEN = "hidden"
    INTRODUCTION_ACCEPTED = "introduction_accepted"
    INTRODUCTION_DECLINED = "introduction_declined"
    DEPLOYED = "deployed"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why an introduction was declined or closed."""

    OTHER_PROBLEM = "other_problem"
    SITE_CONDITIONS = "site_conditions"
    NOT_MATURE = "not_mature"
    TOO_EXPENSIVE = "too_expensive"
    TERMS = "terms"
    NO_TIME = "no_time"
    NO_ANSWER = "no_answer"
    SERVED_ELSEWHERE = "served_elsewhere"


@dataclass(frozen=True, slots=True)
class Standard:
    """What a source says of fit unless more is known: grade 0 to 3, or nothing; its weight; and why."""

    voice: Voice
    grade: int | None
    weight: float
    why: str


#: Sources whose word says of fit only what their reason says.
REASONED: Final = frozenset({JudgmentSource.INTRODUCTION_DECLINED, JudgmentSource.CLOSED})

STANDARDS: Final[Mapping[JudgmentSource, Standard]] = MappingProxyType(
    {
        JudgmentSource.SEED: Standard(
            Voice.SEEDS,
            None,
            1.0,
            "Seeds are graded by reading both texts; each says its own grade and sampling weight.",
        ),
        JudgmentSource.ENDORSED: Standard(
            Voice.CURATORS, 3, 2.0, "A curator who knows the field vouches for the pair after reading its explanation."
        ),
        JudgmentSource.HIDDEN: Standard(
            Voice.CURATORS, 0, 2.0, "A curator finds the pair misleading enough to keep the public from seeing it."
        ),
        JudgmentSource.INTRODUCTION_ACCEPTED: Standard(
            Voice.INTRODUCTIONS, 2, 1.5, "Both sides want to talk: the pair is good on paper, and nothing is tried yet."
        ),
        JudgmentSource.INTRODUCTION_DECLINED: Standard(
            Voice.INTRODUCTIONS,
            None,
            1.5,
            "One side does not want to talk; only the reason tells whether for want of fit.",
        ),
        JudgmentSource.DEPLOYED: Standard(
            Voice.INTRODUCTIONS, 3, 4.0, "The technology runs at the site: nobody can know more about fit than that."
        ),
        JudgmentSource.CLOSED: Standard(
            Voice.INTRODUCTIONS,
            None,
            3.0,
            "Talks or a pilot ended without a transfer; they looked closely, the reason tells.",
        ),
    }
)

#: Reason -> the grade that it speaks for, or nothing where it says nothing about fit; and why.
REASONS: Final[Mapping[Reason, tuple[int | None, str]]] = MappingProxyType(
    {
        Reason.OTHER_PROBLEM: (0, "The technology solves another problem than the one the need states."),
        Reason.SITE_CONDITIONS: (0, "It does not work where it is needed: climate, power, water, skills."),
        Reason.NOT_MATURE: (0, "It is not as ready as the need requires."),
        Reason.TOO_EXPENSIVE: (1, "It would serve, but the budget does not reach."),
        Reason.TERMS: (1, "It would serve, but both sides do not agree on rights or on the form of cooperation."),
        Reason.NO_TIME: (None, "Nobody has time now: that says nothing about fit."),
        Reason.NO_ANSWER: (None, "Silence says nothing about fit."),
        Reason.SERVED_ELSEWHERE: (None, "The need was served by another offering first: this one may fit as well."),
    }
)


class Limit(StrEnum):
    """What a model's figures cannot say."""

    NO_OUTCOMES = "no_outcomes"
    FEW_GOOD = "few_good"
    SMALL_ERROR = "small_error"
    THIN_LANGUAGES = "thin_languages"
    THIN_FIELDS = "thin_fields"
    POOLED = "pooled"
