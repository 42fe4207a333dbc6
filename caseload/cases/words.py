"""How a case's codes are said. Pure."""

from caseload.cases.case import Informed, Why
from caseload.cases.contact import CareKind, ContactKind, UrgentKind
from caseload.cases.stage import CaseKind, Outcome, Stage
from caseload.reviews.review import EscalatedOver, ExemptWhy, ReviewOutcome
from caseload.sealing.seal import SealWhy

STAGES: dict[str, str] = {
    Stage.REFERRAL: "Referred",
    Stage.TRIAGE: "In triage",
    Stage.ASSESSMENT: "Assessment",
    Stage.REVIEW_CYCLE: "Review cycle",
    Stage.STEPPING_DOWN: "Stepping down",
    Stage.CLOSED: "Closed",
    Stage.DECLINED: "Declined",
}
OUTCOMES: dict[str, str] = {
    Outcome.GOALS_MET: "Goals met",
    Outcome.STEPPED_DOWN: "Stepped down to usual care",
    Outcome.MOVED: "Moved away",
    Outcome.DIED: "Died",
    Outcome.CHOSE_TO_STOP: "The resident chose to stop",
    Outcome.NOT_SUITABLE: "Not suitable for this team",
    Outcome.ALREADY_KNOWN: "Already known under another case",
}
CASE_KINDS: dict[str, str] = {
    CaseKind.STANDARD: "Standard",
    CaseKind.COMPLEX: "Complex",
    CaseKind.SAFEGUARDING: "Safeguarding",
    CaseKind.END_OF_LIFE: "End of life",
}
INFORMED: dict[str, str] = {
    Informed.YES: "Yes",
    Informed.NO: "No",
    Informed.BEST_INTEREST: "No: decided in their best interest",
    Informed.OBJECTS: "Yes, and objects",
}
PAUSED: dict[str, str] = {
    Why.HOSPITAL: "In hospital",
    Why.AWAY: "Away from home",
    Why.CHOICE: "By their own choice",
    Why.OTHER: "Another reason",
}
CONTACTS: dict[str, str] = {
    ContactKind.VISIT: "Visit",
    ContactKind.TELEPHONE: "Telephone",
    ContactKind.VIDEO: "Video",
    ContactKind.LETTER: "Letter",
    ContactKind.CARER: "With their carer",
}
URGENT: dict[str, str] = {
    UrgentKind.AMBULANCE: "Ambulance",
    UrgentKind.EMERGENCY_DEPARTMENT: "Emergency department",
    UrgentKind.EMERGENCY_ADMISSION: "Emergency admission",
    UrgentKind.OUT_OF_HOURS_GP: "Out-of-hours GP",
    UrgentKind.CRISIS_TEAM: "Crisis team",
}
CARE: dict[str, str] = {
    CareKind.HOME_CARE: "Home care",
    CareKind.DAY_CARE: "Day care",
    CareKind.DIRECT_PAYMENT: "Direct payment",
    CareKind.CARE_HOME: "Care home",
}
ROLES: dict[str, str] = {"key_worker": "Key worker", "deputy": "Deputy"}
REVIEWED: dict[str, str] = {
    ReviewOutcome.CONTINUE: "Continue as it is",
    ReviewOutcome.STEP_UP: "Step up",
    ReviewOutcome.STEP_DOWN: "Step down",
    ReviewOutcome.ESCALATED: "Escalated",
    ReviewOutcome.CLOSED: "Closed",
}
EXEMPT: dict[str, str] = {
    ExemptWhy.IN_HOSPITAL: "In hospital",
    ExemptWhy.DECLINED: "The resident declined the review",
    ExemptWhy.STAFF_REDEPLOYED: "Staff were redeployed",
}
SEALED: dict[str, str] = {
    SealWhy.SAFETY: "Somebody could come to harm if it were known",
    SealWhy.COLLEAGUE: "The resident works with us, or is close to somebody who does",
    SealWhy.COURT: "A court or the police asked for it",
    SealWhy.OTHER: "Another reason",
}
ESCALATED_OVER: dict[str, str] = {
    EscalatedOver.CAPACITY: "Capacity",
    EscalatedOver.REGISTRATION: "Registration",
    EscalatedOver.SUPERVISION: "Supervision",
}
