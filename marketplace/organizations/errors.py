"""What organizations refuse."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError


class ProfileInvalidError(InvalidError):
    """The profile of an organization does not do. `problems` maps each part that is wrong to a code."""

    code = "profile_invalid"
    sentence = N_(
        "An organization needs a name (at most 200 characters), a country, and to be a provider or an agency."
    )

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class LastOwnerError(ConflictError):
    """Without this owner nobody could decide about the organization."""

    code = "last_owner"
    sentence = N_("An organization needs an owner. Please make another member the owner first.")


class UnknownMemberRoleError(InvalidError):
    """Not a role that a member can have."""

    code = "unknown_member_role"
    sentence = N_("Please choose one of the offered roles.")


class AlreadyMemberError(ConflictError):
    """The person with the address belongs to the organization already."""

    code = "already_member"
    sentence = N_("The person with this address is a member already.")


class AlreadyInvitedError(ConflictError):
    """An invitation to the address is open already."""

    code = "already_invited"
    sentence = N_("This address is invited already. You can send the invitation once more below.")


class TooManyInvitationsError(ConflictError):
    """So many invitations are open that no more are sent."""

    code = "too_many_invitations"
    sentence = N_("At most %(most)s invitations can be open at a time. Please withdraw some, or wait for answers.")


class InvitationOverError(ConflictError):
    """The invitation was accepted or withdrawn, or its time is over."""

    code = "invitation_over"
    sentence = N_("This invitation is no longer open: it was accepted or withdrawn, or its time is over.")


class InvitationElsewhereError(ConflictError):
    """The invitation went to another address than that of the account."""

    code = "invitation_elsewhere"
    sentence = N_("This invitation was sent to another address. Please sign in with the account of that address.")


class InvitationResentError(ConflictError):
    """The invitation was sent so often that it is not sent again."""

    code = "invitation_resent"
    sentence = N_("This invitation was sent several times already. Please talk to the person some other way.")
