"""What a person takes along and leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.terms import MemberRole
from marketplace.kernel.database import Base
from marketplace.listings.models import Listing
from marketplace.listings.policies import TRANSITIONS, Action
from marketplace.organizations.queries import MemberView, OrganizationView, members, organizations_of, owners_of

#: States from which a listing can be withdrawn.
WITHDRAWABLE: Final = tuple(status for status, action in TRANSITIONS if action is Action.WITHDRAW)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An organization that the person leaves.

    `last_owner` says that nobody else owns it; then `heirs` are the other members, one of whom is to, and `listings` counts
    what has to be withdrawn if there are none.
    """

    organization: OrganizationView
    last_owner: bool
    heirs: tuple[MemberView, ...]
    listings: int

    @property
    def to_decide(self) -> bool:
        """Whether the person has to say what becomes of it."""
        return self.last_owner and bool(self.heirs or self.listings)

    @property
    def choices(self) -> tuple[int | None, ...]:
        """Who may own it next; `None`, to withdraw its listings, only where nobody is left who could look after them."""
        return tuple(heir.person_id for heir in self.heirs) or (None,)


def left_behind(session: Session, actor: Actor) -> list[LeftBehind]:
    """The organizations that the actor would leave, by name."""
    require(actor, "account.manage")
    return [_left(session, actor, each) for each in organizations_of(session, actor)]


def withdrawable(session: Session, organization_id: int) -> list[int]:
    """The numbers of an organization's listings that are not over yet, whatever state they are in."""
    alive = select(Listing.id).where(Listing.organization_id == organization_id, Listing.status.in_(WITHDRAWABLE))
    return list(session.scalars(alive.order_by(Listing.id)))


def export(session: Session, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Everything that the bank has of the actor: from each table the rows that name them, as JSON may hold it.

    Tables and columns are read from the schema, so that no feature can be forgotten; columns that are marked as secret
    (password, tokens, codes) stay where they are.
    """
    require(actor, "account.manage")
    tables = ((table, _naming(table)) for table in Base.metadata.sorted_tables)
    found = {table.name: list(_rows(session, table, columns, actor.person_id)) for table, columns in tables if columns}
    return {name: rows for name, rows in found.items() if rows}


def _left(session: Session, actor: Actor, organization: OrganizationView) -> LeftBehind:
    last = owners_of(session, organization.id) == [actor.person_id]
    others = [each for each in members(session, actor, organization.id) if each.person_id != actor.person_id]
    count = select(func.count()).where(Listing.organization_id == organization.id, Listing.status.in_(WITHDRAWABLE))
    return LeftBehind(
        organization=organization,
        last_owner=last,
        heirs=tuple(each for each in others if each.role is not MemberRole.OWNER) if last else (),
        listings=session.scalars(count).one() if last else 0,
    )


def _naming(table: Table) -> list[ColumnElement[Any]]:
    """The columns of a table that say which person a row is about, or whose it is."""
    person = Person.__table__.c.id
    if table is Person.__table__:
        return [person]
    return [column for column in table.columns if any(key.column is person for key in column.foreign_keys)]


def _rows(
    session: Session, table: Table, columns: list[ColumnElement[Any]], person_id: int | None
) -> Iterator[dict[str, Any]]:
    told = [column for column in table.columns if not column.info.get("secret")]
    named = or_(*(column == person_id for column in columns))
    for row in session.execute(select(*told).where(named).order_by(*table.primary_key.columns)):
        yield {column.name: _plain(value) for column, value in zip(told, row, strict=True)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
