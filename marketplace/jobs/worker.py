"""The job worker: takes ordered work from the outbox, and does what is due by the clock."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.accounts.operations import end_expired_sessions
from marketplace.bootstrap import LISTING_CHANGED, Bank
from marketplace.indexing.operations import catch_up
from marketplace.kernel import outbox
from marketplace.listings.operations import expire_due
from marketplace.matching.operations import refresh_listing

log = structlog.get_logger()

#: Seconds between looks at what expires.
HOUSEKEEPING: Final = 600.0
#: Seconds to wait when the database does not answer.
AFTER_FAILURE: Final = 5.0
#: How long finished work can still be looked at.
DONE_KEPT: Final = timedelta(days=30)


def _listing_changed(bank: Bank, session: Session, payload: Mapping[str, Any]) -> None:
    catch_up(session, bank.index)
    refresh_listing(session, bank.clock, bank.matcher(), payload["listing_id"], bank.settings.matches_kept)


HANDLERS: Final[Mapping[str, Callable[[Bank, Session, Mapping[str, Any]], None]]] = {
    LISTING_CHANGED: _listing_changed,
}


def work_off(bank: Bank) -> int:
    """Do everything that is due now; gives how many messages were taken up."""
    done = 0
    while _take_one(bank):
        done += 1
    return done


def run(bank: Bank, stop: threading.Event) -> None:
    """Work until asked to stop."""
    bank.matcher().warm_up()
    next_housekeeping = 0.0
    while not stop.is_set():
        try:
            work_off(bank)
            if time.monotonic() >= next_housekeeping:
                keep_house(bank)
                next_housekeeping = time.monotonic() + HOUSEKEEPING
        except SQLAlchemyError:
            # The database is away for a moment: what was ordered is still there when it is back.
            log.exception("database out of reach")
            stop.wait(AFTER_FAILURE)
        stop.wait(bank.settings.worker_poll_seconds)


def keep_house(bank: Bank) -> None:
    """Do what is due by the clock: let listings expire, and forget sessions and work that are over."""
    with bank.database.transaction() as session:
        expire_due(session, bank.clock, bank.bus)
        end_expired_sessions(session, bank.clock.now())
        outbox.forget_done(session, bank.clock.now() - DONE_KEPT)


def _take_one(bank: Bank) -> bool:
    settings, lease = bank.settings, timedelta(seconds=bank.settings.job_lease_seconds)
    with bank.database.session(read_only=True) as session:
        # Looking first keeps an idle worker from taking SQLite's write lock many times a second.
        if not outbox.due(session, bank.clock.now(), settings.job_attempts):
            return False
    with bank.database.transaction() as session:
        message = outbox.claim(session, bank.clock.now(), lease, settings.job_attempts)
        if message is None:
            return False
        number, topic, payload, attempt = message.id, message.topic, message.payload, message.attempts
    try:
        with bank.database.transaction() as session:
            HANDLERS[topic](bank, session, payload)
            outbox.complete(session, number, bank.clock.now())
    except Exception as failure:
        log.exception("job failed", message=number, topic=topic, attempt=attempt)
        with bank.database.transaction() as session:
            outbox.fail(session, number, bank.clock.now() + timedelta(seconds=2**attempt), repr(failure))
    return True
