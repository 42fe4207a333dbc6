"""A whole service changes employer on a day, and nothing but its contracts changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts import audit
from caseload.cases.case import Allocation, Case, Resident
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.model import Model
from people.accountability import Accountability
from people.availability import WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.post import Tenure
from teams import actions as teams
from teams.team import Management, PlacementDetails
from teams.transfer import CHANGED, Service, preview, transfer
from tests import builders as make
from tests.actions.registers import Register, act, held, register
from tests.pages.client import statements

JULY = date(2027, 7, 1)
START = make.START


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    made = register()
    resident = make.kept(Resident(nhs_number="9990000018"))
    case = make.kept(Case(local_reference="C1", resident_id=resident.id, referred_on=START))
    make.dated(Allocation, case_id=case.id, role="key_worker", person_id=made.ada.id)
    make.dated(WorkingPattern, employment_id=made.contract.id, half_days="1111111111")
    session.commit()
    return made


def service(r: Register, **given: object) -> Service:
    return replace(Service(from_id=r.trust.id, to_id=r.council.id, on=JULY, team_id=r.east.id), **given)


def move(r: Register, which: Service) -> int:
    mark = preview(which).fingerprint
    with act(r) as a:
        return transfer(a, which, mark)


def every_row(model: type[Model]) -> list[tuple[object, ...]]:
    table = table_of(model)
    return [tuple(row) for row in db.session.execute(select(table).order_by(table.c.id))]


def test_contracts_move_and_every_other_table_is_row_for_row_as_it_was(r: Register) -> None:
    untouched = (Management, Accountability, Tenure, Allocation)
    before = {model: every_row(model) for model in untouched}
    assert all(before.values())
    assert move(r, service(r)) == 1
    assert {model: every_row(model) for model in untouched} == before
    new = db.session.scalars(select(Employment).where(Employment.organisation_id == r.council.id)).one()
    assert (new.person_id, new.assignment_number) == (r.ada.id, "100")
    assert held(EmploymentDetails, "employment_id", "contracted_hours") == [
        (START, JULY, r.contract.id, Decimal("37.5")), (JULY, None, new.id, Decimal("37.5")),
    ]  # fmt: skip
    assert held(PlacementDetails, "placement_id", "employment_id", "team_id") == [
        (START, JULY, r.place.id, r.contract.id, r.east.id), (JULY, None, r.place.id, new.id, r.east.id),
    ]  # fmt: skip
    assert held(WorkingPattern, "employment_id") == [(START, JULY, r.contract.id), (JULY, None, new.id)]


def test_planned_changes_after_the_day_move_too(r: Register) -> None:
    later = date(2027, 10, 1)
    with act(r) as a:
        teams.change_placement(
            a, r.place.id,
            teams.Place(employment_id=r.contract.id, team_id=r.north.id, role="nurse", hours=Decimal(30)), later,
        )  # fmt: skip
        teams.end_employment(a, r.contract.id, date(2028, 3, 31), with_placements=True)
    move(r, service(r))
    new = db.session.scalar(select(Employment.id).where(Employment.organisation_id == r.council.id))
    assert held(PlacementDetails, "employment_id", "team_id")[1:] == [
        (JULY, later, new, r.east.id), (later, date(2028, 4, 1), new, r.north.id),
    ]  # fmt: skip
    assert held(EmploymentDetails, "employment_id")[-1] == (JULY, date(2028, 4, 1), new)


def test_the_other_placements_of_a_contract_go_with_it(r: Register) -> None:
    elsewhere = make.placement(r.contract, r.north, None, hours=Decimal(0))
    move(r, service(r))
    new = db.session.scalar(select(Employment.id).where(Employment.organisation_id == r.council.id))
    assert (JULY, None, elsewhere.id, new) in held(PlacementDetails, "placement_id", "employment_id")


def test_only_the_service_moves(r: Register) -> None:
    doctor = make.profession("doctor")
    make.placement(make.employment(r.bea, r.trust, "200"), r.east, doctor)
    make.placement(make.employment(r.cy, r.trust, "300"), r.north, r.nurse)
    assert [m.number for m in preview(service(r)).movers] == ["100", "200"]
    assert [m.number for m in preview(service(r, profession_id=r.nurse.id)).movers] == ["100"]
    assert [m.number for m in preview(service(r, team_id=None, profession_id=r.nurse.id)).movers] == [
        "100",
        "300",
    ]


def test_a_number_in_use_there_is_named_and_a_prefix_keeps_them_apart(r: Register) -> None:
    make.employment(r.bea, r.council, "100")
    with pytest.raises(RuleBroken, match=r"already uses assignment number 100\. Give a prefix"):
        move(r, service(r))
    db.session.rollback()
    assert move(r, service(r, prefix="N")) == 1
    assert (
        db.session.scalar(select(Employment.person_id).where(Employment.assignment_number == "N100"))
        == r.ada.id
    )


def test_a_stale_preview_moves_nobody(r: Register) -> None:
    which = service(r)
    mark = preview(which).fingerprint
    with act(r) as a:
        teams.end_employment(a, r.contract.id, date(2028, 3, 31), with_placements=True)
    with pytest.raises(RuleBroken, match=CHANGED), act(r) as a:
        transfer(a, which, mark)
    db.session.rollback()
    assert db.session.scalar(select(Employment.id).where(Employment.organisation_id == r.council.id)) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to_id": 1}, "with that employer already"),
        ({"team_id": None}, "Choose a team, a profession or both"),
        ({"team_id": 2}, "Nobody of that service is employed there on 1 July 2027"),
    ],
)
def test_what_is_no_service_is_refused(r: Register, given: dict[str, object], told: str) -> None:
    assert (r.trust.id, r.north.id) == (1, 2)
    with pytest.raises(RuleBroken, match=told):
        move(r, service(r, **given))


def test_a_large_service_costs_no_more_statements_than_a_small_one(r: Register) -> None:
    sent: dict[int, int] = {}
    audit.record("seen", "person", r.ada.id, by=r.office.id)  # from here on the process knows the chain's end
    db.session.commit()
    for size, team in ((2, r.north), (40, r.east)):
        which = service(r, team_id=team.id)
        while len(preview(which).movers) < size:
            number = f"{size}-{len(preview(which).movers)}"
            contract = make.employment(make.person("Pat"), r.trust, number)
            make.dated(WorkingPattern, employment_id=contract.id, half_days="1111100000")
            make.placement(contract, team, r.nurse)
        mark = preview(which).fingerprint
        db.session.commit()
        assert r.office.id and r.ada.id, "read afresh before counting"
        with statements() as asked, act(r) as a:
            assert transfer(a, which, mark) == size
        sent[size] = len(asked)
    assert sent[40] == sent[2]
