"""What each role may do in this system. Pure: no session, no request.

A permission is what an account may do here; it is never the authority a person has in the world.
"""

from enum import StrEnum


class Permission(StrEnum):
    """Named scope:resource:action."""

    SEE_OWN_LINES = "own:lines:read"
    SEE_REGISTER = "register:lines:read"
    SEE_NEIGHBOURHOOD = "neighbourhood:team:read"
    CHANGE_LINES = "register:lines:write"
    IMPORT_STAFF = "register:extract:import"
    SEE_CASES = "neighbourhood:cases:read"
    IMPORT_CASES = "neighbourhood:cases:import"
    KEEP_CASES = "neighbourhood:cases:write"
    ALLOCATE = "neighbourhood:cases:allocate"
    PLAN_REVIEWS = "neighbourhood:reviews:plan"
    SEE_REVIEW_FIGURES = "reviews:figures:read"
    SEE_JOBS = "system:jobs:read"
    SEE_OWN_WORK = "own:cases:read"
    SEE_CASELOAD_COUNTS = "caseload:counts:read"
    KEEP_WEIGHTS = "caseload:weights:write"
    ANSWER_FOR_EMPLOYER = "employer:requests:answer"
    SEE_SCHEME = "scheme:mandates:read"
    KEEP_MANDATES = "scheme:mandates:write"
    SEE_EMPLOYED = "employer:staff:read"
    SEE_COVERAGE = "coverage:practice:read"
    SIGN_POSITION = "coverage:position:sign"
    MANAGE_ACCOUNTS = "system:accounts:write"
    LOOK_AT_RESIDENT = "resident:look:ask"
    REVIEW_LOOKS = "privacy:looks:review"
    SEE_WHO_SAW = "privacy:audit:read"
    REPORT_SUBJECT = "privacy:report:make"
    SEE_RETENTION = "system:retention:read"


class Role(StrEnum):
    """The eight kinds of user."""

    STAFF = "staff"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    EMPLOYER_HR = "employer_hr"
    OFFICE = "office"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """As the header says it."""
        return LABELS[self]


LABELS = {
    Role.STAFF: "Member of staff",
    Role.LEAD: "Neighbourhood lead",
    Role.COORDINATOR: "Review coordinator",
    Role.DIRECTOR: "Director",
    Role.EMPLOYER_HR: "Employer's HR",
    Role.OFFICE: "Partnership office",
    Role.PRIVACY_OFFICER: "Privacy officer",
    Role.ADMINISTRATOR: "Administrator",
}

OF_AN_ORGANISATION = frozenset({Role.PRIVACY_OFFICER})
"""Roles that mean nothing without the code of an organisation."""

_P = Permission
_EVERYBODY = frozenset({_P.SEE_OWN_LINES, _P.SEE_OWN_WORK, _P.SEE_SCHEME})
_LOOKS = frozenset({_P.LOOK_AT_RESIDENT})
_REGISTER = frozenset({_P.SEE_REGISTER, _P.SEE_NEIGHBOURHOOD})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: _EVERYBODY | _LOOKS,
    Role.LEAD: _EVERYBODY
    | _LOOKS
    | _REGISTER
    | {_P.SEE_CASES, _P.ALLOCATE, _P.SEE_CASELOAD_COUNTS, _P.SEE_REVIEW_FIGURES},
    Role.COORDINATOR: _EVERYBODY
    | _LOOKS
    | {
        _P.SEE_NEIGHBOURHOOD,
        _P.SEE_CASES,
        _P.KEEP_CASES,
        _P.IMPORT_CASES,
        _P.PLAN_REVIEWS,
        _P.SEE_REVIEW_FIGURES,
    },
    Role.DIRECTOR: _EVERYBODY
    | _REGISTER
    | {_P.SEE_COVERAGE, _P.SIGN_POSITION, _P.SEE_CASELOAD_COUNTS, _P.SEE_REVIEW_FIGURES},
    Role.EMPLOYER_HR: _EVERYBODY | {_P.SEE_EMPLOYED, _P.ANSWER_FOR_EMPLOYER},
    Role.OFFICE: _EVERYBODY
    | _REGISTER
    | {
        _P.CHANGE_LINES,
        _P.IMPORT_STAFF,
        _P.KEEP_MANDATES,
        _P.SEE_COVERAGE,
        _P.SEE_CASELOAD_COUNTS,
        _P.SEE_REVIEW_FIGURES,
        _P.KEEP_WEIGHTS,
        _P.SEE_JOBS,
    },
    # Of one organisation, for the people it employs. They see a resident on these pages and nowhere else.
    Role.PRIVACY_OFFICER: frozenset(
        {_P.SEE_OWN_LINES, _P.REVIEW_LOOKS, _P.SEE_WHO_SAW, _P.REPORT_SUBJECT, _P.SEE_RETENTION}
    ),
    Role.ADMINISTRATOR: frozenset({_P.SEE_OWN_LINES, _P.MANAGE_ACCOUNTS, _P.SEE_JOBS, _P.SEE_RETENTION}),
}
