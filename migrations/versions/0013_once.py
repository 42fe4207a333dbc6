"""once"""

import sqlalchemy as sa
from alembic import op

from foundation.model import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("done_at", Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sent_form_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("key", name=op.f("uq_sent_form_key")),
    )
    op.create_index(op.f("ix_sent_form_account_id"), "sent_form", ["account_id"])


def downgrade() -> None:
    op.drop_table("sent_form")
