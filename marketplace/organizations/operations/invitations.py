"""Inviting people by mail, and answering."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.operations import sign_up
from marketplace.accounts.operations.signing_up import checked_email
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import own_row
from marketplace.accounts.terms import LIFETIMES, Purpose
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings
from marketplace.localization.locales import LocaleCode
from marketplace.organizations import errors
from marketplace.organizations.events import InvitationAccepted, MemberInvited
from marketplace.organizations.models import Invitation, Member
from marketplace.organizations.policies import member_role
from marketplace.organizations.queries import invitation_of_token, locked, open_invitations

#: Invitations of one organization that can be open at a time: the bank is nobody's way to send mail to strangers.
MOST_OPEN: Final = 20
#: Mails that one invitation is worth.
MOST_SENDINGS: Final = 4


def invite(  # noqa: PLR0913 - who invites whom as what, and in which language
    session: Session,
    actor: Actor,
    clock: Clock,
    bus: EventBus,
    organization_id: int,
    *,
    email: str,
    role: str,
    locale: LocaleCode,
) -> Invitation:
    """Invite somebody to become a member.

    Raises:
        EmailInvalidError, UnknownMemberRoleError: the input does not do.
        AlreadyMemberError, AlreadyInvitedError, TooManyInvitationsError: there is no need, or no room.
    """
    require(actor, "organization.invite", organization_id)
    email, given, now = checked_email(email), member_role(role), clock.now()
    locked(session, organization_id)
    members = select(Person.email).join(Member).where(Member.organization_id == organization_id, Person.email == email)
    if session.scalar(members):
        raise errors.AlreadyMemberError
    waiting = open_invitations(session, organization_id, now)
    if any(each.email == email for each in waiting):
        raise errors.AlreadyInvitedError
    if len(waiting) >= MOST_OPEN:
        raise errors.TooManyInvitationsError(most=MOST_OPEN)
    invitation = Invitation(
        organization_id=organization_id,
        email=email,
        role=given,
        locale=locale,
        invited_by_id=actor.person_id,
        sendings=1,
        created_at=now,
        expires_at=now + LIFETIMES[Purpose.INVITATION],
    )
    session.add(invitation)
    session.flush()
    bus.publish(session, MemberInvited(invitation.id, invitation.sendings, now))
    return invitation


def send_invitation_again(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, organization_id: int, invitation_id: int
) -> None:
    """Send the mail once more; there are as many days to answer as at first.

    Raises:
        NotFoundError: the organization has no such invitation.
        InvitationOverError: it was answered or withdrawn.
        InvitationResentError: it was sent often enough.
    """
    require(actor, "organization.invite", organization_id)
    invitation, now = _held(session, organization_id, invitation_id), clock.now()
    if invitation.sendings >= MOST_SENDINGS:
        raise errors.InvitationResentError
    invitation.sendings += 1
    invitation.expires_at = now + LIFETIMES[Purpose.INVITATION]
    bus.publish(session, MemberInvited(invitation.id, invitation.sendings, now))


def withdraw_invitation(session: Session, actor: Actor, clock: Clock, organization_id: int, invitation_id: int) -> None:
    """Take an invitation back: its link leads nowhere any longer.

    Raises:
        NotFoundError: the organization has no such invitation.
        InvitationOverError: it was answered or withdrawn.
    """
    require(actor, "organization.change_members", organization_id)
    _held(session, organization_id, invitation_id).withdrawn_at = clock.now()


def accept_invitation(
    session: Session, actor: Actor, clock: Clock, settings: Settings, bus: EventBus, token: str
) -> Invitation:
    """Become a member by the link of the mail. Whoever has the link reads the address's mails: it is confirmed.

    Raises:
        LinkInvalidError, InvitationOverError: the link is none, or is none any longer.
        InvitationElsewhereError: it went to another address than the actor's.
    """
    require(actor, "invitation.answer")
    invitation, person = invitation_of_token(session, settings, token, clock.now(), hold=True), own_row(session, actor)
    if person.email != invitation.email:
        raise errors.InvitationElsewhereError
    person.verified_at = person.verified_at or clock.now()
    _join(session, clock, bus, invitation, person)
    return invitation


def join_by_invitation(  # noqa: PLR0913 - what a new account consists of, and by which link
    session: Session,
    clock: Clock,
    settings: Settings,
    bus: EventBus,
    token: str,
    *,
    name: str,
    password: str,
    locale: LocaleCode,
) -> Person:
    """Open an account by the link of the mail, with the invited address, which is confirmed, and become a member.

    Raises:
        LinkInvalidError, InvitationOverError: the link is none, or is none any longer.
        NameMissingError, WeakPasswordError: the input does not do.
        EmailTakenError: there is an account with the address, whose owner has to sign in.
    """
    invitation = invitation_of_token(session, settings, token, clock.now(), hold=True)
    person = sign_up(session, clock, email=invitation.email, name=name, password=password, locale=locale, verified=True)
    _join(session, clock, bus, invitation, person)
    return person


def _held(session: Session, organization_id: int, invitation_id: int) -> Invitation:
    locked(session, organization_id)
    invitation = session.get(Invitation, invitation_id, populate_existing=True)
    if invitation is None or invitation.organization_id != organization_id:
        raise NotFoundError
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise errors.InvitationOverError
    return invitation


def _join(session: Session, clock: Clock, bus: EventBus, invitation: Invitation, person: Person) -> None:
    """A member who comes by another way keeps their role."""
    now = clock.now()
    number = invitation.organization_id
    member = select(func.count()).where(Member.organization_id == number, Member.person_id == person.id)
    if not session.scalars(member).one():
        session.add(Member(organization_id=number, person_id=person.id, role=invitation.role, since=now))
    invitation.accepted_at, invitation.accepted_by_id = now, person.id
    session.flush()
    bus.publish(session, InvitationAccepted(invitation.id, number, person.id, now))
