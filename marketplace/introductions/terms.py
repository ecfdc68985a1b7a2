"""The closed lists of introductions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import N_
from marketplace.matching.terms import Reason


class Party(StrEnum):
    """Who does something in an introduction: one of its two sides, a curator who was called in, or the bank by itself."""

    AGENCY = "agency"
    PROVIDER = "provider"
    CURATOR = "curator"
    BANK = "bank"

    @property
    def other(self) -> "Party":
        """The side across the table; curators and the bank have none."""
        return {Party.AGENCY: Party.PROVIDER, Party.PROVIDER: Party.AGENCY}[self]


SIDES: Final = (Party.AGENCY, Party.PROVIDER)


class Stage(StrEnum):
    """How far an introduction has come."""

    REQUESTED = "requested"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    IN_DISCUSSION = "in_discussion"
    CONFIDENTIALITY = "confidentiality"
    AGREEMENT = "agreement"
    PILOT = "pilot"
    DEPLOYED = "deployed"
    CLOSED = "closed"


#: The way from the first word to a technology at work.
PATH: Final = (Stage.IN_DISCUSSION, Stage.CONFIDENTIALITY, Stage.AGREEMENT, Stage.PILOT, Stage.DEPLOYED)
#: Both sides are in one room and still on their way.
UNDER_WAY: Final = PATH[:-1]
#: Nothing more is to come of it.
ENDED: Final = (Stage.DECLINED, Stage.WITHDRAWN, Stage.CLOSED)
#: Both sides met: they share a room, which stays readable after its end.
MET: Final = (*PATH, Stage.CLOSED)


class Step(StrEnum):
    """What is written into the history of an introduction."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    CLOSED = "closed"
    NEXT_STEP = "next_step"
    NEXT_STEP_DONE = "next_step_done"
    TAKEN_OVER = "taken_over"
    DOCUMENT_SHARED = "document_shared"
    CURATOR_CALLED = "curator_called"
    CURATOR_LEFT = "curator_left"
    REMINDED = "reminded"


class Task(StrEnum):
    """What somebody waits for, from the most pressing to the least."""

    ANSWER_REQUEST = "answer_request"
    ANSWER_PROPOSAL = "answer_proposal"
    ANSWER_QUESTION = "answer_question"
    TAKE_STEP = "take_step"
    REPLY = "reply"
    AGREE_STEP = "agree_step"


#: Why a request may be declined, and why talks may end.
DECLINING: Final = tuple(reason for reason in Reason if reason is not Reason.NO_ANSWER)
CLOSING: Final = tuple(Reason)

#: What stages and reasons are called, on pages and in mails; translated where it is shown.
STAGE_NAMES: Final[Mapping[Stage, str]] = {
    Stage.REQUESTED: N_("Introduction requested"),
    Stage.DECLINED: N_("Declined"),
    Stage.WITHDRAWN: N_("Withdrawn"),
    Stage.IN_DISCUSSION: N_("In discussion"),
    Stage.CONFIDENTIALITY: N_("Confidentiality agreed"),
    Stage.AGREEMENT: N_("Agreement signed"),
    Stage.PILOT: N_("Pilot running"),
    Stage.DEPLOYED: N_("Technology deployed"),
    Stage.CLOSED: N_("Closed without a transfer"),
}
REASON_NAMES: Final[Mapping[Reason, str]] = {
    Reason.OTHER_PROBLEM: N_("It solves another problem"),
    Reason.SITE_CONDITIONS: N_("It does not suit the conditions at the site"),
    Reason.NOT_MATURE: N_("It is not mature enough"),
    Reason.TOO_EXPENSIVE: N_("It is too expensive"),
    Reason.TERMS: N_("The sides do not agree on rights or on the form of cooperation"),
    Reason.NO_TIME: N_("Nobody has time for it now"),
    Reason.NO_ANSWER: N_("The other side no longer answers"),
    Reason.SERVED_ELSEWHERE: N_("The need is served otherwise"),
}
