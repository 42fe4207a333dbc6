"""Why people are on the caseload, who is likely to hold the case, and whom its reviews need."""

from dataclasses import dataclass
from random import Random

NEEDS_BY_TIER = {"intensive": 3, "active": 2, "maintenance": 1}
SHARE_WITH_A_HARD_NEED = {"intensive": 0.3, "active": 0.1, "maintenance": 0.0}

REFERRERS = (
    "GP practice",
    "Hospital discharge team",
    "Adult social care",
    "District nursing",
    "Community mental health team",
    "Voluntary organisation",
    "Family or carer",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in plain words; key workers' professions and the review's needs, the likeliest need first."""

    says: str
    key_workers: tuple[str, ...]
    needs: tuple[str, ...]


REASONS = (
    Reason(
        "Frailty and falls",
        ("district_nurse", "physiotherapist", "occupational_therapist"),
        ("gp", "occupational_therapist", "pharmacist"),
    ),
    Reason(
        "Several long-term conditions",
        ("district_nurse", "nursing_associate"),
        ("gp", "pharmacist", "social_worker"),
    ),
    Reason(
        "Care at home under strain",
        ("social_worker", "social_care_assessor", "occupational_therapist"),
        ("district_nurse", "gp", "occupational_therapist"),
    ),
    Reason(
        "Memory loss",
        ("mental_health_nurse", "occupational_therapist", "social_worker"),
        ("gp", "social_worker", "occupational_therapist"),
    ),
    Reason(
        "Low mood and isolation",
        ("link_worker", "community_connector"),
        ("mental_health_nurse", "gp", "social_worker"),
    ),
    Reason(
        "Many visits to accident and emergency",
        ("care_coordinator", "social_worker"),
        ("gp", "mental_health_nurse", "pharmacist"),
    ),
    Reason(
        "Coming home from hospital",
        ("reablement_worker", "occupational_therapist", "social_worker"),
        ("district_nurse", "occupational_therapist", "gp"),
    ),
    Reason(
        "Wounds that are slow to heal",
        ("district_nurse", "nursing_associate"),
        ("podiatrist", "gp", "dietitian"),
    ),
    Reason(
        "A carer who can no longer manage",
        ("social_worker", "social_care_assessor"),
        ("link_worker", "district_nurse", "mental_health_nurse"),
    ),
    Reason(
        "Losing weight",
        ("nursing_associate", "dietitian", "district_nurse"),
        ("dietitian", "speech_therapist", "gp"),
    ),
    Reason(
        "Severe mental illness and poor physical health",
        ("mental_health_nurse", "link_worker", "social_worker"),
        ("gp", "psychologist", "pharmacist"),
    ),
)


def needs_cell(reason: Reason, tier: str, random: Random) -> str:
    """The professions wanted at a review of this tier, the first sometimes a hard need."""
    needs = list(reason.needs[: NEEDS_BY_TIER[tier]])
    if random.random() < SHARE_WITH_A_HARD_NEED[tier]:
        needs[0] += "!"
    return ";".join(needs)
