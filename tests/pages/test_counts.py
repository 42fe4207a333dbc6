"""The caseload in numbers: what a director, a lead and the office are told, and what nobody is."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    Resident,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.contact import CarePackage, UrgentContact
from caseload.cases.stage import CaseStage
from caseload.queries.counts import counts_of
from foundation import clock
from neighbourhoods.neighbourhood import Neighbourhood
from tests import builders as made
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, TODAY, Borough, small_borough

Db = scoped_session[Session]
ACCEPTED = TODAY - timedelta(days=60)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def borough(session: Db) -> Borough:
    return small_borough()


class Cases:
    """Makes cases one by one; numbers run on."""

    def __init__(self, session: Db, borough: Borough) -> None:
        self.session, self.made = session, 0
        self.holder = borough.staff["N1"].id
        self.tiers = {row.code: row.id for row in session.scalars(select(ReviewTier))}
        self.places = {row.code: row.id for row in session.scalars(select(Neighbourhood))}

    def add(
        self,
        count: int,
        place: str = "east",
        tier: str = "active",
        *,
        held: bool = True,
        accepted: date | None = ACCEPTED,
        informed: str = "yes",
    ) -> list[int]:
        return [self._one(place, tier, held, accepted, informed) for _ in range(count)]

    def _one(self, place: str, tier: str, held: bool, accepted: date | None, informed: str) -> int:
        self.made += 1
        resident = made.kept(Resident(nhs_number=f"{9990000000 + self.made}"))
        made.dated(
            ResidentDetails,
            resident_id=resident.id,
            given_name="Olive",
            family_name="Mockshaw",
            date_of_birth=date(1940, 5, 1),
            postcode="BL9 2ZZ",
            neighbourhood_id=self.places[place],
        )
        reference, referred = f"ACM-{self.made}", ACCEPTED - timedelta(days=9)
        case = made.kept(Case(local_reference=reference, resident_id=resident.id, referred_on=referred))
        if accepted is not None:
            opened: Mapping[str, Any] = {"tier_id": self.tiers[tier], "informed": informed}
            made.dated(CaseDetails, case_id=case.id, starts_on=accepted, **opened)
        if held and accepted is not None:
            made.dated(
                Allocation, case_id=case.id, role="key_worker", person_id=self.holder, starts_on=accepted
            )
        return case.id


@pytest.fixture
def cases(session: Db, borough: Borough) -> Cases:
    return Cases(session, borough)


def totals(codes: tuple[str, ...] = ("",), on: date = TODAY) -> list[int | None]:
    return [measure.by_place.total for measure in counts_of(codes, on).measures]


def test_waiting_and_held(cases: Cases) -> None:
    cases.add(12)
    cases.add(7, "north")
    cases.add(6, held=False)
    cases.add(8, accepted=None)
    assert totals() == [8, 6, 19]
    assert totals(("north",)) == [0, 0, 7]
    assert totals(on=ACCEPTED - timedelta(days=1)) == [33, 0, 0]


def test_objecting_closed_and_declined_cases_are_in_no_figure(cases: Cases) -> None:
    cases.add(9)
    cases.add(6, informed="objects")
    for case_id in cases.add(5):
        made.dated(CaseStage, case_id=case_id, stage="closed", outcome="goals_met", starts_on=TODAY)
    for case_id in cases.add(5, accepted=None):
        made.dated(CaseStage, case_id=case_id, stage="declined", outcome="not_suitable", starts_on=TODAY)
    assert totals() == [0, 0, 9]


def test_small_counts_are_not_shown(client: CheckedClient, cases: Cases) -> None:
    cases.add(30)
    cases.add(2, "north")
    cases.add(3, held=False)
    client.sign_in(made.account(Role.DIRECTOR, "chief"))
    page = client.get("/caseload").text
    assert "fewer than 5" in page
    assert "too few to say where" in page
    assert "Sample north" not in page


def test_a_lead_is_told_of_their_own_neighbourhoods(client: CheckedClient, cases: Cases) -> None:
    cases.add(31)
    cases.add(57, "north")
    client.sign_in(made.account(Role.LEAD, "east"))
    page = client.get("/caseload").text.partition("<main")[2]
    assert "Your neighbourhoods" in page
    assert "31" in page
    assert "57" not in page
    assert "88" not in page


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICE])
def test_nobody_is_named(client: CheckedClient, cases: Cases, role: Role) -> None:
    cases.add(20)
    client.sign_in(made.account(role, "chief" if role is Role.DIRECTOR else ""))
    page = client.get("/caseload").text
    for word in ("Mockshaw", "ACM-", "999", "1940", "Nora", "Nils", "/cases", "/people/"):
        assert word not in page.replace('href="/cases/', "")


def test_workload_is_by_employer_and_profession(session: Db, cases: Cases, borough: Borough) -> None:
    nurse = made.profession("nurse", name="Nurse")
    team, council = made.team("team_south", made.neighbourhood("south")), made.organisation("council")
    for number in range(7):
        who = made.person("Pat", f"Sample{number}")
        made.placement(made.employment(who, council, f"C{number}"), team, nurse)
    found = counts_of(("",), TODAY)
    assert found.people == 11
    assert found.by_employer == ()  # four of the other employer cannot be told from the rest
    assert counts_of(("south",), TODAY).by_employer[0].people == 7
    for number in range(7, 11):
        who = made.person("Pat", f"Sample{number}")
        made.placement(made.employment(who, made.organisation(f"small{number}"), f"D{number}"), team, nurse)
    assert all(share.people >= 5 for share in counts_of(("",), TODAY).by_profession)


def test_before_and_after(cases: Cases) -> None:
    for case_id in cases.add(6):
        for days in (-10, -20, 5):
            on = ACCEPTED + timedelta(days=days)
            known: dict[str, Any] = {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": made.recorder().id}
            made.kept(UrgentContact(case_id=case_id, happened_on=on, kind="ambulance", **known))
        made.dated(CarePackage, case_id=case_id, kind="home_care", hours=Decimal(7), starts_on=ACCEPTED)
    cases.add(5)
    cases.add(5, accepted=TODAY - timedelta(days=3))
    outcomes = counts_of(("",), TODAY).outcomes
    assert (outcomes.cases, outcomes.unknown, outcomes.too_new) == (6, 5, 5)
    assert outcomes.before is not None
    assert outcomes.after is not None
    assert (outcomes.before.urgent, outcomes.after.urgent) == (Decimal("98.4"), Decimal("49.2"))  # 61 days
    assert (outcomes.before.care, outcomes.after.care) == (Decimal("0.0"), Decimal("7.0"))


def test_an_empty_borough(client: CheckedClient, borough: Borough) -> None:
    client.sign_in(made.account(Role.OFFICE))
    page = client.get("/caseload")
    assert page.status_code == 200
    assert "Too few cases have both sides known" in page.text
    assert client.get("/caseload?on=2026-11-24").status_code == 404


@pytest.mark.parametrize("more", [1, 200])
def test_the_same_cost_at_any_size(session: Db, client: CheckedClient, cases: Cases, more: int) -> None:
    cases.add(more)
    session.commit()
    client.sign_in(made.account(Role.DIRECTOR, "chief"))
    with statements() as sent:
        assert client.get("/caseload").status_code == 200
    assert len(sent) <= 10
    assert session.scalar(select(AuditEntry.subject).where(AuditEntry.act == "seen")) == "caseload_counts"
