"""Organizations, their members, and invitations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.kernel.database import Base


class Organization(Base):
    """A technology provider, a recipient agency, or both. `key` is its name in the seeds, if it comes from there.

    `original_locale` is the one in which it wrote `about`; what is there in others was translated by people.
    """

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, Any]]
    kinds: Mapped[list[str]]
    type: Mapped[str] = mapped_column(String(30))
    country: Mapped[str] = mapped_column(String(2), index=True)
    city: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[dict[str, Any]]
    original_locale: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    verified_at: Mapped[datetime | None]
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Member(Base):
    """A person's membership in an organization."""

    __tablename__ = "member"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Invitation(Base):
    """An offer to somebody with an address to become a member; open until it is accepted, withdrawn or too old.

    `locale` is that of the page on which it was made: its mail speaks it. `sendings` counts the mails.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_organization_id_email", "organization_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(8))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    sendings: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])
