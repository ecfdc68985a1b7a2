"""Who belongs to an organization, and as what. There is an owner at any time."""

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.organizations.errors import LastOwnerError
from marketplace.organizations.events import MemberChanged, MemberLeft
from marketplace.organizations.models import Member
from marketplace.organizations.policies import member_role
from marketplace.organizations.queries import locked, open_invitations, owners_of


def change_role(  # noqa: PLR0913 - who makes whom what, and where
    session: Session, actor: Actor, clock: Clock, bus: EventBus, organization_id: int, person_id: int, *, role: str
) -> None:
    """Give a member another role.

    Raises:
        UnknownMemberRoleError: it is none.
        NotFoundError: there is no such member.
        LastOwnerError: nobody would own the organization.
    """
    require(actor, "organization.change_members", organization_id)
    given = member_role(role)
    member = _held(session, organization_id, person_id)
    if member.role == given:
        return
    if given is not MemberRole.OWNER:
        _leave_an_owner(session, member)
    member.role = given
    _tell(session, actor, clock, bus, member, given)


def remove_member(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, organization_id: int, person_id: int
) -> None:
    """End somebody's membership; from their next request on they may do nothing here.

    Raises:
        NotFoundError: there is no such member.
        LastOwnerError: nobody would own the organization.
    """
    require(actor, "organization.change_members", organization_id)
    member = _held(session, organization_id, person_id)
    _leave_an_owner(session, member)
    session.delete(member)
    _tell(session, actor, clock, bus, member, "")


def hand_over(
    session: Session, actor: Actor, clock: Clock, bus: EventBus, organization_id: int, person_id: int
) -> None:
    """Make another member the owner in one's own place; one remains as an editor.

    Raises:
        NotFoundError: there is no such member besides oneself.
    """
    require(actor, "organization.change_members", organization_id)
    if person_id == actor.person_id:
        raise NotFoundError
    heir = _held(session, organization_id, person_id)
    own = session.get_one(Member, (organization_id, actor.person_id))
    heir.role, own.role = MemberRole.OWNER, MemberRole.EDITOR
    _tell(session, actor, clock, bus, heir, MemberRole.OWNER)


def leave(session: Session, actor: Actor, clock: Clock, bus: EventBus, organization_id: int) -> None:
    """End one's own membership.

    Raises:
        LastOwnerError: nobody would own the organization.
    """
    require(actor, "organization.leave", organization_id)
    member = _held(session, organization_id, actor.person_id)
    _leave_an_owner(session, member)
    session.delete(member)
    session.flush()
    bus.publish(session, MemberLeft(organization_id, member.person_id, clock.now()))


def leave_for_good(session: Session, clock: Clock, organization_id: int, person_id: int) -> None:
    """End a membership although nobody owns the organization any longer; whom it invited is no longer invited.

    Whoever calls has seen to what it lists.
    """
    session.delete(_held(session, organization_id, person_id))
    for invitation in open_invitations(session, organization_id, clock.now()):
        invitation.withdrawn_at = clock.now()
    session.flush()


def _held(session: Session, organization_id: int, person_id: int | None) -> Member:
    """A membership as it is now; changes of the same organization's members wait for each other."""
    locked(session, organization_id)
    member = session.get(Member, (organization_id, person_id), populate_existing=True)
    if member is None:
        raise NotFoundError
    return member


def _leave_an_owner(session: Session, member: Member) -> None:
    if set(owners_of(session, member.organization_id)) == {member.person_id}:
        raise LastOwnerError


def _tell(session: Session, actor: Actor, clock: Clock, bus: EventBus, member: Member, role: str) -> None:
    session.flush()
    if actor.person_id is not None and member.person_id != actor.person_id:
        changed = MemberChanged(member.organization_id, member.person_id, role, actor.person_id, clock.now())
        bus.publish(session, changed)
