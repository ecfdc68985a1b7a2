"""Organizations and listings of the demonstration content."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.operations import sign_up
from marketplace.accounts.queries import person_by_email
from marketplace.accounts.terms import MemberRole, Role
from marketplace.bootstrap import Bank
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.listings.content import parse_content
from marketplace.listings.models import Listing
from marketplace.listings.operations import import_published
from marketplace.localization.locales import DEFAULT_LOCALE
from marketplace.needs.models import Need
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Member, Organization

LISTING_TYPES: Mapping[str, type[Listing]] = {"offering": Offering, "need": Need}

#: Demonstration accounts: address, name, locale, role in the bank, key of the organization.
PEOPLE = (
    ("curator@bank.example", "Demonstration Curator", "en", Role.CURATOR, None),
    ("admin@bank.example", "Demonstration Administrator", "en", Role.ADMINISTRATOR, None),
    ("provider@bank.example", "示范账户·技术提供方", "zh", None, "jinan-quanwo-biogas"),
    ("agency@bank.example", "Compte de démonstration", "fr", None, "avimep"),
)
PASSWORD = "demonstration"  # noqa: S105 - published on purpose, and never accepted in production


def entries(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON document of a folder with its key, in the order of the keys."""
    for path in sorted(folder.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        yield entry.pop("key"), entry


def seed_organizations(session: Session, clock: Clock, demo: Path) -> int:
    """Organizations that are not there yet; gives how many were added."""
    present = set(session.scalars(select(Organization.key)))
    added = [_organization(key, entry, clock) for key, entry in entries(demo / "organizations") if key not in present]
    session.add_all(added)
    session.flush()
    return len(added)


def seed_listings(session: Session, clock: Clock, demo: Path) -> int:
    """Listings that are not there yet, published; gives how many were added.

    Nobody is told of them one by one: the caller brings index and matches up to date once, afterwards.
    """
    present = set(session.scalars(select(Listing.key)))
    organizations = {row.key: row.id for row in session.execute(select(Organization.key, Organization.id))}
    silent = EventBus()
    added = 0
    for folder in ("offerings", "needs"):
        for key, entry in entries(demo / folder):
            if key in present:
                continue
            listing_type = LISTING_TYPES[entry["kind"]]
            listing = listing_type(organization_id=organizations[entry.pop("organization")])
            import_published(session, clock, silent, listing, parse_content(listing.content_type, entry), key)
            added += 1
    return added


def seed_people(session: Session, bank: Bank) -> int:
    """Demonstration accounts that are not there yet; gives how many were added. Never in production."""
    if bank.settings.environment == "production":
        return 0
    added = 0
    for email, name, locale, role, organization in PEOPLE:
        if person_by_email(session, email):
            continue
        person = sign_up(
            session, bank.clock, email=email, name=name, password=PASSWORD, locale=locale, role=role, verified=True
        )
        if organization:
            number = session.scalars(select(Organization.id).where(Organization.key == organization)).one()
            since = bank.clock.now()
            session.add(Member(organization_id=number, person_id=person.id, role=MemberRole.OWNER, since=since))
        added += 1
    return added


def _organization(key: str, entry: dict[str, Any], clock: Clock) -> Organization:
    return Organization(
        key=key,
        name=entry["name"],
        names=entry["names"],
        kinds=entry["kinds"],
        type=entry["type"],
        country=entry["country"],
        city=entry.get("city", ""),
        about=entry.get("about", {}),
        original_locale=next((code for code, name in entry["names"].items() if name == entry["name"]), DEFAULT_LOCALE),
        verified_at=clock.now(),
        demonstration=True,
        created_at=clock.now(),
    )
