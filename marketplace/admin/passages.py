"""Readers' reports of bad passages, for all listings."""

from dataclasses import dataclass

from flask import render_template

from marketplace.admin.blueprint import blueprint
from marketplace.http.context import actor, db
from marketplace.listings.queries import ListingView, published_listings
from marketplace.translation.queries import ReportView, open_reports


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and the listing as the public sees it now; `None` where it is no longer public."""

    report: ReportView
    listing: ListingView | None


@blueprint.get("/passages")
def passages() -> str:
    """What nobody has settled, the oldest first."""
    reports = open_reports(db(), actor())
    listings = published_listings(db(), {report.listing_id for report in reports})
    return render_template(
        "admin/passages.html", reported=[Reported(report, listings.get(report.listing_id)) for report in reports]
    )
