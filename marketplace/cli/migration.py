"""Bringing the database to the newest schema."""

import click
from alembic import command
from alembic.config import Config

from marketplace.kernel.settings import PROJECT_FOLDER


@click.command()
def migrate() -> None:
    """Bring the database of the settings to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    command.upgrade(config, "head")
