"""Rows in, workloads out: what counts as held, as reserved and as capacity, on which day, in how many statements."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from caseload.allocation.request import AllocationRequest
from caseload.capacity.weighting import Reduction, WeightSet, WeightsInForce
from caseload.capacity.weights import PROVISIONAL
from caseload.capacity.workload import Workload
from caseload.case_lists.actions import import_cases
from caseload.cases.case import Allocation, Case, CaseDetails, CasePause
from caseload.cases.holding import Contribution
from caseload.cases.stage import CaseStage, CaseWork
from caseload.queries.workloads import team_workloads, weights_on, workloads_of
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from people.employment import Employment
from tests import builders as made
from tests.laying import laid_once
from tests.pages.client import statements
from tests.small_borough import NOW, TODAY, Borough, case_list, small_borough

FULL = 2176
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def register(session: scoped_session[Session]) -> Iterator[None]:
    yield
    session.rollback()


@pytest.fixture
@laid_once
def borough() -> Borough:
    """N1 is key worker and N2 deputy of two cases: intensive in East, active in North."""
    borough = small_borough()
    content = case_list({}, {"tier": "active", "neighbourhood": "north"})
    import_cases("cases.csv", content, by=borough.by, at=NOW, on=TODAY)
    return borough


def case_id(number: int) -> int:
    return db.session.scalars(select(Case.id).where(Case.local_reference == f"ACM-{number}")).one()


def load(borough: Borough, who: str, on: date = TODAY) -> tuple[int, int, int]:
    person_id = borough.staff[who].id
    found = workloads_of([person_id], on)[person_id]
    return found.held, found.reserved, found.capacity


def says(model: type[Any], number: int, **values: Any) -> None:
    made.dated(model, case_id=case_id(number), **values)


def moves(borough: Borough, number: int, stage: str, outcome: str | None = None) -> None:
    """The case is at another stage from today."""
    act = Act(by=borough.by, at=NOW + timedelta(minutes=1))
    act.put(CaseStage, (case_id(number),), Period(TODAY), stage=stage, outcome=outcome)
    act.write()


def test_key_worker_and_deputy_of_open_cases(borough: Borough) -> None:
    assert load(borough, "N1") == (800 + 440, 0, FULL)
    assert load(borough, "N2") == (120 + 66, 0, FULL)
    assert load(borough, "G1") == (0, 0, FULL)


def test_somebody_who_contributes(borough: Borough) -> None:
    says(Contribution, 1, person_id=borough.staff["G1"].id, until=TOMORROW)
    assert load(borough, "G1") == (200, 0, FULL)
    assert load(borough, "G1", TOMORROW) == (0, 0, FULL)


def test_the_stage_and_kind_of_work_count(borough: Borough) -> None:
    moves(borough, 1, "assessment")
    says(CaseWork, 1, kind="standard", travel=True, statutory=True)
    assert load(borough, "N1") == (1000 + 60 + 120 + 440, 0, FULL)
    assert load(borough, "N2") == (150 + 66, 0, FULL)


def test_a_paused_case_counts_its_percentage(borough: Borough) -> None:
    says(CasePause, 1, starts_on=TODAY, until=TOMORROW)
    assert load(borough, "N1") == (200 + 440, 0, FULL)
    assert load(borough, "N1", TOMORROW) == (800 + 440, 0, FULL)


@pytest.mark.parametrize(("stage", "outcome"), [("closed", "goals_met"), ("declined", "not_suitable")])
def test_an_ended_case_counts_nothing(borough: Borough, stage: str, outcome: str) -> None:
    moves(borough, 1, stage, outcome)
    assert load(borough, "N1") == (440, 0, FULL)


def test_an_objection_takes_the_case_out_of_every_figure(borough: Borough) -> None:
    ask_for(borough, "G1", 1)
    content = case_list({"informed": "objects"}, {"tier": "active", "neighbourhood": "north"})
    import_cases("cases.csv", content, by=borough.by, at=NOW + timedelta(minutes=1), on=TODAY)
    assert load(borough, "N1") == (440, 0, FULL)
    assert load(borough, "N2") == (66, 0, FULL)
    assert load(borough, "G1") == (0, 0, FULL)


def test_a_case_counts_from_the_day_it_is_accepted(borough: Borough) -> None:
    accepted = db.session.scalars(
        select(CaseDetails.starts_on).where(CaseDetails.case_id == case_id(1))
    ).one()
    assert load(borough, "N1", accepted - timedelta(days=1)) == (0, 0, FULL)


def test_what_is_asked_for_is_reserved_until_it_is_answered(borough: Borough) -> None:
    row = ask_for(borough, "G1", 1)
    assert load(borough, "G1") == (0, 800, FULL)
    db.session.execute(update(AllocationRequest).where(AllocationRequest.id == row).values(closed_at=NOW))
    assert load(borough, "G1") == (0, 0, FULL)


def test_a_reduction_starts_and_ends_by_itself(borough: Borough) -> None:
    off: dict[str, Any] = {"person_id": borough.staff["N1"].id, "starts_on": TODAY, "until": TOMORROW}
    made.dated(Reduction, reason="newly_qualified", percent=20, **off)
    assert [load(borough, "N1", day)[2] for day in (YESTERDAY, TODAY, TOMORROW)] == [FULL, 1741, FULL]


def test_hours_off_count_by_the_employers_own_week(borough: Borough) -> None:
    off: dict[str, Any] = {"person_id": borough.staff["N1"].id, "starts_on": TODAY}
    made.dated(Reduction, reason="supervision_duties", hours=Decimal("3.75"), **off)
    assert load(borough, "N1")[2] == 1958  # 33.75 of 37.5 hours


def test_work_in_two_teams_is_one_capacity(borough: Borough) -> None:
    who = borough.staff["N9"]
    council = made.organisation("council", full_time_hours=Decimal(37))
    where = made.team("team_service")
    made.placement(made.employment(who, council, "C9"), where, None, hours=Decimal("18.5"))
    assert load(borough, "N9")[2] == FULL + FULL // 2
    found = {each.person_id: each for each in team_workloads(["north"], TODAY)}[who.id]
    assert found.load.capacity == FULL + FULL // 2
    assert found.teams == ("Sample team_north", "Sample team_service")
    assert found.employer == "Sample nca Trust, Sample council Trust"


def test_somebody_in_no_team_can_hold_nothing(borough: Borough) -> None:
    stranger = made.person("Ned").id
    assert workloads_of([stranger], TODAY) == {stranger: Workload(stranger, 0, 0, 0)}


def test_the_weights_in_force_count(borough: Borough) -> None:
    assert weights_on(TODAY) is PROVISIONAL
    adopted = replace(
        PROVISIONAL, name="Version 1", tier={**PROVISIONAL.tier, "intensive": 900}, full_time=1000
    )
    kept = made.kept(
        WeightSet(name="Version 1", points=adopted.as_json(), made_at=NOW, made_by_id=borough.by)
    )
    made.dated(WeightsInForce, scale=1, weight_set_id=kept.id, starts_on=TODAY)
    assert load(borough, "N1") == (900 + 440, 0, 1000)
    assert load(borough, "N1", YESTERDAY)[2] == FULL
    assert json.loads(weights_on(TODAY).as_json())["name"] == "Version 1"


def test_a_team_is_ordered_by_headroom_then_name(borough: Borough) -> None:
    found = team_workloads(["east"], TODAY)
    assert [(each.name, each.load.headroom) for each in found] == [
        ("Gita SampleG1", 2176),
        ("Nils SampleN2", 1990),
        ("Nora SampleN1", 936),
    ]
    assert found[0].professions == ("General practitioner",)
    assert len(team_workloads([""], TODAY)) == 4
    assert team_workloads(["no_such"], TODAY) == []
    assert team_workloads([], TODAY) == []


def test_a_list_and_one_person_agree(borough: Borough) -> None:
    listed = {each.person_id: each.load for each in team_workloads([""], TODAY)}
    assert workloads_of(list(listed), TODAY) == listed


@pytest.mark.parametrize("more", [0, 300])
def test_four_statements_however_many_people(borough: Borough, more: int) -> None:
    employer, team = made.organisation("big"), made.team("team_big", made.neighbourhood("big"))
    for number in range(1 + more):
        who = made.person(f"Pat{number:03}")
        made.placement(made.employment(who, employer, f"B{number}"), team, None)
        says(Contribution, 1, person_id=who.id)
    with statements() as sent:
        found = team_workloads(["big"], TODAY)
    assert len(sent) <= 4
    assert [each.load.held for each in found] == [200] * (1 + more)
    with statements() as sent:
        loads = workloads_of([each.person_id for each in found], TODAY)
    assert len(sent) <= 4
    assert set(loads.values()) == {each.load for each in found}


def test_a_move_of_the_key_worker_moves_the_points(borough: Borough) -> None:
    """By day, not by who holds it now."""
    db.session.execute(
        update(Allocation)
        .where(Allocation.case_id == case_id(1), Allocation.role == "key_worker")
        .values(superseded_at=NOW + timedelta(hours=1), superseded_by_id=borough.by)
    )
    later: dict[str, Any] = {"role": "key_worker", "recorded_at": NOW + timedelta(hours=1)}
    says(Allocation, 1, person_id=borough.staff["N1"].id, until=TOMORROW, **later)
    says(Allocation, 1, person_id=borough.staff["G1"].id, starts_on=TOMORROW, **later)
    assert [load(borough, who, TODAY)[0] for who in ("N1", "G1")] == [1240, 0]
    assert [load(borough, who, TOMORROW)[0] for who in ("N1", "G1")] == [440, 800]


def ask_for(borough: Borough, who: str, number: int) -> int:
    """An open request that somebody be given a case."""
    person_id = borough.staff[who].id
    contract = db.session.scalars(select(Employment.id).where(Employment.person_id == person_id)).one()
    return made.kept(
        AllocationRequest(
            case_id=case_id(number),
            role="key_worker",
            person_id=person_id,
            employment_id=contract,
            starts_on=TODAY,
            because="Has room",
            decider_kind="organisation",
            decider_code="nca",
            asked_by_id=borough.by,
            asked_at=NOW,
        )
    ).id
