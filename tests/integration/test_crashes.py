"""A process that is killed, at the worst moments, loses no letter and sends none for what never happened.

What a killed upload leaves is tried in `test_documents`.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.jobs.worker import MAIL, work_off
from marketplace.kernel.mail import SmtpMailer
from marketplace.kernel.outbox import OutboxMessage
from marketplace.notifications.operations import tell
from tests.conftest import StoppedClock
from tests.factories import Factory
from tests.smtp import Letterbox, mail_server

pytestmark = pytest.mark.loopback


class DiesBeforeSending:
    """A mailer whose process is killed before it has reached the server."""

    def send(self, message: EmailMessage) -> None:
        """Die with the letter in hand."""
        del message
        die()


class DiesAfterSending:
    """A mailer whose process is killed as soon as the server has taken the letter."""

    def __init__(self, url: str) -> None:
        self._mailer = SmtpMailer(url)

    def send(self, message: EmailMessage) -> None:
        """Hand the letter on, and die."""
        self._mailer.send(message)
        die()


def die() -> NoReturn:
    """End this process as the kernel does when memory is short: no cleaning up, no rollback, nothing flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def killed(bank: Bank, work: Callable[[], object]) -> None:
    """Let a process of its own work on the same bank until it is killed."""

    def begin() -> None:
        # Connections of the process that it was made from are none of its business, not even to close them.
        bank.database.engine.dispose(close=False)
        work()

    process = multiprocessing.get_context("fork").Process(target=begin)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.fixture
def letterbox(bank: Bank) -> Iterator[Letterbox]:
    """A real mail server that the bank hands its letters to."""
    with mail_server() as box:
        bank.mailer = SmtpMailer(box.url)
        yield box


@pytest.fixture
def reader(factory: Factory) -> int:
    """Somebody who reads mail."""
    return factory.person().id


def announce(bank: Bank, session: Session, reader: int) -> None:
    """Something happens of which the reader is told."""
    params = {"listing": {"texts": {"en": "Biogas digester"}}}
    tell(session, bank.clock.now(), [reader], "listing_expired", params, path="my/listings", key="one")


def later(bank: Bank, clock: StoppedClock) -> int:
    """The lease of whoever was killed has run out, and another worker works; gives how much it took up."""
    clock.advance(seconds=bank.settings.job_lease_seconds + 1)
    return work_off(bank, MAIL)


def assert_quiet(bank: Bank, session: Session, clock: StoppedClock, letterbox: Letterbox) -> None:
    """Everything is noted as done, and nothing more is sent however long one waits."""
    before = len(letterbox.letters)
    clock.advance(days=3)
    assert work_off(bank, MAIL) == 0
    assert len(letterbox.letters) == before
    session.expire_all()
    assert all(message.done_at for message in session.scalars(select(OutboxMessage)))


def test_killed_before_the_commit_nothing_is_sent(
    bank: Bank, session: Session, reader: int, letterbox: Letterbox, clock: StoppedClock
) -> None:
    def act() -> None:
        with bank.database.transaction() as writing:
            announce(bank, writing, reader)
            writing.flush()
            die()

    session.commit()
    killed(bank, act)
    assert later(bank, clock) == 0
    assert session.scalars(select(OutboxMessage)).all() == []
    assert letterbox.letters == []


def test_killed_right_after_the_commit_the_letter_is_sent_once(
    bank: Bank, session: Session, reader: int, letterbox: Letterbox, clock: StoppedClock
) -> None:
    def act() -> None:
        with bank.database.transaction() as writing:
            announce(bank, writing, reader)
        die()

    session.commit()
    killed(bank, act)
    assert work_off(bank, MAIL) == 1
    assert len(letterbox.letters) == 1
    assert_quiet(bank, session, clock, letterbox)


def test_a_worker_killed_before_it_sends_leaves_the_letter_to_the_next(
    bank: Bank, session: Session, reader: int, letterbox: Letterbox, clock: StoppedClock
) -> None:
    def act() -> None:
        bank.mailer = DiesBeforeSending()
        work_off(bank, MAIL)

    announce(bank, session, reader)
    session.commit()
    killed(bank, act)
    assert letterbox.letters == []
    assert work_off(bank, MAIL) == 0, "the killed one may still be at it"
    assert later(bank, clock) == 1
    assert len(letterbox.letters) == 1
    assert_quiet(bank, session, clock, letterbox)


def test_a_worker_killed_before_it_notes_that_it_sent_makes_a_copy_that_mailboxes_know(
    bank: Bank, session: Session, reader: int, letterbox: Letterbox, clock: StoppedClock
) -> None:
    def act() -> None:
        bank.mailer = DiesAfterSending(letterbox.url)
        work_off(bank, MAIL)

    announce(bank, session, reader)
    session.commit()
    killed(bank, act)
    assert len(letterbox.letters) == 1
    assert work_off(bank, MAIL) == 0, "the killed one may still be at it"
    assert later(bank, clock) == 1
    first, again = letterbox.letters
    assert first["Message-ID"] == again["Message-ID"]
    assert_quiet(bank, session, clock, letterbox)


def test_workers_that_keep_being_killed_do_not_try_for_ever(
    bank: Bank, session: Session, reader: int, letterbox: Letterbox, clock: StoppedClock
) -> None:
    def act() -> None:
        bank.mailer = DiesBeforeSending()
        work_off(bank, MAIL)

    bank.settings = replace(bank.settings, mail_attempts=3)
    announce(bank, session, reader)
    session.commit()
    for _ in range(3):
        killed(bank, act)
        clock.advance(seconds=bank.settings.job_lease_seconds + 1)
    assert work_off(bank, MAIL) == 0
    assert letterbox.letters == []
    [message] = session.scalars(select(OutboxMessage))
    assert (message.attempts, message.done_at) == (3, None)
