"""Reading accounts."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.models import Person, SignInSession


def token_digest(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def normalized_email(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().casefold()


def person_of_session(session: Session, token: str, now: datetime) -> Person | None:
    """The person who holds the session of the token, while both are good."""
    held = session.scalar(
        select(SignInSession)
        .options(joinedload(SignInSession.person, innerjoin=True))
        .where(SignInSession.token_digest == token_digest(token), SignInSession.expires_at > now)
    )
    return held.person if held and held.person.active else None


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with an address, however it is written."""
    return session.scalar(select(Person).where(Person.email == normalized_email(email)))
