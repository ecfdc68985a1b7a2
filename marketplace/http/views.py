"""Counting how often listings are looked at, without a write for each look.

Each process gathers its counts and writes them down together: after a while, and when its server ends it. What a killed one had
gathered is lost; a minute of counts is worth less than a write lock with every page.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Final

from flask import Flask, current_app, request

from marketplace.bootstrap import Bank
from marketplace.http.context import actor
from marketplace.insights.operations import add_views

#: Seconds between two writings, and the most listings and days that are gathered before.
_GATHERED_FOR: Final = 60.0
_GATHERED_MOST: Final = 500
#: What programs that read every page call themselves.
_PROGRAMS: Final = ("bot", "crawl", "spider", "slurp", "curl", "python-requests")


class ViewCounts:
    """The views that this process has gathered."""

    def __init__(self, the_bank: Bank, clock: Callable[[], float] = time.monotonic) -> None:
        self._bank, self._clock = the_bank, clock
        self._lock = threading.Lock()
        self._gathered: Counter[tuple[int, date]] = Counter()
        self._written = clock()

    def add(self, listing_id: int) -> None:
        """One more look at a listing."""
        with self._lock:
            self._gathered[listing_id, self._bank.clock.now().date()] += 1

    def write_due(self) -> None:
        """Write down what is gathered, if it is time."""
        if self._clock() - self._written >= _GATHERED_FOR or len(self._gathered) >= _GATHERED_MOST:
            self.write()

    def write(self) -> None:
        """Write down what is gathered."""
        with self._lock:
            counts, self._gathered = self._gathered, Counter()
            self._written = self._clock()
        if counts:
            with self._bank.database.transaction() as session:
                add_views(session, counts)


def count_views(app: Flask, the_bank: Bank) -> None:
    """Let the application count."""
    counts = ViewCounts(the_bank)
    app.extensions["view_counts"] = counts
    app.teardown_appcontext(lambda _failure: counts.write_due())


def counted(listing_id: int, organization_id: int) -> None:
    """Count this request as a look at a listing: unless its own members, the bank's staff or a program looks."""
    agent = request.user_agent.string.lower()
    own = actor().is_member(organization_id) or actor().staff
    if request.method == "GET" and not own and agent and not any(word in agent for word in _PROGRAMS):
        current_app.extensions["view_counts"].add(listing_id)
