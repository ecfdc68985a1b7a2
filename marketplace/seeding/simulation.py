"""Learning, shown: agencies that prefer something else than the seeds do, and a model that comes to rank as they would.

Introductions are simulated on a bank of its own with the demonstration content; what they end in is recorded as real ones
will be. Agencies look at the matches of their need from the top, and seldom at the end. They value a technology that runs in
their own region, and one that their operators master, far more than the seeds do; the bank is never told so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import Bank
from marketplace.engine.evaluation import Comparison, ndcg_of_needs
from marketplace.engine.evaluation.card import selected
from marketplace.engine.evaluation.needs import Interval, OfNeeds
from marketplace.engine.features import FEATURES
from marketplace.engine.ranker import CrossFitted, Judged, Lessons, corrected_weights, lessons, propensity
from marketplace.matching.errors import ModelWorseError
from marketplace.matching.operations import activate_model, keep_model, record_judgment
from marketplace.matching.policies import Word
from marketplace.matching.terms import JudgmentSource, Reason
from marketplace.matching.training import Teaching, Trained, teaching, trained
from marketplace.seeding.content import seed_listings, seed_organizations
from marketplace.seeding.judgments import seed_judgments

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Pair = tuple[str, str]

#: How often an agency comes back to the list of its need.
_VISITS: Final = 3
#: What a technology in the same sub-region is in the column of a criterion that is met; in the same climate it is less.
_SAME_REGION: Final = 0.75
#: Shares of all pairs below the grades 1, 2 and 3.
_SHARES: Final = (0.9, 0.95, 0.98)
#: How often an introduction ends for want of time, whatever the fit.
_NO_TIME: Final = 0.1
_ENDS: Final[Mapping[int, tuple[JudgmentSource, Reason | None]]] = {
    0: (JudgmentSource.INTRODUCTION_DECLINED, Reason.OTHER_PROBLEM),
    1: (JudgmentSource.INTRODUCTION_DECLINED, Reason.TOO_EXPENSIVE),
    2: (JudgmentSource.INTRODUCTION_ACCEPTED, None),
    3: (JudgmentSource.DEPLOYED, None),
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was learned: nDCG@10 over needs that no introduction was about, graded by the hidden preference.

    `uncorrected` is what training without the correction for positions reaches; `gain` is the interval, of 95 %, of after
    minus before. `comparison` is what the bank itself can see of it, on all its judgments, most of which are still the seeds':
    it may speak against the new model. `refused` says why a model that was taught shuffled grades may not serve.
    """

    taught_needs: int
    held_out_needs: int
    recorded: Mapping[str, int]
    before: float
    after: float
    uncorrected: float
    gain: Interval
    comparison: Comparison
    refused: str


