"""How migrations reach the database: the bank's own settings, or a connection that a test hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from marketplace.kernel.database import UtcDateTime, connect
from marketplace.kernel.settings import load_settings
from marketplace.schema import metadata


def render_item(kind: str, item: object, _context: Any) -> str | Literal[False]:
    """Write the bank's column types as plain ones: a migration must not change when the code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: sa.Connection) -> None:
    """Run the migrations on a connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(load_settings().database_url).begin() as opened:
        run(opened)
