"""Bringing the database to the newest schema."""

import click
from alembic import command
from alembic.config import Config

from marketplace.kernel.database import connect
from marketplace.kernel.settings import PROJECT_FOLDER, load_settings


@click.command()
def migrate() -> None:
    """Bring the database of the settings to the newest schema."""
    upgrade(load_settings().database_url)


def upgrade(url: str) -> None:
    """Bring a database to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    engine = connect(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
