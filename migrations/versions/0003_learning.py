"""What was said of pairs, the models that learn from it, and which of them served when.

Rules: the code that runs before and the code that runs after must both work on this schema; add first, remove one
release later. On PostgreSQL create indexes on large tables concurrently, and take no lock that outlasts a second.
Both directions are tested on SQLite and on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Do it."""
    op.create_table(
        "ranker_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trained_on", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("comparisons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranker_model")),
        sa.UniqueConstraint("version", name=op.f("uq_ranker_model_version")),
    )
    op.create_index(
        "uq_ranker_model_active",
        "ranker_model",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "model_activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_by_id", sa.Integer(), nullable=True),
        sa.Column("despite_worse", sa.Text(), nullable=False),
        sa.Column("rolled_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activated_by_id"],
            ["person.id"],
            name=op.f("fk_model_activation_activated_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ranker_model.id"],
            name=op.f("fk_model_activation_model_id_ranker_model"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_activation")),
    )
    op.create_index(op.f("ix_model_activation_model_id"), "model_activation", ["model_id"], unique=False)
    op.create_table(
        "judgment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("need_revision_id", sa.Integer(), nullable=False),
        sa.Column("offering_revision_id", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=60), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_judgment_need_id_need"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["need_revision_id"],
            ["revision.id"],
            name=op.f("fk_judgment_need_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_judgment_offering_id_offering"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offering_revision_id"],
            ["revision.id"],
            name=op.f("fk_judgment_offering_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("fk_judgment_said_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgment")),
        sa.UniqueConstraint("need_id", "offering_id", "voice", name=op.f("uq_judgment_need_id_offering_id_voice")),
    )
    op.create_index(op.f("ix_judgment_need_revision_id"), "judgment", ["need_revision_id"], unique=False)
    op.create_index(op.f("ix_judgment_offering_id"), "judgment", ["offering_id"], unique=False)
    op.create_index(op.f("ix_judgment_offering_revision_id"), "judgment", ["offering_revision_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_judgment_offering_revision_id"), table_name="judgment")
    op.drop_index(op.f("ix_judgment_offering_id"), table_name="judgment")
    op.drop_index(op.f("ix_judgment_need_revision_id"), table_name="judgment")
    op.drop_table("judgment")
    op.drop_index(op.f("ix_model_activation_model_id"), table_name="model_activation")
    op.drop_table("model_activation")
    op.drop_index(
        "uq_ranker_model_active",
        table_name="ranker_model",
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.drop_table("ranker_model")
