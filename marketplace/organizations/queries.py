"""Reading organizations."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor, Membership, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.errors import NotFoundError
from marketplace.organizations.models import Member, Organization


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization as pages show it. `names` and `about` are by locale."""

    id: int
    name: str
    names: dict[str, str]
    kinds: tuple[str, ...]
    type: str
    country: str
    city: str
    about: dict[str, str]
    verified: bool
    demonstration: bool

    def name_in(self, locale: str) -> str:
        """The name in a locale, or as the organization calls itself."""
        return self.names.get(locale) or self.name


def view(organization: Organization) -> OrganizationView:
    """What pages may show of an organization."""
    return OrganizationView(
        id=organization.id,
        name=organization.name,
        names=organization.names,
        kinds=tuple(organization.kinds),
        type=organization.type,
        country=organization.country,
        city=organization.city,
        about=organization.about,
        verified=organization.verified_at is not None,
        demonstration=organization.demonstration,
    )


def organization(session: Session, organization_id: int) -> OrganizationView:
    """One organization.

    Raises:
        NotFoundError: there is none with this number.
    """
    found = session.get(Organization, organization_id)
    if found is None:
        raise NotFoundError
    return view(found)


def organizations_of(session: Session, actor: Actor) -> list[OrganizationView]:
    """The organizations that the actor is a member of, by name."""
    require(actor, "organization.list_own")
    numbers = [membership.organization_id for membership in actor.memberships]
    if not numbers:
        return []
    found = session.scalars(select(Organization).where(Organization.id.in_(numbers)).order_by(Organization.name))
    return [view(each) for each in found]


def editors_of(session: Session, organization_id: int) -> list[int]:
    """The numbers of the people who act for an organization: its owners and editors."""
    return list(
        session.scalars(
            select(Member.person_id)
            .where(Member.organization_id == organization_id, Member.role != MemberRole.VIEWER)
            .order_by(Member.person_id)
        )
    )


def actor_for(session: Session, person: Person) -> Actor:
    """The actor that a person is, with memberships as they stand now."""
    members: Any = session.execute(
        select(Member.organization_id, Member.role).where(Member.person_id == person.id)
    ).all()
    return Actor(
        person_id=person.id,
        name=person.name,
        roles=person.roles,
        memberships=tuple(Membership(number, MemberRole(role)) for number, role in members),
    )
