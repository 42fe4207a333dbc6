"""Whom the jobs tell of what is ahead, when, and once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from app.job_run import JobRun
from app.jobs import do_what_is_due
from app.timetable import JOBS, Missed
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from caseload.reviews.sessions.notices import tell_agendas, tell_reminders, working_day_after
from foundation import clock
from foundation.acts import Act
from foundation.clock import LONDON
from foundation.database import compact_json, db
from foundation.effective import Period
from people.accountability import Registration
from people.employment import EmploymentDetails
from people.notice import Notice, NoticeKind
from people.registration_ends import step_of, tell_registration_ends
from teams.mandates.ending import tell_mandate_ends
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground

Db = scoped_session[Session]
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
EXPIRES = date(2030, 1, 1)


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    return allocating_ground()


def meet(g: AllocatingGround, day: date, *, status: str = "published", **values: object) -> ReviewSession:
    """A session of the plan with Olive's review in it, to which Ada and Bea are asked."""
    plan = db.session.scalars(select(Plan).where(Plan.status == status)).first() or Plan(
        made_at=NOON,
        made_by_id=g.leader.id,
        starts_on=DAY,
        weeks=12,
        status=status,
        figures=compact_json({}),
        published_at=NOON,
    )
    starts_at = datetime.combine(day, time(9, 30), LONDON)
    usual = {"code": f"{day} {status}", "minutes": 60, "neighbourhood_id": g.place.id, "starts_at": starts_at}
    row = make.kept(ReviewSession(**usual | values))  # pyright: ignore[reportArgumentType]
    plan_id = make.kept(plan).id
    make.kept(PlannedReview(plan_id=plan_id, session_id=row.id, case_id=g.case.id, starts_minute=0))
    for person in (g.ada, g.bea):
        make.kept(PlannedAttendance(plan_id=plan_id, session_id=row.id, person_id=person.id))
    return row


def told(kind: NoticeKind) -> list[tuple[int | None, str, date]]:
    found = select(Notice).where(Notice.kind == kind.value).order_by(Notice.person_id, Notice.id)
    return [(row.person_id, row.about, row.day) for row in db.session.scalars(found)]


