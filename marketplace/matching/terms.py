"""The closed lists of matching."""

from enum import StrEnum


class MatchState(StrEnum):
    """What a curator says of a match."""

    SUGGESTED = "suggested"
    ENDORSED = "endorsed"
    HIDDEN = "hidden"
