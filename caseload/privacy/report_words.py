"""What a subject access report tells of each table, how it is said, and what it leaves out and why. Pure."""

from caseload.cases.words import (
    CARE,
    CASE_KINDS,
    CONTACTS,
    ESCALATED_OVER,
    EXEMPT,
    INFORMED,
    PAUSED,
    REVIEWED,
    ROLES,
    SEALED,
    STAGES,
    URGENT,
)
from caseload.cases.words import OUTCOMES as CASE_OUTCOMES
from caseload.privacy.words import ODD, OUTCOMES, REASONS

OF_RESIDENTS: dict[str, str] = {
    "resident_details": "Who they are and where they live",
    "resident_merge": "Records that were said to be one person’s",
    "possible_same": "Whether two records might be one person’s",
    "cases": "Referrals",
    "case_stage": "Stages of the case",
    "case_details": "The case being open: tier, why, and whether they are informed or object",
    "case_work": "What kind of case it is",
    "case_pause": "When the case stood still",
    "case_need": "Professions wanted at reviews",
    "case_competence": "What whoever holds the case must be able to do",
    "conflict_of_interest": "Who must not hold the case",
    "team_allocation": "Teams that have the case",
    "allocation": "Who holds the case",
    "contribution": "Who contributes to the case",
    "allocation_request": "Requests that somebody hold the case",
    "request_answer": "Answers to such requests",
    "contact": "When somebody was in touch",
    "urgent_contact": "Urgent contacts",
    "care_package": "Formal care",
    "review": "Reviews held",
    "deferral": "Reviews put off",
    "review_exemption": "Reviews late with a reason",
    "action": "What is to be done",
    "escalation": "Reviews past their longest time, and who was told",
    "seal": "When the record was sealed, and why",
    "seal_name": "Who sees it while it is sealed",
    "planned_review": "Reviews in plans",
    "planned_move": "Why a plan moved a review",
    "unplaced": "Why a plan had no place for a review in time",
    "pin": "Reviews kept in their session",
    "look": "Looks by staff outside their work, and why",
    "subject_report": "Reports like this one",
}
"""Every table about residents, in the order in which a report tells it."""

NOT_OF_RESIDENTS: dict[str, str] = {
    "odd_pattern": "It is about how a member of staff used the service. That they saw the resident is told.",
}
"""Tables that a report about a resident leaves out, each with the reason that it gives."""

OF_STAFF: dict[str, str] = {
    "person_details": "What they are called and how they are reached",
    "employment": "Employments",
    "employment_details": "Terms of each employment",
    "working_pattern": "Working patterns",
    "absence": "Absences",
    "placement": "Places in teams",
    "placement_details": "Terms of each place in a team",
    "management": "Management lines",
    "accountability": "Professional lines",
    "registration": "Registrations",
    "register_check": "Checks of the register",
    "supervision": "Professional supervision that took place",
    "tenure": "Posts held",
    "person_competence": "What they can do",
    "workload_reduction": "What reduces their capacity",
    "over_capacity": "Times they said that they were over capacity",
    "over_capacity_entry": "What was written in plans for that",
    "session_limit": "Limits on review sessions",
    "session_pattern_details": "Patterns of sessions they chair",
    "review_session": "Review sessions they chair",
    "planned_attendance": "Review sessions they were asked to",
    "came": "Review sessions they came to",
    "notice": "What they were told",
    "mail": "Mails sent to them",
    "role_grant": "Roles of their account",
    "sign_in": "Sign-ins",
    "account_change": "What was done to their account, and why",
    "outside_identity": "Signing in by their organisation",
    "look": "Looks at residents outside their work",
    "odd_pattern": "Odd patterns found in what they saw",
    "subject_report": "Reports like this one",
}
NOT_OF_STAFF: dict[str, str] = {
    **dict.fromkeys(
        (
            "allocation",
            "contribution",
            "conflict_of_interest",
            "contact",
            "action",
            "allocation_request",
            "seal_name",
        ),
        "It is the record of a resident, who is somebody else.",
    ),
    **dict.fromkeys(
        (
            "calendar_feed",
            "half_sign_in",
            "kept_form",
            "passkey",
            "passkey_challenge",
            "recovery_code",
            "second_factor",
        ),
        "It is a secret of signing in, or what they had typed and not sent, and opens for nobody but themselves.",
    ),
    "person": "It is nothing but a number.",
    "sent_form": "It is nothing but the mark of a form that was sent, so that it is not done twice.",
}

SECRET = {
    "token_hash",
    "code_hash",
    "sealed",
    "searched",
    "once",
    "body",
    "subject",
    "figures",
    "shown",
    "hash",
    "key",
}
"""Columns that say nothing about anybody, or open something."""

LABELS = {
    "starts_on": "From",
    "until": "Until",
    "recorded_at": "Recorded",
    "recorded_by_id": "Recorded by",
    "superseded_at": "No longer believed since",
    "superseded_by_id": "Corrected by",
    "because": "Why",
    "case_id": "Case",
    "informed": "Informed that agencies work together",
    "informed_on": "Informed on",
    "nhs_number": "NHS number",
    "held_on": "Day",
    "account_id": "By",
}

CODES: dict[str, dict[str, str]] = {
    "stage": STAGES,
    "outcome": {**CASE_OUTCOMES, **REVIEWED, **OUTCOMES},
    "kind": {**CASE_KINDS, **CONTACTS, **URGENT, **CARE, **ODD},
    "informed": INFORMED,
    "why": {**PAUSED, **EXEMPT, **SEALED},
    "role": ROLES,
    "reason": REASONS,
    "over": ESCALATED_OVER,
}
"""How codes are said, by the column they stand in."""


def label_of(column: str) -> str:
    """What a column is called in a report."""
    return LABELS.get(column) or column.removesuffix("_id").replace("_", " ").capitalize()
