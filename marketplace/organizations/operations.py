"""Changing organizations."""

from collections.abc import Container

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.organizations.errors import ProfileInvalidError
from marketplace.organizations.models import Member, Organization
from marketplace.organizations.policies import Profile, profile_problems


def create_organization(
    session: Session, actor: Actor, clock: Clock, profile: Profile, countries: Container[str]
) -> Organization:
    """Found an organization; the actor becomes its owner. It is unverified until a curator verifies it.

    Raises:
        ProfileInvalidError: with the code of every problem.
    """
    require(actor, "organization.create")
    if problems := profile_problems(profile, countries):
        raise ProfileInvalidError(problems)
    now = clock.now()
    founded = Organization(
        name=profile.name.strip(),
        names={},
        kinds=sorted(set(profile.kinds), reverse=True),
        type=profile.type,
        country=profile.country,
        city=profile.city.strip(),
        about={},
        created_at=now,
    )
    session.add(founded)
    session.flush()
    session.add(Member(organization_id=founded.id, person_id=actor.person_id, role=MemberRole.OWNER, since=now))
    return founded


def verify_organization(session: Session, actor: Actor, clock: Clock, organization_id: int) -> None:
    """Say, as bank staff, that the organization is who it says it is.

    Raises:
        NotFoundError: there is none with this number.
    """
    require(actor, "organization.verify")
    found = session.get(Organization, organization_id)
    if found is None:
        raise NotFoundError
    found.verified_at = clock.now()
