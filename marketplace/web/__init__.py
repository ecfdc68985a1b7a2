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
    news,
    organizations,
    reports,
    saved_searches,
    search,
    translations,
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
    "news",
    "organizations",
    "reports",
    "saved_searches",
    "search",
    "translations",
    "vocabulary",
]
