"""Sign-in for requests: Flask-Login carries the token of a session that the database keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from marketplace.accounts import operations, queries
from marketplace.accounts.models import Person, SignInSession
from marketplace.accounts.operations.sessions import SEEN_WITHIN
from marketplace.http.context import actor, bank, db, reading
from marketplace.kernel.errors import LinkExpiredError, LinkInvalidError
from marketplace.notifications.queries import unseen_count
from marketplace.organizations.queries import actor_for

#: Where the browser's cookie keeps that the first of two steps is taken.
_HALF: Final = "half"


@dataclass(eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """Who is signed in, as Flask-Login wants it: known by the token, not by the person's number."""

    token: str

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token


def authenticate(app: Flask) -> None:
    """Resolve the actor of every request."""
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        now = bank().clock.now()
        held = queries.session_of(db(), token, now)
        if held is None:
            return None
        g.actor = actor_for(db(), held.person, staff_two_step=bank().settings.staff_two_step)
        g.time_zone = held.person.time_zone
        _note_use(held, token, now)
        return SignedIn(token)

    app.jinja_env.globals["unseen_news"] = lambda: unseen_count(db(), actor())

    @app.before_request
    def resolve() -> None:
        # What is sent to everybody, and kept by shared caches, is not looked at with anybody's eyes.
        if request.endpoint != "static" and request.blueprint != "files":
            identify()


def identify() -> None:
    """Find out who asks, where that is not done for every request."""
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        _ = current_user.is_authenticated


def sign_in(email: str, password: str) -> bool:
    """Open a session for this browser; gives whether that is done, or a second step is to follow.

    A refused attempt stays counted.

    Raises:
        TooManyError, WrongCredentialsError: as `accounts.operations.sign_in` says.
    """
    held = bank()
    try:
        entry = operations.sign_in(
            db(), held.clock, held.settings, email=email, password=password, visitor=visitor(), device=_device()
        )
    finally:
        db().commit()
    if entry.half:
        session.clear()
        session[_HALF] = entry.half
        return False
    _begin(entry.token)
    return True


def half_signed_in() -> bool:
    """Whether this browser has taken the first of two steps."""
    return _HALF in session


def sign_in_by_code(code: str) -> None:
    """Take the second step. A refused attempt stays counted.

    Raises:
        LinkInvalidError: there was no first step, or it is too long ago.
        TooManyError, WrongCodeError: as `accounts.operations.sign_in_by_code` says.
    """
    held = bank()
    try:
        token = operations.sign_in_by_code(
            db(),
            held.clock,
            held.settings,
            half=session.get(_HALF, ""),
            code=code,
            visitor=visitor(),
            device=_device(),
        )
    except (LinkInvalidError, LinkExpiredError):
        session.pop(_HALF, None)
        raise
    finally:
        db().commit()
    _begin(token)


def welcome(person: Person) -> None:
    """Open a session for somebody whose account was opened just now; both are committed together."""
    held = bank()
    token = operations.open_session(db(), held.clock, held.settings, person, _device())
    db().commit()
    _begin(token)


def sign_out() -> None:
    """End the session of this browser."""
    operations.sign_out(db(), own_token())
    db().commit()
    logout_user()


def own_token() -> str:
    """The token of this browser's session, or nothing."""
    return current_user.get_id() or ""


def visitor() -> str:
    """By what a visitor is known who is nobody in particular: the address that the request came from."""
    return request.remote_addr or ""


def _device() -> str:
    return request.user_agent.string


def _begin(token: str) -> None:
    """Let the browser carry the token, and nothing that somebody else may have planted before (the forms' secret)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token))


def _note_use(held: SignInSession, token: str, now: datetime) -> None:
    """A request that only reads does it in a transaction of its own, which is over at once; any other in its own."""
    if now - (held.seen_at or held.created_at) < SEEN_WITHIN:
        return
    if not reading():
        operations.note_use(db(), now, token)
        return
    with bank().database.transaction() as own:
        operations.note_use(own, now, token)
