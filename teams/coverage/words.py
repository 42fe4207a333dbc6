"""What gaps and warnings are called on screen. Pure."""

from teams.coverage.judging import GapKind
from teams.coverage.warnings import WarningKind

WORDS: dict[GapKind | WarningKind, str] = {
    GapKind.NO_LINE: "No professional line",
    GapKind.POST_VACANT: "First post vacant",
    GapKind.CHAIN_BROKEN: "Line does not reach the apex",
    GapKind.HOLDER_NOT_FIT: "Holder may not lead this profession",
    GapKind.REGISTRATION_MISSING: "Registration not recorded",
    GapKind.REGISTRATION_LAPSED: "Registration expired",
    GapKind.REGISTRATION_UNCHECKED: "Register check overdue",
    GapKind.SUPERVISION_OVERDUE: "Supervision overdue",
    WarningKind.SPAN_WIDE: "Too many people to one post",
    WarningKind.ACTING_LONG: "Acting for more than 6 months",
    WarningKind.ONE_HOLDER: "One person twice in a line",
    WarningKind.REGISTRATION_ENDING: "Registration expires within 60 days",
    WarningKind.FUNDING_ENDING: "Funding ends within 60 days",
    WarningKind.ONLY_ONE: "Only one of a profession",
    WarningKind.BOTH_LINES: "Both lines in one pair of hands",
}
"""Each kind in a few words, without a full stop."""
