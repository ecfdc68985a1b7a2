"""The closed lists of accounts."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the bank itself. Everyone else is a member of organizations, or a visitor."""

    CURATOR = "curator"
    ADMINISTRATOR = "administrator"


class MemberRole(StrEnum):
    """What a person is to an organization, from most to least."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
