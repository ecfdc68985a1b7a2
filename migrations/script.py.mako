"""${message}

Rules: the code that runs before and the code that runs after must both work on this schema; add first, remove one
release later. On PostgreSQL create indexes on large tables concurrently, and take no lock that outlasts a second.
Both directions are tested on SQLite and on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Do it."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo it."""
    ${downgrades if downgrades else "pass"}
