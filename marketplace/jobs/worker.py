"""The job worker: takes ordered work from the outbox, and does what is due by the clock."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.accounts.operations import end_expired_sessions
from marketplace.bootstrap import LISTING_CHANGED, TRANSLATION_WANTED, Bank
from marketplace.discovery.operations import look_again
from marketplace.documents.operations import sweep
from marketplace.indexing.operations import catch_up
from marketplace.introductions.operations.waiting import remind_quiet, tell_due_steps
from marketplace.jobs.refreshing import refresh_matches
from marketplace.kernel import outbox
from marketplace.kernel.settings import Settings
from marketplace.listings.operations import expire_due, remind_expiring
from marketplace.matching.operations import announce_matches, refresh_listing
from marketplace.matching.queries import refreshed_since
from marketplace.matching.terms import MATCHES_FOUND, MATCHES_REFRESH
from marketplace.notifications.letters import compose
from marketplace.notifications.operations import order_digests
from marketplace.notifications.terms import MAIL_WANTED
from marketplace.outcomes.operations import ask_results
from marketplace.translation.operations import keep_machine_texts, translated
from marketplace.translation.queries import Wanted, wanted_translation

log = structlog.get_logger()

#: Seconds between looks at what expires.
HOUSEKEEPING: Final = 600.0
#: Seconds to wait when the database does not answer.
AFTER_FAILURE: Final = 5.0
#: How long finished work can still be looked at.
DONE_KEPT: Final = timedelta(days=30)


Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """What is done on a topic.

    `prepare` does what takes long, without a transaction; `keep` writes what came of it, in one. Either may run again.
    """

    keep: Callable[[Bank, Session, Payload, Any], None]
    prepare: Callable[[Bank, Payload], Any] = lambda _bank, _payload: None


def _listing_changed(bank: Bank, session: Session, payload: Payload, _prepared: None) -> None:
    catch_up(session, bank.index)
    number = payload["listing_id"]
    if refresh_listing(session, bank.clock, bank.matcher(), number, bank.settings.matches_kept):
        # Telling takes as long as finding: the matches stand on their pages before.
        outbox.order(session, MATCHES_FOUND, {"listing_id": number}, bank.clock.now())


def _matches_found(bank: Bank, session: Session, payload: Payload, _prepared: None) -> None:
    announce_matches(session, bank.clock, bank.bus, payload["listing_id"])


def _refresh_matches(bank: Bank, payload: Payload) -> None:
    """Every need's matches with the model that became active, unless another did since, or somebody was quicker."""
    matcher, version = bank.matcher(), payload["model"]
    with bank.database.session(read_only=True) as session:
        done = refreshed_since(session, version, datetime.fromisoformat(payload["at"]))
    if matcher.ranker.name == version and not done:
        # In a process of its own: the other worker changes this one's view of the index while it matches new listings.
        refresh_matches(bank, workers=1)


def _nothing_to_keep(_bank: Bank, _session: Session, _payload: Payload, _prepared: None) -> None:
    """What was prepared has been written already, a few needs at a time."""


def _translate(bank: Bank, payload: Payload) -> tuple[Wanted, dict[str, str]] | None:
    with bank.database.session(read_only=True) as session:
        wanted = wanted_translation(session, payload["listing_id"], payload["locale"])
    return None if wanted is None else (wanted, translated(bank.translator, wanted))


def _keep_translation(
    bank: Bank, session: Session, _payload: Payload, prepared: tuple[Wanted, dict[str, str]] | None
) -> None:
    if prepared is not None:
        keep_machine_texts(session, bank.clock, bank.translator, bank.terms, *prepared)


def _hand_on(bank: Bank, payload: Payload) -> None:
    """Send a letter. A crash before it is noted as done sends it again with the same `Message-ID`: decision 12."""
    with bank.database.session(read_only=True) as session:
        message = compose(session, bank.clock, bank.settings, payload)
    if message is not None:
        bank.mailer.send(message)


@dataclass(frozen=True, slots=True)
class Line:
    """Jobs that one thread takes one after another, by topic.

    What fails is tried again after a pause that doubles from `pause` up to `longest`, as often as `attempts` reads in the
    settings.
    """

    name: str
    jobs: Mapping[str, Job]
    attempts: Callable[[Settings], int] = lambda settings: settings.job_attempts
    pause: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(hours=6)

    def pause_after(self, attempt: int) -> timedelta:
        """How long to wait when an attempt, counted from one, has failed."""
        return min(self.pause * int(2 ** (attempt - 1)), self.longest)