def simulate(bank: Bank, demo: Path, *, seed: int = 1, needs: int | None = None) -> Simulated:
    """Fill an empty bank, let it learn from simulated introductions about half of its needs, and measure the other half.

    `needs` keeps the simulation to so many of the demonstration's needs.
    """
    generator = np.random.default_rng(seed)
    with bank.database.transaction() as session:
        seed_organizations(session, bank.clock, demo)
        seed_listings(session, bank.clock, demo)
        seed_judgments(session, bank.clock, demo, needs)
    with bank.database.session(read_only=True) as session:
        taught = teaching(session)
        known = lessons(taught.pairs, bank.resources)
        first = trained(session, taught, known)
    _serve(bank, first)
    hidden = replace(known, grades=_hidden_grades(known, first.fitted))
    spoken_of = generator.permutation(np.unique(known.groups))[: len(np.unique(known.groups)) // 2]
    speaking = np.isin(known.groups, spoken_of)
    recorded = _introductions(bank, taught.pairs, selected(hidden, speaking), np.flatnonzero(speaking), generator)
    with bank.database.session(read_only=True) as session:
        second = _learned(session, taught, known)
        uncorrected = _learned(session, taught, known, corrected=False)
        now = teaching(session)
        learned = _as_taught(now, taught, known)
        shuffled = CrossFitted.fit(replace(learned, grades=generator.permutation(learned.grades)))
        worse = trained(session, now, learned, shuffled)
    refused = _refusal(bank, worse)
    held_out = selected(hidden, ~speaking)
    before, after, without = (
        ndcg_of_needs(model.fitted.out_of_fold(held_out), held_out) for model in (first, second, uncorrected)
    )
    if second.comparison is None:
        raise LookupError
    return Simulated(
        taught_needs=len(spoken_of),
        held_out_needs=len(before.values),
        recorded=recorded,
        before=before.mean,
        after=after.mean,
        uncorrected=without.mean,
        gain=OfNeeds(before.needs, after.values - before.values).interval,
        comparison=second.comparison,
        refused=refused,
    )


def _hidden_grades(known: Lessons, fitted: CrossFitted) -> Integers:
    """What these agencies think of each pair: half of what the first model sees in it, and much for region and skill."""
    columns = {name: known.matrix[:, FEATURES.index(f"{name}_met")] for name in ("deployment", "operator_skill")}
    worth = 0.5 * fitted.ranker.log_odds(known.matrix)
    worth += 4.0 * (columns["deployment"] >= _SAME_REGION) + 2.0 * (columns["operator_skill"] > 0)
    return np.digitize(worth, np.quantile(worth, _SHARES)).astype(np.int64)


def _introductions(
    bank: Bank, pairs: Sequence[Judged], hidden: Lessons, places: Integers, generator: np.random.Generator
) -> dict[str, int]:
    """Let agencies look at the lists of their needs and record how each introduction ends; gives how many ended how."""
    counted: dict[str, int] = {}
    matcher = bank.matcher()
    scores = matcher.ranker.predict(hidden.matrix)
    with bank.database.transaction() as session:
        for need in np.unique(hidden.groups):
            mine = np.flatnonzero(hidden.groups == need)
            ranked = mine[np.lexsort((-hidden.text[mine], -scores[mine]))][: bank.settings.matches_kept]
            chances = 1.0 - (1.0 - propensity(np.arange(1.0, len(ranked) + 1))) ** _VISITS
            for position in np.flatnonzero(generator.uniform(size=len(ranked)) < chances).tolist():
                row = int(ranked[position])
                source, reason = _ends(int(hidden.grades[row]), generator)
                pair = pairs[int(places[row])]
                word = Word(source, _number(pair.need.id), _number(pair.offering.id), reason, position=position + 1)
                record_judgment(session, OPERATOR, bank.clock, word)
                name = source if reason is None else f"{source}, {reason}"
                counted[name] = counted.get(name, 0) + 1
    return dict(sorted(counted.items()))


def _ends(grade: int, generator: np.random.Generator) -> tuple[JudgmentSource, Reason | None]:
    if generator.uniform() < _NO_TIME:
        return JudgmentSource.INTRODUCTION_DECLINED, Reason.NO_TIME
    return _ENDS[grade]


def _number(document: str) -> int:
    """The number of the listing of a document, which is named after listing and revision."""
    return int(document.partition(".")[0])


def _learned(session: Session, before: Teaching, known: Lessons, *, corrected: bool = True) -> Trained:
    """A model of everything that the bank has been told by now."""
    now = teaching(session)
    return trained(session, now, _as_taught(now, before, known, corrected=corrected))


def _as_taught(now: Teaching, before: Teaching, known: Lessons, *, corrected: bool = True) -> Lessons:
    """The lessons of the same texts with what is said of them now: their features are at hand."""
    places = {_pair(pair): place for place, pair in enumerate(before.pairs)}
    order = np.array([places[_pair(pair)] for pair in now.pairs])
    weights = np.array([pair.weight for pair in now.pairs])
    positions = np.array([pair.position or np.nan for pair in now.pairs])
    return replace(
        selected(known, order),
        grades=np.array([pair.grade for pair in now.pairs], np.int64),
        weights=corrected_weights(weights, positions) if corrected else weights,
    )


def _pair(pair: Judged) -> Pair:
    return pair.need.id, pair.offering.id


def _serve(bank: Bank, model: Trained) -> None:
    with bank.database.transaction() as session:
        version = keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, model)
        activate_model(session, OPERATOR, bank.clock, version, model.comparison)


def _refusal(bank: Bank, worse: Trained) -> str:
    """What the bank says when a worse model is to serve; nothing if it lets it."""
    try:
        _serve(bank, worse)
    except ModelWorseError as refusal:
        return str(refusal)
    return ""
