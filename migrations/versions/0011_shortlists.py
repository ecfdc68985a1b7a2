"""Shortlists and their notes.

Rules: the code that runs before and the code that runs after must both work on this schema; add first, remove one
release later. On PostgreSQL create indexes on large tables concurrently, and take no lock that outlasts a second.
Both directions are tested on SQLite and on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Do it."""
    op.create_table(
        "shortlist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_shortlist_entry_added_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["counterpart_id"],
            ["listing.id"],
            name=op.f("fk_shortlist_entry_counterpart_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_shortlist_entry_listing_id_listing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entry")),
        sa.UniqueConstraint("listing_id", "counterpart_id", name=op.f("uq_shortlist_entry_listing_id_counterpart_id")),
    )
    op.create_index(op.f("ix_shortlist_entry_counterpart_id"), "shortlist_entry", ["counterpart_id"], unique=False)
    op.create_table(
        "shortlist_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_shortlist_note_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["shortlist_entry.id"],
            name=op.f("fk_shortlist_note_entry_id_shortlist_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_note")),
    )
    op.create_index(op.f("ix_shortlist_note_entry_id"), "shortlist_note", ["entry_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_shortlist_note_entry_id"), table_name="shortlist_note")
    op.drop_table("shortlist_note")
    op.drop_index(op.f("ix_shortlist_entry_counterpart_id"), table_name="shortlist_entry")
    op.drop_table("shortlist_entry")
