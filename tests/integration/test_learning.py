"""What is said of pairs reaches the ranker, and models are kept, compared, activated and taken back."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import Bank
from marketplace.cli.commands import main
from marketplace.engine.ranker import CrossFitted, lessons
from marketplace.engine.resources import Resources
from marketplace.jobs.worker import work_off
from marketplace.kernel.errors import ForbiddenError, NotFoundError
from marketplace.kernel.settings import Settings
from marketplace.listings import operations as listings
from marketplace.matching import operations, queries, registry, training
from marketplace.matching.errors import (
    ComparisonMissingError,
    ModelActiveError,
    ModelNotFoundError,
    ModelWorseError,
    NothingToRollBackError,
    TooFewJudgmentsError,
    WordInvalidError,
)
from marketplace.matching.models import Judgment, KeptMatch, RankerModel
from marketplace.matching.policies import Word
from marketplace.matching.terms import REASONED, REASONS, STANDARDS, JudgmentSource, MatchState, ModelState, Reason
from marketplace.offerings.policies import offering_content as checked
from marketplace.shortlists.queries import compared
from tests.factories import Factory, offering_content

Source = JudgmentSource
FILTER = {
    "en": {"origin": "original", "title": "Bag filter", "summary": "A bag filter for flue gas.", "description": "Dust."}
}
DUSTY = {
    "en": {
        "origin": "original",
        "title": "Dust from boilers",
        "summary": "Boilers need a bag filter.",
        "problem": "Dust.",
    }
}


@pytest.fixture
def settings(settings: Settings, few_seeds: Path) -> Settings:
    """Settings with few seeds: a refresh that the worker does in a process of its own reads them again."""
    return replace(settings, seeds_folder=few_seeds)


@pytest.fixture(scope="session")
def resources(few_resources: Resources) -> Resources:
    return few_resources


def judged_bank(session: Session, bank: Bank, factory: Factory) -> list[tuple[int, int]]:
    """Two offerings and fourteen needs of two kinds, each pair graded by its topic; gives the good pairs."""
    offerings = [factory.published(), factory.published(texts=FILTER, fields=["air.particulates"])]
    kinds = [factory.published("need"), factory.published("need", texts=DUSTY, fields=["air.particulates"])]
    needs = [(kind, factory.copy(kinds[kind])) for kind in [0, 1] * 7]
    good = []
    for kind, need in needs:
        for place, offering in enumerate(offerings):
            grade = 3 if place == kind else 0
            word = Word(Source.SEED, need.id, offering.id, grade=grade)
            operations.record_judgment(session, OPERATOR, bank.clock, word)
            if grade:
                good.append((need.id, offering.id))
    session.commit()
    return good


def kept(session: Session, bank: Bank) -> str:
    trained = training.train(session, bank.resources)
    version = operations.keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, trained)
    session.commit()
    return version


def active(session: Session, bank: Bank) -> str:
    version = kept(session, bank)
    operations.activate_model(session, OPERATOR, bank.clock, version)
    session.commit()
    return version


def of(session: Session, need: int, offering: int) -> list[Judgment]:
    rows = select(Judgment).where(Judgment.need_id == need, Judgment.offering_id == offering).order_by(Judgment.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def test_every_source_and_reason_has_a_sentence_why() -> None:
    assert set(STANDARDS) == set(JudgmentSource)
    assert set(REASONS) == set(Reason)
    assert all(standard.why.endswith(".") and standard.weight > 0 for standard in STANDARDS.values())
    assert all(why.endswith(".") for _grade, why in REASONS.values())
    assert {source for source in STANDARDS if STANDARDS[source].grade is None} == {Source.SEED, *REASONED}


def test_endorsing_and_hiding_teach_in_the_same_transaction(bank: Bank, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    curator = factory.curator()
    operations.endorse(session, curator, bank.clock, need.id, offering.id)
    [judgment] = of(session, need.id, offering.id)
    assert (judgment.source, judgment.grade, judgment.weight) == ("endorsed", 3, 2.0)
    assert (judgment.said_by_id, judgment.position, judgment.model) == (curator.person_id, None, "untrained")
    assert judgment.offering_revision_id == offering.published_id
    session.rollback()
    assert of(session, need.id, offering.id) == []
    operations.endorse(session, curator, bank.clock, need.id, offering.id)
    operations.hide(session, curator, bank.clock, need.id, offering.id)
    session.commit()
    [judgment] = of(session, need.id, offering.id)
    assert (judgment.source, judgment.grade) == ("hidden", 0)
    state = session.get(KeptMatch, (need.id, offering.id), populate_existing=True)
    assert state is not None
    assert state.state == MatchState.HIDDEN


def test_each_voice_has_one_word_and_lack_of_time_takes_none_back(
    bank: Bank, session: Session, factory: Factory
) -> None:
    offering, need = factory.published(), factory.published("need")

    def say(source: JudgmentSource, reason: Reason | None = None, **more: int) -> list[tuple[str, int | None]]:
        word = Word(source, need.id, offering.id, reason, **more)
        operations.record_judgment(session, OPERATOR, bank.clock, word)
        return [(each.source, each.grade) for each in of(session, need.id, offering.id)]

    assert say(Source.SEED, grade=1) == [("seed", 1)]
    assert say(Source.SEED, grade=2) == [("seed", 2)]
    assert say(Source.INTRODUCTION_DECLINED, Reason.SITE_CONDITIONS, position=3)[1:] == [("introduction_declined", 0)]
    assert of(session, need.id, offering.id)[1].position == 3
    assert say(Source.INTRODUCTION_DECLINED, Reason.NO_TIME)[1:] == [("introduction_declined", None)]
    assert say(Source.DEPLOYED)[1:] == [("deployed", 3)]
    assert say(Source.CLOSED, Reason.NO_ANSWER)[1:] == [("deployed", 3)]
    assert say(Source.CLOSED, Reason.TOO_EXPENSIVE) == [("seed", 2), ("closed", 1)]


@pytest.mark.parametrize(
    "word",
    [
        Word(Source.SEED, 1, 1),
        Word(Source.SEED, 1, 1, grade=4),
        Word(Source.SEED, 1, 1, grade=1, weight=-1.0),
        Word(Source.SEED, 1, 1, grade=1, weight=float("nan")),
        Word(Source.CLOSED, 1, 1),
        Word(Source.ENDORSED, 1, 1, Reason.NO_TIME),
        Word(Source.DEPLOYED, 1, 1, position=0),
    ],
    ids=str,
)
def test_a_word_that_says_nothing_is_refused(bank: Bank, session: Session, factory: Factory, word: Word) -> None:
    offering, need = factory.published(), factory.published("need")
    with pytest.raises(WordInvalidError):
        operations.record_judgment(
            session, OPERATOR, bank.clock, replace(word, need_id=need.id, offering_id=offering.id)
        )
    with pytest.raises(NotFoundError):
        operations.record_judgment(session, OPERATOR, bank.clock, Word(Source.DEPLOYED, offering.id, need.id))


def test_either_side_speaks_of_an_introduction_and_nobody_else_of_the_bank(
    bank: Bank, session: Session, factory: Factory
) -> None:
    offering, need = factory.published(), factory.published("need")
    for side in (offering, need):
        editor = factory.editor(side.organization)[0]
        operations.record_judgment(session, editor, bank.clock, Word(Source.DEPLOYED, need.id, offering.id))
        for word in (Word(Source.ENDORSED, need.id, offering.id), Word(Source.SEED, need.id, offering.id, grade=3)):
            with pytest.raises(ForbiddenError):
                operations.record_judgment(session, editor, bank.clock, word)


def test_an_old_judgment_is_not_applied_to_new_content(bank: Bank, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    operations.record_judgment(session, OPERATOR, bank.clock, Word(Source.SEED, need.id, offering.id, grade=3))
    author = factory.editor(offering.organization)[0]
    changed = checked(offering_content(texts=FILTER, fields=["air.particulates"]), bank.taxonomy)
    listings.save_draft(session, author, bank.clock, offering.id, 1, changed)
    session.commit()
    [pair] = training.teaching(session).pairs
    assert pair.offering.id == f"{offering.id}.1"
    assert "manure" in pair.offering.texts[0].title
    assert pair.subject == str(need.id)


def test_who_knows_more_outweighs_who_knows_less(bank: Bank, session: Session, factory: Factory) -> None:
    offering, need = factory.published(), factory.published("need")
    for word in (
        Word(Source.DEPLOYED, need.id, offering.id, position=2),
        Word(Source.SEED, need.id, offering.id, grade=0, weight=14.0),
    ):
        operations.record_judgment(session, OPERATOR, bank.clock, word)
    taught = training.teaching(session)
    assert [(pair.grade, pair.weight, pair.position) for pair in taught.pairs] == [(3, 4.0, 2)]
    assert taught.counts["outweighed"] == 1
    assert taught.counts["by_source"] == {"deployed": 1}


def test_nothing_can_be_learned_from_nothing(bank: Bank, session: Session, factory: Factory) -> None:
    with pytest.raises(TooFewJudgmentsError):
        training.train(session, bank.resources)
    offering, need = factory.published(), factory.published("need")
    operations.record_judgment(session, OPERATOR, bank.clock, Word(Source.DEPLOYED, need.id, offering.id))
    with pytest.raises(TooFewJudgmentsError):
        training.train(session, bank.resources)


# The worker refreshes in a process of its own, which is slow to start. SQLite, with its one writer, is where that could hurt.
@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_the_bank_follows_the_model_that_the_database_calls_active(
    bank: Bank, session: Session, factory: Factory
) -> None:
    need, offering = judged_bank(session, bank, factory)[0]
    assert bank.matcher().ranker.name == "untrained"
    version = active(session, bank)
    assert bank.matcher().ranker.name == version
    shown = session.scalars(select(KeptMatch.model).distinct()).all()
    assert shown == ["untrained"], "until a worker comes, the old matches are shown"
    session.commit()
    work_off(bank)
    session.expire_all()
    assert session.scalars(select(KeptMatch.model).distinct()).all() == [version]
    [kept_pair] = compared(session, bank.matcher(), need, [offering])
    assert kept_pair.model == version
    assert kept_pair.found_at is not None, "as kept, not judged now"
    moment = bank.clock.now()
    assert queries.refreshed_since(session, version, moment), "a second order of the same would find nothing to do"
    assert not queries.refreshed_since(session, "another", moment)
    with pytest.raises(ModelActiveError):
        operations.activate_model(session, OPERATOR, bank.clock, version)


def test_a_host_without_the_file_or_with_a_damaged_one_makes_it_from_the_database(
    bank: Bank, session: Session, factory: Factory, tmp_path: Path
) -> None:
    judged_bank(session, bank, factory)
    version = active(session, bank)
    for content in (None, b"no archive"):
        folder = tmp_path / f"host{content is None}"
        if content is not None:
            folder.mkdir()
            (folder / f"{version}.skops").write_bytes(content)
        ranker = registry.take_up(session, folder, version)
        assert ranker.version == version
        assert registry.taken_up(folder).version == version
        assert CrossFitted.load(folder / f"{version}.skops").version == version
    assert registry.taken_up(tmp_path / "nowhere").name == "untrained"


def test_a_model_of_other_features_does_not_stop_the_bank(bank: Bank, session: Session, factory: Factory) -> None:
    judged_bank(session, bank, factory)
    version = active(session, bank)
    row = registry.model_row(session, version)
    numbers = json.loads(json.dumps(row.numbers))
    numbers["ranker"]["calibration"]["features"] = ["text"]
    row.numbers = numbers
    session.commit()
    (bank.settings.models_folder / f"{version}.skops").unlink()
    assert bank.matcher().ranker.name == "untrained"
    assert registry.usable_active(session) is None


def worse_model(session: Session, bank: Bank) -> tuple[str, training.Trained]:
    """A model that was taught the opposite of what is true."""
    taught = training.teaching(session)
    learned = lessons(taught.pairs, bank.resources)
    wrong = CrossFitted.fit(replace(learned, grades=3 - learned.grades))
    trained = training.trained(session, taught, learned, wrong)
    version = operations.keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, trained)
    session.commit()
    return version, trained


def test_a_worse_model_is_refused_unless_somebody_says_why(bank: Bank, session: Session, factory: Factory) -> None:
    judged_bank(session, bank, factory)
    good = active(session, bank)
    bad, trained = worse_model(session, bank)
    assert trained.comparison is not None
    assert trained.comparison.worse
    with pytest.raises(ComparisonMissingError):
        operations.activate_model(session, OPERATOR, bank.clock, bad)
    with pytest.raises(ModelWorseError, match="worse than the active one"):
        operations.activate_model(session, OPERATOR, bank.clock, bad, trained.comparison, "  ")
    session.rollback()
    assert registry.active_version(session) == good
    operations.activate_model(session, OPERATOR, bank.clock, bad, trained.comparison, "A trial of an hour.")
    session.commit()
    assert registry.active_version(session) == bad
    view = queries.model(session, factory.curator(), bad)
    assert view.activations[0].despite_worse == "A trial of an hour."
    assert view.comparisons[good].worse
    assert {each.version: each.state for each in queries.models(session, factory.curator())} == {
        good: ModelState.RETIRED,
        bad: ModelState.ACTIVE,
    }


def test_rolling_back_goes_step_by_step_to_what_served_before(bank: Bank, session: Session, factory: Factory) -> None:
    judged_bank(session, bank, factory)
    first = active(session, bank)
    with pytest.raises(NothingToRollBackError):
        operations.roll_back_model(session, OPERATOR, bank.clock)
    second, trained = worse_model(session, bank)
    operations.activate_model(session, OPERATOR, bank.clock, second, trained.comparison, "A trial.")
    session.commit()
    assert operations.roll_back_model(session, OPERATOR, bank.clock) == first
    session.commit()
    assert bank.matcher().ranker.name == first
    assert queries.model(session, OPERATOR, second).activations[0].rolled_back_at == bank.clock.now()
    with pytest.raises(NothingToRollBackError):
        operations.roll_back_model(session, OPERATOR, bank.clock)
    assert session.scalar(select(func.count()).where(RankerModel.state == ModelState.ACTIVE)) == 1


def test_the_command_line_trains_compares_activates_and_returns(
    bank: Bank, session: Session, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = judged_bank(session, bank, factory)
    monkeypatch.setattr("marketplace.cli.model.open_bank", lambda _settings: bank)

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ("model", *arguments))
        assert result.exit_code == code, result.output
        return result.output

    def served() -> str | None:
        with bank.database.session(read_only=True) as reading:
            return registry.active_version(reading)

    assert "no two models" in run("compare", code=1)
    first = run("train").split()[1].rstrip(":")
    run("activate", first)
    assert served() == first
    for need, offering in good[:6]:
        word = Word(Source.INTRODUCTION_DECLINED, need, offering, Reason.SITE_CONDITIONS, position=1)
        operations.record_judgment(session, OPERATOR, bank.clock, word)
    session.commit()
    second = run("train").split()[1].rstrip(":")
    assert second != first
    found = json.loads(run("compare", second, first, "--json"))
    assert (found["first"], found["second"], found["overall"]["pairs"]) == (second, first, 28)
    run("activate", second, "--despite-worse", "A trial.")
    assert served() == second
    assert first in run("rollback")
    assert first in run("list")
    assert "What these figures cannot say" in run("card", second)
    card = json.loads(run("card", second, "--json"))
    assert card["data"]["by_source"] == {"introduction_declined": 6, "seed": 22}
    assert "no model of version nothing" in run("card", "nothing", code=1)
    assert "no model of version nothing" in run("activate", "nothing", code=1)
    with pytest.raises(ModelNotFoundError):
        training.compared(session, bank.resources, "nothing", first)


def test_positions_weigh_in_what_is_learned(bank: Bank, session: Session, factory: Factory) -> None:
    good = judged_bank(session, bank, factory)
    for position, (need, offering) in enumerate(good, 1):
        word = Word(Source.INTRODUCTION_ACCEPTED, need, offering, position=position)
        operations.record_judgment(session, OPERATOR, bank.clock, word)
    session.commit()
    taught = training.teaching(session)
    weights = lessons(taught.pairs, bank.resources).weights
    shown = np.array([pair.position is not None for pair in taught.pairs])
    order = np.argsort([pair.position or 0 for pair in taught.pairs])
    assert np.all(np.diff(weights[order][shown[order]][:10]) > 0)
    assert weights[shown].sum() == pytest.approx(sum(pair.weight for pair in taught.pairs if pair.position))
    assert np.all(weights[~shown] == 1.0)
