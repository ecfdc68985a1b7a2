"""Reading introductions: who may know of one, one's own, and the room of each."""

from marketplace.introductions.queries.access import (
    introduction_for,
    party_of,
    thread_for,
)
from marketplace.introductions.queries.own import (
    IntroductionView,
    introductions_of,
    open_introduction,
    standings,
)
from marketplace.introductions.queries.rooms import (
    MessageView,
    Proposal,
    RoomView,
    SharedView,
    StepView,
    ThreadView,
    room,
    shared_document,
)

__all__ = [
    "IntroductionView",
    "MessageView",
    "Proposal",
    "RoomView",
    "SharedView",
    "StepView",
    "ThreadView",
    "introduction_for",
    "introductions_of",
    "open_introduction",
    "party_of",
    "room",
    "shared_document",
    "standings",
    "thread_for",
]
