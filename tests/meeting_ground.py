"""A session of the small borough as it is about to be held: three cases, their people, and a published plan."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from accounts.account import Account
from accounts.permissions import Role
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case, ReviewTier
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from foundation.database import compact_json, db
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import Person
from tests import builders as make
from tests.laying import laid_once
from tests.small_borough import TODAY, Borough, case_list, small_borough

BEGINS = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = BEGINS + timedelta(weeks=1)
AFTER = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
"""While the meeting goes on."""
ALONE = {"deputy_employer": "", "deputy_assignment": "", "needs": ""}
NORTH = {"neighbourhood": "north", "key_worker_assignment": "N9"} | ALONE


@dataclass(frozen=True)
class Ground:
    """ACM-1 to ACM-3 in the session of the east, ACM-4 open there and not planned, ACM-5 of the north."""

    borough: Borough
    session: int
    later: int
    cancelled: int
    cases: dict[str, int]
    tiers: dict[str, int]
    by: int

    def person(self, number: str) -> int:
        """Somebody by their assignment number."""
        return self.borough.staff[number].id


@laid_once
def meeting_ground() -> Ground:
    """All of it, committed."""
    borough = small_borough()
    content = case_list(
        {"needs": "gp!;district_nurse"},
        {"family_name": "Second", "key_worker_assignment": "N2"} | ALONE,
        {"family_name": "Third", "tier": "active", "needs": ""},
        {"family_name": "Fourth", "needs": ""},
        {"family_name": "Northern"} | NORTH,
    )  # fmt: skip
    import_cases("cases.csv", content, by=borough.by, at=BEGINS - timedelta(days=3), on=TODAY)
    cases = {case.local_reference: case.id for case in db.session.scalars(select(Case))}
    tiers = {tier.code: tier.id for tier in db.session.scalars(select(ReviewTier))}
    sessions = [
        _session(f"east-{n}", at, borough.staff["N1"], **given)
        for n, (at, given) in enumerate(
            [
                (BEGINS, {}),
                (LATER, {}),
                (LATER + timedelta(days=1), {"cancelled_because": "Bank holiday"}),
            ]
        )
    ]
    publish(borough, sessions[0], [cases[f"ACM-{n}"] for n in (1, 2, 3)], ["N1", "N2", "G1"])
    db.session.commit()
    session, later, cancelled = sessions
    return Ground(borough, session, later, cancelled, cases, tiers, borough.by)


def publish(borough: Borough, session: int, cases: list[int], numbers: list[str]) -> int:
    """A published plan with these cases one after another, a quarter of an hour each."""
    plan = make.kept(
        Plan(
            made_at=BEGINS - timedelta(days=2),
            made_by_id=borough.by,
            starts_on=date(2026, 11, 20),
            weeks=12,
            status="published",
            figures=compact_json({}),
            published_at=BEGINS - timedelta(days=2),
        )
    )
    for n, case_id in enumerate(cases):
        make.kept(PlannedReview(plan_id=plan.id, session_id=session, case_id=case_id, starts_minute=15 * n))
    for number in numbers:
        person_id = borough.staff[number].id
        make.kept(PlannedAttendance(plan_id=plan.id, session_id=session, person_id=person_id))
    return plan.id


def somebody(ground: Ground, number: str) -> Account:
    """An account for one of the staff."""
    account = make.account(Role.STAFF, email=f"{number.lower()}@example.test")
    person = db.session.get_one(Person, ground.person(number))
    person.account_id = account.id
    db.session.commit()
    return account


def _session(code: str, starts_at: datetime, chair: Person, **given: Any) -> int:
    east = db.session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == "east")).one()
    row = ReviewSession(
        code=code, neighbourhood_id=east, starts_at=starts_at, minutes=90, place="Sample hub",
        chair_person_id=chair.id, **given,
    )  # fmt: skip
    return make.kept(row).id