@pytest.mark.parametrize(
    ("on", "working"),
    [
        (date(2026, 11, 19), FRIDAY),
        (FRIDAY, MONDAY),
        (date(2026, 11, 21), MONDAY),
        (
            date(2026, 12, 24),
            date(2026, 12, 29),
        ),  # Christmas is a Friday, and Boxing Day is kept on the Monday
        (date(2027, 3, 25), date(2027, 3, 30)),  # Good Friday and Easter Monday
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_next_working_day(on: date, working: date) -> None:
    assert working_day_after(on) == working


@pytest.mark.parametrize(
    ("telling", "kind", "days"),
    [
        (
            tell_reminders,
            NoticeKind.SESSION_SOON,
            [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)],
        ),
        (tell_agendas, NoticeKind.AGENDA, [date(2026, 11, 19), *(date(2026, 11, n) for n in (20, 21, 22))]),
    ],
)
def test_each_is_told_once_from_the_right_day_on(
    g: AllocatingGround, telling: Callable[..., int], kind: NoticeKind, days: list[date]
) -> None:
    session = meet(g, MONDAY, chair_person_id=g.rex.id)
    assert telling(days[0] - timedelta(days=1), at=NOON) == 0
    assert [telling(day, at=NOON) for day in days] == [3, *[0] * (len(days) - 1)]
    about = f"/reviews/sessions/{session.id}"
    assert told(kind) == [(n, about, MONDAY) for n in sorted([g.ada.id, g.bea.id, g.rex.id])]
    assert telling(MONDAY, at=NOON) == 0


def test_one_that_was_missed_is_told_later_while_there_is_time(g: AllocatingGround) -> None:
    meet(g, MONDAY)
    assert tell_reminders(date(2026, 11, 22), at=NOON) == 2  # nobody kept the time on Friday and Saturday


def test_one_that_is_moved_is_told_again(g: AllocatingGround) -> None:
    session = meet(g, MONDAY)
    tell_reminders(FRIDAY, at=NOON)
    session.starts_at += timedelta(days=1)
    assert tell_reminders(MONDAY, at=NOON) == 2


def test_nobody_is_told_of_what_does_not_take_place(g: AllocatingGround) -> None:
    meet(g, MONDAY, cancelled_because="The hall is closed")
    meet(g, MONDAY, status="draft")
    meet(g, MONDAY, status="replaced")
    assert tell_reminders(FRIDAY, at=NOON) == tell_agendas(FRIDAY, at=NOON) == 0


@pytest.mark.parametrize(
    ("left", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_the_steps_before_a_last_day(left: int, step: int | None) -> None:
    assert step_of(EXPIRES, EXPIRES - timedelta(days=left)) == step


def test_a_registration_that_ends_is_told_to_whose_it_is_and_to_who_answers_for_it(
    g: AllocatingGround,
) -> None:
    counts = Counter[int]()
    for left in range(70, -2, -1):
        counts[left] = tell_registration_ends(EXPIRES - timedelta(days=left), at=NOON)
    # Ada and Bea answer to Dora; nobody holds the post that Sol answers to; Rex answers to Dora too.
    each = 4 + 3
    assert {left: count for left, count in counts.items() if count} == {60: each, 30: each, 7: each}
    kind = NoticeKind.REGISTRATION_ENDING
    assert (g.ada.id, "/practice", EXPIRES) in told(kind)
    assert {about for person_id, about, _ in told(kind) if person_id not in g.people.values()} == {
        f"/people/{person.id}/practice" for person in (g.ada, g.bea, g.rex)
    }


def test_one_that_was_renewed_or_whose_person_has_left_is_told_to_nobody(g: AllocatingGround) -> None:
    on = EXPIRES - timedelta(days=20)
    act = Act(by=g.leader.id, at=NOON)
    key = (g.ada.id, g.base.nurse.id)
    act.put(Registration, key, Period(EXPIRES), number="1", expires_on=EXPIRES + timedelta(days=1096))
    act.clear(EmploymentDetails, (g.base.contracts["S1"].id,), Period(on))
    act.write()
    tell_registration_ends(on, at=NOON)
    readers = {
        person_id for person_id, about, _ in told(NoticeKind.REGISTRATION_ENDING) if about == "/practice"
    }
    assert readers == {g.bea.id, g.rex.id}


def test_a_mandate_that_ends_is_told_to_the_office_by_its_code(g: AllocatingGround) -> None:
    at_work = make.person("Olga", "Officesample", account=make.account(Role.OFFICE))
    make.account(Role.OFFICE, email="nobody@example.test")
    closed = make.account(Role.OFFICE, email="closed@example.test")
    closed.active = False
    db.session.commit()
    last = date(2027, 3, 31)
    counts = {left: tell_mandate_ends(last - timedelta(days=left), at=NOON) for left in range(70, -2, -1)}
    assert {left: count for left, count in counts.items() if count} == {60: 2, 30: 2, 7: 2}
    rows = db.session.scalars(select(Notice).where(Notice.kind == "mandate_ending")).all()
    assert {row.about for row in rows} == {"/mandates/NCA-2026-03"}
    assert {row.day for row in rows} == {last}
    assert {row.person_id for row in rows} == {at_work.id, None}


def test_administrators_are_told_once_a_day_of_jobs_that_ran_late(session: Db) -> None:
    administrator = make.account(Role.ADMINISTRATOR)
    session.add(JobRun(job="forget-uploads", slot="2026-11-19", ran_at=NOON, changed=0))
    session.commit()
    for _ in range(2):
        with clock.pretending(datetime(2026, 11, 22, 14, tzinfo=UTC)):
            do_what_is_due("first")
    [notice] = session.scalars(select(Notice)).all()
    assert (notice.kind, notice.about, notice.account_id) == ("job_late", "/jobs", administrator.id)


def test_after_three_days_without_a_timekeeper_there_is_no_flood(g: AllocatingGround) -> None:
    for n in range(8):
        meet(g, FRIDAY + timedelta(days=n))
    db.session.commit()
    with clock.pretending(datetime(2026, 11, 19, 14, tzinfo=UTC)):
        do_what_is_due("first")
    db.session.rollback()
    before = set(db.session.scalars(select(Notice.id)))
    with clock.pretending(datetime(2026, 11, 22, 14, tzinfo=UTC)):
        do_what_is_due("first")
    db.session.rollback()
    later = [row for row in db.session.scalars(select(Notice)) if row.id not in before]
    assert later
    assert min(row.day for row in later) > date(2026, 11, 22)  # nothing about a day that is past
    slots = Counter(db.session.scalars(select(JobRun.job).where(JobRun.slot > "2026-11-19")))
    of_each_day = {job.name for job in JOBS.values() if job.missed is Missed.EACH}
    assert {times for job, times in slots.items() if job not in of_each_day} == {1}
