"""Sign-in for requests: Flask-Login carries the token of a session that the database keeps."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from marketplace.accounts import operations, queries
from marketplace.accounts.models import Person
from marketplace.http.context import bank, db
from marketplace.organizations.queries import actor_for


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
        person = queries.person_of_session(db(), token, bank().clock.now())
        if person is None:
            return None
        g.actor = actor_for(db(), person)
        return SignedIn(token)

    @app.before_request
    def resolve() -> None:
        # What is sent to everybody, and kept by shared caches, is not looked at with anybody's eyes.
        if request.endpoint != "static" and request.blueprint != "files":
            identify()


def identify() -> None:
    """Find out who asks, where that is not done for every request."""
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        _ = current_user.is_authenticated


def sign_in(email: str, password: str) -> None:
    """Open a session for this browser. A refused attempt stays counted.

    Raises:
        TooManyError, WrongCredentialsError: as `accounts.operations.sign_in` says.
    """
    held = bank()
    try:
        token = operations.sign_in(
            db(),
            held.clock,
            held.settings,
            email=email,
            password=password,
            visitor=request.remote_addr or "",
            device=request.user_agent.string,
        )
    finally:
        db().commit()
    _begin(token)


def welcome(person: Person) -> None:
    """Open a session for somebody whose account was opened just now; both are committed together."""
    held = bank()
    token = operations.open_session(db(), held.clock, held.settings, person, request.user_agent.string)
    db().commit()
    _begin(token)


def _begin(token: str) -> None:
    """Let the browser carry the token, and nothing that somebody else may have planted before (the forms' secret)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token))


def sign_out() -> None:
    """End the session of this browser."""
    operations.sign_out(db(), current_user.get_id() or "")
    db().commit()
    logout_user()
