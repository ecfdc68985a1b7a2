"""What the profile of an organization has to be, and what its members can be."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Final

from marketplace.accounts.terms import MemberRole
from marketplace.localization.locales import LOCALES
from marketplace.organizations import terms
from marketplace.organizations.errors import UnknownMemberRoleError

NAME_LENGTH: Final = 200
CITY_LENGTH: Final = 120
ABOUT_LENGTH: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What its owner says of an organization. `kinds`, `type` and `country` are codes.

    `name` is what it calls itself; `names` and `about` are by locale, and `about` was written in `original_locale`.
    """

    name: str
    kinds: tuple[str, ...]
    type: str
    country: str
    city: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    original_locale: str = "en"


def profile_problems(profile: Profile, countries: Container[str]) -> dict[str, str]:
    """What is wrong, by the part of the profile: `missing`, `too_long` or `unknown_code`. `countries` are those known.

    The parts of `names` and `about` are called by their locale: `about.fr`.
    """
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
    if profile.original_locale not in LOCALES:
        problems["original_locale"] = "unknown_code"
    for part, texts, longest in (("names", profile.names, NAME_LENGTH), ("about", profile.about, ABOUT_LENGTH)):
        problems |= {f"{part}.{locale}": "unknown_code" for locale in texts if locale not in LOCALES}
        problems |= {f"{part}.{locale}": "too_long" for locale, text in texts.items() if len(text.strip()) > longest}
    return problems


def member_role(code: str) -> MemberRole:
    """The role that a code stands for.

    Raises:
        UnknownMemberRoleError: it is none.
    """
    try:
        return MemberRole(code)
    except ValueError:
        raise UnknownMemberRoleError from None
