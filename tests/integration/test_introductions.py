"""Introductions: asked for, answered, talked over, led to a deployed technology or to an end; and nothing twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor
from marketplace.accounts.terms import MemberRole
from marketplace.bootstrap import Bank
from marketplace.introductions import errors, events
from marketplace.introductions.events import IntroductionEvent
from marketplace.introductions.models import Introduction, IntroductionStep, Message, Thread
from marketplace.introductions.operations import asking, moving, talking
from marketplace.introductions.operations.waiting import remind_quiet, tell_due_steps
from marketplace.introductions.policies import (
    AGAIN_AFTER,
    MOVES,
    WORDS_LENGTH,
    Mover,
    NextStep,
    Question,
    Request,
    Standing,
    Turn,
    waiting,
)
from marketplace.introductions.queries import introductions_of, party_of, room
from marketplace.introductions.terms import ENDED, MET, PATH, UNDER_WAY, Party, Stage, Step, Task
from marketplace.kernel.errors import BankError, ConflictError, InvalidError, NotFoundError
from marketplace.listings.models import Listing
from marketplace.matching.models import Judgment, KeptMatch
from marketplace.matching.terms import JudgmentSource, MatchState, Reason
from tests.conftest import StoppedClock
from tests.factories import Factory

EVENTS = tuple(
    each
    for each in vars(events).values()
    if isinstance(each, type) and issubclass(each, IntroductionEvent) and each is not IntroductionEvent
)


@dataclass
class Pair:
    """A need and an offering with somebody on each side, and everything that the bank tells."""

    bank: Bank
    session: Session
    need: Listing
    offering: Listing
    agency: Actor
    provider: Actor
    told: list[IntroductionEvent] = field(default_factory=list)

    def at(self, actor: Actor) -> tuple[Session, Actor, Any, Any]:
        return self.session, actor, self.bank.clock, self.bank.bus

    def ask(self, side: Party = Party.AGENCY, unanswered: int = 5, **changes: Any) -> Introduction:
        request = Request(self.need.id, self.offering.id, side, "We would like to meet.")
        actor = self.agency if side is Party.AGENCY else self.provider
        made = asking.ask(*self.at(actor), replace(request, **changes), unanswered)
        self.session.commit()
        return made

    def do(self, operation: Callable[..., Any], actor: Actor, made: Introduction, **turn: Any) -> Introduction:
        operation(*self.at(actor), made.id, Turn(made.version, **turn))
        self.session.commit()
        return made

    def met(self, **changes: Any) -> Introduction:
        return self.do(asking.accept, self.provider, self.ask(**changes))

    def lead(self, made: Introduction, *stages: Stage) -> Introduction:
        """To each stage, the agency proposing and the provider confirming where that is needed."""
        for stage in stages:
            self.do(moving.lead_on, self.agency, made, stage=stage)
            if made.proposed_stage:
                self.do(moving.confirm, self.provider, made)
        return made

    def threads(self, made: Introduction) -> list[Thread]:
        return list(self.session.scalars(select(Thread).where(Thread.introduction_id == made.id).order_by(Thread.id)))

    def judgment(self) -> Judgment | None:
        return self.session.scalar(select(Judgment).where(Judgment.voice == "introductions"))


@pytest.fixture
def pair(bank: Bank, session: Session, factory: Factory) -> Pair:
    contact = {"name": "Li Hua, sales", "email": "li@provider.example", "phone": "+86 10 5550 0100"}
    need = factory.listed("need", contact={"name": "Ms Keo", "email": "keo@agency.example", "phone": ""})
    offering = factory.listed(contact=contact)
    made = Pair(
        bank,
        session,
        need,
        offering,
        factory.editor(need.organization)[0],
        factory.editor(offering.organization)[0],
    )
    for kind in EVENTS:
        bank.bus.subscribe(kind, lambda _session, happened: made.told.append(happened))
    session.commit()  # nobody else waits for what was read
    return made


def refused(call: Callable[[], Any], session: Session) -> type[BankError] | None:
    try:
        call()
    except BankError as refusal:
        session.rollback()
        return type(refusal)
    return None


# The table of moves


def test_every_stage_but_the_ends_leads_somewhere_and_every_one_is_reached() -> None:
    assert {before for before, _after in MOVES} == set(Stage) - set(ENDED) - {Stage.DEPLOYED}
    assert {after for _before, after in MOVES} == set(Stage) - {Stage.REQUESTED}


def test_what_binds_needs_both_sides() -> None:
    both = {after for (_before, after), who in MOVES.items() if who is Mover.BOTH}
    assert both == {Stage.AGREEMENT, Stage.PILOT, Stage.DEPLOYED}


def test_there_is_no_way_back() -> None:
    order = [Stage.REQUESTED, *PATH]
    assert all(order.index(before) < order.index(after) for before, after in MOVES if after in order)


# Asking and answering


def test_a_request_reaches_the_other_side_with_its_questions(pair: Pair) -> None:
    verdict = {"criterion": "power"}
    made = pair.ask(questions=(Question("", "power", verdict), Question("  "), Question("When could you visit?")))
    general, power, visit = pair.threads(made)
    assert (general.general, power.verdict, visit.question) == (True, verdict, "When could you visit?")
    assert {power.asked_of, visit.asked_of} == {Party.PROVIDER}
    [told] = pair.told
    assert isinstance(told, events.IntroductionRequested)
    assert (told.party, told.words, told.agency_id) == (
        Party.AGENCY,
        "We would like to meet.",
        pair.need.organization_id,
    )
    [seen] = introductions_of(pair.session, pair.provider)
    assert [(each.task, each.party) for each in seen.mine] == [(Task.ANSWER_REQUEST, Party.PROVIDER)]
    assert [each.mine for each in introductions_of(pair.session, pair.agency)] == [()]


def test_a_provider_offers_itself_to_a_need(pair: Pair) -> None:
    made = pair.ask(Party.PROVIDER)
    assert refused(lambda: pair.do(asking.accept, pair.provider, made), pair.session) is errors.NotYourTurnError
    pair.do(asking.accept, pair.agency, made, words="Gladly.")
    assert made.stage == Stage.IN_DISCUSSION
    assert [each.words for each in room(pair.session, pair.agency, made.id).threads[0].messages] == [
        "We would like to meet.",
        "Gladly.",
    ]


def test_contacts_are_shown_once_both_sides_want_to_talk(pair: Pair) -> None:
    made = pair.ask()
    assert not room(pair.session, pair.agency, made.id).contacts
    pair.do(asking.accept, pair.provider, made)
    assert room(pair.session, pair.agency, made.id).contacts[Party.PROVIDER].email == "li@provider.example"
    assert room(pair.session, pair.provider, made.id).contacts[Party.AGENCY].email == "keo@agency.example"


def test_a_declined_request_shows_no_contacts_and_teaches_its_reason(pair: Pair) -> None:
    made = pair.do(asking.decline, pair.provider, pair.ask(position=3), reason="not_mature", words="Next year.")
    assert (made.stage, made.ended_at) == (Stage.DECLINED, pair.bank.clock.now())
    assert not room(pair.session, pair.agency, made.id).contacts
    said = pair.judgment()
    assert said is not None
    assert (said.source, said.reason, said.grade, said.position) == (
        JudgmentSource.INTRODUCTION_DECLINED,
        Reason.NOT_MATURE,
        0,
        3,
    )


@pytest.mark.parametrize("reason", [None, "", "no_answer", "because"])
def test_a_refusal_needs_a_reason_of_the_list(pair: Pair, reason: str | None) -> None:
    made = pair.ask()
    found = refused(lambda: pair.do(asking.decline, pair.provider, made, reason=reason), pair.session)
    assert found is errors.ReasonUnknownError
    assert made.stage == Stage.REQUESTED


def test_only_the_asker_takes_a_request_back(pair: Pair) -> None:
    made = pair.ask()
    assert refused(lambda: pair.do(asking.withdraw, pair.provider, made), pair.session) is errors.NotYourTurnError
    pair.do(asking.withdraw, pair.agency, made)
    assert made.stage == Stage.WITHDRAWN
    assert pair.judgment() is None


def test_a_pair_has_one_open_introduction(pair: Pair) -> None:
    pair.ask()
    for side in (Party.AGENCY, Party.PROVIDER):
        assert refused(lambda side=side: pair.ask(side), pair.session) is errors.AlreadyOpenError


def test_what_was_declined_rests_but_the_one_who_declined_may_ask(pair: Pair, clock: StoppedClock) -> None:
    pair.do(asking.decline, pair.provider, pair.ask(), reason="no_time")
    assert refused(pair.ask, pair.session) is errors.AskedRecentlyError
    other = pair.ask(Party.PROVIDER)
    pair.do(asking.withdraw, pair.provider, other)
    assert refused(lambda: pair.ask(Party.PROVIDER), pair.session) is errors.AskedRecentlyError
    clock.advance(days=AGAIN_AFTER[Stage.WITHDRAWN].days)
    assert pair.ask().stage == Stage.REQUESTED


def test_unanswered_requests_are_limited_and_answers_make_room(pair: Pair, factory: Factory) -> None:
    first = pair.ask(unanswered=1)
    second = factory.listed()
    ask_more = lambda: pair.ask(unanswered=1, offering_id=second.id)  # noqa: E731 - said twice below
    assert refused(ask_more, pair.session) is errors.TooManyRequestsError
    pair.do(asking.accept, pair.provider, first)
    assert ask_more().stage == Stage.REQUESTED


def test_nobody_is_introduced_to_themselves(pair: Pair, factory: Factory) -> None:
    own = factory.listed("offering", pair.need.organization)
    assert refused(lambda: pair.ask(offering_id=own.id), pair.session) is errors.OwnListingError


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * (WORDS_LENGTH + 1)])
def test_a_request_says_something_that_can_be_read(pair: Pair, words: str) -> None:
    assert refused(lambda: pair.ask(words=words), pair.session) is errors.WordsInvalidError


def test_too_many_questions_are_refused(pair: Pair) -> None:
    questions = tuple(Question(f"Question {number}?") for number in range(21))
    assert refused(lambda: pair.ask(questions=questions), pair.session) is errors.TooManyQuestionsError


def test_what_is_not_public_or_hidden_can_not_be_asked_for(pair: Pair, factory: Factory) -> None:
    draft = factory.draft(pair.provider, pair.offering.organization)
    assert refused(lambda: pair.ask(offering_id=draft.id), pair.session) is NotFoundError
    assert refused(lambda: pair.ask(offering_id=pair.need.id), pair.session) is NotFoundError
    pair.session.add(
        KeptMatch(
            need_id=pair.need.id,
            offering_id=pair.offering.id,
            score=0.5,
            text_score=0.5,
            explanation={},
            state=MatchState.HIDDEN,
            model="untrained",
            refreshed_at=pair.bank.clock.now(),
        )
    )
    pair.session.commit()
    assert refused(pair.ask, pair.session) is NotFoundError


# Talking


def test_an_answer_settles_a_question_and_changes_whose_turn_it_is(pair: Pair) -> None:
    made = pair.met(questions=(Question("How much power?", "power", {}),))
    question = pair.threads(made)[1]
    mine = introductions_of(pair.session, pair.provider)[0].mine
    assert [each.task for each in mine] == [Task.ANSWER_QUESTION]
    talking.say(*pair.at(pair.agency), question.id, "At 400 V, please.")
    assert question.answered_at is None, "who asks does not answer"
    talking.say(*pair.at(pair.provider), question.id, "About 2 kW.")
    pair.session.commit()
    assert question.answered_at == pair.bank.clock.now()
    mine = introductions_of(pair.session, pair.agency)[0].mine
    assert [each.task for each in mine] == [Task.REPLY]


def test_a_thread_of_another_room_is_not_there(pair: Pair, factory: Factory) -> None:
    other = factory.introduction(accepted=True)
    pair.met()
    [thread] = pair.threads(other)
    assert refused(lambda: talking.say(*pair.at(pair.agency), thread.id, "Hello"), pair.session) is NotFoundError


def test_nothing_is_said_before_the_sides_have_met_or_after_the_end(pair: Pair) -> None:
    made = pair.ask()
    [general] = pair.threads(made)
    say = lambda: talking.say(*pair.at(pair.agency), general.id, "Hello?")  # noqa: E731 - said thrice below
    assert refused(say, pair.session) is errors.RoomClosedError
    pair.do(asking.accept, pair.provider, made)
    assert isinstance(say(), Message)
    pair.do(moving.close, pair.provider, made, reason="terms")
    assert refused(say, pair.session) is errors.RoomClosedError


def test_a_removed_member_loses_the_room_at_once(pair: Pair, factory: Factory) -> None:
    made = pair.met()
    removed = factory.removed_member(pair.need.organization)
    assert refused(lambda: room(pair.session, removed, made.id), pair.session) is NotFoundError


def test_a_curator_reads_only_from_being_called_until_leaving(pair: Pair, factory: Factory) -> None:
    made, curator = pair.met(), factory.curator()
    assert refused(lambda: room(pair.session, curator, made.id), pair.session) is NotFoundError
    assert introductions_of(pair.session, curator) == []
    talking.call_curator(*pair.at(pair.agency), made.id, "We need a model contract.")
    pair.session.commit()
    assert isinstance(pair.told[-1], events.CuratorCalled)
    [seen] = introductions_of(pair.session, curator)
    assert (seen.id, seen.side) == (made.id, Party.CURATOR)
    shown = room(pair.session, curator, made.id)
    assert (shown.may_speak, shown.may_write, shown.stages, shown.contacts) == (True, False, (), {})
    talking.say(*pair.at(curator), shown.threads[0].id, "Here is one.")
    talking.leave_room(pair.session, curator, pair.bank.clock, made.id)
    pair.session.commit()
    assert refused(lambda: room(pair.session, curator, made.id), pair.session) is NotFoundError
    assert [each.step for each in room(pair.session, pair.agency, made.id).steps][-2:] == [
        Step.CURATOR_CALLED,
        Step.CURATOR_LEFT,
    ]


def test_a_question_of_a_curator_says_whom_it_is_for(pair: Pair, factory: Factory) -> None:
    made, curator = pair.met(), factory.curator()
    talking.call_curator(*pair.at(pair.agency), made.id, "Please help.")
    pair.session.commit()
    ask = lambda of: talking.ask_question(*pair.at(curator), made.id, Question("Why?", asked_of=of))  # noqa: E731
    assert refused(lambda: ask(None), pair.session) is errors.QuestionUnknownError
    assert ask(Party.AGENCY).asked_of == Party.AGENCY


def test_who_acts_for_both_sides_confirms_nothing_of_their_own(pair: Pair, factory: Factory) -> None:
    made = pair.met()
    both = replace(pair.agency, memberships=pair.agency.memberships + pair.provider.memberships)
    assert party_of(both, made) is Party.AGENCY
    pair.do(moving.lead_on, both, made, stage=Stage.AGREEMENT)
    assert refused(lambda: pair.do(moving.confirm, both, made), pair.session) is errors.NotYourTurnError


# Moving


def test_the_whole_way_with_every_step_kept(pair: Pair) -> None:
    made = pair.lead(pair.met(), *PATH[1:])
    assert made.stage == Stage.DEPLOYED
    steps = [(each.step, each.party, each.after) for each in room(pair.session, pair.agency, made.id).steps]
    assert steps == [
        (Step.ASKED, Party.AGENCY, Stage.REQUESTED),
        (Step.ACCEPTED, Party.PROVIDER, Stage.IN_DISCUSSION),
        (Step.MOVED, Party.AGENCY, Stage.CONFIDENTIALITY),
        (Step.PROPOSED, Party.AGENCY, Stage.CONFIDENTIALITY),
        (Step.CONFIRMED, Party.PROVIDER, Stage.AGREEMENT),
        (Step.PROPOSED, Party.AGENCY, Stage.AGREEMENT),
        (Step.CONFIRMED, Party.PROVIDER, Stage.PILOT),
        (Step.PROPOSED, Party.AGENCY, Stage.PILOT),
        (Step.CONFIRMED, Party.PROVIDER, Stage.DEPLOYED),
    ]
    said = pair.judgment()
    assert said is not None
    assert (said.source, said.grade, said.weight) == (JudgmentSource.DEPLOYED, 3, 4.0)
    assert [each.stage for each in pair.told if isinstance(each, events.StageReached)] == list(PATH[1:])
    assert refused(pair.ask, pair.session) is errors.AlreadyOpenError


def test_a_proposal_is_refused_with_words_or_taken_back(pair: Pair) -> None:
    made = pair.met()
    pair.do(moving.lead_on, pair.agency, made, stage=Stage.AGREEMENT)
    again = refused(lambda: pair.do(moving.lead_on, pair.provider, made, stage=Stage.CONFIDENTIALITY), pair.session)
    assert again is errors.MoveError
    assert refused(lambda: pair.do(moving.take_back, pair.provider, made), pair.session) is errors.NotYourTurnError
    assert refused(lambda: pair.do(moving.refuse, pair.provider, made), pair.session) is errors.WordsInvalidError
    pair.do(moving.refuse, pair.provider, made, words="The annex is missing.")
    assert (made.stage, made.proposed_stage) == (Stage.IN_DISCUSSION, None)
    pair.do(moving.lead_on, pair.provider, made, stage=Stage.AGREEMENT)
    pair.do(moving.take_back, pair.provider, made)
    assert refused(lambda: pair.do(moving.confirm, pair.agency, made), pair.session) is errors.MoveError
    settled = [each.refused for each in pair.told if isinstance(each, events.ProposalSettled)]
    assert settled == [True, False]


@pytest.mark.parametrize("stage", [None, Stage.PILOT, Stage.DEPLOYED, Stage.CLOSED, Stage.REQUESTED, Stage.DECLINED])
def test_the_way_leads_only_where_the_table_says(pair: Pair, stage: Stage | None) -> None:
    made = pair.met()
    assert refused(lambda: pair.do(moving.lead_on, pair.agency, made, stage=stage), pair.session) is errors.MoveError


def test_closing_says_why_and_teaches_it(pair: Pair) -> None:
    made = pair.lead(pair.met(), Stage.AGREEMENT)
    assert refused(lambda: pair.do(moving.close, pair.agency, made), pair.session) is errors.ReasonUnknownError
    pair.do(moving.close, pair.agency, made, reason="too_expensive", words="Freight doubled.")
    assert (made.stage, made.reason) == (Stage.CLOSED, Reason.TOO_EXPENSIVE)
    said = pair.judgment()
    assert said is not None
    assert (said.source, said.grade) == (JudgmentSource.CLOSED, 1)


def test_a_step_on_the_ground_of_an_older_page_is_refused(pair: Pair) -> None:
    made = pair.met()
    seen = made.version
    pair.do(moving.lead_on, pair.agency, made, stage=Stage.CONFIDENTIALITY)
    late = Turn(seen, stage=Stage.AGREEMENT)
    call = lambda: moving.lead_on(*pair.at(pair.provider), made.id, late)  # noqa: E731
    assert refused(call, pair.session) is errors.RoomChangedError


def at_once(bank: Bank, calls: list[Callable[[Session], Any]]) -> list[str]:
    """What becomes of calls that begin at the same moment, each in a transaction of its own."""
    gate = Barrier(len(calls))

    def run(call: Callable[[Session], Any]) -> str:
        gate.wait()
        try:
            with bank.database.transaction() as session:
                call(session)
        except ConflictError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_two_who_move_at_once_do_not_both_move(pair: Pair, bank: Bank) -> None:
    made = pair.met()
    turn = Turn(made.version, stage=Stage.CONFIDENTIALITY)
    calls = [
        lambda session, actor=actor: moving.lead_on(session, actor, bank.clock, bank.bus, made.id, turn)
        for actor in (pair.agency, pair.provider)
    ]
    assert at_once(bank, calls) == ["done", "room_changed"]
    moved = select(func.count()).select_from(IntroductionStep).where(IntroductionStep.step == Step.MOVED)
    assert pair.session.scalar(moved) == 1


def test_two_who_ask_at_once_get_one_introduction(pair: Pair, bank: Bank) -> None:
    def ask(session: Session, side: Party, actor: Actor) -> None:
        request = Request(pair.need.id, pair.offering.id, side, "We would like to meet.")
        asking.ask(session, actor, bank.clock, bank.bus, request, 5)

    calls = [
        lambda session: ask(session, Party.AGENCY, pair.agency),
        lambda session: ask(session, Party.PROVIDER, pair.provider),
    ]
    assert at_once(bank, calls) == ["done", "introduction_open"]
    assert pair.session.scalar(select(func.count()).select_from(Introduction)) == 1


# Steps and reminders


def test_a_next_step_is_due_once(pair: Pair, clock: StoppedClock) -> None:
    made = pair.met()
    day = clock.now().date() + timedelta(days=3)
    moving.agree_step(*pair.at(pair.agency), made.id, NextStep(made.version, "Send drawings", day, Party.PROVIDER))
    pair.session.commit()
    [seen] = introductions_of(pair.session, pair.provider)
    assert [(each.task, each.day) for each in seen.mine] == [(Task.TAKE_STEP, day)]
    assert tell_due_steps(pair.session, clock, pair.bank.bus) == 0
    clock.advance(days=3)
    assert tell_due_steps(pair.session, clock, pair.bank.bus) == 1
    assert tell_due_steps(pair.session, clock, pair.bank.bus) == 0
    due = pair.told[-1]
    assert isinstance(due, events.NextStepDue)
    assert (due.by, due.party, due.person_id) == (Party.PROVIDER, Party.BANK, None)
    moving.finish_step(pair.session, pair.provider, clock, made.id, made.version)
    assert (made.next_step, made.next_step_day) == ("", None)


@pytest.mark.parametrize(("words", "days"), [("", 1), ("Visit", None), ("Visit", -1), ("Visit", 800)])
def test_a_step_says_what_and_by_when(pair: Pair, clock: StoppedClock, words: str, days: int | None) -> None:
    made = pair.met()
    day = None if days is None else clock.now().date() + timedelta(days=days)
    step = NextStep(made.version, words, day, None)
    call = lambda: moving.agree_step(*pair.at(pair.agency), made.id, step)  # noqa: E731
    assert refused(call, pair.session) is errors.StepInvalidError


def test_where_it_is_quiet_those_whose_turn_it_is_are_reminded_once(pair: Pair, clock: StoppedClock) -> None:
    made = pair.ask()
    clock.advance(days=13)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 0
    clock.advance(days=1)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 1
    quiet = pair.told[-1]
    assert isinstance(quiet, events.IntroductionQuiet)
    assert (quiet.waiting, quiet.days) == ((Party.PROVIDER,), 14)
    clock.advance(days=30)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 0
    pair.do(asking.accept, pair.provider, made)
    clock.advance(days=14)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 1


def test_a_reminder_spoils_nobodys_page(pair: Pair, clock: StoppedClock) -> None:
    made = pair.ask()
    seen = made.version
    clock.advance(days=20)
    remind_quiet(pair.session, clock, pair.bank.bus, 14)
    assert made.version == seen


def test_until_the_agreed_day_quiet_is_no_silence(pair: Pair, clock: StoppedClock) -> None:
    made = pair.met()
    day = clock.now().date() + timedelta(days=40)
    moving.agree_step(*pair.at(pair.agency), made.id, NextStep(made.version, "Field visit", day, None))
    clock.advance(days=30)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 0
    clock.advance(days=11)
    assert remind_quiet(pair.session, clock, pair.bank.bus, 14) == 1


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in (Stage.REQUESTED, *UNDER_WAY)])
def test_nobody_waits_for_what_is_over(stage: Stage, clock: StoppedClock) -> None:
    now = clock.now()
    standing = Standing(stage, now, Party.AGENCY, questions=((Party.AGENCY, now),), next_step_day=now.date())
    assert waiting(standing) == ()


def test_lists_show_what_waits_for_the_reader_first(pair: Pair, factory: Factory, clock: StoppedClock) -> None:
    waits = pair.ask(Party.PROVIDER)
    clock.advance(hours=1)
    newer = pair.ask(offering_id=factory.listed().id)
    assert [each.id for each in introductions_of(pair.session, pair.agency)] == [waits.id, newer.id]


def test_a_viewer_reads_and_may_do_nothing(pair: Pair, factory: Factory) -> None:
    made = pair.met()
    viewer = factory.actor(factory.member(pair.need.organization, MemberRole.VIEWER))
    shown = room(pair.session, viewer, made.id)
    assert (shown.met, shown.may_speak, shown.stages) == (True, False, ())
    assert shown.introduction.stage in MET
    assert issubclass(errors.StepInvalidError, InvalidError)
