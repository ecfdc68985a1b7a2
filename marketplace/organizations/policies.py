"""What the profile of an organization has to be."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from marketplace.organizations import terms

NAME_LENGTH: Final = 200
CITY_LENGTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a founder says of an organization. `kinds`, `type` and `country` are codes."""

    name: str
    kinds: tuple[str, ...]
    type: str
    country: str
    city: str = ""


def profile_problems(profile: Profile, countries: Container[str]) -> dict[str, str]:
    """What is wrong, by the part of the profile: `missing`, `too_long` or `unknown_code`. `countries` are those known."""
    name, city = profile.name.strip(), profile.city.strip()
    problems = {
        part: "missing"
        for part, value in (
            ("name", name),
            ("kinds", profile.kinds),
            ("type", profile.type),
            ("country", profile.country),
        )
        if not value
    }
    if len(name) > NAME_LENGTH:
        problems["name"] = "too_long"
    if len(city) > CITY_LENGTH:
        problems["city"] = "too_long"
    if not set(profile.kinds) <= set(terms.ORGANIZATION_KINDS):
        problems["kinds"] = "unknown_code"
    if profile.type and profile.type not in terms.ORGANIZATION_TYPES:
        problems["type"] = "unknown_code"
    if profile.country and profile.country not in countries:
        problems["country"] = "unknown_code"
    return problems
