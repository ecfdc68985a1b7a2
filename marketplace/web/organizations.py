"""The page of an organization."""

from flask import render_template

from marketplace.http.context import db, locale
from marketplace.listings.queries import published_of_organization
from marketplace.localization.text import localized
from marketplace.organizations import queries
from marketplace.web.blueprint import blueprint


@blueprint.get("/organizations/<row:number>")
def organization(number: int) -> str:
    """Who an organization is, and what it offers and needs."""
    shown = queries.organization(db(), number)
    return render_template(
        "web/organization.html",
        organization=shown,
        about=localized(shown.about, locale()),
        listings=published_of_organization(db(), number),
    )
