"""Limits on saved searches."""

from typing import Final

#: The most searches that one person keeps.
MOST_SAVED: Final = 30
#: How far down a search's list a new listing may come in and still be told of.
ALERT_DEPTH: Final = 50
