"""Migrations make what the models say, and every one of them goes down and up again."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from marketplace.kernel.database import connect
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.schema import metadata


def config_for(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    config.attributes["connection"] = connection
    return config


def test_the_newest_schema_is_the_one_of_the_models(empty_database: str) -> None:
    engine = connect(empty_database)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_every_migration_goes_down_and_up_again(empty_database: str) -> None:
    engine = connect(empty_database)
    with engine.begin() as connection:
        config = config_for(connection)
        revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
        for _ in revisions:
            command.downgrade(config, "-1")
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
        for _ in revisions:
            command.upgrade(config, "+1")
        assert "listing" in sa.inspect(connection).get_table_names()
    engine.dispose()


def test_migrations_are_numbered_in_one_line() -> None:
    names = sorted(path.name[:4] for path in Path(PROJECT_FOLDER / "migrations" / "versions").glob("*.py"))
    assert names == [f"{number:04}" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_foreign_key_has_an_index_or_is_a_key(table: str) -> None:
    columns = {
        column.name
        for constraint in metadata.tables[table].foreign_key_constraints
        for column in constraint.columns
        if constraint.ondelete == "CASCADE"
    }
    indexed = {next(iter(index.columns)).name for index in metadata.tables[table].indexes}
    indexed |= {column.name for column in metadata.tables[table].primary_key.columns}
    indexed |= {
        next(iter(constraint.columns)).name
        for constraint in metadata.tables[table].constraints
        if isinstance(constraint, sa.UniqueConstraint)
    }
    assert columns <= indexed