#: What others wait for, what may wait for another machine, and letters, which wait for a mail server.
QUICK: Final = Line("quick jobs", {LISTING_CHANGED: Job(_listing_changed), MATCHES_FOUND: Job(_matches_found)})
SLOW: Final = Line(
    "slow jobs",
    {
        TRANSLATION_WANTED: Job(_keep_translation, _translate),
        MATCHES_REFRESH: Job(_nothing_to_keep, _refresh_matches),
    },
)
MAIL: Final = Line(
    "mail",
    {MAIL_WANTED: Job(_nothing_to_keep, _hand_on)},
    lambda settings: settings.mail_attempts,
    timedelta(minutes=1),
)
LINES: Final = (QUICK, SLOW, MAIL)


def work_off(bank: Bank, *lines: Line) -> int:
    """Do everything that is due now, on these lines or on all; gives how many messages were taken up."""
    done = 0
    for line in lines or LINES:
        while _take_one(bank, line):
            done += 1
    return done


def run(bank: Bank, stop: threading.Event) -> None:
    """Work until asked to stop.

    A release that analyses otherwise begins with an empty index, which reads everything before the first match is sought.
    """
    with bank.database.session(read_only=True) as session:
        catch_up(session, bank.index)
    bank.warm_up()
    others = [threading.Thread(target=_work_on, args=(bank, stop, line), name=line.name) for line in (SLOW, MAIL)]
    for thread in others:
        thread.start()
    _work_on(bank, stop, QUICK, housekeeping=True)
    for thread in others:
        thread.join()


def _work_on(bank: Bank, stop: threading.Event, line: Line, *, housekeeping: bool = False) -> None:
    next_housekeeping = 0.0
    while not stop.is_set():
        try:
            work_off(bank, line)
            if housekeeping and time.monotonic() >= next_housekeeping:
                keep_house(bank)
                next_housekeeping = time.monotonic() + HOUSEKEEPING
        except SQLAlchemyError:
            # The database is away for a moment: what was ordered is still there when it is back.
            log.exception("database out of reach")
            stop.wait(AFTER_FAILURE)
        stop.wait(bank.settings.worker_poll_seconds)


def keep_house(bank: Bank) -> None:
    """Do what is due by the clock: expiry, reminders, results, mails of the day; forget what is over, files too."""
    with bank.database.transaction() as session:
        expire_due(session, bank.clock, bank.bus)
        remind_expiring(session, bank.clock, bank.bus)
        tell_due_steps(session, bank.clock, bank.bus)
        remind_quiet(session, bank.clock, bank.bus, bank.settings.introduction_quiet_days)
        ask_results(session, bank.clock, bank.bus)
        order_digests(session, bank.clock)
        end_expired_sessions(session, bank.clock.now())
        outbox.forget_done(session, bank.clock.now() - DONE_KEPT)
    with bank.database.transaction() as session:
        look_again(session, bank.clock, bank.bus, bank.index)
    with bank.database.transaction() as session:
        sweep(session, bank.store, bank.clock.now())


def _take_one(bank: Bank, line: Line) -> bool:
    jobs, attempts = line.jobs, line.attempts(bank.settings)
    lease = timedelta(seconds=bank.settings.job_lease_seconds)
    with bank.database.session(read_only=True) as session:
        # Looking first keeps an idle worker from taking SQLite's write lock many times a second.
        if not outbox.due(session, jobs.keys(), bank.clock.now(), attempts):
            return False
    with bank.database.transaction() as session:
        message = outbox.claim(session, jobs.keys(), bank.clock.now(), lease, attempts)
        if message is None:
            return False
        number, topic, payload, attempt = message.id, message.topic, message.payload, message.attempts
    try:
        prepared = jobs[topic].prepare(bank, payload)
        with bank.database.transaction() as session:
            jobs[topic].keep(bank, session, payload, prepared)
            outbox.complete(session, number, bank.clock.now())
    except Exception as failure:
        log.exception("job failed", message=number, topic=topic, attempt=attempt)
        with bank.database.transaction() as session:
            outbox.fail(session, number, bank.clock.now() + line.pause_after(attempt), repr(failure))
    return True
