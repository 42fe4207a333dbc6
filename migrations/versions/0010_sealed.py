"""sealed records"""

import sqlalchemy as sa
from alembic import op

import foundation.model
from foundation.effective import overlap_rules

revision = "0010"
down_revision = "0009"

KEYS = {"seal": ("resident_id",), "seal_name": ("resident_id", "person_id")}
KINDS = (
    "plan_published", "plan_unsettled", "agenda", "session_soon", "session_changed", "review_falling_due",
    "review_breached", "escalated", "action_given", "action_due", "registration_ending", "mandate_ending", "job_late",
)  # fmt: skip
ADDED = "sealed_referral"


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        *_dated("seal"),
        sa.CheckConstraint("why IN ('safety', 'colleague', 'court', 'other')", name=op.f("ck_seal_why")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_seal_resident_id")),
    )
    op.create_index("ix_seal_resident_id", "seal", ["resident_id"])
    op.create_table(
        "seal_name",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *_dated("seal_name"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seal_name_person_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_seal_name_resident_id")),
    )
    op.create_index("ix_seal_name_person_id", "seal_name", ["person_id"])
    op.create_index("ix_seal_name_resident_id_person_id", "seal_name", ["resident_id", "person_id"])
    for table, key in KEYS.items():
        for statement in overlap_rules(table, key).get(op.get_bind().dialect.name, ()):
            op.execute(statement)
    _allow((*KINDS, ADDED))


def downgrade() -> None:
    op.drop_table("seal_name")
    op.drop_table("seal")
    op.execute(f"DELETE FROM notice WHERE kind = '{ADDED}'")
    _allow(KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    """No trigger guards the table and nothing refers to it, so it may be made anew on SQLite."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_kind"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_kind"), f"kind IN ({listed})")


def _dated(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    account = ("recorded_by_id", "superseded_by_id")
    return (
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f(f"ck_{table}_dates")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f(f"ck_{table}_known")
        ),
        *(sa.ForeignKeyConstraint([by], ["account.id"], name=op.f(f"fk_{table}_{by}")) for by in account),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
