"""What organizations refuse."""

from marketplace.kernel.errors import N_, InvalidError


class ProfileInvalidError(InvalidError):
    """The profile of an organization does not do. `problems` maps each part that is wrong to a code."""

    code = "profile_invalid"
    sentence = N_(
        "An organization needs a name (at most 200 characters), a country, and to be a provider or an agency."
    )

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems
