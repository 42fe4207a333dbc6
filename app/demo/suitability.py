"""What makes some people of the sample fitter for a case than others: competences, and conflicts of interest."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from caseload.cases.case import Allocation, Case, CaseDetails, Holds, ResidentDetails
from caseload.keeping.particulars import ask_for, name_conflict
from caseload.keeping.signing_off import add_competence, sign_off
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.deeds import doing
from people.organisation import Profession
from teams.team import Placement, PlacementDetails, Team

COMPETENCES = (
    ("catheter_care", "Catheter care", ("district_nurse", "nursing_associate")),
    ("dementia_support", "Dementia support", ("social_worker", "mental_health_nurse", "care_coordinator")),
    ("end_of_life_planning", "End of life planning", ("district_nurse", "social_worker")),
    ("safeguarding_enquiry", "Safeguarding enquiry", ("social_worker",)),
)
"""Invented; code, name, and the professions of those who are signed off."""
SHARE_SIGNED_OFF = 0.6
SHARE_ASKING = 0.5
CONFLICTS = 4
REASONS = ("A neighbour of the resident", "Related to the resident's family")


def record_sample_suitability(*, by: int, at: datetime, today: date) -> None:
    """Some people signed off a year ago, some of the cases without a key worker asking for it, and a few
    conflicts of interest."""
    random = Random("suitability")
    numbers = {code: add_competence(code, name).id for code, name, _ in COMPETENCES}
    _sign_off(numbers, today - timedelta(days=365), by=by, at=at, today=today, random=random)
    waiting = _waiting(today)
    for case_id in waiting:
        if random.random() < SHARE_ASKING:
            with doing("case.competences", "case", case_id, by=by, at=at) as act:
                ask_for(act, case_id, [random.choice(sorted(numbers.values()))], today)
    people = _people_near(today)
    for case_id, neighbourhood_id in list(waiting.items())[:CONFLICTS]:
        with doing("case.conflict", "case", case_id, by=by, at=at, because=random.choice(REASONS)) as act:
            name_conflict(act, case_id, random.choice(people[neighbourhood_id]), today)


def _sign_off(
    numbers: Mapping[str, int], since: date, *, by: int, at: datetime, today: date, random: Random
) -> None:
    for person_id, profession in _practising(today):
        wanted = [numbers[code] for code, _, professions in COMPETENCES if profession in professions]
        signed = [number for number in wanted if random.random() < SHARE_SIGNED_OFF]
        if signed:
            with doing("competence.sign_off", "person", person_id, by=by, at=at) as act:
                for number in signed:
                    sign_off(act, person_id, number, since)


def _waiting(today: date) -> dict[int, int]:
    """The neighbourhood of each open case without a key worker."""
    held = select(Allocation.case_id).where(
        Allocation.role == Holds.KEY_WORKER.value, in_force(Allocation, AsAt(today))
    )
    rows = db.session.execute(
        select(Case.id, ResidentDetails.neighbourhood_id)
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .join(ResidentDetails, ResidentDetails.resident_id == Case.resident_id)
        .where(
            in_force(CaseDetails, AsAt(today)), in_force(ResidentDetails, AsAt(today)), Case.id.not_in(held)
        )
        .order_by(Case.id)
    )
    return {row[0]: row[1] for row in rows}


def _people_near(today: date) -> dict[int, list[int]]:
    """Who works in a team of each neighbourhood."""
    rows = db.session.execute(
        select(Team.neighbourhood_id, Placement.person_id)
        .join(PlacementDetails, PlacementDetails.team_id == Team.id)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .where(in_force(PlacementDetails, AsAt(today)), Team.neighbourhood_id.is_not(None))
        .order_by(Placement.person_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for neighbourhood_id, person_id in rows:
        found[neighbourhood_id or 0].append(person_id)
    return found


def _practising(today: date) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Placement.person_id, Profession.code)
        .distinct()
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Profession, Profession.id == PlacementDetails.profession_id)
        .where(in_force(PlacementDetails, AsAt(today)))
        .order_by(Placement.person_id, Profession.code)
    )
    return [(person_id, profession) for person_id, profession in rows]
