"""Publishing a plan: judged again by the register as it is, once, with what has begun kept and people told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from caseload.case_lists.actions import import_cases
from caseload.cases.case import Case
from caseload.reviews.actions import discard_plan, make_plan, publish_plan
from caseload.reviews.plans import planning
from caseload.reviews.plans.pinning import WHOLE, keep_pins, pins_of
from caseload.reviews.review import Pin, Plan, PlannedMove, PlannedReview, ReviewSession
from caseload.reviews.sessions.file import import_sessions
from foundation.errors import NotThere, RuleBroken
from people.availability_files import import_absences
from people.notice import Notice
from tests.laying import laid_once
from tests.small_borough import NOW, SESSION, TODAY, Borough, case_list, file_of, small_borough

Db = scoped_session[Session]


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    """Six weekly sessions in the east from tomorrow on, and three cases."""
    borough = small_borough()
    days = [TODAY + timedelta(days=1, weeks=week) for week in range(6)]
    sessions = [SESSION | {"code": f"east-{n}", "starts_at": f"{day}T09:30"} for n, day in enumerate(days)]
    import_sessions("sessions.csv", file_of(sessions), by=borough.by, at=NOW)
    cases = case_list({}, {"needs": ""}, {"tier": "active"})
    import_cases("cases.csv", cases, by=borough.by, at=NOW, on=TODAY)
    return borough


def draft(borough: Borough, minutes: int = 1) -> int:
    return make_plan(TODAY, 6, by=borough.by, at=NOW + timedelta(minutes=minutes)).plan_id


def publish(plan_id: int, borough: Borough, minutes: int = 2) -> None:
    publish_plan(plan_id, by=borough.by, at=NOW + timedelta(minutes=minutes))


def away(borough: Borough, number: str, on: str, last: str) -> None:
    row = {
        "employer": "nca",
        "assignment_number": number,
        "starts_on": on,
        "ends_on": last,
        "half": "",
        "kind": "away",
    }
    import_absences("absences.csv", file_of([row]), by=borough.by, at=NOW)


def first_session(session: Db, plan_id: int) -> int:
    """The first session that the plan lays a review into."""
    return (
        session.scalars(
            select(PlannedReview.session_id)
            .join(ReviewSession, ReviewSession.id == PlannedReview.session_id)
            .where(PlannedReview.plan_id == plan_id)
            .order_by(ReviewSession.starts_at, PlannedReview.id)
        ).first()
        or 0
    )


def day_of(session: Db, session_id: int) -> str:
    return session.get_one(ReviewSession, session_id).starts_at.date().isoformat()


def test_a_plan_that_can_still_be_held_is_published(session: Db, borough: Borough) -> None:
    plan_id = draft(borough)
    publish(plan_id, borough)
    plan = session.get_one(Plan, plan_id)
    assert (plan.status, plan.published_by_id) == ("published", borough.by)


def test_a_key_worker_who_fell_ill_meanwhile_refuses_it_by_name(session: Db, borough: Borough) -> None:
    plan_id = draft(borough)
    day = day_of(session, first_session(session, plan_id))
    away(borough, "N1", day, day)  # who is the chair too
    with pytest.raises(RuleBroken, match=r"The chair, Nora SampleN1, is away .* Plan again"):
        publish(plan_id, borough)
    assert session.get_one(Plan, plan_id).status == "draft"
    publish(draft(borough, minutes=3), borough, minutes=4)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cancelled_because": "Snow"}, "is cancelled"),
        ({"minutes": 5}, "minutes are planned into the 5 minutes"),
        ({"chair_person_id": None}, "has no chair"),
    ],
)
def test_a_session_that_changed_refuses_it(
    session: Db, borough: Borough, change: Mapping[str, Any], told: str
) -> None:
    plan_id = draft(borough)
    session.execute(update(ReviewSession).values(**change))
    with pytest.raises(RuleBroken, match=told):
        publish(plan_id, borough)


def test_an_objection_refuses_it_without_naming_the_case(session: Db, borough: Borough) -> None:
    plan_id = draft(borough)
    objecting = case_list({"informed": "objects"}, {"needs": ""}, {"tier": "active"})
    import_cases("cases.csv", objecting, by=borough.by, at=NOW + timedelta(minutes=2), on=TODAY)
    with pytest.raises(RuleBroken, match="no longer listed") as refused:
        publish(plan_id, borough, minutes=3)
    assert "ACM-1" not in str(refused.value)


def test_a_session_that_has_begun_since_refuses_it(session: Db, borough: Borough) -> None:
    plan_id = draft(borough)
    begun = session.get_one(ReviewSession, first_session(session, plan_id)).starts_at
    with pytest.raises(RuleBroken, match="has begun since the plan was made"):
        publish_plan(plan_id, by=borough.by, at=begun + timedelta(minutes=1))


def test_a_draft_follows_one_plan_and_replaces_no_other(borough: Borough) -> None:
    mine, theirs = draft(borough), draft(borough, minutes=2)
    publish(theirs, borough, minutes=3)
    with pytest.raises(RuleBroken, match="Another plan was published"):
        publish(mine, borough, minutes=4)


def test_two_plans_are_never_in_force_whoever_writes(session: Db, borough: Borough) -> None:
    publish(draft(borough), borough)
    other = draft(borough, minutes=3)
    with pytest.raises(IntegrityError):
        session.execute(update(Plan).where(Plan.id == other).values(status="published"))
    session.rollback()


def test_a_discarded_draft_is_not_published(borough: Borough) -> None:
    plan_id = draft(borough)
    discard_plan(plan_id, by=borough.by)
    with pytest.raises(RuleBroken, match="was discarded"):
        publish(plan_id, borough)
    with pytest.raises(RuleBroken, match="Only a draft"):
        discard_plan(plan_id, by=borough.by)
    with pytest.raises(NotThere):
        discard_plan(99, by=borough.by)


def test_people_are_told_once_and_only_of_what_changes_for_them(session: Db, borough: Borough) -> None:
    publish(draft(borough), borough)
    told = list(session.scalars(select(Notice.person_id).order_by(Notice.person_id)))
    assert len(told) == len(set(told)) > 1
    assert {each.kind for each in session.scalars(select(Notice))} == {"plan_published"}
    publish(draft(borough, minutes=3), borough, minutes=4)
    assert list(session.scalars(select(Notice.person_id).order_by(Notice.person_id))) == told


def test_a_plan_made_again_moves_only_what_it_must_and_says_why(session: Db, borough: Borough) -> None:
    publish(draft(borough), borough)
    before = {(r.case_id, r.session_id) for r in session.scalars(select(PlannedReview))}
    at = first_session(session, session.scalars(select(Plan.id)).one())
    away(borough, "N1", day_of(session, at), day_of(session, at))
    again = draft(borough, minutes=3)
    moves = list(session.scalars(select(PlannedMove).where(PlannedMove.plan_id == again)))
    assert {(move.case_id, move.from_id) for move in moves} >= {each for each in before if each[1] == at}
    assert all("is away" in json.loads(move.because)[0] for move in moves if move.from_id == at)
    publish(again, borough, minutes=4)


def test_a_session_that_has_begun_keeps_its_reviews_in_the_next_plan(session: Db, borough: Borough) -> None:
    first = draft(borough)
    publish(first, borough)
    held = first_session(session, first)
    after = session.get_one(ReviewSession, held).starts_at + timedelta(hours=3)
    second = make_plan(after.date(), 5, by=borough.by, at=after).plan_id
    assert held not in set(reviews_of(session, second))
    publish_plan(second, by=borough.by, at=after + timedelta(minutes=1))
    assert reviews_of(session, second)[held] == reviews_of(session, first)[held]


def test_a_review_published_for_before_the_weeks_is_not_planned_twice(session: Db, borough: Borough) -> None:
    published = draft(borough)
    publish(published, borough)
    first = first_session(session, published)
    held = cases_in(session, published, first)
    day = session.get_one(ReviewSession, first).starts_at.date()
    at = NOW + timedelta(minutes=3)
    taken = planning.prepare(day + timedelta(days=1), 5, at=at).facts.cases
    assert held
    assert {case.id for case in taken if case.last_held_on == day} == held
    made = make_plan(day + timedelta(days=1), 5, by=borough.by, at=at).plan_id
    publish(made, borough, 4)
    assert cases_in(session, made, first) == held


def cases_in(session: Db, plan_id: int, session_id: int) -> set[int]:
    found = select(PlannedReview.case_id).where(
        PlannedReview.plan_id == plan_id, PlannedReview.session_id == session_id
    )
    return set(session.scalars(found))


def reviews_of(session: Db, plan_id: int) -> dict[int, set[tuple[int, int]]]:
    found: dict[int, set[tuple[int, int]]] = {}
    for row in session.scalars(select(PlannedReview).where(PlannedReview.plan_id == plan_id)):
        found.setdefault(row.session_id, set()).add((row.case_id, row.starts_minute))
    return found


def test_weeks_left_are_those_of_the_published_plan(borough: Borough) -> None:
    with pytest.raises(RuleBroken, match="no published plan"):
        planning.weeks_left(TODAY)
    publish(draft(borough), borough)
    assert planning.weeks_left(TODAY + timedelta(days=1)) == 6
    assert planning.weeks_left(TODAY + timedelta(days=36)) == 1
    with pytest.raises(RuleBroken, match="no published plan"):
        planning.weeks_left(TODAY + timedelta(weeks=6))


def test_pins_are_put_taken_back_and_go_into_every_plan(
    session: Db, borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = draft(borough)
    publish(plan_id, borough)
    at, later = first_session(session, plan_id), NOW + timedelta(minutes=3)
    case = next(iter(reviews_of(session, plan_id)[at]))[0]
    assert keep_pins(at, {case, WHOLE}, plan_id=plan_id, by=borough.by, at=later) == (2, 0)
    assert pins_of(at) == {case, WHOLE}
    code = session.get_one(ReviewSession, at).code
    pinned = planning.prepare(TODAY, 6, at=later).pinned
    assert pinned == {
        (session.get_one(Case, c).local_reference, code) for c, _ in reviews_of(session, plan_id)[at]
    }
    given: list[Any] = []
    solve = planning.planner.solve

    def remembering(*args: Any, pinned: Any = None, **named: Any) -> Any:
        given.append(pinned)
        return solve(*args, **named)

    monkeypatch.setattr(planning.planner, "solve", remembering)
    draft(borough, minutes=4)
    assert keep_pins(at, set(), plan_id=plan_id, by=borough.by, at=later + timedelta(minutes=1)) == (0, 2)
    draft(borough, minutes=5)
    assert given == [pinned, frozenset()]
    assert all(pin.superseded_by_id == borough.by for pin in session.scalars(select(Pin)))


def test_nothing_is_pinned_that_the_plan_does_not_have_there(session: Db, borough: Borough) -> None:
    plan_id = draft(borough)
    at = first_session(session, plan_id)
    with pytest.raises(NotThere):
        keep_pins(at, {99}, plan_id=plan_id, by=borough.by, at=NOW)
    with pytest.raises(NotThere):
        keep_pins(99, set(), plan_id=plan_id, by=borough.by, at=NOW)
    with pytest.raises(RuleBroken, match="has begun or is cancelled"):
        keep_pins(at, {WHOLE}, plan_id=plan_id, by=borough.by, at=datetime(2027, 6, 1, tzinfo=UTC))
