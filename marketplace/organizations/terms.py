"""The closed lists of organizations."""

from typing import Final, Literal, get_args

OrganizationKind = Literal["provider", "agency"]
ORGANIZATION_KINDS: Final[tuple[OrganizationKind, ...]] = get_args(OrganizationKind)

OrganizationType = Literal[
    "company",
    "research_institute",
    "university",
    "ministry",
    "municipality",
    "utility",
    "ngo",
    "sme_support",
]
ORGANIZATION_TYPES: Final[tuple[OrganizationType, ...]] = get_args(OrganizationType)
