"""The job worker: takes ordered work from the outbox, and does what is due by the clock."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.accounts.operations import end_expired_sessions
from marketplace.bootstrap import LISTING_CHANGED, TRANSLATION_WANTED, Bank
from marketplace.indexing.operations import catch_up
from marketplace.introductions.operations.waiting import remind_quiet, tell_due_steps
from marketplace.jobs.refreshing import refresh_matches
from marketplace.kernel import outbox
from marketplace.listings.operations import expire_due
from marketplace.matching.operations import refresh_listing
from marketplace.matching.queries import refreshed_since
from marketplace.matching.terms import MATCHES_REFRESH
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
    refresh_listing(session, bank.clock, bank.matcher(), payload["listing_id"], bank.settings.matches_kept)


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


#: What others wait for, and what may wait for another machine: each has a worker of its own.
QUICK: Final[Mapping[str, Job]] = {LISTING_CHANGED: Job(_listing_changed)}
SLOW: Final[Mapping[str, Job]] = {
    TRANSLATION_WANTED: Job(_keep_translation, _translate),
    MATCHES_REFRESH: Job(_nothing_to_keep, _refresh_matches),
}


def work_off(bank: Bank, jobs: Mapping[str, Job] = MappingProxyType({**QUICK, **SLOW})) -> int:
    """Do everything that is due now; gives how many messages were taken up."""
    done = 0
    while _take_one(bank, jobs):
        done += 1
    return done


def run(bank: Bank, stop: threading.Event) -> None:
    """Work until asked to stop.

    A release that analyses otherwise begins with an empty index, which reads everything before the first match is sought.
    """
    with bank.database.session(read_only=True) as session:
        catch_up(session, bank.index)
    bank.matcher().warm_up()
    slow = threading.Thread(target=_work_on, args=(bank, stop, SLOW), name="slow jobs")
    slow.start()
    _work_on(bank, stop, QUICK, housekeeping=True)
    slow.join()


def _work_on(bank: Bank, stop: threading.Event, jobs: Mapping[str, Job], *, housekeeping: bool = False) -> None:
    next_housekeeping = 0.0
    while not stop.is_set():
        try:
            work_off(bank, jobs)
            if housekeeping and time.monotonic() >= next_housekeeping:
                keep_house(bank)
                next_housekeeping = time.monotonic() + HOUSEKEEPING
        except SQLAlchemyError:
            # The database is away for a moment: what was ordered is still there when it is back.
            log.exception("database out of reach")
            stop.wait(AFTER_FAILURE)
        stop.wait(bank.settings.worker_poll_seconds)


def keep_house(bank: Bank) -> None:
    """Do what is due by the clock: let listings expire, remind, and forget sessions and work that are over."""
    with bank.database.transaction() as session:
        expire_due(session, bank.clock, bank.bus)
        tell_due_steps(session, bank.clock, bank.bus)
        ask_results(session, bank.clock, bank.bus)
        remind_quiet(session, bank.clock, bank.bus, bank.settings.introduction_quiet_days)
        end_expired_sessions(session, bank.clock.now())
        outbox.forget_done(session, bank.clock.now() - DONE_KEPT)


def _take_one(bank: Bank, jobs: Mapping[str, Job]) -> bool:
    settings, lease = bank.settings, timedelta(seconds=bank.settings.job_lease_seconds)
    with bank.database.session(read_only=True) as session:
        # Looking first keeps an idle worker from taking SQLite's write lock many times a second.
        if not outbox.due(session, jobs.keys(), bank.clock.now(), settings.job_attempts):
            return False
    with bank.database.transaction() as session:
        message = outbox.claim(session, jobs.keys(), bank.clock.now(), lease, settings.job_attempts)
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
            outbox.fail(session, number, bank.clock.now() + timedelta(seconds=2**attempt), repr(failure))
    return True
