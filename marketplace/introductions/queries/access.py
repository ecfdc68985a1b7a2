"""Who may know of an introduction, and what they are to it."""

from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, may
from marketplace.introductions.models import Introduction, Thread
from marketplace.introductions.terms import SIDES, Party
from marketplace.kernel.errors import NotFoundError, SignInRequiredError


def party_of(actor: Actor, introduction: Introduction) -> Party:
    """What the actor is to an introduction: the side that they may act for, else the one that they belong to.

    Somebody who acts for both organizations is always the same side: nobody confirms their own proposals. Staff see a room
    only after they were called into it.

    Raises:
        SignInRequiredError: a visitor asks.
        NotFoundError: the actor may not know of it.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    for operation in ("introduction.speak", "introduction.read"):
        for side in SIDES:
            if may(actor, operation, introduction.organization_of(side)):
                return side
    if introduction.curator_called_at is not None and may(actor, "introduction.assist"):
        return Party.CURATOR
    raise NotFoundError


def introduction_for(session: Session, actor: Actor, introduction_id: int) -> Introduction:
    """The row of an introduction, for those who may know of it.

    Raises:
        SignInRequiredError: a visitor asks, whether or not there is such an introduction.
        NotFoundError: there is none, or the actor may not know of it.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    found = session.get(Introduction, introduction_id)
    if found is None:
        raise NotFoundError
    party_of(actor, found)
    return found


def thread_for(session: Session, actor: Actor, thread_id: int) -> Thread:
    """The row of a thread, for those who may know of its introduction.

    Raises:
        SignInRequiredError, NotFoundError: as `introduction_for` says; or there is no such thread.
    """
    if not actor.signed_in:
        raise SignInRequiredError
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise NotFoundError
    introduction_for(session, actor, thread.introduction_id)
    return thread
