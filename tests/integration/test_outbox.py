"""Work leaves with the transaction that ordered it, and is done at least once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import SignInSession
from marketplace.accounts.operations import open_session
from marketplace.accounts.queries import person_of_session
from marketplace.bootstrap import LISTING_CHANGED, Bank
from marketplace.jobs import worker
from marketplace.kernel import outbox
from marketplace.kernel.outbox import OutboxMessage
from tests.factories import Factory


def order(bank: Bank, session: Session, topic: str = LISTING_CHANGED, **payload: int) -> None:
    outbox.order(session, topic, payload or {"listing_id": 1}, bank.clock.now())


def test_nothing_is_done_for_what_was_rolled_back(bank: Bank, session: Session) -> None:
    order(bank, session)
    session.rollback()
    assert worker.work_off(bank) == 0


def test_ordered_work_is_done_once(bank: Bank, session: Session) -> None:
    order(bank, session)
    session.commit()
    assert worker.work_off(bank) == 1
    assert worker.work_off(bank) == 0


def test_what_a_crashed_worker_held_is_taken_up_when_its_lease_ends(bank: Bank, session: Session) -> None:
    order(bank, session)
    session.commit()
    lease = timedelta(seconds=bank.settings.job_lease_seconds)
    assert outbox.claim(session, [LISTING_CHANGED], bank.clock.now(), lease, 5) is not None
    session.commit()
    assert worker.work_off(bank) == 0
    bank.clock.advance(seconds=bank.settings.job_lease_seconds + 1)  # type: ignore[attr-defined]
    assert worker.work_off(bank) == 1


def test_work_that_no_job_here_does_waits_for_a_worker_that_knows_it(bank: Bank, session: Session) -> None:
    order(bank, session, topic="of a newer release")
    session.commit()
    assert worker.work_off(bank) == 0
    assert session.scalars(select(OutboxMessage)).one().attempts == 0


def test_failing_work_is_tried_again_later_and_not_for_ever(
    bank: Bank, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    order(bank, session, unheard_of=1)
    session.commit()
    for _ in range(10):
        worker.work_off(bank)
        bank.clock.advance(hours=1)  # type: ignore[attr-defined]
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.attempts, message.done_at) == (bank.settings.job_attempts, None)
    assert "listing_id" in (message.error or "")
    capsys.readouterr()


def test_housekeeping_forgets_what_is_long_over(bank: Bank, session: Session, factory: Factory) -> None:
    token = open_session(session, bank.clock, bank.settings, factory.person(), device="test")
    order(bank, session)
    session.commit()
    worker.work_off(bank)
    bank.clock.advance(days=bank.settings.session_days + 31)  # type: ignore[attr-defined]
    worker.keep_house(bank)
    assert person_of_session(session, token, bank.clock.now()) is None
    assert session.scalars(select(SignInSession)).all() == []
    assert session.scalars(select(OutboxMessage)).all() == []
