"""Residents and staff whose time is over, with a row in each table that a case comes to have."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    PossibleSame,
    Resident,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.contact import Contact
from caseload.cases.stage import CaseStage
from caseload.privacy.look import Look
from caseload.reviews.review import Action, Review
from foundation.database import db
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post
from tests import builders as make
from tests.laying import laid_once

CLOSED = date(2025, 6, 1)
"""The day from which the cases below are closed, and the last day of anything about them but one."""
OVER = date(2033, 6, 2)
"""The first day on which that is more than eight years ago."""
LEFT = date(2025, 6, 1)
GONE = date(2031, 6, 1)
"""The first day on which the last day of who left is six years ago."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One neighbourhood with a nurse who works, and what the rest needs."""

    nurse: Person
    employer: Organisation
    profession: Profession
    place: Neighbourhood
    post: Post
    tier: ReviewTier


@laid_once
def ground() -> Ground:
    employer, profession, place = make.organisation(), make.profession(), make.neighbourhood()
    nurse = make.person()
    make.employment(nurse, employer, "N1")
    post = make.post("head", "management", employer)
    weeks = {"review_interval_weeks": 4, "hard_maximum_weeks": 6, "coordinator_contact_weeks": 2}
    tier = ReviewTier(code="active", name="Active", complexity_minutes=10, overdue_weight=3, **weeks)
    return Ground(nurse, employer, profession, place, post, make.kept(tier))


def closed_resident(g: Ground, nhs_number: str, **details: Any) -> int:
    """A resident whose only case was closed on CLOSED. The case's reference is the number with a C."""
    resident = make.kept(Resident(nhs_number=nhs_number))
    usual: dict[str, Any] = {
        "given_name": "Olive",
        "family_name": "Mockshaw",
        "date_of_birth": date(1940, 5, 1),
        "postcode": "BL9 2ZZ",
    }
    make.dated(ResidentDetails, resident_id=resident.id, neighbourhood_id=g.place.id, **usual | details)
    case = make.kept(Case(local_reference=f"C{nhs_number}", resident_id=resident.id, referred_on=make.START))
    here: dict[str, Any] = {"case_id": case.id}
    make.dated(CaseDetails, **here, tier_id=g.tier.id, informed="yes", until=CLOSED)
    make.dated(CaseStage, **here, stage="review_cycle", until=CLOSED)
    make.dated(CaseStage, **here, stage="closed", outcome="goals_met", starts_on=CLOSED)
    make.dated(CaseNeed, **here, profession_id=g.profession.id)
    make.dated(Allocation, **here, role="key_worker", person_id=g.nurse.id, until=CLOSED)
    said: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(Contact(**here, held_on=make.START, kind="visit", person_id=g.nurse.id, **said))
    make.kept(Review(**here, held_on=make.START, **said))
    act: dict[str, Any] = {
        "number": resident.id,
        "what": "Ring",
        "raised_on": make.START,
        "due_on": make.START,
    }
    make.kept(Action(**here, organisation_id=g.employer.id, done_on=make.START, **act, **said))
    _looked_at(g, resident.id)
    return resident.id


def someone_who_left(g: Ground, number: str = "L1") -> Person:
    """With a contract that ended on LEFT, and a line and a registration that nobody ended."""
    person = make.person("Lena", "Leaver")
    contract = make.employment(person, g.employer, number, until=LEFT)
    place = make.placement(contract, make.team(f"team_{number}", g.place), g.profession, until=LEFT)
    make.management(place, g.post, until=LEFT)
    make.accountability(person, g.profession, g.post)
    make.registration(person, g.profession, expires_on=LEFT - timedelta(days=1))
    return person


def may_be_the_same(newer: int, older: int, found_at: datetime = make.KNOWN_SINCE) -> None:
    make.kept(PossibleSame(newer_id=newer, older_id=older, found_by="nhs_number", found_at=found_at))


def contract_of(person: Person) -> int:
    return db.session.scalars(select(Employment.id).where(Employment.person_id == person.id)).one()


def _looked_at(g: Ground, resident_id: int) -> None:
    began: dict[str, Any] = {"on": make.START, "starts_at": make.KNOWN_SINCE, "minutes": 60}
    asked: dict[str, Any] = {
        "reason": "other",
        "because": "Had to",
        "account_id": make.recorder().id,
        "person_id": g.nurse.id,
    }
    make.kept(Look(resident_id=resident_id, **asked, **began))
