"""The public pages, and those of members: views, what they show, and their templates."""

from marketplace.web import (
    about,
    accounts,
    answers,
    asking,
    classification,
    editing,
    home,
    introductions,
    listings,
    matches,
    membership,
    my_listings,
    organizations,
    reports,
    search,
    translations,
    vocabulary,
)
from marketplace.web.blueprint import blueprint

__all__ = [
    "about",
    "accounts",
    "answers",
    "asking",
    "blueprint",
    "classification",
    "editing",
    "home",
    "introductions",
    "listings",
    "matches",
    "membership",
    "my_listings",
    "organizations",
    "reports",
    "search",
    "translations",
    "vocabulary",
]
