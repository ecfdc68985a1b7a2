"""What a departure is refused for."""

from collections.abc import Collection

from marketplace.kernel.errors import N_, InvalidError


class HeirMissingError(InvalidError):
    """What becomes of an organization is not said, or somebody is named who is no member. `organizations` has their numbers."""

    code = "heir_missing"
    sentence = N_("Please say what becomes of each organization that you alone own.")

    def __init__(self, organizations: Collection[int] = ()) -> None:
        super().__init__()
        self.organizations = tuple(organizations)
