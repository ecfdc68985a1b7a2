"""What is left of a person who leaves the bank."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.errors import LastAdministratorError
from marketplace.accounts.events import AccountRemoved
from marketplace.accounts.models import Person
from marketplace.accounts.operations.passwords import nobodys
from marketplace.accounts.operations.sessions import end_sessions_of
from marketplace.accounts.operations.two_step import forget_two_step
from marketplace.accounts.terms import FORMER, Role
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus


def forget_person(session: Session, clock: Clock, bus: EventBus, person: Person) -> None:
    """Make a person's row anonymous; it stays, so that history has an author. Nobody can sign in with it.

    Raises:
        LastAdministratorError: nobody else administers the bank.
    """
    others = select(func.count()).where(
        Person.role == Role.ADMINISTRATOR, Person.active.is_(True), Person.id != person.id
    )
    if Role.ADMINISTRATOR in person.roles and not session.scalars(others).one():
        raise LastAdministratorError
    now = clock.now()
    removed = AccountRemoved(person.id, person.email, person.name, person.locale, now)
    end_sessions_of(session, person.id)
    forget_two_step(session, person)
    person.email, person.name = f"removed-{person.id}@removed.invalid", FORMER
    person.password_hash, person.role, person.active = nobodys(), None, False
    person.time_zone, person.verified_at, person.removed_at = "UTC", None, now
    session.flush()
    bus.publish(session, removed)
