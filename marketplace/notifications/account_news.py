"""What people are told about their accounts, and about the organizations that they belong to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.accounts import events as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.queries import Link, email_change_link, reset_link, verification_link
from marketplace.accounts.terms import MEMBER_ROLE_NAMES, MemberRole
from marketplace.kernel.events import Event
from marketplace.notifications.models import MailPreference, Notification
from marketplace.notifications.naming import name_of
from marketplace.notifications.operations import tell, write_to
from marketplace.organizations import events as organizations
from marketplace.organizations.models import Invitation, Organization
from marketplace.organizations.queries import invitation_link, owners_of


def _address_given(session: Session, given: accounts.AddressGiven) -> None:
    person = session.get_one(Person, given.person_id)
    _write(session, given.at, person, "address_given", "account/verify/{token}", verification_link(person))


def _taken_address_given(session: Session, given: accounts.TakenAddressGiven) -> None:
    person = session.get_one(Person, given.person_id)
    _write(session, given.at, person, "address_taken", "password-reset/{token}", reset_link(person))


def _password_forgotten(session: Session, forgotten: accounts.PasswordForgotten) -> None:
    person = session.get_one(Person, forgotten.person_id)
    _write(session, forgotten.at, person, "password_forgotten", "password-reset/{token}", reset_link(person))


def _password_changed(session: Session, changed: accounts.PasswordChanged) -> None:
    key = f"password:{changed.at.isoformat()}"
    tell(session, changed.at, [changed.person_id], "password_changed", {}, path="account/devices", key=key)


def _new_address_given(session: Session, given: accounts.NewAddressGiven) -> None:
    person = session.get_one(Person, given.person_id)
    write_to(
        session,
        given.at,
        given.email,
        person.locale,
        "new_address_given",
        {},
        path="account/email/{token}",
        link=email_change_link(person, given.email),
    )


def _address_changed(session: Session, changed: accounts.AddressChanged) -> None:
    person = session.get_one(Person, changed.person_id)
    params = {"address": person.email}
    write_to(session, changed.at, changed.former, person.locale, "address_changed", params, path="about")


def _two_step_changed(session: Session, changed: accounts.TwoStepChanged) -> None:
    kind, key = f"two_step_{'on' if changed.on else 'off'}", f"two-step:{changed.at.isoformat()}"
    tell(session, changed.at, [changed.person_id], kind, {}, path="account/two-step", key=key)


def _account_removed(session: Session, removed: accounts.AccountRemoved) -> None:
    """What was told to the person goes with them."""
    session.execute(delete(Notification).where(Notification.person_id == removed.person_id))
    session.execute(delete(MailPreference).where(MailPreference.person_id == removed.person_id))
    write_to(session, removed.at, removed.email, removed.locale, "account_removed", {}, path="")


def _member_invited(session: Session, invited: organizations.MemberInvited) -> None:
    invitation = session.get_one(Invitation, invited.invitation_id)
    inviter = session.get(Person, invitation.invited_by_id) if invitation.invited_by_id else None
    params = {
        **_named(session, invitation.organization_id),
        "inviter": inviter.name if inviter else "",
        "role": {"term": MEMBER_ROLE_NAMES[MemberRole(invitation.role)]},
        "until": {"day": invitation.expires_at.isoformat()},
    }
    write_to(
        session,
        invited.at,
        invitation.email,
        invitation.locale,
        "member_invited",
        params,
        path="invitations/{token}",
        link=invitation_link(invitation),
    )


def _invitation_accepted(session: Session, accepted: organizations.InvitationAccepted) -> None:
    invitation = session.get_one(Invitation, accepted.invitation_id)
    params = {
        **_named(session, accepted.organization_id),
        "person": session.get_one(Person, accepted.person_id).name,
        "role": {"term": MEMBER_ROLE_NAMES[MemberRole(invitation.role)]},
    }
    people = [invitation.invited_by_id] if invitation.invited_by_id else []
    path = f"organizations/{accepted.organization_id}/members"
    key = f"invitation:{accepted.invitation_id}"
    tell(session, accepted.at, people, "invitation_accepted", params, path=path, key=key)


def _member_changed(session: Session, changed: organizations.MemberChanged) -> None:
    params: dict[str, Any] = _named(session, changed.organization_id)
    if changed.role:
        params["role"] = {"term": MEMBER_ROLE_NAMES[MemberRole(changed.role)]}
    tell(
        session,
        changed.at,
        [changed.person_id],
        "member_role_changed" if changed.role else "member_removed",
        params,
        path=f"organizations/{changed.organization_id}",
        key=f"member:{changed.organization_id}:{changed.at.isoformat()}",
    )


def _member_left(session: Session, left: organizations.MemberLeft) -> None:
    person = session.get_one(Person, left.person_id)
    tell(
        session,
        left.at,
        owners_of(session, left.organization_id),
        "member_left",
        {**_named(session, left.organization_id), "person": person.name},
        path=f"organizations/{left.organization_id}/members",
        key=f"left:{left.organization_id}:{left.person_id}:{left.at.isoformat()}",
    )


def _write(session: Session, at: datetime, person: Person, kind: str, path: str, link: Link) -> None:
    write_to(session, at, person.email, person.locale, kind, {}, path=path, link=link, person_id=person.id)


def _named(session: Session, organization_id: int) -> dict[str, Any]:
    return {"organization": name_of(session.get_one(Organization, organization_id))}


HANDLERS: Final[Mapping[type[Event], Callable[[Session, Any], None]]] = {
    accounts.AddressGiven: _address_given,
    accounts.TakenAddressGiven: _taken_address_given,
    accounts.PasswordForgotten: _password_forgotten,
    accounts.PasswordChanged: _password_changed,
    accounts.NewAddressGiven: _new_address_given,
    accounts.AddressChanged: _address_changed,
    accounts.TwoStepChanged: _two_step_changed,
    accounts.AccountRemoved: _account_removed,
    organizations.MemberInvited: _member_invited,
    organizations.InvitationAccepted: _invitation_accepted,
    organizations.MemberChanged: _member_changed,
    organizations.MemberLeft: _member_left,
}
