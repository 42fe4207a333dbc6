"""positions"""

import sqlalchemy as sa
from alembic import op

import foundation.model

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "position",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("known_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["signed_by_id"], ["account.id"], name=op.f("fk_position_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("number", name=op.f("uq_position_number")),
    )
    op.create_index(op.f("ix_position_scope"), "position", ["scope"])
    op.create_table(
        "coverage_week",
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("neighbourhood", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("wte", foundation.model.Hours(), nullable=False),
        sa.Column("wte_covered", foundation.model.Hours(), nullable=False),
        sa.Column("reckoned_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_week")),
        sa.UniqueConstraint(
            "monday",
            "profession",
            "employer",
            "neighbourhood",
            name=op.f("uq_coverage_week_monday_profession_employer_neighbourhood"),
        ),
    )
    # On PostgreSQL what is signed is kept by the rights of the account, as the audit is.
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER position_kept_{verb.lower()} BEFORE {verb} ON position "
                "BEGIN SELECT RAISE(ABORT, 'position_kept'); END"
            )


def downgrade() -> None:
    op.drop_table("coverage_week")
    op.drop_table("position")
