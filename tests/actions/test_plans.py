"""From a small borough to a plan that keeps every rule, stored and published."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.reviews.actions import Planned, make_plan, publish_plan
from caseload.reviews.plans.planning_facts import read_planning_facts
from caseload.reviews.plans.problem_making import NO_TIER, NOBODY_NAMED, PAUSED, make_problem
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession, Unplaced
from caseload.reviews.sessions.file import import_sessions
from caseload.reviews.sessions.pattern import SessionLimit
from foundation.errors import NotThere, RuleBroken
from people.availability import Absence
from people.availability_files import import_absences
from people.employment import Employment
from tests import builders as make
from tests.laying import laid_once
from tests.small_borough import NOW, SESSION, TODAY, Borough, case_list, file_of, small_borough
from tests.tools.check_plan import check

Db = scoped_session[Session]
NOBODY = {
    "key_worker_employer": "",
    "key_worker_assignment": "",
    "deputy_employer": "",
    "deputy_assignment": "",
}


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    borough = small_borough()
    days = [TODAY + timedelta(days=1, weeks=week) for week in range(6)]
    sessions = [SESSION | {"code": f"east-{n}", "starts_at": f"{day}T09:30"} for n, day in enumerate(days)]
    import_sessions("sessions.csv", file_of(sessions), by=borough.by, at=NOW)
    return borough


def take_in(borough: Borough, *changes: Mapping[str, str]) -> None:
    import_cases("cases.csv", case_list(*changes), by=borough.by, at=NOW, on=TODAY)


def plan(borough: Borough, *, minutes: int = 1, **given: Any) -> Planned:
    return make_plan(TODAY, 6, by=borough.by, at=NOW + timedelta(minutes=minutes), **given)


def reasons(session: Db) -> dict[str, list[str]]:
    rows = session.execute(
        select(Case.local_reference, Unplaced.because).join(Unplaced, Unplaced.case_id == Case.id)
    )
    return {reference: json.loads(because) for reference, because in rows}


def test_a_plan_keeps_every_rule_and_its_figures_are_right(borough: Borough) -> None:
    take_in(borough, *({"needs": needs} for needs in ("gp!;district_nurse", "gp", "")), {"tier": "active"})
    planned = plan(borough)
    found = check(planned.made.problem, planned.plan.as_json())
    assert not found["broken"]
    assert not found["wrong_figures"]
    assert {review.case for review in planned.plan.reviews} >= {"ACM-1", "ACM-2", "ACM-3"}


def test_a_plan_is_stored_as_it_was_made(session: Db, borough: Borough) -> None:
    take_in(borough, {}, {})
    planned = plan(borough)
    stored = session.execute(
        select(Case.local_reference, ReviewSession.code, PlannedReview.starts_minute)
        .join(Case, Case.id == PlannedReview.case_id)
        .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
        .where(PlannedReview.plan_id == planned.plan_id)
    )
    assert sorted(tuple(row) for row in stored) == sorted(
        (review.case, review.session, review.starts_minute) for review in planned.plan.reviews
    )
    people = session.scalar(select(func.count()).select_from(PlannedAttendance))
    assert people == sum(len(row.staff) for row in planned.plan.attendance)


def test_who_is_left_out_and_why_is_kept_but_nothing_of_who_objects(session: Db, borough: Borough) -> None:
    take_in(
        borough,
        {"informed": "objects"},
        {"paused_from": "2026-11-20"},
        {"accepted_on": "", "tier": "", "last_review_on": ""},
        NOBODY,
        {},
    )
    planned = plan(borough)
    assert reasons(session) == {
        "ACM-2": [PAUSED],
        "ACM-3": [NO_TIER],
        "ACM-4": [NOBODY_NAMED],
    }
    assert {review.case for review in planned.plan.reviews} == {"ACM-5"}


def test_a_pause_says_nothing_of_a_review_that_falls_due_after_the_plan(
    session: Db, borough: Borough
) -> None:
    maintenance = {"tier": "maintenance", "last_review_on": "2026-11-16", "paused_from": "2026-11-20"}
    take_in(borough, maintenance, {})
    plan(borough)
    assert reasons(session) == {}


def test_a_review_is_due_from_the_last_one_held_and_never_from_one_planned(borough: Borough) -> None:
    take_in(borough, {"last_review_on": "2026-11-02"}, {"last_review_on": ""})
    publish_plan(plan(borough).plan_id, by=borough.by, at=NOW + timedelta(minutes=2))
    made = make_problem(read_planning_facts(TODAY, 6))
    assert [case["last_review_on"] for case in made.problem["cases"]] == ["2026-11-02", "2026-09-08"]
    assert len(made.problem["published"]) > 0


def test_a_tier_says_when_a_review_is_due_and_what_lateness_costs(borough: Borough) -> None:
    take_in(borough, {}, {"tier": "active"})
    made = make_problem(read_planning_facts(TODAY, 6))
    told = [
        (c["interval_days"], c["breach_days"], c["minutes"], c["weight"], c["breach_weight"])
        for c in made.problem["cases"]
    ]
    assert told == [(28, 14, 15, 8, 1000), (84, 28, 10, 3, 0)]


def test_only_those_at_work_are_available(borough: Borough) -> None:
    take_in(borough, {})
    away = {
        "employer": "nca",
        "assignment_number": "N2",
        "starts_on": "2026-11-24",
        "ends_on": "2026-11-24",
        "half": "am",
        "kind": "away",
    }
    import_absences("absences.csv", file_of([away]), by=borough.by, at=NOW)
    made = make_problem(read_planning_facts(TODAY, 6))
    nora, nils, gita = (f"s{borough.staff[number].id}" for number in ("N1", "N2", "G1"))
    first, second, *_ = made.problem["sessions"]
    assert set(first["available"]) == {nora, gita}
    assert set(second["available"]) == {nora, nils, gita}


def test_a_need_is_met_by_the_neighbourhoods_own_people(borough: Borough) -> None:
    take_in(borough, {})
    made = make_problem(read_planning_facts(TODAY, 6))
    needs = {need["kind"]: (need["eligible"], need["hard"]) for need in made.problem["cases"][0]["needs"]}
    nora, nils, gita = (f"s{borough.staff[number].id}" for number in ("N1", "N2", "G1"))
    assert needs == {"gp": ([gita], True), "district_nurse": ([nora, nils], False)}


def test_there_is_nothing_to_plan_without_a_chaired_session(session: Db, borough: Borough) -> None:
    for each in session.scalars(select(ReviewSession)):
        each.chair_person_id = None
    with pytest.raises(RuleBroken, match="no review session with a chair"):
        plan(borough)


def test_publishing_replaces_what_was_published(session: Db, borough: Borough) -> None:
    take_in(borough, {})
    first = plan(borough)
    publish_plan(first.plan_id, by=borough.by, at=NOW + timedelta(minutes=2))
    second = plan(borough, minutes=3)
    publish_plan(second.plan_id, by=borough.by, at=NOW + timedelta(minutes=4))
    statuses = {row.id: row.status for row in session.scalars(select(Plan))}
    assert statuses == {first.plan_id: "replaced", second.plan_id: "published"}


def test_of_two_drafts_published_at_once_one_wins_and_the_other_is_told(borough: Borough) -> None:
    take_in(borough, {})
    mine, theirs = plan(borough, minutes=1), plan(borough, minutes=2)
    publish_plan(theirs.plan_id, by=borough.by, at=NOW + timedelta(minutes=3))
    with pytest.raises(RuleBroken, match="Another plan was published"):
        publish_plan(mine.plan_id, by=borough.by, at=NOW + timedelta(minutes=3))
    with pytest.raises(RuleBroken, match="published already"):
        publish_plan(theirs.plan_id, by=borough.by, at=NOW + timedelta(minutes=4))


def test_a_plan_that_is_not_there_cannot_be_published(borough: Borough) -> None:
    with pytest.raises(NotThere):
        publish_plan(99, by=borough.by, at=NOW)


def test_a_part_of_the_borough_is_not_planned_alone(borough: Borough) -> None:
    take_in(borough, {})
    with pytest.raises(RuleBroken, match="does not cover Sample north"):
        plan(borough, within={"east"})
    draft = plan(borough, within={"east", "north"})
    with pytest.raises(RuleBroken, match="does not cover Sample north"):
        publish_plan(draft.plan_id, by=borough.by, at=NOW, within={"east"})


def test_the_same_facts_make_the_same_problem_and_plan(borough: Borough) -> None:
    take_in(borough, {}, {}, {"tier": "active"})
    first, second = plan(borough), plan(borough, minutes=2)
    assert first.made.problem == second.made.problem
    assert first.plan == second.plan


@pytest.mark.parametrize("weeks", [0, 27])
def test_a_plan_has_a_sensible_length(borough: Borough, weeks: int) -> None:
    with pytest.raises(RuleBroken, match="1 to 26 weeks"):
        make_plan(date(2026, 11, 23), weeks, by=borough.by, at=NOW)


def test_a_session_that_is_cancelled_or_over_is_not_planned_into(session: Db, borough: Borough) -> None:
    take_in(borough, {})
    publish_plan(plan(borough).plan_id, by=borough.by, at=NOW + timedelta(minutes=2))
    used = make_problem(read_planning_facts(TODAY, 6)).problem["published"][0]["session"]
    rows = {row.code: row for row in session.scalars(select(ReviewSession))}
    rows[used].cancelled_because = "The room is flooded"
    over = next(code for code in sorted(rows) if code != used)
    rows[over].ended_at = NOW
    session.flush()
    made = make_problem(read_planning_facts(TODAY, 6)).problem
    assert {used, over}.isdisjoint(each["id"] for each in made["sessions"])
    assert used not in {each["session"] for each in made["published"]}


def test_somebodys_own_limit_is_kept_and_none_keeps_them_out(session: Db, borough: Borough) -> None:
    take_in(borough, {})
    nils, gita = borough.staff["N2"].id, borough.staff["G1"].id
    make.dated(SessionLimit, person_id=nils, sessions=1)
    make.dated(SessionLimit, person_id=gita, sessions=0, starts_on=TODAY, until=TODAY + timedelta(days=7))
    made = make_problem(read_planning_facts(TODAY, 6)).problem
    asked = {each["id"]: each["sessions_per_week"] for each in made["staff"]}
    assert (asked[f"s{nils}"], asked[f"s{gita}"]) == (1, 3)
    assert [f"s{gita}" in each["available"] for each in made["sessions"][:2]] == [False, True]


def test_nothing_is_planned_into_a_session_whose_chair_is_away(session: Db, borough: Borough) -> None:
    take_in(borough, {})
    contract = select(Employment.id).where(Employment.person_id == borough.staff["N1"].id)
    make.dated(
        Absence,
        employment_id=session.scalars(contract).one(),
        kind="away",
        starts_on=TODAY,
        until=TODAY + timedelta(days=7),
    )
    problem = make_problem(read_planning_facts(TODAY, 6)).problem
    assert [each["id"] for each in problem["sessions"]] == [f"east-{n}" for n in range(1, 6)]
