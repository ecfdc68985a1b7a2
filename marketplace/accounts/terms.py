"""The closed lists of accounts."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import N_


class Role(StrEnum):
    """What a person is to the bank itself. Everyone else is a member of organizations, or a visitor."""

    CURATOR = "curator"
    ADMINISTRATOR = "administrator"


class MemberRole(StrEnum):
    """What a person is to an organization, from most to least."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


#: What roles are called, on pages and in mails; translated where it is shown.
MEMBER_ROLE_NAMES: Final[Mapping[MemberRole, str]] = {
    MemberRole.OWNER: N_("Owner"),
    MemberRole.EDITOR: N_("Editor"),
    MemberRole.VIEWER: N_("Viewer"),
}


class Purpose(StrEnum):
    """What a signed token is for."""

    VERIFICATION = "verify-address"
    PASSWORD_RESET = "reset-password"  # noqa: S105 - the name of a purpose
    EMAIL_CHANGE = "change-address"
    SECOND_STEP = "second-step"
    INVITATION = "invitation"


#: How long a token is good.
LIFETIMES: Final = {
    Purpose.VERIFICATION: timedelta(days=7),
    Purpose.PASSWORD_RESET: timedelta(hours=2),
    Purpose.EMAIL_CHANGE: timedelta(days=1),
    Purpose.SECOND_STEP: timedelta(minutes=10),
    Purpose.INVITATION: timedelta(days=14),
}

#: The name in the row of somebody who left; pages say in words what it means.
FORMER: Final = "\N{EM DASH}"
