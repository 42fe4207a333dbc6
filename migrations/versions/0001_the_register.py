"""the register"""

import sqlalchemy as sa
from alembic import op

import foundation.model
from foundation.effective import overlap_rules

revision = "0001"
down_revision = None


# Which rows may not be true on one day: the columns of each table's key.
KEYS = {
    "absence": (),
    "accountability": ("person_id", "profession_id"),
    "allocation": ("case_id", "role"),
    "case_details": ("case_id",),
    "case_need": ("case_id", "profession_id"),
    "case_pause": ("case_id",),
    "employment_details": ("employment_id",),
    "management": ("placement_id",),
    "person_details": ("person_id",),
    "placement_details": ("placement_id",),
    "post_details": ("post_id",),
    "register_check": (),
    "registration": ("person_id", "profession_id"),
    "resident_details": ("resident_id",),
    "review": (),
    "supervision": (),
    "tenure": ("post_id", "holding"),
    "working_pattern": ("employment_id",),
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "function",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("before_cession", sa.String(), nullable=False),
        sa.Column("after_cession", sa.String(), nullable=False),
        sa.Column("cedable", sa.String(), nullable=False),
        sa.Column("consult", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function")),
        sa.UniqueConstraint("code", name=op.f("uq_function_code")),
    )
    op.create_table(
        "neighbourhood",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_basis", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood")),
        sa.UniqueConstraint("code", name=op.f("uq_neighbourhood_code")),
    )
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("full_time_hours", foundation.model.Hours(), nullable=False),
        sa.Column("ods_code", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "post",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("code", name=op.f("uq_post_code")),
    )
    op.create_table(
        "practice",
        sa.Column("ods_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("ods_code", name=op.f("uq_practice_ods_code")),
    )
    op.create_table(
        "profession",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("regulator", sa.String(), nullable=True),
        sa.Column("number_pattern", sa.String(), nullable=True),
        sa.Column("pattern_certainty", sa.String(), nullable=False),
        sa.Column("renewal", sa.String(), nullable=False),
        sa.Column("supervision_weeks", sa.Integer(), nullable=True),
        sa.Column("supervision_ratio_warn", sa.Integer(), nullable=True),
        sa.Column("recheck_days", sa.Integer(), nullable=True),
        sa.Column("led_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profession")),
        sa.UniqueConstraint("code", name=op.f("uq_profession_code")),
    )
    op.create_table(
        "resident",
        sa.Column("nhs_number", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        sa.UniqueConstraint("nhs_number", name=op.f("uq_resident_nhs_number")),
    )
    op.create_table(
        "review_tier",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("review_interval_weeks", sa.Integer(), nullable=False),
        sa.Column("hard_maximum_weeks", sa.Integer(), nullable=False),
        sa.Column("coordinator_contact_weeks", sa.Integer(), nullable=False),
        sa.Column("complexity_minutes", sa.Integer(), nullable=False),
        sa.Column("overdue_weight", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_tier")),
        sa.UniqueConstraint("code", name=op.f("uq_review_tier_code")),
    )
    op.create_table(
        "cases",
        sa.Column("local_reference", sa.String(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("referred_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_cases_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("local_reference", name=op.f("uq_cases_local_reference")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "extract_import",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("effects", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_extract_import_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_extract_import_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_extract_import_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["account.id"], name=op.f("fk_extract_import_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extract_import")),
    )
    op.create_table(
        "person",
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_person_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_person_account_id")),
    )
    op.create_table(
        "plan",
        sa.Column("made_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("bound", sa.String(), nullable=True),
        sa.Column("published_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_plan_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "post_details",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reports_to_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reports_to_id IS NULL OR reports_to_id <> post_id", name=op.f("ck_post_details_not_itself")
        ),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_post_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_post_details_dates")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_post_details_organisation_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_details_post_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_post_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["reports_to_id"], ["post.id"], name=op.f("fk_post_details_reports_to_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_post_details_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_details")),
    )
    with op.batch_alter_table("post_details", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_post_details_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_post_details_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_details_reports_to_id"), ["reports_to_id"], unique=False)

    op.create_table(
        "practice_site",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("registered_patients", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("count_status", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_practice_site_neighbourhood_id")
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_practice_site_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_site")),
        sa.UniqueConstraint(
            "practice_id", "neighbourhood_id", name=op.f("uq_practice_site_practice_id_neighbourhood_id")
        ),
    )
    with op.batch_alter_table("practice_site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_site_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )

    op.create_table(
        "professional_apex",
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("usual_first_post_id", sa.Integer(), nullable=False),
        sa.Column("apex_post_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["apex_post_id"], ["post.id"], name=op.f("fk_professional_apex_apex_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisation.id"], name=op.f("fk_professional_apex_employer_id")
        ),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_professional_apex_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["usual_first_post_id"], ["post.id"], name=op.f("fk_professional_apex_usual_first_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professional_apex")),
        sa.UniqueConstraint(
            "profession_id", "employer_id", name=op.f("uq_professional_apex_profession_id_employer_id")
        ),
    )
    with op.batch_alter_table("professional_apex", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_professional_apex_apex_post_id"), ["apex_post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_professional_apex_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_professional_apex_usual_first_post_id"), ["usual_first_post_id"], unique=False
        )

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("account_id", "role", "scope", name=op.f("uq_role_grant_account_id_role_scope")),
    )
    op.create_table(
        "sign_in",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("started_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_team_neighbourhood_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_neighbourhood_id"), ["neighbourhood_id"], unique=False)

    op.create_table(
        "ward",
        sa.Column("gss_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_ward_neighbourhood_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("gss_code", name=op.f("uq_ward_gss_code")),
    )
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ward_neighbourhood_id"), ["neighbourhood_id"], unique=False)

    op.create_table(
        "accountability",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_accountability_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_accountability_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accountability_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_accountability_post_id")),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_accountability_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_accountability_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_accountability_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability")),
    )
    with op.batch_alter_table("accountability", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accountability_person_id_profession_id"),
            ["person_id", "profession_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_accountability_post_id"), ["post_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('key_worker', 'deputy')", name=op.f("ck_allocation_role")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_allocation_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_allocation_dates")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_allocation_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allocation_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_allocation_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_allocation_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_case_id_role"), ["case_id", "role"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "case_details",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=False),
        sa.Column("informed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_case_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_case_details_dates")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_details_case_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_case_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_case_details_superseded_by_id")
        ),
        sa.ForeignKeyConstraint(["tier_id"], ["review_tier.id"], name=op.f("fk_case_details_tier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_details")),
    )
    with op.batch_alter_table("case_details", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_details_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_need",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_case_need_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_case_need_dates")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_need_case_id")),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_case_need_profession_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_case_need_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_case_need_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_need")),
    )
    with op.batch_alter_table("case_need", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_need_case_id_profession_id"), ["case_id", "profession_id"], unique=False
        )

    op.create_table(
        "case_pause",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_case_pause_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_case_pause_dates")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_pause_case_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_case_pause_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_case_pause_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    with op.batch_alter_table("case_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_pause_case_id"), ["case_id"], unique=False)

    op.create_table(
        "employment",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("assignment_number", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_employment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
        sa.UniqueConstraint(
            "organisation_id",
            "assignment_number",
            name=op.f("uq_employment_organisation_id_assignment_number"),
        ),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_details",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("known_as", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_person_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_person_details_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_details_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_person_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_person_details_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_details")),
    )
    with op.batch_alter_table("person_details", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_details_email"), ["email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_person_details_family_name_given_name"),
            ["family_name", "given_name"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_person_details_person_id"), ["person_id"], unique=False)

    op.create_table(
        "placement",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_placement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_person_id"), ["person_id"], unique=False)

    op.create_table(
        "register_check",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_register_check_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_check_person_id")),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_register_check_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_register_check_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_register_check_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_check")),
    )
    with op.batch_alter_table("register_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_check_person_id_profession_id_checked_on"),
            ["person_id", "profession_id", "checked_on"],
            unique=False,
        )

    op.create_table(
        "registration",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_registration_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_registration_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id")),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_registration_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_registration_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_registration_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registration_person_id_profession_id"),
            ["person_id", "profession_id"],
            unique=False,
        )

    op.create_table(
        "resident_details",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_resident_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_resident_details_dates")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_resident_details_neighbourhood_id")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_resident_details_practice_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_resident_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_resident_details_resident_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_resident_details_superseded_by_id")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_resident_details_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_details")),
    )
    with op.batch_alter_table("resident_details", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resident_details_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_resident_details_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_review_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_review_case_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_review_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_review_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_case_id_held_on"), ["case_id", "held_on"], unique=False)

    op.create_table(
        "review_session",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("chair_person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chair_person_id"], ["person.id"], name=op.f("fk_review_session_chair_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_review_session_neighbourhood_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_session")),
        sa.UniqueConstraint("code", name=op.f("uq_review_session_code")),
    )
    with op.batch_alter_table("review_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_session_chair_person_id"), ["chair_person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_review_session_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_review_session_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "supervision",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("with_person_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_supervision_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervision_person_id")),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_supervision_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_supervision_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_supervision_superseded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["with_person_id"], ["person.id"], name=op.f("fk_supervision_with_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
    )
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_person_id_profession_id_held_on"),
            ["person_id", "profession_id", "held_on"],
            unique=False,
        )

    op.create_table(
        "tenure",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("holding", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("holding IN ('substantive', 'acting', 'deputy')", name=op.f("ck_tenure_holding")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_tenure_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_tenure_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tenure_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_tenure_post_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_tenure_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_tenure_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenure_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tenure_post_id_holding"), ["post_id", "holding"], unique=False)

    op.create_table(
        "unplaced",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unplaced_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_unplaced_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unplaced")),
        sa.UniqueConstraint("plan_id", "case_id", name=op.f("uq_unplaced_plan_id_case_id")),
    )
    with op.batch_alter_table("unplaced", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unplaced_case_id"), ["case_id"], unique=False)

    op.create_table(
        "absence",
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("half", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('away', 'elsewhere')", name=op.f("ck_absence_kind")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_absence_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_absence_dates")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_absence_employment_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_absence_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_absence_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_employment_id"), ["employment_id"], unique=False)

    op.create_table(
        "employment_details",
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("contracted_hours", foundation.model.Hours(), nullable=False),
        sa.Column("job_title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "contracted_hours >= 0 AND contracted_hours <= 16800", name=op.f("ck_employment_details_hours")
        ),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_employment_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_employment_details_dates")),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employment.id"], name=op.f("fk_employment_details_employment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_employment_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_employment_details_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_details")),
    )
    with op.batch_alter_table("employment_details", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employment_details_employment_id"), ["employment_id"], unique=False
        )

    op.create_table(
        "management",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_management_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_management_dates")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_management_placement_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_management_post_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_management_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_management_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management")),
    )
    with op.batch_alter_table("management", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_management_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_management_post_id"), ["post_id"], unique=False)

    op.create_table(
        "placement_details",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("hours", foundation.model.Hours(), nullable=False),
        sa.Column("profession_id", sa.Integer(), nullable=True),
        sa.Column("funding", sa.String(), nullable=False),
        sa.Column("funding_ends_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0 AND hours <= 16800", name=op.f("ck_placement_details_hours")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_placement_details_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_placement_details_dates")),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employment.id"], name=op.f("fk_placement_details_employment_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_placement_details_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["profession_id"], ["profession.id"], name=op.f("fk_placement_details_profession_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_placement_details_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_placement_details_superseded_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_placement_details_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_details")),
    )
    with op.batch_alter_table("placement_details", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_details_employment_id"), ["employment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_placement_details_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_details_team_id"), ["team_id"], unique=False)

    op.create_table(
        "planned_attendance",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_planned_attendance_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_planned_attendance_plan_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["review_session.id"], name=op.f("fk_planned_attendance_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_attendance")),
        sa.UniqueConstraint(
            "plan_id",
            "session_id",
            "person_id",
            name=op.f("uq_planned_attendance_plan_id_session_id_person_id"),
        ),
    )
    with op.batch_alter_table("planned_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "planned_review",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_planned_review_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_planned_review_plan_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["review_session.id"], name=op.f("fk_planned_review_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_review")),
        sa.UniqueConstraint(
            "plan_id",
            "session_id",
            "starts_minute",
            name=op.f("uq_planned_review_plan_id_session_id_starts_minute"),
        ),
    )
    with op.batch_alter_table("planned_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_review_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_planned_review_session_id"), ["session_id"], unique=False)

    op.create_table(
        "working_pattern",
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("half_days", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", foundation.model.Moment(timezone=True), nullable=False),
        sa.Column("superseded_at", foundation.model.Moment(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_at IS NULL OR superseded_at > recorded_at", name=op.f("ck_working_pattern_known")
        ),
        sa.CheckConstraint("until IS NULL OR until > starts_on", name=op.f("ck_working_pattern_dates")),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employment.id"], name=op.f("fk_working_pattern_employment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_working_pattern_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["account.id"], name=op.f("fk_working_pattern_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_pattern")),
    )
    with op.batch_alter_table("working_pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_pattern_employment_id"), ["employment_id"], unique=False)

    for table, key in KEYS.items():
        for statement in overlap_rules(table, key).get(op.get_bind().dialect.name, ()):
            op.execute(statement)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entry_kept_{verb.lower()} BEFORE {verb} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'audit_entry_kept'); END"
            )


