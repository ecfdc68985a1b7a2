"""Sessions: opening, using and ending those of signed-in devices."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person, SignInSession
from marketplace.accounts.policies import Actor, require
from marketplace.accounts.queries import token_digest
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.settings import Settings

DEVICE_LENGTH: Final = 200
#: How exactly the bank remembers when a device was last used: more would be a write for each page.
SEEN_WITHIN: Final = timedelta(hours=1)


def open_session(session: Session, clock: Clock, settings: Settings, person: Person, device: str) -> str:
    """Open a session for somebody who has just proved who they are; gives its token, which is kept nowhere else."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_digest=token_digest(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=settings.session_days),
            device=device[:DEVICE_LENGTH],
        )
    )
    return token


def note_use(session: Session, now: datetime, token: str) -> None:
    """Remember that a device was used."""
    session.execute(update(SignInSession).where(SignInSession.token_digest == token_digest(token)).values(seen_at=now))


def sign_out(session: Session, token: str) -> None:
    """End the session of the token, if there is one."""
    session.execute(delete(SignInSession).where(SignInSession.token_digest == token_digest(token)))


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """Sign out one of one's own devices.

    Raises:
        NotFoundError: the actor has no such session.
    """
    require(actor, "account.manage")
    own = delete(SignInSession).where(SignInSession.id == session_id, SignInSession.person_id == actor.person_id)
    if session.execute(own.returning(SignInSession.id)).first() is None:
        raise NotFoundError


def end_other_sessions(session: Session, actor: Actor, token: str) -> None:
    """Sign out all of one's own devices but the one with the token."""
    require(actor, "account.manage")
    end_sessions_of(session, actor.person_id, but=token)


def end_sessions_of(session: Session, person_id: int | None, but: str = "") -> None:
    """End all sessions of a person but that of a token."""
    session.execute(
        delete(SignInSession).where(
            SignInSession.person_id == person_id, SignInSession.token_digest != token_digest(but)
        )
    )


def end_expired_sessions(session: Session, now: datetime) -> None:
    """Forget the sessions whose time is over."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
