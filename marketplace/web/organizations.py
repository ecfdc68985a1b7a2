"""The page of an organization."""

from flask import render_template

from marketplace.accounts.policies import may
from marketplace.http.context import actor, db, locale
from marketplace.listings.queries import published_of_organization
from marketplace.organizations import queries
from marketplace.web.blueprint import blueprint


@blueprint.get("/organizations/<row:number>")
def organization(number: int) -> str:
    """Who an organization is, and what it offers and needs."""
    shown = queries.organization(db(), number)
    return render_template(
        "web/organization.html",
        organization=shown,
        about=shown.about_in(locale()),
        see_members=may(actor(), "organization.read_members", number),
        save_profile=may(actor(), "organization.save_profile", number),
        listings=published_of_organization(db(), number),
    )
