"""Confirmed addresses, the second step of signing in, time zones, invitations, and the locale of an organization's texts.

Whoever had an account before addresses were confirmed keeps all that the account could do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Do it."""
    op.add_column(
        "person", sa.Column("time_zone", sa.String(length=40), nullable=False, server_default=sa.text("'UTC'"))
    )
    op.add_column("person", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("two_step_seed", sa.String(length=64), nullable=True))
    op.add_column("person", sa.Column("two_step_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("two_step_last", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE person SET verified_at = created_at")
    op.add_column("sign_in_session", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "organization",
        sa.Column("original_locale", sa.String(length=8), nullable=False, server_default=sa.text("'en'")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_recovery_code_person_id_digest")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("sendings", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_invitation_organization_id_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_organization_id_email", "invitation", ["organization_id", "email"])
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("invitation")
    op.drop_table("recovery_code")
    with op.batch_alter_table("organization") as table:
        table.drop_column("original_locale")
    with op.batch_alter_table("sign_in_session") as table:
        table.drop_column("seen_at")
    with op.batch_alter_table("person") as table:
        for column in ("removed_at", "two_step_last", "two_step_since", "two_step_seed", "verified_at", "time_zone"):
            table.drop_column(column)
