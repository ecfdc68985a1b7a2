"""Reading organizations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor, Membership, require
from marketplace.accounts.queries import Link, person_by_email
from marketplace.accounts.terms import LIFETIMES, MemberRole, Purpose, Role
from marketplace.kernel.errors import LinkInvalidError, NotFoundError
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import unsign
from marketplace.localization.locales import DEFAULT_LOCALE
from marketplace.localization.text import Shown, localized
from marketplace.organizations.errors import InvitationOverError
from marketplace.organizations.models import Invitation, Member, Organization

#: The order in which members are listed.
_RANKS = {role: rank for rank, role in enumerate(MemberRole)}


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
    original_locale: str
    verified: bool
    demonstration: bool

    def name_in(self, locale: str) -> str:
        """The name in a locale, else in English, whose letters most can read, else as the organization calls itself."""
        own = self.name if locale == self.original_locale else ""
        return own or self.names.get(locale) or self.names.get(DEFAULT_LOCALE) or self.name

    def about_in(self, locale: str) -> Shown:
        """What it says of itself for a reader of the locale, and whether that is the original or a translation."""
        shown = localized(self.about, locale, self.original_locale)
        origin = "original" if shown.locale == self.original_locale else "human"
        return Shown(shown.value, shown.locale, origin) if shown else shown


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as colleagues see them."""

    person_id: int
    name: str
    email: str
    role: MemberRole
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation; `inviter` is the name of who made it. `known` says whether the address has an account."""

    id: int
    organization: OrganizationView
    email: str
    role: MemberRole
    locale: str
    inviter: str
    created_at: datetime
    expires_at: datetime
    known: bool = False


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
        original_locale=organization.original_locale,
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


def members(session: Session, actor: Actor, organization_id: int) -> list[MemberView]:
    """Who belongs to an organization: owners first, then by name. One query."""
    require(actor, "organization.read_members", organization_id)
    found = session.scalars(
        select(Member)
        .options(joinedload(Member.person, innerjoin=True))
        .where(Member.organization_id == organization_id)
    )
    views = [
        MemberView(each.person_id, each.person.name, each.person.email, MemberRole(each.role), each.since)
        for each in found
    ]
    return sorted(views, key=lambda each: (_RANKS[each.role], each.name.casefold(), each.person_id))


def pending_invitations(session: Session, actor: Actor, organization_id: int, now: datetime) -> list[InvitationView]:
    """The invitations of an organization that are not answered yet, newest first."""
    require(actor, "organization.change_members", organization_id)
    return [_invitation_view(each) for each in open_invitations(session, organization_id, now)]


def open_invitations(session: Session, organization_id: int, now: datetime) -> list[Invitation]:
    """The same as rows, for those who may know."""
    return list(
        session.scalars(
            select(Invitation)
            .options(joinedload(Invitation.organization, innerjoin=True), joinedload(Invitation.invited_by))
            .where(
                Invitation.organization_id == organization_id,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
                Invitation.expires_at > now,
            )
            .order_by(Invitation.id.desc())
        )
    )


def editors_of(session: Session, organization_id: int) -> list[int]:
    """The numbers of the people who act for an organization: its owners and editors."""
    return list(
        session.scalars(
            select(Member.person_id)
            .where(Member.organization_id == organization_id, Member.role != MemberRole.VIEWER)
            .order_by(Member.person_id)
        )
    )


def invitation(session: Session, settings: Settings, token: str, now: datetime) -> InvitationView:
    """What the link of an invitation says to whoever has it.

    Raises:
        LinkInvalidError, InvitationOverError: the link is none, or is none any longer.
    """
    found = invitation_of_token(session, settings, token, now)
    return _invitation_view(found, known=person_by_email(session, found.email) is not None)


def invitation_of_token(
    session: Session, settings: Settings, token: str, now: datetime, *, hold: bool = False
) -> Invitation:
    """The open invitation of a link, on request held until the transaction ends.

    Raises:
        LinkInvalidError, InvitationOverError: the link is none, or is none any longer.
    """
    number, email = unsign(settings.secret_key, Purpose.INVITATION, token, LIFETIMES[Purpose.INVITATION])
    found = session.get(Invitation, number, with_for_update=hold, populate_existing=hold)
    if found is None or found.email != email:
        raise LinkInvalidError
    if found.accepted_at is not None or found.withdrawn_at is not None or found.expires_at <= now:
        raise InvitationOverError
    return found


def invitation_link(invitation: Invitation) -> Link:
    """What the link of an invitation's mail proves."""
    return Purpose.INVITATION, [invitation.id, invitation.email]


def owners_of(session: Session, organization_id: int) -> list[int]:
    """The numbers of the people who own an organization."""
    owning = select(Member.person_id).where(Member.organization_id == organization_id, Member.role == MemberRole.OWNER)
    return list(session.scalars(owning))


def locked(session: Session, organization_id: int) -> Organization:
    """The row of an organization as it is now, held against others until the transaction ends.

    Raises:
        NotFoundError: there is none with this number.
    """
    session.flush()  # a refresh throws away what was not written yet
    found = session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError
    return found


def actor_for(session: Session, person: Person, *, staff_two_step: bool = False) -> Actor:
    """The actor that a person is, with memberships as they stand now.

    With `staff_two_step` the bank's own roles count only for those who sign in in two steps.
    """
    members: Any = session.execute(
        select(Member.organization_id, Member.role).where(Member.person_id == person.id)
    ).all()
    withheld = person.roles if staff_two_step and not person.two_step else frozenset[Role]()
    return Actor(
        person_id=person.id,
        name=person.name,
        roles=person.roles - withheld,
        memberships=tuple(Membership(number, MemberRole(role)) for number, role in members),
        verified=person.verified,
        withheld=withheld,
    )


def _invitation_view(invitation: Invitation, *, known: bool = False) -> InvitationView:
    return InvitationView(
        id=invitation.id,
        organization=view(invitation.organization),
        email=invitation.email,
        role=MemberRole(invitation.role),
        locale=invitation.locale,
        inviter=invitation.invited_by.name if invitation.invited_by else "",
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        known=known,
    )
