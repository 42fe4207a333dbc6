"""How the codes of looks and of odd patterns are said. Pure."""

from caseload.privacy.look import LookOutcome, LookReason, OddKind

REASONS: dict[str, str] = {
    LookReason.SAFEGUARDING: "Somebody may be at risk of harm",
    LookReason.URGENT_CARE: "The resident needs care now and I am seeing them",
    LookReason.COVERING: "I am covering for somebody who is away",
    LookReason.ASKED_BY_RESIDENT: "The resident, or who acts for them, asked me to",
    LookReason.MOVING_HERE: "The resident is moving to or from my neighbourhood",
    LookReason.OTHER: "Another reason",
}
OUTCOMES: dict[str, str] = {
    LookOutcome.IN_ORDER: "In order",
    LookOutcome.FOLLOW_UP: "To be followed up",
}
ODD: dict[str, str] = {
    OddKind.MANY: "Many residents in a day",
    OddKind.COLLEAGUE: "A resident with a colleague’s name",
    OddKind.OWN_NAME: "A resident with their own family name",
    OddKind.AT_NIGHT: "A look outside their working pattern",
}
TIES: dict[str, str] = {
    "key_worker": "holds the case as key worker",
    "deputy": "holds the case as deputy",
    "contributor": "contributes to the case",
    "session": "is asked to a review session with the case within two weeks",
    "team": "works in a team of the resident’s neighbourhood, or one that has the case",
    "leads": "leads or coordinates the resident’s neighbourhood",
}
"""In the order in which they are said."""

ACTS = {
    "seen": "Saw",
    "look.begin": "Began a look",
    "look.end": "Ended a look",
}


def act_text(act: str) -> str:
    """What somebody did, as a table says it: an act of ours is named in words with points between."""
    if act in ACTS:
        return ACTS[act]
    if act.startswith("refused:"):
        return "Asked and was refused"
    return "Changed: " + act.partition(".")[2].replace("_", " ").replace(".", " ")
