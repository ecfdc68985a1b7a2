"""Full refreshes in partitions: what is finished, and what is scored so far.

Runs that were not finished are forgotten: they begin anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Do it."""
    op.drop_table("refresh_run")
    op.create_table(
        "refresh_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("model_version", sa.String(length=40), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_run")),
    )
    op.create_table(
        "refresh_partition",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_need_id", sa.Integer(), nullable=False),
        sa.Column("last_need_id", sa.Integer(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["refresh_run.id"], name=op.f("fk_refresh_partition_run_id_refresh_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "first_need_id", name=op.f("pk_refresh_partition")),
    )
    op.create_table(
        "refresh_candidate",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("text_score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["refresh_run.id"], name=op.f("fk_refresh_candidate_run_id_refresh_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "need_id", "offering_id", name=op.f("pk_refresh_candidate")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("refresh_candidate")
    op.drop_table("refresh_partition")
    op.drop_table("refresh_run")
    op.create_table(
        "refresh_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_need_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_run")),
    )
