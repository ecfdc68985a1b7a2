"""What listings and organizations are called in news: params that give each reader their own language's name."""

from typing import Any

from marketplace.listings.models import Listing
from marketplace.organizations.models import Organization


def title_of(listing: Listing, *, public: bool = False) -> dict[str, Any]:
    """The title by locale: of the newest revision for its authors, of the one that everybody sees for others."""
    revision = listing.published if public else listing.latest or listing.published
    texts = revision.content.get("texts", {}) if revision else {}
    titles = {locale: text["title"] for locale, text in texts.items() if text.get("title")}
    original = revision.content["original_locale"] if revision else "en"
    # English stands for any language that lacks a title: where there is none, the original does.
    return {"texts": {"en": titles.get(original, ""), **titles}}


def name_of(organization: Organization) -> dict[str, Any]:
    """The name by locale; the organization's own stands for any language that lacks one."""
    return {"texts": {"en": organization.name, **organization.names}}
