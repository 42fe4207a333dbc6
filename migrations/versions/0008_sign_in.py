"""sign in"""

import sqlalchemy as sa
from alembic import op

from foundation.model import Moment

revision = "0008"
down_revision = "0007"

# Added one by one and in words: making a table anew on SQLite would drop what guards it.
ADDED = (
    ("sign_in", "browser VARCHAR DEFAULT '' NOT NULL"),
    ("sign_in", "how VARCHAR DEFAULT 'password' NOT NULL CONSTRAINT ck_sign_in_how CHECK"
     " (how IN ('password', 'app', 'recovery', 'organisation'))"),
)


def upgrade() -> None:
    op.create_table("second_factor",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("sealed", sa.String(), nullable=False),
    sa.Column("added_at", Moment(timezone=True), nullable=False),
    sa.Column("last_step", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
    sa.UniqueConstraint("account_id", name=op.f("uq_second_factor_account_id")),
    )
    op.create_table("recovery_code",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("code_hash", sa.String(), nullable=False),
    sa.Column("made_at", Moment(timezone=True), nullable=False),
    sa.Column("used_at", Moment(timezone=True), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table("half_sign_in",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("token_hash", sa.String(), nullable=False),
    sa.Column("needs", sa.String(), nullable=False),
    sa.Column("how", sa.String(), nullable=False),
    sa.Column("started_at", Moment(timezone=True), nullable=False),
    sa.Column("expires_at", Moment(timezone=True), nullable=False),
    sa.Column("wrong", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint("needs IN ('code', 'set_up')", name=op.f("ck_half_sign_in_needs")),
    sa.CheckConstraint("how IN ('password', 'app', 'recovery', 'organisation')", name=op.f("ck_half_sign_in_how")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_half_sign_in_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_half_sign_in")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_half_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_half_sign_in_account_id"), "half_sign_in", ["account_id"])
    op.create_table("account_change",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("act", sa.String(), nullable=False),
    sa.Column("because", sa.String(), nullable=False),
    sa.Column("at", Moment(timezone=True), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_change_account_id")),
    sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_account_change_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    op.create_index(op.f("ix_account_change_account_id"), "account_change", ["account_id"])
    op.create_table("kept_form",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("sealed", sa.String(), nullable=False),
    sa.Column("kept_at", Moment(timezone=True), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kept_form_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    sa.UniqueConstraint("account_id", name=op.f("uq_kept_form_account_id")),
    )
    op.create_table("outside_identity",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("issuer", sa.String(), nullable=False),
    sa.Column("subject", sa.String(), nullable=False),
    sa.Column("linked_at", Moment(timezone=True), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outside_identity_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
    sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_outside_identity_account_id"), "outside_identity", ["account_id"])
    for table, column in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.add_column("sign_in", sa.Column("last_used_at", Moment(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in", "last_used_at")
    for table, column in reversed(ADDED):
        op.drop_column(table, column.split()[0])
    for table in (
        "outside_identity", "kept_form", "account_change", "half_sign_in", "recovery_code", "second_factor",
    ):
        op.drop_table(table)
