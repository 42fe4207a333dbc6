"""looks"""

import sqlalchemy as sa
from alembic import op

from foundation.model import Moment

revision = "0011"
down_revision = "0009"

BEFORE = (
    "plan_published", "plan_unsettled", "agenda", "session_soon", "session_changed", "review_falling_due",
    "review_breached", "escalated", "action_given", "action_due", "registration_ending", "mandate_ending", "job_late",
)
SINCE = (*BEFORE, "look", "odd_pattern")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"ALTER TABLE mail ADD COLUMN at_once BOOLEAN DEFAULT {'false' if postgresql else '0'} NOT NULL")
    _take_kinds(SINCE)
    # Who saw whom is asked by account and day. An index leaves the triggers that guard the table as they are.
    op.create_index(op.f("ix_audit_entry_account_id_at"), "audit_entry", ["account_id", "at"])
    op.create_table("look",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.String(), nullable=False),
    sa.Column("because", sa.String(), nullable=False),
    sa.Column("on", sa.Date(), nullable=False),
    sa.Column("starts_at", Moment(timezone=True), nullable=False),
    sa.Column("minutes", sa.Integer(), nullable=False),
    sa.Column("resident_id", sa.Integer(), nullable=True),
    sa.Column("ended_at", Moment(timezone=True), nullable=True),
    sa.Column("outcome", sa.String(), nullable=True),
    sa.Column("review", sa.String(), nullable=True),
    sa.Column("reviewed_at", Moment(timezone=True), nullable=True),
    sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint("reason IN ('safeguarding', 'urgent_care', 'covering', 'asked_by_resident', 'moving_here',"
     " 'other')", name=op.f("ck_look_reason")),
    sa.CheckConstraint("outcome IN ('in_order', 'follow_up')", name=op.f("ck_look_outcome")),
    sa.CheckConstraint("minutes BETWEEN 1 AND 60", name=op.f("ck_look_minutes")),
    sa.CheckConstraint("(outcome IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_look_reviewed")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_look_account_id")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_person_id")),
    sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_look_resident_id")),
    sa.ForeignKeyConstraint(["reviewed_by_id"], ["account.id"], name=op.f("fk_look_reviewed_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_account_id_on"), "look", ["account_id", "on"])
    op.create_index(op.f("ix_look_person_id_on"), "look", ["person_id", "on"])
    op.create_index(op.f("ix_look_resident_id"), "look", ["resident_id"])
    op.create_table("odd_pattern",
    sa.Column("once", sa.String(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("on", sa.Date(), nullable=False),
    sa.Column("why", sa.String(), nullable=False),
    sa.Column("found_at", Moment(timezone=True), nullable=False),
    sa.Column("resident_id", sa.Integer(), nullable=True),
    sa.Column("looked_into", sa.String(), nullable=True),
    sa.Column("looked_into_at", Moment(timezone=True), nullable=True),
    sa.Column("looked_into_by_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('many', 'colleague', 'own_name', 'at_night')", name=op.f("ck_odd_pattern_kind")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_odd_pattern_account_id")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_odd_pattern_person_id")),
    sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_odd_pattern_resident_id")),
    sa.ForeignKeyConstraint(["looked_into_by_id"], ["account.id"], name=op.f("fk_odd_pattern_looked_into_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_odd_pattern")),
    sa.UniqueConstraint("once", name=op.f("uq_odd_pattern_once")),
    )
    op.create_index(op.f("ix_odd_pattern_person_id_on"), "odd_pattern", ["person_id", "on"])
    op.create_index(op.f("ix_odd_pattern_resident_id"), "odd_pattern", ["resident_id"])
    op.create_table("subject_report",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("because", sa.String(), nullable=False),
    sa.Column("made_at", Moment(timezone=True), nullable=False),
    sa.Column("resident_id", sa.Integer(), nullable=True),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint("(resident_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_subject_report_one")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_subject_report_account_id")),
    sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_subject_report_resident_id")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_subject_report_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_report")),
    )
    for column in ("account_id", "resident_id", "person_id"):
        op.create_index(op.f(f"ix_subject_report_{column}"), "subject_report", [column])


def downgrade() -> None:
    for table in ("subject_report", "odd_pattern", "look"):
        op.drop_table(table)
    op.drop_index("ix_audit_entry_account_id_at", "audit_entry")
    op.execute("DELETE FROM notice WHERE kind IN ('look', 'odd_pattern')")
    _take_kinds(BEFORE)
    op.drop_column("mail", "at_once")


def _take_kinds(kinds: tuple[str, ...]) -> None:
    """The kinds that a notice may be of. SQLite changes a rule only by making the table anew: nothing refers to it
    and no trigger guards it."""
    rule = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_notice_kind"), "notice", type_="check")
        op.create_check_constraint(op.f("ck_notice_kind"), "notice", rule)
        return
    columns = "once, kind, about, day, raised_at, person_id, account_id, mail_id, id"
    op.rename_table("notice", "notice_before")
    for column in ("account_id", "mail_id", "person_id"):
        op.drop_index(f"ix_notice_{column}", "notice_before")
    op.create_table("notice",
    sa.Column("once", sa.String(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("about", sa.String(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("raised_at", Moment(timezone=True), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("account_id", sa.Integer(), nullable=True),
    sa.Column("mail_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint(rule, name=op.f("ck_notice_kind")),
    sa.CheckConstraint("(person_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_notice_one")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
    sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    sa.UniqueConstraint("once", name=op.f("uq_notice_once")),
    )
    for column in ("account_id", "mail_id", "person_id"):
        op.create_index(op.f(f"ix_notice_{column}"), "notice", [column])
    op.execute(f"INSERT INTO notice ({columns}) SELECT {columns} FROM notice_before")
    op.drop_table("notice_before")
