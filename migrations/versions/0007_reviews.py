"""reviews"""

import sqlalchemy as sa
from alembic import op

import foundation.model
from foundation.effective import overlap_rules

revision = "0007"
down_revision = "0006"

# Which rows may not be true on one day: the columns of each table's key.
KEYS = {
    "action": (),
    "came": (),
    "deferral": (),
    "pin": (),
    "review_exemption": ("case_id",),
    "session_limit": ("person_id",),
    "session_pattern_details": ("pattern_id",),
}

# Added one by one and in words: making a table anew on SQLite would drop what guards it.
ADDED = (
    ("lease", "fence INTEGER DEFAULT 1 NOT NULL"),
    ("plan", "published_by_id INTEGER CONSTRAINT fk_plan_published_by_id REFERENCES account (id)"),
    ("plan", "follows_id INTEGER CONSTRAINT fk_plan_follows_id REFERENCES plan (id)"),
    ("plan", "because VARCHAR DEFAULT '' NOT NULL"),
    ("review", "session_id INTEGER CONSTRAINT fk_review_session_id REFERENCES review_session (id)"),
    ("review", "outcome VARCHAR CONSTRAINT ck_review_outcome CHECK"
     " (outcome IN ('continue', 'step_up', 'step_down', 'escalated', 'closed'))"),
    ("review", "due_on DATE"),
    ("review", "tier_id INTEGER CONSTRAINT fk_review_tier_id REFERENCES review_tier (id)"),
    ("review", "interval_weeks INTEGER"),
    ("review", "hard_maximum_weeks INTEGER"),
    ("review", "next_on DATE"),
    ("review", "next_because VARCHAR"),
    ("review_session", "pattern_id INTEGER CONSTRAINT fk_review_session_pattern_id REFERENCES session_pattern (id)"),
    ("review_session", "pattern_day DATE"),
    ("review_session", "by_hand BOOLEAN DEFAULT FALSE NOT NULL"),
    ("review_session", "cancelled_because VARCHAR"),
)


