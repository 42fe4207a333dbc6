"""A small span to sign for: a matron's post between two nurses and their chief nurse."""

from dataclasses import dataclass
from datetime import date

from accounts.account import Account
from accounts.permissions import Role
from people.accountability import RegisterCheck
from people.organisation import Organisation, Profession, ProfessionalApex
from people.person import Person
from people.post import Post
from tests import builders as made
from tests.laying import laid_once

VACANT_SINCE = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class Ground:
    """Ada and Bea in the east answer to the matron, whose post is vacant since VACANT_SINCE; `matron` is the
    person who left it. `chief` and `other` are directors' accounts: of this apex, and of another one."""

    trust: Organisation
    nurse: Profession
    post: Post
    matron: Person
    ada: Person
    chief: Account
    other: Account
    office: Account


@laid_once
def ground() -> Ground:
    """All of it, not committed."""
    trust, nurse = made.organisation("nca", name="Sample Trust"), made.profession("nurse", name="Nurse")
    chief = made.post("chief", "professional", trust, title="Chief Nurse")
    post = made.post("matron", "professional", trust, title="Matron", reports_to=chief)
    cleo, mora = made.person("Cleo", "Chiefsample"), made.person("Mora", "Matronsample")
    made.tenure(chief, cleo)
    made.tenure(post, mora, until=VACANT_SINCE)
    for who in (cleo, mora):
        made.registration(who, nurse)
    made.kept(
        ProfessionalApex(
            profession_id=nurse.id, employer_id=trust.id, usual_first_post_id=post.id, apex_post_id=chief.id
        )
    )
    made.post("dass", "professional", trust, title="Director of Adult Services")
    east = made.team("team_east", made.neighbourhood("east", name="East"))
    people = []
    for given, number in (("Ada", "A1"), ("Bea", "B1")):
        who = made.person(given, "Nursesample")
        made.placement(made.employment(who, trust, number), east, nurse)
        made.accountability(who, nurse, post)
        made.registration(who, nurse)
        known = {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": made.recorder().id}
        made.kept(RegisterCheck(person_id=who.id, profession_id=nurse.id, checked_on=made.START, **known))
        people.append(who)
    chief_account, other = (made.account(Role.DIRECTOR, scope) for scope in ("chief", "dass"))
    office = made.account(Role.OFFICE)
    return Ground(trust, nurse, post, mora, people[0], chief_account, other, office)
