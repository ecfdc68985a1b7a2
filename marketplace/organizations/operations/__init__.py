"""Changing organizations: what they are, who belongs to them, who is invited."""

from marketplace.organizations.operations.founding import create_organization, save_profile, verify_organization
from marketplace.organizations.operations.invitations import (
    accept_invitation,
    invite,
    join_by_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from marketplace.organizations.operations.membership import change_role, hand_over, leave, leave_for_good, remove_member

__all__ = [
    "accept_invitation",
    "change_role",
    "create_organization",
    "hand_over",
    "invite",
    "join_by_invitation",
    "leave",
    "leave_for_good",
    "remove_member",
    "save_profile",
    "send_invitation_again",
    "verify_organization",
    "withdraw_invitation",
]
