"""Introductions with their history and what is said in them, and the outcomes of transfers.

Rules: the code that runs before and the code that runs after must both work on this schema; add first, remove one
release later. On PostgreSQL create indexes on large tables concurrently, and take no lock that outlasts a second.
Both directions are tested on SQLite and on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Do it."""
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("need_revision_id", sa.Integer(), nullable=False),
        sa.Column("offering_revision_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("model", sa.String(length=60), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_stage", sa.String(length=20), nullable=True),
        sa.Column("proposed_by", sa.String(length=10), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("next_step_day", sa.Date(), nullable=True),
        sa.Column("next_step_by", sa.String(length=10), nullable=True),
        sa.Column("next_step_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("curator_called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organization.id"], name=op.f("fk_introduction_agency_id_organization")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_introduction_need_id_need")),
        sa.ForeignKeyConstraint(
            ["need_revision_id"], ["revision.id"], name=op.f("fk_introduction_need_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_introduction_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["offering_revision_id"], ["revision.id"], name=op.f("fk_introduction_offering_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organization.id"], name=op.f("fk_introduction_provider_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
    )
    op.create_index("ix_introduction_agency_id_stage", "introduction", ["agency_id", "stage"], unique=False)
    op.create_index(op.f("ix_introduction_need_id"), "introduction", ["need_id"], unique=False)
    op.create_index(op.f("ix_introduction_next_step_day"), "introduction", ["next_step_day"], unique=False)
    op.create_index(op.f("ix_introduction_offering_id"), "introduction", ["offering_id"], unique=False)
    op.create_index("ix_introduction_provider_id_stage", "introduction", ["provider_id", "stage"], unique=False)
    op.create_index("ix_introduction_stage_touched_at", "introduction", ["stage", "touched_at"], unique=False)
    op.create_index(
        "uq_introduction_open",
        "introduction",
        ["need_id", "offering_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "introduction_document",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_introduction_document_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_introduction_document_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("introduction_id", "document_id", name=op.f("pk_introduction_document")),
    )
    op.create_index(
        op.f("ix_introduction_document_document_id"), "introduction_document", ["document_id"], unique=False
    )
    op.create_table(
        "introduction_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("from_stage", sa.String(length=20), nullable=False),
        sa.Column("to_stage", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_introduction_step_actor_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_introduction_step_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_step")),
    )
    op.create_index(
        op.f("ix_introduction_step_introduction_id"), "introduction_step", ["introduction_id"], unique=False
    )
    op.create_table(
        "introduction_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("general", sa.Boolean(), nullable=False),
        sa.Column("criterion", sa.String(length=30), nullable=True),
        sa.Column("verdict", sa.JSON(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("asked_of", sa.String(length=10), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_introduction_thread_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_thread")),
    )
    op.create_index(
        op.f("ix_introduction_thread_introduction_id"), "introduction_thread", ["introduction_id"], unique=False
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("scale", sa.String(length=200), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("written_by", sa.String(length=10), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_consent_by_id", sa.Integer(), nullable=True),
        sa.Column("provider_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_consent_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_consent_by_id"],
            ["person.id"],
            name=op.f("fk_outcome_agency_consent_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_outcome_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_consent_by_id"],
            ["person.id"],
            name=op.f("fk_outcome_provider_consent_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("introduction_id", name=op.f("uq_outcome_introduction_id")),
    )
    op.create_index(op.f("ix_outcome_country"), "outcome", ["country"], unique=False)
    op.create_index(op.f("ix_outcome_field"), "outcome", ["field"], unique=False)
    op.create_index(op.f("ix_outcome_published_at"), "outcome", ["published_at"], unique=False)
    op.create_table(
        "result_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("party", sa.String(length=10), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_result_report_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_result_report_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_report")),
        sa.UniqueConstraint("introduction_id", "months", name=op.f("uq_result_report_introduction_id_months")),
    )
    op.create_table(
        "introduction_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_introduction_message_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["introduction_thread.id"],
            name=op.f("fk_introduction_message_thread_id_introduction_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_message")),
    )
    op.create_index(op.f("ix_introduction_message_thread_id"), "introduction_message", ["thread_id"], unique=False)
    op.add_column("document", sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("document", "confidential")
    op.drop_index(op.f("ix_introduction_message_thread_id"), table_name="introduction_message")
    op.drop_table("introduction_message")
    op.drop_table("result_report")
    op.drop_index(op.f("ix_outcome_published_at"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_field"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_country"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_index(op.f("ix_introduction_thread_introduction_id"), table_name="introduction_thread")
    op.drop_table("introduction_thread")
    op.drop_index(op.f("ix_introduction_step_introduction_id"), table_name="introduction_step")
    op.drop_table("introduction_step")
    op.drop_index(op.f("ix_introduction_document_document_id"), table_name="introduction_document")
    op.drop_table("introduction_document")
    op.drop_index(
        "uq_introduction_open",
        table_name="introduction",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_introduction_stage_touched_at", table_name="introduction")
    op.drop_index("ix_introduction_provider_id_stage", table_name="introduction")
    op.drop_index(op.f("ix_introduction_offering_id"), table_name="introduction")
    op.drop_index(op.f("ix_introduction_next_step_day"), table_name="introduction")
    op.drop_index(op.f("ix_introduction_need_id"), table_name="introduction")
    op.drop_index("ix_introduction_agency_id_stage", table_name="introduction")
    op.drop_table("introduction")
