"""Reviews due, planned, late and breached: what is listed, in which order, why, to whom, and at what cost."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.queries.reviews_due import Show, Sought, count_due, list_due
from caseload.reviews.due import Standing
from caseload.reviews.review import Plan, PlannedReview, ReviewExemption, ReviewSession, Unplaced
from foundation import clock
from foundation.database import db
from people.availability import Absence
from people.employment import Employment
from people.person import Person
from tests import builders
from tests.laying import laid_once
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NHS_NUMBERS, NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]
NOBODY = {
    "key_worker_employer": "", "key_worker_assignment": "", "deputy_employer": "", "deputy_assignment": "",
}  # fmt: skip
CASES: tuple[Mapping[str, str], ...] = (
    {"given_name": "Brynn", "last_review_on": "2026-10-01"},
    {"given_name": "Lata", "last_review_on": "2026-10-20"},
    {"given_name": "Sona", "tier": "active", "last_review_on": "2026-09-10"},
    {"given_name": "Farah", "tier": "maintenance", "last_review_on": "2026-11-02"},
    {"given_name": "Obi", "informed": "objects", "last_review_on": "2026-09-10"},
    {"given_name": "Nori", "neighbourhood": "north", "last_review_on": "2026-09-09"} | NOBODY,
)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    """In East a breach, one late, one due soon, one due in May and one that objects; in North a breach nobody holds."""
    borough = small_borough()
    import_cases("cases.csv", case_list(*CASES), by=borough.by, at=NOW, on=TODAY)
    return borough


def case_of(reference: str) -> int:
    return db.session.scalars(select(Case.id).where(Case.local_reference == reference)).one()


def published(**sessions: datetime) -> int:
    """A published plan with each case (ACM_1=…) in a session of its own at that moment; its number."""
    by = builders.recorder().id
    plan = builders.kept(
        Plan(made_at=NOW, made_by_id=by, starts_on=TODAY, weeks=12, status="published", figures="{}")
    )
    east = db.session.scalars(select(ReviewSession.neighbourhood_id)).first() or 1
    for reference, at in sessions.items():
        held = ReviewSession(
            code=reference, neighbourhood_id=east, starts_at=at, minutes=90, place="Sample hub"
        )
        about = {"plan_id": plan.id, "session_id": builders.kept(held).id, "starts_minute": 0}
        builders.kept(PlannedReview(case_id=case_of(reference.replace("_", "-")), **about))
    return plan.id


def sign_in(client: CheckedClient, role: Role, *scopes: str) -> None:
    account = builders.account(role, scopes[0])
    for scope in scopes[1:]:
        builders.kept(builders.RoleGrant(account_id=account.id, role=role.value, scope=scope))
    client.sign_in(account)


def names(page: str) -> list[str]:
    """Whoever is listed, in order."""
    listed = [
        (page.index(name), name) for name in ("Brynn", "Lata", "Sona", "Farah", "Obi", "Nori") if name in page
    ]
    return [name for _, name in sorted(listed)]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["Nori", "Brynn", "Lata", "Sona"]),
        ("?show=late", ["Nori", "Brynn", "Lata"]),
        ("?show=planned", ["Nori", "Brynn"]),
        ("?show=unplanned", ["Nori", "Brynn", "Lata", "Sona"]),
        ("?show=exempt", ["Nori", "Brynn"]),
        ("?show=all", ["Nori", "Brynn", "Lata", "Sona", "Farah"]),
        ("?tier=active", ["Nori", "Brynn", "Sona"]),
        ("?neighbourhood=north", ["Nori", "Brynn"]),
        ("?tier=maintenance&neighbourhood=north", ["Nori", "Brynn"]),
    ],
)
def test_every_breach_comes_first_whatever_the_filter(
    client: CheckedClient, borough: Borough, query: str, listed: list[str]
) -> None:
    sign_in(client, Role.COORDINATOR, "")
    page = client.get(f"/reviews{query}").text
    assert names(page) == listed
    assert "2 breaches" in page


def test_the_counts_by_tier_are_those_of_the_rule_every_day(borough: Borough) -> None:
    for days in range(-20, 120, 7):
        on = TODAY + timedelta(days=days)
        lines = list_due([""], Sought(Show.ALL), on, NOW, number=1).rows
        counted = {
            count.tier.name: (count.cases, count.late, count.breach) for count in count_due([""], on, NOW)
        }
        standings = [(line.line.tier, line.facts.due.standing(on)) for line in lines]
        assert counted == {
            tier: (
                sum(each[0] == tier for each in standings),
                standings.count((tier, Standing.LATE)),
                standings.count((tier, Standing.BREACH)),
            )
            for tier in {each[0] for each in standings}
        }


def test_each_says_when_it_is_planned_and_what_is_in_the_way(client: CheckedClient, borough: Borough) -> None:
    plan_id = published(ACM_1=NOW + timedelta(days=2), ACM_3=NOW + timedelta(days=30))
    why = '["No session before 4 December has the key worker"]'
    builders.kept(Unplaced(plan_id=plan_id, case_id=case_of("ACM-2"), due_on=TODAY, because=why))
    sign_in(client, Role.LEAD, "")
    page = client.get("/reviews").text
    for said in (
        "25 November 2026",
        "Sample hub",
        "It is planned for 25 November 2026, after the hard limit",
        "No session before 4 December has the key worker",
        "It is planned for 23 December 2026, after the due day",
        "No key worker or deputy is named",
        f"/allocate/{case_of('ACM-6')}",
    ):
        assert said in page


def test_a_session_that_is_cancelled_has_no_review_planned(client: CheckedClient, borough: Borough) -> None:
    published(ACM_1=NOW + timedelta(days=2))
    db.session.scalars(select(ReviewSession)).one().cancelled_because = "Bank holiday"
    sign_in(client, Role.LEAD, "")
    page = client.get("/reviews").text
    assert "Sample hub" not in page
    assert "It is in no session of the published plan" in page


def test_an_absent_key_worker_and_a_lapsed_registration_are_said_with_where_to_mend_them(
    client: CheckedClient, borough: Borough
) -> None:
    nurse = borough.staff["N1"]
    contract = db.session.scalars(select(Employment).where(Employment.person_id == nurse.id)).one()
    builders.dated(
        Absence,
        employment_id=contract.id,
        kind="away",
        half="",
        starts_on=TODAY,
        until=TODAY + timedelta(days=9),
    )
    sign_in(client, Role.LEAD, "")
    page = client.get("/reviews").text
    assert "The key worker is away until 1 December 2026" in page
    assert f"/people/{nurse.id}/away" in page
    assert "NMC registration is not in force" in page
    assert f'href="/people/{nurse.id}"' in page


def test_an_exemption_is_shown_beside_the_due_day_and_moves_nothing(
    client: CheckedClient, borough: Borough
) -> None:
    before = client_lines()
    about = {"why": "in_hospital", "starts_on": TODAY - timedelta(days=3), "because": "On ward 4"}
    builders.dated(ReviewExemption, case_id=case_of("ACM-2"), **about)
    assert client_lines() == before
    sign_in(client, Role.COORDINATOR, "east")
    page = client.get("/reviews?show=exempt").text
    assert names(page) == ["Brynn", "Lata"]
    assert "In hospital" in page
    assert "It stays due." in page


def client_lines() -> list[tuple[str, date]]:
    """Each case with its due day, in the order listed."""
    lines = list_due([""], Sought(Show.ALL), TODAY, NOW, number=1).rows
    return [(line.line.reference, line.facts.due.due_on) for line in lines]


def test_only_the_readers_neighbourhoods_and_nobody_who_objects(
    client: CheckedClient, borough: Borough
) -> None:
    sign_in(client, Role.LEAD, "east")
    page = client.get("/reviews?show=all").text
    assert names(page) == ["Brynn", "Lata", "Sona", "Farah"]
    assert not any(number in page for number in NHS_NUMBERS)
    seen = db.session.execute(select(AuditEntry.subject).where(AuditEntry.act == "seen")).scalars().all()
    assert seen == ["reviews_due"]
    assert client.get("/reviews?neighbourhood=north").status_code == 404
    assert client.get("/reviews?tier=urgent").status_code == 404


def test_an_empty_list_says_so(client: CheckedClient, session: Db) -> None:
    builders.neighbourhood("east")
    sign_in(client, Role.LEAD, "east")
    assert "No case is open in your neighbourhoods yet" in client.get("/reviews").text


def test_it_costs_the_same_however_many_there_are(client: CheckedClient, borough: Borough) -> None:
    published(ACM_1=NOW + timedelta(days=2))
    sign_in(client, Role.COORDINATOR, "")
    with statements() as sent:
        assert client.get("/reviews?show=all").status_code == 200
    assert len(sent) <= 10, "\n".join(sent)
    assert db.session.scalars(select(Person.id)).first()
