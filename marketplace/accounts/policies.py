"""The actor, and the one table of who may do what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from marketplace.accounts.errors import TwoStepMissingError, UnverifiedError
from marketplace.accounts.terms import MemberRole, Role
from marketplace.kernel.errors import ForbiddenError, SignInRequiredError


@dataclass(frozen=True, slots=True)
class Membership:
    """What the actor is to one organization."""

    organization_id: int
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: plain values, resolved once per request or job.

    `verified` says that the person's address is known to be theirs. `withheld` are roles that the person has, and that do
    not count until signing in takes two steps.
    """

    person_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    memberships: tuple[Membership, ...] = ()
    verified: bool = False
    withheld: frozenset[Role] = frozenset()

    @property
    def signed_in(self) -> bool:
        """Whether this is a person with an account."""
        return self.person_id is not None

    @property
    def staff(self) -> bool:
        """Whether this is bank staff: a curator or an administrator."""
        return bool(self.roles)

    def is_member(self, organization_id: int | None) -> bool:
        """Whether the actor belongs to the organization, in whatever role."""
        return any(membership.organization_id == organization_id for membership in self.memberships)

    def edits(self, organization_id: int | None) -> bool:
        """Whether the actor may change what the organization holds."""
        return any(
            membership.organization_id == organization_id and membership.role is not MemberRole.VIEWER
            for membership in self.memberships
        )

    def owns(self, organization_id: int | None) -> bool:
        """Whether the actor decides who belongs to the organization."""
        return any(
            membership.organization_id == organization_id and membership.role is MemberRole.OWNER
            for membership in self.memberships
        )


VISITOR: Final = Actor()
#: Whoever reaches the command line of the bank's own machine.
OPERATOR: Final = Actor(roles=frozenset({Role.ADMINISTRATOR}))

Rule = Callable[[Actor, int | None], bool]


def _anyone(_actor: Actor, _organization_id: int | None) -> bool:
    return True


def _signed_in(actor: Actor, _organization_id: int | None) -> bool:
    return actor.signed_in


def _editor(actor: Actor, organization_id: int | None) -> bool:
    return actor.edits(organization_id)


def _verified_editor(actor: Actor, organization_id: int | None) -> bool:
    return actor.verified and actor.edits(organization_id)


def _member(actor: Actor, organization_id: int | None) -> bool:
    return actor.is_member(organization_id)


def _owner(actor: Actor, organization_id: int | None) -> bool:
    return actor.owns(organization_id)


def _verified_owner(actor: Actor, organization_id: int | None) -> bool:
    return actor.verified and actor.owns(organization_id)


def _member_or_staff(actor: Actor, organization_id: int | None) -> bool:
    return actor.is_member(organization_id) or actor.staff


def _editor_or_staff(actor: Actor, organization_id: int | None) -> bool:
    return actor.edits(organization_id) or actor.staff


def _staff(actor: Actor, _organization_id: int | None) -> bool:
    return actor.staff


def _administrator(actor: Actor, _organization_id: int | None) -> bool:
    return Role.ADMINISTRATOR in actor.roles


#: Operation -> who may call it. Reading what is published needs no permission and is not listed. Whoever has not confirmed
#: their address may look around, found an organization and write drafts; what others are asked to act on waits for it.
PERMISSIONS: Final[Mapping[str, Rule]] = {
    "account.manage": _signed_in,
    "account.reset_two_step": _administrator,
    "desk.read": _signed_in,
    "news.read": _signed_in,
    "search.save": _signed_in,
    "organization.create": _signed_in,
    "organization.list_own": _signed_in,
    "organization.save_profile": _owner,
    "organization.read_members": _member_or_staff,
    "organization.leave": _member,
    "organization.change_members": _owner,
    "organization.invite": _verified_owner,
    "invitation.answer": _signed_in,
    "organization.verify": _staff,
    "document.add": _editor,
    "document.read_own": _member_or_staff,
    "listing.create": _editor,
    "listing.list_own": _signed_in,
    "listing.read_draft": _member_or_staff,
    "listing.save": _editor,
    "listing.restore": _editor,
    "listing.copy": _editor,
    "listing.submit": _verified_editor,
    "listing.withdraw": _editor_or_staff,
    "listing.renew": _editor,
    "curation.read_queue": _staff,
    "curation.publish": _staff,
    "curation.request_changes": _staff,
    "curation.reject": _staff,
    "passage.report": _anyone,
    "passage.read_reports": _staff,
    "passage.settle": _editor_or_staff,
    "match.endorse": _staff,
    "match.hide": _staff,
    "shortlist.read": _member,
    "shortlist.change": _editor,
    "shortlist.list_own": _signed_in,
    "exposure.read": _staff,
    "funnel.read": _staff,
    "judgment.record": _editor_or_staff,
    "introduction.ask": _verified_editor,
    "introduction.list_own": _signed_in,
    "introduction.read": _member,
    "introduction.answer": _editor,
    "introduction.withdraw": _editor,
    "introduction.speak": _editor,
    "introduction.share": _editor,
    "introduction.move": _editor,
    "introduction.take_over": _editor,
    "introduction.call_curator": _editor,
    "introduction.assist": _staff,
    "outcome.report": _editor,
    "outcome.write": _editor,
    "outcome.publish": _editor,
    "model.read": _staff,
    "model.train": _administrator,
    "model.activate": _administrator,
}


def may(actor: Actor, operation: str, organization_id: int | None = None) -> bool:
    """Whether the table lets the actor do this."""
    return PERMISSIONS[operation](actor, organization_id)


def require(actor: Actor, operation: str, organization_id: int | None = None) -> None:
    """Let the actor pass, or refuse.

    Raises:
        SignInRequiredError: a visitor asks; signing in may help.
        UnverifiedError: confirming the address would help.
        TwoStepMissingError: signing in in two steps would help.
        ForbiddenError: a signed-in person asks who may not.
    """
    if may(actor, operation, organization_id):
        return
    if not actor.signed_in:
        raise SignInRequiredError
    if may(replace(actor, verified=True), operation, organization_id):
        raise UnverifiedError
    if may(replace(actor, roles=actor.withheld), operation, organization_id):
        raise TwoStepMissingError
    raise ForbiddenError
