"""Founding an organization, saying who it is, and confirming that."""

from collections.abc import Container

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.organizations.errors import ProfileInvalidError
from marketplace.organizations.events import OrganizationMoved
from marketplace.organizations.models import Member, Organization
from marketplace.organizations.policies import Profile, profile_problems
from marketplace.organizations.queries import locked


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
    founded = Organization(created_at=now, **_columns(profile))
    session.add(founded)
    session.flush()
    session.add(Member(organization_id=founded.id, person_id=actor.person_id, role=MemberRole.OWNER, since=now))
    return founded


def save_profile(  # noqa: PLR0913 - who says what of which organization
    session: Session,
    actor: Actor,
    clock: Clock,
    bus: EventBus,
    organization_id: int,
    *,
    profile: Profile,
    countries: Container[str],
) -> bool:
    """Say anew who the organization is; gives whether it stays as verified as it was.

    With another name, type or country it is no longer what a curator has verified.

    Raises:
        NotFoundError: there is none with this number.
        ProfileInvalidError: with the code of every problem.
    """
    require(actor, "organization.save_profile", organization_id)
    if problems := profile_problems(profile, countries):
        raise ProfileInvalidError(problems)
    changed = locked(session, organization_id)
    before = (changed.name, changed.names, changed.type, changed.country)
    country, verified = changed.country, changed.verified_at
    for column, value in _columns(profile).items():
        setattr(changed, column, value)
    if before != (changed.name, changed.names, changed.type, changed.country):
        changed.verified_at = None
    if country != changed.country:
        session.flush()
        bus.publish(session, OrganizationMoved(organization_id, clock.now()))
    return changed.verified_at == verified


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


def _columns(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name.strip(),
        "names": {locale: name.strip() for locale, name in profile.names.items() if name.strip()},
        "kinds": sorted(set(profile.kinds), reverse=True),
        "type": profile.type,
        "country": profile.country,
        "city": profile.city.strip(),
        "about": {locale: text.strip() for locale, text in profile.about.items() if text.strip()},
        "original_locale": profile.original_locale,
    }
