"""mandates"""

import sqlalchemy as sa
from alembic import op

import foundation.model
from foundation.effective import overlap_rules

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_mandate_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("code", name=op.f("uq_mandate_code")),
    )
    op.create_index(op.f("ix_mandate_organisation_id"), "mandate", ["organisation_id"])
    op.create_table(
        "mandate_terms",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("functions", foundation.model.Listed(), nullable=False),
        sa.Column("professions", foundation.model.Listed(), nullable=False),
        sa.Column("teams", foundation.model.Listed(), nullable=False),
        sa.Column("conditions", foundation.model.Listed(), nullable=False),
        sa.Column("signed_by_organisation", sa.String(), nullable=True),
        sa.Column("signed_by_organisation_on", sa.Date(), nullable=True),
        sa.Column("signed_by_partnership", sa.String(), nullable=True),
        sa.Column("signed_by_partnership_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_mandate_terms_dates")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_mandate_terms_known")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'signed', 'withdrawn')", name=op.f("ck_mandate_terms_status")
        ),
        sa.CheckConstraint(
            "instrument IN"
            " ('section_75', 'section_113', 'secondment', 'honorary', 'memorandum', 'contract')",
            name=op.f("ck_mandate_terms_instrument"),
        ),
        sa.CheckConstraint(
            "status <> 'signed' OR (signed_by_organisation_on IS NOT NULL"
            " AND signed_by_partnership_on IS NOT NULL)",
            name=op.f("ck_mandate_terms_signed"),
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_terms_mandate_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_mandate_terms_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_mandate_terms_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_terms")),
    )
    op.create_index(op.f("ix_mandate_terms_mandate_id"), "mandate_terms", ["mandate_id"])
    for statement in overlap_rules("mandate_terms", ("mandate_id",)).get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("mandate_terms")
    op.drop_table("mandate")
