"""What news are about, and how soon they go out by mail."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

#: The topic of the outbox on which letters wait.
MAIL_WANTED: Final = "mail.wanted"


class Topic(StrEnum):
    """What news are about; for each, people choose how soon they want mail."""

    ACCOUNT = "account"
    LISTINGS = "listings"
    INTRODUCTIONS = "introductions"
    OUTCOMES = "outcomes"
    MATCHES = "matches"


class Frequency(StrEnum):
    """How soon news go out by mail. They stand in the bank at once in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


#: How soon, for those who did not choose.
DEFAULT_FREQUENCY: Final[Mapping[Topic, Frequency]] = {
    Topic.ACCOUNT: Frequency.AT_ONCE,
    Topic.LISTINGS: Frequency.AT_ONCE,
    Topic.INTRODUCTIONS: Frequency.AT_ONCE,
    Topic.OUTCOMES: Frequency.AT_ONCE,
    Topic.MATCHES: Frequency.DAILY,
}
#: What nobody can do without: it concerns the safety of the account.
ALWAYS: Final = frozenset({Topic.ACCOUNT})
CHOSEN: Final[tuple[Topic, ...]] = tuple(topic for topic in Topic if topic not in ALWAYS)
