"""What the profile of an organization has to be."""

from collections.abc import Collection, Container
from typing import Final, get_args

from marketplace.organizations import terms

NAME_LENGTH: Final = 200
CITY_LENGTH: Final = 120


def profile_problems(
    *, name: str, kinds: Collection[str], kind_of_body: str, country: str, city: str, countries: Container[str]
) -> dict[str, str]:
    """What is wrong, by the part of the profile: `missing`, `too_long` or `unknown_code`. `countries` are those known."""
    found = {
        "name": "" if name.strip() else "missing",
        "kinds": "" if kinds else "missing",
        "type": "" if kind_of_body else "missing",
        "country": "" if country else "missing",
    }
    if len(name.strip()) > NAME_LENGTH:
        found["name"] = "too_long"
    if len(city.strip()) > CITY_LENGTH:
        found["city"] = "too_long"
    if not set(kinds) <= set(terms.ORGANIZATION_KINDS):
        found["kinds"] = "unknown_code"
    if kind_of_body and kind_of_body not in get_args(terms.OrganizationType):
        found["type"] = "unknown_code"
    if country and country not in countries:
        found["country"] = "unknown_code"
    return {part: code for part, code in found.items() if code}
