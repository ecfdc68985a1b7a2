"""Changing organizations."""

from collections.abc import Collection
from typing import get_args

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.organizations import errors, terms
from marketplace.organizations.models import Member, Organization


def create_organization(  # noqa: PLR0913 - what a profile consists of
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    name: str,
    kinds: Collection[str],
    kind_of_body: str,
    country: str,
    city: str = "",
    about: dict[str, str] | None = None,
) -> Organization:
    """Found an organization; the actor becomes its owner. It is unverified until a curator verifies it.

    Raises:
        OrganizationInvalidError: the profile does not do.
    """
    require(actor, "organization.create")
    name = name.strip()
    fits = (
        0 < len(name) <= 200  # noqa: PLR2004 - the width of the column
        and kinds
        and set(kinds) <= set(terms.ORGANIZATION_KINDS)
        and kind_of_body in get_args(terms.OrganizationType)
        and len(country) == 2  # noqa: PLR2004 - ISO 3166-1 alpha-2
        and len(city) <= 120  # noqa: PLR2004 - the width of the column
    )
    if not fits:
        raise errors.OrganizationInvalidError
    founded = Organization(
        name=name,
        names={},
        kinds=sorted(set(kinds), reverse=True),
        type=kind_of_body,
        country=country,
        city=city.strip(),
        about=about or {},
        created_at=clock.now(),
    )
    session.add(founded)
    session.flush()
    session.add(
        Member(
            organization_id=founded.id, person_id=actor.person_id or 0, role=MemberRole.OWNER, since=founded.created_at
        )
    )
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
