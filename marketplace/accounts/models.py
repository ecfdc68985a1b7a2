"""People, the sessions they hold, their recovery codes, and what was tried and asked for."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.terms import Role
from marketplace.kernel.database import Base

#: Marks a column that opens something, or would help to: it is left out of what a person is handed of their own.
SECRET: Final[dict[str, Any]] = {"secret": True}


class Person(Base):
    """Somebody with an account, or somebody who had one: of these only the row is left, so that history has an author.

    `verified_at` is when the address was shown to be theirs. `two_step_seed` is what the secret of two-step sign-in is
    derived from (never the secret itself), `two_step_since` when it was first used, and `two_step_last` the last period of
    thirty seconds whose code was accepted, so that none is accepted twice.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200), info=SECRET)
    locale: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(40), default="UTC", server_default="UTC")
    role: Mapped[str | None] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    two_step_seed: Mapped[str | None] = mapped_column(String(64), info=SECRET)
    two_step_since: Mapped[datetime | None]
    two_step_last: Mapped[int | None] = mapped_column(info=SECRET)
    removed_at: Mapped[datetime | None]

    @property
    def roles(self) -> frozenset[Role]:
        """The bank's own roles that the person has."""
        return frozenset({Role(self.role)} if self.role else ())

    @property
    def verified(self) -> bool:
        """Whether the address is known to be theirs."""
        return self.verified_at is not None

    @property
    def two_step(self) -> bool:
        """Whether signing in takes two steps."""
        return self.two_step_since is not None


class SignInSession(Base):
    """A signed-in device. Only a digest of its token is kept, so that a stolen database opens no session."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """A failed attempt to sign in, or something asked for; counted per address and per visitor within a window of time."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


class RecoveryCode(Base):
    """What opens the second step once when the device is lost: the digest of a code of eighty random bits."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), info=SECRET)
    used_at: Mapped[datetime | None]