def downgrade() -> None:
    with op.batch_alter_table("working_pattern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_pattern_employment_id"))

    op.drop_table("working_pattern")
    with op.batch_alter_table("planned_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_review_session_id"))
        batch_op.drop_index(batch_op.f("ix_planned_review_case_id"))

    op.drop_table("planned_review")
    with op.batch_alter_table("planned_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_attendance_person_id"))

    op.drop_table("planned_attendance")
    with op.batch_alter_table("placement_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_details_team_id"))
        batch_op.drop_index(batch_op.f("ix_placement_details_placement_id"))
        batch_op.drop_index(batch_op.f("ix_placement_details_employment_id"))

    op.drop_table("placement_details")
    with op.batch_alter_table("management", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_management_post_id"))
        batch_op.drop_index(batch_op.f("ix_management_placement_id"))

    op.drop_table("management")
    with op.batch_alter_table("employment_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_details_employment_id"))

    op.drop_table("employment_details")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_employment_id"))

    op.drop_table("absence")
    with op.batch_alter_table("unplaced", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unplaced_case_id"))

    op.drop_table("unplaced")
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenure_post_id_holding"))
        batch_op.drop_index(batch_op.f("ix_tenure_person_id"))

    op.drop_table("tenure")
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_person_id_profession_id_held_on"))

    op.drop_table("supervision")
    with op.batch_alter_table("review_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_session_starts_at"))
        batch_op.drop_index(batch_op.f("ix_review_session_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_review_session_chair_person_id"))

    op.drop_table("review_session")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_case_id_held_on"))

    op.drop_table("review")
    with op.batch_alter_table("resident_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_details_resident_id"))
        batch_op.drop_index(batch_op.f("ix_resident_details_neighbourhood_id"))

    op.drop_table("resident_details")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_person_id_profession_id"))
        batch_op.drop_index(batch_op.f("ix_registration_number"))

    op.drop_table("registration")
    with op.batch_alter_table("register_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_check_person_id_profession_id_checked_on"))

    op.drop_table("register_check")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_person_id"))

    op.drop_table("placement")
    with op.batch_alter_table("person_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_details_person_id"))
        batch_op.drop_index(batch_op.f("ix_person_details_family_name_given_name"))
        batch_op.drop_index(batch_op.f("ix_person_details_email"))

    op.drop_table("person_details")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_person_id"))

    op.drop_table("employment")
    with op.batch_alter_table("case_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_pause_case_id"))

    op.drop_table("case_pause")
    with op.batch_alter_table("case_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_need_case_id_profession_id"))

    op.drop_table("case_need")
    with op.batch_alter_table("case_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_details_case_id"))

    op.drop_table("case_details")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_person_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_case_id_role"))

    op.drop_table("allocation")
    with op.batch_alter_table("accountability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accountability_post_id"))
        batch_op.drop_index(batch_op.f("ix_accountability_person_id_profession_id"))

    op.drop_table("accountability")
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ward_neighbourhood_id"))

    op.drop_table("ward")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_neighbourhood_id"))

    op.drop_table("team")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    op.drop_table("role_grant")
    with op.batch_alter_table("professional_apex", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_professional_apex_usual_first_post_id"))
        batch_op.drop_index(batch_op.f("ix_professional_apex_employer_id"))
        batch_op.drop_index(batch_op.f("ix_professional_apex_apex_post_id"))

    op.drop_table("professional_apex")
    with op.batch_alter_table("practice_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_site_neighbourhood_id"))

    op.drop_table("practice_site")
    with op.batch_alter_table("post_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_details_reports_to_id"))
        batch_op.drop_index(batch_op.f("ix_post_details_post_id"))
        batch_op.drop_index(batch_op.f("ix_post_details_organisation_id"))

    op.drop_table("post_details")
    op.drop_table("plan")
    op.drop_table("person")
    op.drop_table("extract_import")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_resident_id"))

    op.drop_table("cases")
    op.drop_table("review_tier")
    op.drop_table("resident")
    op.drop_table("profession")
    op.drop_table("practice")
    op.drop_table("post")
    op.drop_table("organisation")
    op.drop_table("neighbourhood")
    op.drop_table("function")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("account")
