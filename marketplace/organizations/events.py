"""What happens to organizations and their members, for whoever writes to people.

Events carry no token: whoever orders the letter says what its link proves, and it is signed when the letter is written.
"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class MemberInvited(Event):
    """Somebody is invited to an organization, or was sent the mail once more (`sending` counts).

    To be sent to the invitation's address, in its locale: who invites to which organization in which role, and the link
    (`invitations/<token>`).
    """

    invitation_id: int
    sending: int
    at: datetime


@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    """Somebody who was invited is a member now. To be told to whoever invited them."""

    invitation_id: int
    organization_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberChanged(Event):
    """A member has another role, or none any longer (`role` is empty), by somebody else's doing (`by_id`).

    To be told to the member.
    """

    organization_id: int
    person_id: int
    role: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """A member left. To be told to the organization's owners."""

    organization_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrganizationMoved(Event):
    """An organization is in another country, which its public listings are found by."""

    organization_id: int
    at: datetime
