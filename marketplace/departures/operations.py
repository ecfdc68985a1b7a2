"""Removing an account."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.accounts.operations import forget_person, prove_again
from marketplace.accounts.policies import Actor, require
from marketplace.departures.errors import HeirMissingError
from marketplace.departures.queries import left_behind, withdrawable
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus
from marketplace.kernel.settings import Settings
from marketplace.listings.operations import withdraw
from marketplace.organizations.operations import hand_over, leave, leave_for_good


def remove_account(  # noqa: PLR0913 - who leaves, and what becomes of what
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    bus: EventBus,
    *,
    password: str,
    heirs: Mapping[int, int | None],
) -> None:
    """Leave the bank: all organizations are left, and the account is anonymous from now on.

    `heirs` says for each organization that the actor alone owns which member owns it next; where there is no other member it
    says `None`, and its listings are withdrawn. What the person wrote and decided stays, without their name.

    Raises:
        TooManyError, WrongPasswordError: as `prove_again` says.
        LastAdministratorError: nobody else administers the bank.
        HeirMissingError: an organization is not decided about, or somebody is named who is no member.
    """
    require(actor, "account.manage")
    person = prove_again(session, actor, clock, settings, password)
    leaving = left_behind(session, actor)
    undecided = [
        each.organization.id
        for each in leaving
        if each.to_decide and heirs.get(each.organization.id, 0) not in each.choices
    ]
    if undecided:
        raise HeirMissingError(undecided)
    for each in leaving:
        number = each.organization.id
        heir = heirs.get(number)
        if not each.last_owner:
            leave(session, actor, clock, bus, number)
        elif heir is not None:
            hand_over(session, actor, clock, bus, number, heir)
            leave(session, actor, clock, bus, number)
        else:
            for listing_id in withdrawable(session, number):
                withdraw(session, actor, clock, bus, listing_id)
            leave_for_good(session, clock, number, person.id)
    forget_person(session, clock, bus, person)