def upgrade() -> None:
    op.create_table('job_failure',
    sa.Column('job', sa.String(), nullable=False),
    sa.Column('slot', sa.String(), nullable=False),
    sa.Column('at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_failure'))
    )
    op.create_index(op.f('ix_job_failure_job_at'), 'job_failure', ['job', 'at'])

    op.create_table('calendar_feed',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('made_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('fetched_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    op.create_index('uq_calendar_feed_open', 'calendar_feed', ['account_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('review_week',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=False),
    sa.Column('tier_id', sa.Integer(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('on_time', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('breached', sa.Integer(), nullable=False),
    sa.Column('exempt', sa.Integer(), nullable=False),
    sa.Column('weighted_days', sa.Integer(), nullable=False),
    sa.Column('kept_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_review_week_neighbourhood_id')),
    sa.ForeignKeyConstraint(['tier_id'], ['review_tier.id'], name=op.f('fk_review_week_tier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_week')),
    sa.UniqueConstraint('on', 'neighbourhood_id', 'tier_id', name=op.f('uq_review_week_on_neighbourhood_id_tier_id'))
    )
    op.create_table('session_pattern',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_session_pattern_neighbourhood_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_pattern')),
    sa.UniqueConstraint('code', name=op.f('uq_session_pattern_code'))
    )
    op.create_index(op.f('ix_session_pattern_neighbourhood_id'), 'session_pattern', ['neighbourhood_id'])

    op.create_table('escalation',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('over', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('raised_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("over IN ('capacity', 'registration', 'supervision')", name=op.f('ck_escalation_over')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_escalation_answered_by_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_escalation_case_id')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_escalation_post_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalation')),
    sa.UniqueConstraint('case_id', 'over', 'due_on', name=op.f('uq_escalation_case_id_over_due_on'))
    )
    op.create_index(op.f('ix_escalation_post_id'), 'escalation', ['post_id'])

    op.create_table('mail',
    sa.Column('once', sa.String(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('made_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('sent_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('failed', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (account_id IS NULL)', name=op.f('ck_mail_one')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mail_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('once', name=op.f('uq_mail_once'))
    )
    op.create_index('ix_mail_waiting', 'mail', ['made_at'], sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))

    op.create_table('review_exemption',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("why IN ('in_hospital', 'declined', 'staff_redeployed')", name=op.f('ck_review_exemption_why')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_review_exemption_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_review_exemption_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_review_exemption_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_review_exemption_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_review_exemption_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_exemption'))
    )
    op.create_index(op.f('ix_review_exemption_case_id'), 'review_exemption', ['case_id'])

    op.create_table('session_limit',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sessions', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('sessions BETWEEN 0 AND 10', name=op.f('ck_session_limit_sessions')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_session_limit_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_session_limit_dates')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_limit_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_session_limit_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_session_limit_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_limit'))
    )
    op.create_index(op.f('ix_session_limit_person_id'), 'session_limit', ['person_id'])

    op.create_table('session_pattern_details',
    sa.Column('pattern_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('every_weeks', sa.Integer(), nullable=False),
    sa.Column('starts', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('online', sa.Boolean(), nullable=False),
    sa.Column('chair_person_id', sa.Integer(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('every_weeks BETWEEN 1 AND 8', name=op.f('ck_session_pattern_details_every_weeks')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_session_pattern_details_minutes')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_session_pattern_details_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_session_pattern_details_dates')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 4', name=op.f('ck_session_pattern_details_weekday')),
    sa.ForeignKeyConstraint(['chair_person_id'], ['person.id'], name=op.f('fk_session_pattern_details_chair_person_id')),
    sa.ForeignKeyConstraint(['pattern_id'], ['session_pattern.id'], name=op.f('fk_session_pattern_details_pattern_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_session_pattern_details_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_session_pattern_details_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_pattern_details'))
    )
    op.create_index(op.f('ix_session_pattern_details_pattern_id'), 'session_pattern_details', ['pattern_id'])

    op.create_table('action',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('raised_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('owner_person_id', sa.Integer(), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('dropped_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('done_on IS NULL OR dropped_on IS NULL', name=op.f('ck_action_one_end')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_action_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_action_case_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_action_organisation_id')),
    sa.ForeignKeyConstraint(['owner_person_id'], ['person.id'], name=op.f('fk_action_owner_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_action_recorded_by_id')),
    sa.ForeignKeyConstraint(['session_id'], ['review_session.id'], name=op.f('fk_action_session_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_action_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action'))
    )
    op.create_index(op.f('ix_action_case_id'), 'action', ['case_id'])
    op.create_index(op.f('ix_action_owner_person_id'), 'action', ['owner_person_id'])
    op.create_index(op.f('ix_action_session_id'), 'action', ['session_id'])
    op.create_index('uq_action_believed', 'action', ['number'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.create_table('came',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('came', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_came_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_came_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_came_recorded_by_id')),
    sa.ForeignKeyConstraint(['session_id'], ['review_session.id'], name=op.f('fk_came_session_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_came_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_came'))
    )
    op.create_index(op.f('ix_came_person_id'), 'came', ['person_id'])
    op.create_index(op.f('ix_came_session_id_person_id'), 'came', ['session_id', 'person_id'])

    op.create_table('deferral',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('carried_to_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_deferral_known')),
    sa.ForeignKeyConstraint(['carried_to_id'], ['review_session.id'], name=op.f('fk_deferral_carried_to_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_deferral_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_deferral_recorded_by_id')),
    sa.ForeignKeyConstraint(['session_id'], ['review_session.id'], name=op.f('fk_deferral_session_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_deferral_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deferral'))
    )
    op.create_index(op.f('ix_deferral_carried_to_id'), 'deferral', ['carried_to_id'])
    op.create_index(op.f('ix_deferral_case_id'), 'deferral', ['case_id'])
    op.create_index(op.f('ix_deferral_session_id'), 'deferral', ['session_id'])

    op.create_table('notice',
    sa.Column('once', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('raised_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('plan_published', 'plan_unsettled', 'agenda', 'session_soon', 'session_changed', 'review_falling_due', 'review_breached', 'escalated', 'action_given', 'action_due', 'registration_ending', 'mandate_ending', 'job_late')", name=op.f('ck_notice_kind')),
    sa.CheckConstraint('(person_id IS NULL) <> (account_id IS NULL)', name=op.f('ck_notice_one')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notice_account_id')),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_notice_mail_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('once', name=op.f('uq_notice_once'))
    )
    op.create_index(op.f('ix_notice_account_id'), 'notice', ['account_id'])
    op.create_index(op.f('ix_notice_mail_id'), 'notice', ['mail_id'])
    op.create_index(op.f('ix_notice_person_id'), 'notice', ['person_id'])

    op.create_table('pin',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_pin_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_pin_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_pin_recorded_by_id')),
    sa.ForeignKeyConstraint(['session_id'], ['review_session.id'], name=op.f('fk_pin_session_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_pin_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pin'))
    )
    op.create_index(op.f('ix_pin_case_id'), 'pin', ['case_id'])
    op.create_index(op.f('ix_pin_session_id'), 'pin', ['session_id'])

    op.create_table('planned_move',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_planned_move_case_id')),
    sa.ForeignKeyConstraint(['from_id'], ['review_session.id'], name=op.f('fk_planned_move_from_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_planned_move_plan_id')),
    sa.ForeignKeyConstraint(['to_id'], ['review_session.id'], name=op.f('fk_planned_move_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_move'))
    )
    op.create_index(op.f('ix_planned_move_case_id'), 'planned_move', ['case_id'])
    op.create_index(op.f('ix_planned_move_plan_id'), 'planned_move', ['plan_id'])

    for table, column in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.add_column("review_session", sa.Column("ended_at", foundation.model.Moment(timezone=True), nullable=True))
    op.create_index("ix_review_session_id", "review", ["session_id"])
    op.create_index(
        "uq_review_session_pattern_day", "review_session", ["pattern_id", "pattern_day"], unique=True
    )
    in_force = sa.text("status = 'published'")
    op.create_index(
        "uq_plan_published", "plan", ["status"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    for table, key in KEYS.items():
        for statement in overlap_rules(table, key).get(op.get_bind().dialect.name, ()):
            op.execute(statement)



def downgrade() -> None:
    op.drop_index("uq_plan_published", "plan")
    op.drop_index("uq_review_session_pattern_day", "review_session")
    op.drop_index("ix_review_session_id", "review")
    op.drop_column("review_session", "ended_at")
    for table, column in reversed(ADDED):
        op.drop_column(table, column.split()[0])
    op.drop_table("planned_move")
    op.drop_table("pin")
    op.drop_table("notice")
    op.drop_table("deferral")
    op.drop_table("came")
    op.drop_table("action")
    op.drop_table("session_pattern_details")
    op.drop_table("session_limit")
    op.drop_table("review_exemption")
    op.drop_table("mail")
    op.drop_table("escalation")
    op.drop_table("session_pattern")
    op.drop_table("review_week")
    op.drop_table("calendar_feed")
    op.drop_table("job_failure")
