"""Signing up, in and out."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import errors, operations
from marketplace.accounts.models import Person, SignInSession
from marketplace.accounts.queries import person_of_session
from marketplace.bootstrap import Bank
from marketplace.kernel.errors import TooManyError
from tests.factories import PASSWORD, Factory


def sign_in(bank: Bank, session: Session, email: str, password: str = PASSWORD) -> str:
    settings = replace(bank.settings, sign_in_attempts=3)
    entry = operations.sign_in(
        session, bank.clock, settings, email=email, password=password, visitor="127.0.0.1", device="test"
    )
    return entry.token


def test_a_session_lasts_until_it_ends(bank: Bank, session: Session, factory: Factory) -> None:
    person = factory.person()
    token = sign_in(bank, session, f" {person.email.upper()} ")
    found = person_of_session(session, token, bank.clock.now())
    assert found is not None
    assert found.id == person.id
    bank.clock.advance(days=bank.settings.session_days + 1)  # type: ignore[attr-defined]
    assert person_of_session(session, token, bank.clock.now()) is None


def test_signing_out_ends_the_session(bank: Bank, session: Session, factory: Factory) -> None:
    token = sign_in(bank, session, factory.person().email)
    operations.sign_out(session, token)
    assert person_of_session(session, token, bank.clock.now()) is None


def test_neither_token_nor_password_is_kept(bank: Bank, session: Session, factory: Factory) -> None:
    person = factory.person()
    token = sign_in(bank, session, person.email)
    kept = session.scalars(select(SignInSession)).one()
    assert token not in (kept.token_digest, kept.device)
    assert person.password_hash.startswith("$argon2id$")


def test_attempts_are_limited_and_the_limit_passes(bank: Bank, session: Session, factory: Factory) -> None:
    email = factory.person().email
    for _ in range(3):
        with pytest.raises(errors.WrongCredentialsError):
            sign_in(bank, session, email, "wrong")
    with pytest.raises(TooManyError):
        sign_in(bank, session, email)
    bank.clock.advance(minutes=16)  # type: ignore[attr-defined]
    assert sign_in(bank, session, email)


def test_a_deactivated_person_does_not_come_in(bank: Bank, session: Session, factory: Factory) -> None:
    person = factory.person()
    token = sign_in(bank, session, person.email)
    person.active = False
    session.commit()
    assert person_of_session(session, token, bank.clock.now()) is None
    with pytest.raises(errors.WrongCredentialsError):
        sign_in(bank, session, person.email)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "nobody"}, errors.EmailInvalidError),
        ({"email": f"{'x' * 65}@example.org"}, errors.EmailInvalidError),
        ({"name": " "}, errors.NameMissingError),
        ({"name": "x" * 121}, errors.NameMissingError),
        ({"password": "short"}, errors.WeakPasswordError),
        ({"password": "x" * 201}, errors.WeakPasswordError),
        ({"email": "PERSON1@example.org"}, errors.EmailTakenError),
    ],
)
def test_what_sign_up_refuses(
    bank: Bank, session: Session, factory: Factory, changes: dict[str, str], refusal: type[Exception]
) -> None:
    factory.person()
    given = {"email": "new@example.org", "name": "New", "password": PASSWORD, "locale": "en"} | changes
    with pytest.raises(refusal):
        operations.sign_up(session, bank.clock, **given)
    assert len(session.scalars(select(Person)).all()) == 1
