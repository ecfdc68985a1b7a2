"""Which reasons a card or a page shows first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from marketplace.engine.criteria import OUTCOMES, QUESTIONS
from marketplace.engine.matcher import Match
from marketplace.http.context import locale
from marketplace.http.display import concept_name, enumeration, term
from marketplace.web.marking import is_word
from marketplace.web.reasons.reason import Reason, reason

_NAMED_CONCEPTS: Final = 4
_NAMED_WORDS: Final = 5
_PER_QUESTION: Final = 2
#: An answer that moves the estimate less than this is not worth a question of its own.
_WORTH_ASKING: Final = 0.02
#: What no question holds: that both sides speak of the same thing.
SUBJECT: Final = "subject"


@dataclass(frozen=True, slots=True)
class Decisive:
    """The open criterion whose answer would move the estimate most, with the estimate after a good and after a bad answer."""

    reason: Reason
    if_met: float
    if_unmet: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A match in words: what it is about, what speaks for it under each question, what against it, what is open.

    `met` maps each question to its strongest reasons, strongest first.
    """

    subject: Reason | None
    met: dict[str, tuple[Reason, ...]]
    unmet: tuple[Reason, ...]
    open: tuple[Reason, ...]
    decisive: Decisive | None


def reasons_of(match: Match) -> tuple[Reason, ...]:
    """Every verdict of a match in words, in the order of the criteria."""
    return tuple(reason(verdict, match.contributions) for verdict in match.verdicts)


def outcome_counts(reasons: Iterable[Reason]) -> dict[str, int]:
    """How many criteria end how."""
    counted = Counter(each.outcome for each in reasons)
    return {outcome: counted[outcome] for outcome in OUTCOMES}


def top_reasons(match: Match, limit: int = 3) -> tuple[Reason, ...]:
    """What speaks most for a match: its subject, then the met criteria that its score owes most to."""
    subject = _shared_concepts(match)
    met = _strongest(reasons_of(match), "met")
    found = [*([subject] if subject else []), *met]
    if len(found) < limit and (words := _shared_words(match)):
        found.append(words)
    return tuple(found[:limit])


def explained(match: Match) -> Explained:
    """A match in words, short enough for a list."""
    every = reasons_of(match)
    met = _strongest(every, "met")
    return Explained(
        subject=_shared_concepts(match) or _shared_words(match),
        met={name: tuple(each for each in met if each.question == name)[:_PER_QUESTION] for name in QUESTIONS},
        unmet=tuple(_strongest(every, "unmet")),
        open=tuple(each for each in every if each.outcome == "unknown"),
        decisive=_decisive(match, every),
    )


def _decisive(match: Match, reasons: tuple[Reason, ...]) -> Decisive | None:
    by_criterion = {each.criterion: each for each in reasons if each.outcome == "unknown"}
    for answer in match.answers:
        if answer.criterion in by_criterion and answer.reach >= _WORTH_ASKING:
            return Decisive(by_criterion[answer.criterion], answer.if_met, answer.if_unmet)
    return None


def _strongest(reasons: tuple[Reason, ...], outcome: str) -> list[Reason]:
    return sorted((each for each in reasons if each.outcome == outcome), key=lambda each: -abs(each.weight))


def _shared_concepts(match: Match) -> Reason | None:
    concepts = dict.fromkeys(concept_name(each.concept) for each in match.evidence.concepts if not each.related)
    if not concepts:
        return None
    named = enumeration(list(concepts)[:_NAMED_CONCEPTS])
    return _subject(gettext("Both sides speak of: %(concepts)s.", concepts=named), match)


def _shared_words(match: Match) -> Reason | None:
    """Words in the reader's language if there are any, else in another one."""
    ordered = sorted(match.evidence.terms, key=lambda each: (each.lang != locale(), -each.weight))
    words = dict.fromkeys(surface for each in ordered if is_word(each) for _lang, surface in each.need_surfaces[:1])
    if not words:
        return None
    named = enumeration(list(words)[:_NAMED_WORDS])
    return _subject(gettext("Both sides use the words: %(words)s.", words=named), match)


def _subject(sentence: str, match: Match) -> Reason:
    weight = match.contributions.get("text", 0.0)
    return Reason(SUBJECT, SUBJECT, "met", term("question", SUBJECT), sentence, weight=weight)
