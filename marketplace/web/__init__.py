"""The public pages, and those of members: views, what they show, and their templates."""

from marketplace.web import (
    about,
    accounts,
    classification,
    editing,
    files,
    home,
    listings,
    matches,
    membership,
    my_listings,
    organizations,
    reports,
    search,
    translations,
    versions,
    vocabulary,
)
from marketplace.web.blueprint import blueprint

__all__ = [
    "about",
    "accounts",
    "blueprint",
    "classification",
    "editing",
    "files",
    "home",
    "listings",
    "matches",
    "membership",
    "my_listings",
    "organizations",
    "reports",
    "search",
    "translations",
    "versions",
    "vocabulary",
]
