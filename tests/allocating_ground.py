"""East as tests of allocating start from: `tests.decision_ground` with registrations, a case and who could take it.

Ada, a district nurse of the trust, may be given work directly by Lee, the lead of East; Sol, a social worker of the
council, only as a request to the council. Val works for a voluntary body that has ceded nothing. Rex is in a
service of the whole borough. Olive lives in Moorside ward; nobody holds her case, ACM-1.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from accounts.account import Account
from accounts.permissions import Role
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    Resident,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.holding import CaseCompetence, Competence, ConflictOfInterest, PersonCompetence
from foundation.database import db
from neighbourhoods.neighbourhood import Neighbourhood, Practice, Ward
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post
from tests import builders as make
from tests.decision_ground import DAY, NOON, Ground, ground
from tests.laying import laid_once

__all__ = ["DAY", "NOON", "AllocatingGround", "allocating_ground", "conflict", "held", "open_case"]
NHS = (9990000018, 9990000026, 9990000034, 9990000042, 9990000050, 9990000069)
TIERS = (("intensive", 4, 6), ("active", 12, 16), ("maintenance", 26, 52))


@dataclass(frozen=True, slots=True)
class AllocatingGround:
    """What tests name. `hr`: the accounts that answer for the council and for the voluntary body."""

    base: Ground
    leader: Account
    hr: dict[str, Account]
    ada: Person
    sol: Person
    val: Person
    rex: Person
    bea: Person
    place: Neighbourhood
    ward: Ward
    practice: Practice
    tiers: dict[str, ReviewTier]
    case: Case

    @property
    def people(self) -> dict[str, int]:
        """Numbers by given name."""
        return {name: getattr(self, name).id for name in ("ada", "sol", "val", "rex", "bea")}


@laid_once
def allocating_ground() -> AllocatingGround:
    """All of it; nothing is committed."""
    base = ground()
    place = db.session.scalars(select(Neighbourhood).where(Neighbourhood.code == "east")).one()
    social = db.session.scalars(select(Profession).where(Profession.code == "social_worker")).one()
    alliance = make.organisation("vcfa", name="Sample Alliance", kind="vcf")
    connector = make.profession("community_connector", regulator=None, name="Community connector")
    for who, practising in ((base.ada, base.nurse), (base.sol, social)):
        make.registration(who, practising)
    lead = base.lead
    bea = _placed(make.person("Bea", "Sample"), base.trust, "B1", base.east, base.nurse, lead)
    make.registration(bea, base.nurse)
    make.accountability(bea, base.nurse, base.director)
    val = _placed(make.person("Val", "Alliancesample"), alliance, "V1", base.east, connector, lead)
    rapid = make.team("rapid_response", None, name="Rapid response")
    manager = make.post("rapid_lead", "management", base.trust, title="Rapid response lead")
    make.tenure(
        manager, make.person("Ros", "Rapidsample", account=make.account(Role.STAFF, email="ros@example.test"))
    )
    rex = _placed(make.person("Rex", "Sample"), base.trust, "R1", rapid, base.nurse, manager)
    make.registration(rex, base.nurse)
    make.accountability(rex, base.nurse, base.director)
    ward, practice = make.ward("E05000001", place, name="Moorside"), make.practice("P00001", place)
    tiers = {code: _tier(code, *weeks) for code, *weeks in TIERS}
    found = AllocatingGround(
        base,
        base.leader,
        {code: make.account(Role.EMPLOYER_HR, code) for code in ("council", "vcfa")},
        base.ada,
        base.sol,
        val,
        rex,
        bea,
        place,
        ward,
        practice,
        tiers,
        Case(local_reference="", resident_id=0, referred_on=DAY),
    )
    case = open_case(found, "ACM-1", given_name="Olive", family_name="Mockshaw")
    make.dated(CaseNeed, case_id=case.id, profession_id=base.nurse.id, hard=True)
    return replace(found, case=case)


def open_case(g: AllocatingGround, reference: str, *, tier: str = "active", **values: Any) -> Case:
    """An accepted case that nobody holds, of a resident of their own; `values` of the resident or the case."""
    taken = len(db.session.scalars(select(Resident.id)).all())
    resident = make.kept(Resident(nhs_number=str(NHS[taken]) if taken < len(NHS) else f"9991{taken:06}"))
    usual = {"given_name": "Percy", "family_name": f"Sample{reference}"}
    about_case = {n: values.pop(n) for n in ("informed", "starts_on") if n in values}
    make.dated(
        ResidentDetails,
        resident_id=resident.id,
        date_of_birth=date(1940, 5, 1),
        postcode="BL9 2ZZ",
        **{"neighbourhood_id": g.place.id, "ward_id": g.ward.id, "practice_id": g.practice.id}
        | usual
        | values,
    )
    case = make.kept(Case(local_reference=reference, resident_id=resident.id, referred_on=date(2026, 9, 1)))
    make.dated(
        CaseDetails,
        case_id=case.id,
        tier_id=g.tiers[tier].id,
        **{"informed": "yes", "starts_on": date(2026, 9, 8)} | about_case,
    )
    return case


def held(case: Case, who: Person, role: str = "key_worker", **values: Any) -> Allocation:
    """Somebody holding the case, since September unless said otherwise."""
    return make.dated(
        Allocation, case_id=case.id, role=role, person_id=who.id, **{"starts_on": date(2026, 9, 10)} | values
    )


def conflict(case: Case, who: Person) -> ConflictOfInterest:
    """A conflict of interest."""
    return make.dated(ConflictOfInterest, case_id=case.id, person_id=who.id, because="Related")


def needs_competence(case: Case, code: str, *people: Person) -> Competence:
    """A competence that the case needs and these people are signed off in."""
    found = make.kept(Competence(code=code, name=code.replace("_", " ").capitalize()))
    make.dated(CaseCompetence, case_id=case.id, competence_id=found.id)
    for who in people:
        make.dated(PersonCompetence, person_id=who.id, competence_id=found.id)
    return found


def _placed(
    who: Person, employer: Organisation, number: str, team: Any, practising: Profession | None, to: Post
) -> Person:
    make.management(make.placement(make.employment(who, employer, number), team, practising), to)
    return who


def _tier(code: str, interval: int, hard_maximum: int) -> ReviewTier:
    return make.kept(
        ReviewTier(
            code=code,
            name=code.capitalize(),
            review_interval_weeks=interval,
            hard_maximum_weeks=hard_maximum,
            coordinator_contact_weeks=4,
            complexity_minutes=10,
            overdue_weight=3,
        )
    )
