"""What organizations refuse."""

from marketplace.kernel.errors import N_, InvalidError


class OrganizationInvalidError(InvalidError):
    """The profile of an organization does not do."""

    code = "organization_invalid"
    sentence = N_(
        "An organization needs a name (at most 200 characters), a country, and to be a provider or an agency."
    )
