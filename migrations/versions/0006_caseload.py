"""caseload"""

import sqlalchemy as sa
from alembic import op

import foundation.model
from foundation.effective import overlap_rules

revision = "0006"
down_revision = "0005"

# Which rows may not be true on one day: the columns of each table's key.
KEYS = {
    "care_package": ("case_id",),
    "case_competence": ("case_id", "competence_id"),
    "case_stage": ("case_id",),
    "case_work": ("case_id",),
    "conflict_of_interest": ("case_id", "person_id"),
    "contact": (),
    "contribution": ("case_id", "person_id"),
    "person_competence": ("person_id", "competence_id"),
    "resident_merge": (),
    "team_allocation": ("case_id",),
    "urgent_contact": (),
    "weights_in_force": ("scale",),
    "workload_reduction": ("person_id", "reason"),
}


def upgrade() -> None:
    op.create_table('competence',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competence')),
    sa.UniqueConstraint('code', name=op.f('uq_competence_code'))
    )
    op.create_table('errand',
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('started_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('seen_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('ended_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('stop_asked', sa.Boolean(), nullable=False),
    sa.Column('progress', sa.String(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('failed', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_errand_asked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_errand'))
    )
    op.create_index(op.f('ix_errand_asked_by_id'), 'errand', ['asked_by_id'])

    op.create_table('resident_merge',
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('merged_id', sa.Integer(), nullable=False),
    sa.Column('cases', foundation.model.Listed(), nullable=False),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('kept_id <> merged_id', name=op.f('ck_resident_merge_two')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_resident_merge_known')),
    sa.ForeignKeyConstraint(['kept_id'], ['resident.id'], name=op.f('fk_resident_merge_kept_id')),
    sa.ForeignKeyConstraint(['merged_id'], ['resident.id'], name=op.f('fk_resident_merge_merged_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_resident_merge_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_resident_merge_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident_merge'))
    )
    op.create_index(op.f('ix_resident_merge_kept_id'), 'resident_merge', ['kept_id'])
    op.create_index(op.f('ix_resident_merge_merged_id'), 'resident_merge', ['merged_id'])

    op.create_table('possible_same',
    sa.Column('newer_id', sa.Integer(), nullable=False),
    sa.Column('older_id', sa.Integer(), nullable=False),
    sa.Column('found_by', sa.String(), nullable=False),
    sa.Column('found_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('same', sa.Boolean(), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("found_by IN ('nhs_number', 'name_and_birth')", name=op.f('ck_possible_same_found_by')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_possible_same_answered_by_id')),
    sa.ForeignKeyConstraint(['newer_id'], ['resident.id'], name=op.f('fk_possible_same_newer_id')),
    sa.ForeignKeyConstraint(['older_id'], ['resident.id'], name=op.f('fk_possible_same_older_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_possible_same')),
    sa.UniqueConstraint('newer_id', 'older_id', name=op.f('uq_possible_same_newer_id_older_id'))
    )
    op.create_index(op.f('ix_possible_same_older_id'), 'possible_same', ['older_id'])

    op.create_table('weight_set',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('points', sa.String(), nullable=False),
    sa.Column('made_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_weight_set_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weight_set')),
    sa.UniqueConstraint('name', name=op.f('uq_weight_set_name'))
    )
    op.create_table('care_package',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('hours', foundation.model.Hours(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('home_care', 'day_care', 'direct_payment', 'care_home')", name=op.f('ck_care_package_kind')),
    sa.CheckConstraint('hours >= 0 AND hours <= 16800', name=op.f('ck_care_package_hours')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_care_package_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_care_package_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_care_package_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_care_package_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_care_package_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_package'))
    )
    op.create_index(op.f('ix_care_package_case_id'), 'care_package', ['case_id'])

    op.create_table('case_competence',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('competence_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_case_competence_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_case_competence_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_competence_case_id')),
    sa.ForeignKeyConstraint(['competence_id'], ['competence.id'], name=op.f('fk_case_competence_competence_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_case_competence_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_case_competence_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_competence'))
    )
    op.create_index(op.f('ix_case_competence_case_id_competence_id'), 'case_competence', ['case_id', 'competence_id'])

    op.create_table('case_stage',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(outcome IS NOT NULL) = (stage IN ('closed', 'declined'))", name=op.f('ck_case_stage_ended')),
    sa.CheckConstraint("outcome IN ('goals_met', 'stepped_down', 'moved', 'died', 'chose_to_stop', 'not_suitable', 'already_known')", name=op.f('ck_case_stage_outcome')),
    sa.CheckConstraint("stage IN ('referral', 'triage', 'assessment', 'review_cycle', 'stepping_down', 'closed', 'declined')", name=op.f('ck_case_stage_stage')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_case_stage_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_case_stage_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_stage_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_case_stage_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_case_stage_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_stage'))
    )
    op.create_index(op.f('ix_case_stage_case_id'), 'case_stage', ['case_id'])

    op.create_table('case_work',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('statutory', sa.Boolean(), nullable=False),
    sa.Column('travel', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('standard', 'complex', 'safeguarding', 'end_of_life')", name=op.f('ck_case_work_kind')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_case_work_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_case_work_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_work_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_case_work_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_case_work_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_work'))
    )
    op.create_index(op.f('ix_case_work_case_id'), 'case_work', ['case_id'])

    op.create_table('conflict_of_interest',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_conflict_of_interest_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_conflict_of_interest_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_conflict_of_interest_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_conflict_of_interest_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_conflict_of_interest_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_conflict_of_interest_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_of_interest'))
    )
    op.create_index(op.f('ix_conflict_of_interest_case_id_person_id'), 'conflict_of_interest', ['case_id', 'person_id'])

    op.create_table('contact',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('visit', 'telephone', 'video', 'letter', 'carer')", name=op.f('ck_contact_kind')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_contact_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_contact_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_contact_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_contact_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index(op.f('ix_contact_case_id_held_on'), 'contact', ['case_id', 'held_on'])
    op.create_index(op.f('ix_contact_person_id'), 'contact', ['person_id'])

    op.create_table('team_allocation',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_team_allocation_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_team_allocation_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_team_allocation_case_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_allocation_team_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_team_allocation_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_team_allocation_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_allocation'))
    )
    op.create_index(op.f('ix_team_allocation_case_id'), 'team_allocation', ['case_id'])
    op.create_index(op.f('ix_team_allocation_team_id'), 'team_allocation', ['team_id'])

    op.create_table('contribution',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_contribution_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_contribution_dates')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_contribution_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contribution_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_contribution_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_contribution_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution'))
    )
    op.create_index(op.f('ix_contribution_case_id_person_id'), 'contribution', ['case_id', 'person_id'])
    op.create_index(op.f('ix_contribution_person_id'), 'contribution', ['person_id'])

    op.create_table('over_capacity',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('said_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('safety', sa.Boolean(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('management_post', sa.String(), nullable=True),
    sa.Column('professional_post', sa.String(), nullable=True),
    sa.Column('closed_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_over_capacity_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_over_capacity'))
    )
    op.create_index('ix_over_capacity_open', 'over_capacity', ['person_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('person_competence',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('competence_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_person_competence_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_person_competence_dates')),
    sa.ForeignKeyConstraint(['competence_id'], ['competence.id'], name=op.f('fk_person_competence_competence_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_competence_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_person_competence_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_person_competence_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_competence'))
    )
    op.create_index(op.f('ix_person_competence_person_id_competence_id'), 'person_competence', ['person_id', 'competence_id'])

    op.create_table('urgent_contact',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('ambulance', 'emergency_department', 'emergency_admission', 'out_of_hours_gp', 'crisis_team')", name=op.f('ck_urgent_contact_kind')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_urgent_contact_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_urgent_contact_case_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_urgent_contact_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_urgent_contact_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_urgent_contact'))
    )
    op.create_index(op.f('ix_urgent_contact_case_id_happened_on'), 'urgent_contact', ['case_id', 'happened_on'])

    op.create_table('weights_in_force',
    sa.Column('scale', sa.Integer(), nullable=False),
    sa.Column('weight_set_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('scale = 1', name=op.f('ck_weights_in_force_scale')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_weights_in_force_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_weights_in_force_dates')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_weights_in_force_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_weights_in_force_superseded_by_id')),
    sa.ForeignKeyConstraint(['weight_set_id'], ['weight_set.id'], name=op.f('fk_weights_in_force_weight_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weights_in_force'))
    )
    op.create_index(op.f('ix_weights_in_force_scale'), 'weights_in_force', ['scale'])

    op.create_table('workload_reduction',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('hours', foundation.model.Hours(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('recorded_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('superseded_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('because', sa.String(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('superseded_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("reason IN ('newly_qualified', 'supervision_duties', 'phased_return', 'lead_duties', 'training', 'other')", name=op.f('ck_workload_reduction_reason')),
    sa.CheckConstraint('(percent IS NULL) <> (hours IS NULL)', name=op.f('ck_workload_reduction_one')),
    sa.CheckConstraint('hours > 0 AND hours <= 16800', name=op.f('ck_workload_reduction_hours')),
    sa.CheckConstraint('percent > 0 AND percent <= 100', name=op.f('ck_workload_reduction_percent')),
    sa.CheckConstraint('superseded_at IS NULL OR superseded_at > recorded_at', name=op.f('ck_workload_reduction_known')),
    sa.CheckConstraint('until IS NULL OR until > starts_on', name=op.f('ck_workload_reduction_dates')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_workload_reduction_person_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_workload_reduction_recorded_by_id')),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['account.id'], name=op.f('fk_workload_reduction_superseded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workload_reduction'))
    )
    op.create_index(op.f('ix_workload_reduction_person_id_reason'), 'workload_reduction', ['person_id', 'reason'])

    op.create_table('allocation_request',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('decider_kind', sa.String(), nullable=False),
    sa.Column('decider_code', sa.String(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('closed_at', foundation.model.Moment(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_allocation_request_asked_by_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_allocation_request_case_id')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_allocation_request_employment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_allocation_request_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_request'))
    )
    op.create_index(op.f('ix_allocation_request_case_id'), 'allocation_request', ['case_id'])
    op.create_index(op.f('ix_allocation_request_decider_code'), 'allocation_request', ['decider_code'])
    op.create_index('ix_allocation_request_open', 'allocation_request', ['case_id', 'role'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index(op.f('ix_allocation_request_person_id'), 'allocation_request', ['person_id'])

    op.create_table('over_capacity_entry',
    sa.Column('over_capacity_id', sa.Integer(), nullable=False),
    sa.Column('writer', sa.String(), nullable=False),
    sa.Column('says', sa.String(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("writer IN ('person', 'management', 'professional')", name=op.f('ck_over_capacity_entry_writer')),
    sa.ForeignKeyConstraint(['over_capacity_id'], ['over_capacity.id'], name=op.f('fk_over_capacity_entry_over_capacity_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_over_capacity_entry_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_over_capacity_entry'))
    )
    op.create_index(op.f('ix_over_capacity_entry_over_capacity_id'), 'over_capacity_entry', ['over_capacity_id'])

    op.create_table('request_answer',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('party', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', foundation.model.Moment(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer IN ('accepted', 'declined', 'withdrawn', 'lapsed')", name=op.f('ck_request_answer_answer')),
    sa.CheckConstraint("party IN ('decider', 'worker', 'asker')", name=op.f('ck_request_answer_party')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_request_answer_answered_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['allocation_request.id'], name=op.f('fk_request_answer_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_answer')),
    sa.UniqueConstraint('request_id', 'party', name=op.f('uq_request_answer_request_id_party'))
    )
    op.add_column("case_pause", sa.Column("why", sa.String(), nullable=True))
    for table, key in KEYS.items():
        for statement in overlap_rules(table, key).get(op.get_bind().dialect.name, ()):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("case_pause", "why")
    op.drop_table("request_answer")
    op.drop_table("over_capacity_entry")
    op.drop_table("allocation_request")
    op.drop_table("workload_reduction")
    op.drop_table("weights_in_force")
    op.drop_table("urgent_contact")
    op.drop_table("person_competence")
    op.drop_table("over_capacity")
    op.drop_table("contribution")
    op.drop_table("team_allocation")
    op.drop_table("contact")
    op.drop_table("conflict_of_interest")
    op.drop_table("case_work")
    op.drop_table("case_stage")
    op.drop_table("case_competence")
    op.drop_table("care_package")
    op.drop_table("weight_set")
    op.drop_table("possible_same")
    op.drop_table("resident_merge")
    op.drop_table("errand")
    op.drop_table("competence")
