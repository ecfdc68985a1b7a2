"""Browsers without scripts in which somebody is signed in."""

from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Person
from tests.factories import PASSWORD


def signed_in(app: Flask, person: Person, password: str = PASSWORD) -> FlaskClient:
    """A browser of a person's own."""
    browser = app.test_client()
    assert browser.post("/en/sign-in", data={"email": person.email, "password": password}).status_code == 303
    return browser
