"""A small borough in which something is ceded: what tests of pages and commands about decisions start from.

Ada is a district nurse of the trust in East, whose mandate cedes leave and allocation from April 2026 to March
2027. Sol is a social worker of the council there, whose professional post nobody holds. Lee leads East and Dee
is the deputy; Dora directs nursing; Cleo chairs the board above the lead.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accounts.account import Account
from accounts.permissions import Role
from people.availability import Absence
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post
from teams.mandate import Mandate, MandateTerms
from teams.reference_files import load_functions
from teams.team import Team
from tests import builders as make
from tests.laying import laid_once

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHEME = Path(__file__).parents[1] / "app/reference/bury/scheme_of_delegation.csv"
CODE = "NCA-2026-03"


@dataclass(frozen=True, slots=True)
class Ground:
    """The people are Person, their accounts Account; `contracts` by assignment number."""

    trust: Organisation
    council: Organisation
    nurse: Profession
    east: Team
    lead: Post
    director: Post
    ada: Person
    sol: Person
    lee: Person
    staff: Account
    leader: Account
    nursing: Account
    contracts: dict[str, Employment]


@laid_once
def ground() -> Ground:
    """All of it; nothing is committed."""
    load_functions("functions.csv", SCHEME.read_bytes())
    trust = make.organisation("nca", name="Northern Sample Trust")
    council = make.organisation("council", name="Sample Council", kind="council")
    nurse, social = make.profession("district_nurse"), make.profession("social_worker", regulator="SWE")
    east = make.team("team_east", make.neighbourhood("east"), name="East team")
    board = make.post("board", "management", trust, title="Chair of the board")
    lead = make.post("lead_east", "management", trust, reports_to=board, title="Lead of East", scope="east")
    director = make.post("director", "professional", trust, title="Director of Nursing")
    principal = make.post("principal", "professional", council, title="Principal Social Worker")
    staff, leader = make.account(Role.STAFF), make.account(Role.LEAD, "east")
    nursing = make.account(Role.DIRECTOR, "director")
    people = {
        "A1": make.person("Ada", "Sample", account=staff),
        "L1": make.person("Lee", "Leadsample", account=leader),
        "D1": make.person("Dee", "Deputysample"),
        "N1": make.person("Dora", "Directorsample", account=nursing),
    }
    contracts = {number: make.employment(who, trust, number) for number, who in people.items()}
    sol = make.person("Sol", "Socialsample")
    contracts["S1"] = make.employment(sol, council, "S1", job_title="Social worker")
    for number, practising in (("A1", nurse), ("S1", social)):
        make.management(make.placement(contracts[number], east, practising), lead)
    make.accountability(people["A1"], nurse, director)
    make.accountability(sol, social, principal)
    make.tenure(board, make.person("Cleo", "Chairsample"))
    make.tenure(lead, people["L1"])
    make.tenure(lead, people["D1"], "deputy")
    make.tenure(director, people["N1"])
    mandate(trust, CODE)
    return Ground(
        trust, council, nurse, east, lead, director, people["A1"], sol, people["L1"],
        staff, leader, nursing, contracts,
    )  # fmt: skip


def mandate(organisation: Organisation, code: str, **values: Any) -> MandateTerms:
    """Leave and allocation of nurses, ceded from April 2026 to March 2027 unless said otherwise."""
    made = make.kept(Mandate(code=code, organisation_id=organisation.id))
    usual: dict[str, Any] = {
        "status": "signed",
        "instrument": "section_75",
        "reference": "S75/4",
        "functions": ("annual_leave", "allocate_work"),
        "professions": ("district_nurse",),
        "teams": ("*",),
        "conditions": ("annual_leave: the employer keeps the record",),
        "signed_by_organisation": "Signatory",
        "signed_by_organisation_on": date(2026, 3, 1),
        "signed_by_partnership": "Signatory",
        "signed_by_partnership_on": date(2026, 3, 2),
        "starts_on": date(2026, 4, 1),
        "until": date(2027, 4, 1),
    }
    return make.dated(MandateTerms, mandate_id=made.id, **usual | values)


def away(
    contract: Employment, first: date = date(2026, 11, 16), until: date | None = date(2026, 12, 1)
) -> None:
    """On leave under the contract."""
    make.dated(Absence, employment_id=contract.id, kind="away", starts_on=first, until=until)
