"""The application, as a WSGI server starts it."""

from marketplace.app import create_app

app = create_app()
