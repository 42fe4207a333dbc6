"""Patterns and the sessions they give: made 26 weeks ahead, changed gently, refused where the chair is not to be had."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.case_lists.actions import import_cases
from caseload.reviews.actions import make_plan, publish_plan
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from caseload.reviews.sessions.changes import (
    SessionTerms,
    add_session,
    cancel_session,
    change_session,
    follow_pattern,
    hold_after_all,
    mark_of,
)
from caseload.reviews.sessions.file import import_sessions
from caseload.reviews.sessions.keeping import (
    Terms,
    change_pattern,
    end_pattern,
    keep_sessions_ahead,
    start_pattern,
)
from caseload.reviews.sessions.laying import NO_DAY
from caseload.reviews.sessions.pattern import SessionPattern, SessionPatternDetails
from foundation import clock
from foundation.clock import LONDON
from foundation.database import db
from foundation.errors import BadFile, NotThere, RuleBroken
from neighbourhoods.neighbourhood import Neighbourhood
from people.availability import Absence, WorkingPattern
from people.deeds import ALREADY, SUPERSEDED
from people.employment import Employment
from people.notice import Notice
from tests import builders as make
from tests.small_borough import NOW, SESSION, TODAY, Borough, case_list, file_of, small_borough

Db = scoped_session[Session]
TUESDAY, THURSDAY = 1, 3
FIRST = date(2026, 11, 24)  # the Tuesday after TODAY, a Monday
WEEKLY = Terms(TUESDAY, 1, "09:30", 90, "Sample hub", False, None)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def borough(session: Db) -> Borough:
    return small_borough()


def place(code: str = "east") -> int:
    return db.session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == code)).one()


def start(borough: Borough, terms: Terms = WEEKLY, *, where: str = "east", **given: Any) -> int:
    """A pattern; its number."""
    usual: dict[str, Any] = {"starts_on": FIRST, "last_day": None, "by": borough.by, "at": NOW}
    start_pattern(place(where), terms=terms, **usual | given)
    return db.session.scalars(select(SessionPattern.id).order_by(SessionPattern.id.desc()).limit(1)).one()


def chaired_by(borough: Borough, number: str = "N1", **given: Any) -> Terms:
    return replace(WEEKLY, chair_person_id=borough.staff[number].id, **given)


def sessions() -> list[ReviewSession]:
    db.session.expire_all()
    return list(db.session.scalars(select(ReviewSession).order_by(ReviewSession.starts_at, ReviewSession.id)))


def held_days(rows: list[ReviewSession] | None = None) -> list[date]:
    found = sessions() if rows is None else rows
    return [row.starts_at.astimezone(LONDON).date() for row in found if row.cancelled_because is None]


def mark(row: ReviewSession) -> str:
    return mark_of(
        row.starts_at, row.minutes, row.place, row.online, row.chair_person_id, row.cancelled_because
    )


def terms_of(row: ReviewSession, **changed: Any) -> SessionTerms:
    local = row.starts_at.astimezone(LONDON)
    usual = SessionTerms(
        local.date(), f"{local:%H:%M}", row.minutes, row.place, row.online, row.chair_person_id
    )
    return replace(usual, **changed)


def change(borough: Borough, row: ReviewSession, **changed: Any) -> int:
    return change_session(row.id, terms_of(row, **changed), mark(row), by=borough.by, at=NOW)


def away(borough: Borough, number: str, on: date) -> None:
    make.dated(
        Absence,
        employment_id=contract_of(borough, number),
        kind="away",
        starts_on=on,
        until=on + timedelta(days=1),
    )


def contract_of(borough: Borough, number: str) -> int:
    found = select(Employment.id).where(Employment.person_id == borough.staff[number].id)
    return db.session.scalars(found).one()


def published(borough: Borough) -> ReviewSession:
    """A weekly pattern with a published plan; the first session that has reviews."""
    start(borough, chaired_by(borough))
    import_cases("cases.csv", case_list({}, {}), by=borough.by, at=NOW, on=TODAY)
    made = make_plan(TODAY, 6, by=borough.by, at=NOW + timedelta(minutes=1))
    publish_plan(made.plan_id, by=borough.by, at=NOW + timedelta(minutes=2))
    db.session.execute(delete(Notice))  # what publishing told
    found = select(PlannedReview.session_id).where(PlannedReview.plan_id == made.plan_id)
    first = db.session.scalars(found.order_by(PlannedReview.id).limit(1)).one()
    return db.session.get_one(ReviewSession, first)


def told() -> list[tuple[int | None, str, date]]:
    rows = db.session.execute(
        select(Notice.person_id, Notice.about, Notice.day)
        .where(Notice.kind == "session_changed")
        .order_by(Notice.person_id, Notice.id)
    )
    return [(person_id, about, day) for person_id, about, day in rows]


# Patterns


def test_a_pattern_gives_a_session_a_week_for_26_weeks_and_its_hour_in_england_stays(
    borough: Borough,
) -> None:
    start(borough)
    rows = sessions()
    assert len(rows) == 26
    assert {f"{row.starts_at.astimezone(LONDON):%A %H:%M}" for row in rows} == {"Tuesday 09:30"}
    assert {row.starts_at.astimezone(UTC).hour for row in rows} == {9, 8}  # the clocks change in March


def test_a_session_on_a_bank_holiday_is_made_cancelled_and_says_which(borough: Borough) -> None:
    start(borough, replace(WEEKLY, weekday=4))
    cancelled = {
        row.starts_at.date(): row.cancelled_because for row in sessions() if row.cancelled_because is not None
    }
    assert list(cancelled) == [date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 26)]
    assert cancelled[date(2026, 12, 25)] == "Bank holiday: Christmas Day"


def test_keeping_sessions_ahead_twice_changes_nothing_and_a_week_later_adds_one(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    before = [(row.id, row.starts_at) for row in sessions()]
    assert keep_sessions_ahead(TODAY, borough.by) == 0
    assert [(row.id, row.starts_at) for row in sessions()] == before
    assert keep_sessions_ahead(TODAY + timedelta(weeks=1), borough.by) == 1
    assert keep_sessions_ahead(TODAY + timedelta(weeks=1), borough.by) == 0
    assert keep_sessions_ahead(TODAY, borough.by) == 0  # by hand for an earlier day


def test_every_other_week_keeps_its_weeks_when_its_chair_changes(borough: Borough) -> None:
    pattern = start(borough, chaired_by(borough, every_weeks=2))
    days = held_days()
    assert days[:3] == [FIRST, FIRST + timedelta(weeks=2), FIRST + timedelta(weeks=4)]
    change_pattern(
        pattern, FIRST + timedelta(weeks=1), chaired_by(borough, "N2", every_weeks=2), by=borough.by, at=NOW
    )
    assert held_days() == days
    chairs = [row.chair_person_id for row in sessions()]
    assert chairs == [borough.staff["N1"].id] + [borough.staff["N2"].id] * 12


def test_another_weekday_moves_the_sessions_to_come_within_their_weeks(borough: Borough) -> None:
    pattern = start(borough)
    was = [row.id for row in sessions()]
    second = FIRST + timedelta(weeks=1)
    change_pattern(
        pattern, second - timedelta(days=1), replace(WEEKLY, weekday=THURSDAY), by=borough.by, at=NOW
    )
    assert held_days() == [FIRST, *(FIRST + timedelta(weeks=n, days=2) for n in range(1, 26))]
    assert [row.id for row in sessions()] == was


def test_what_was_changed_by_hand_stays_when_the_pattern_changes(borough: Borough) -> None:
    pattern = start(borough)
    moved, cancelled, *_ = sessions()
    change(borough, moved, day=FIRST + timedelta(days=1), place="Another hub")
    cancel_session(cancelled.id, "The hub is closed", mark(cancelled), by=borough.by, at=NOW)
    change_pattern(pattern, FIRST, replace(WEEKLY, place="New hub"), by=borough.by, at=NOW)
    places = [(row.place, row.cancelled_because) for row in sessions()]
    assert places[0] == ("Another hub", None)
    assert places[1] == ("Sample hub", "The hub is closed")
    assert set(places[2:]) == {("New hub", None)}


def test_ending_a_pattern_cancels_what_follows_and_deletes_nothing(borough: Borough) -> None:
    pattern = start(borough)
    end_pattern(pattern, FIRST + timedelta(weeks=1), by=borough.by, at=NOW)
    assert held_days() == [FIRST, FIRST + timedelta(weeks=1)]
    assert [row.cancelled_because for row in sessions()][2:] == [NO_DAY] * 24
    assert keep_sessions_ahead(TODAY, borough.by) == 0


def test_a_pattern_that_comes_back_holds_its_sessions_again(borough: Borough) -> None:
    pattern = start(borough)
    change_pattern(pattern, FIRST, replace(WEEKLY, every_weeks=2), by=borough.by, at=NOW)
    assert len(held_days()) == 13
    later = NOW + timedelta(minutes=1)
    change_pattern(pattern, FIRST, WEEKLY, by=borough.by, at=later)
    assert len(held_days()) == len(sessions()) == 26


def test_a_session_that_has_begun_is_not_touched_by_its_pattern(borough: Borough) -> None:
    pattern = start(borough)
    later = datetime.combine(FIRST, time(10), LONDON)
    with clock.pretending(later):
        change_pattern(pattern, FIRST, replace(WEEKLY, place="New hub"), by=borough.by, at=later)
    assert [row.place for row in sessions()][:2] == ["Sample hub", "New hub"]


def test_a_pattern_is_refused_where_its_chair_sits_elsewhere_at_the_time(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    start(borough, chaired_by(borough, starts="11:30"), where="north")
    with pytest.raises(
        RuleBroken, match=r"Nora SampleN1 chairs a session of Sample east on 24 November 2026"
    ):
        start(borough, chaired_by(borough, starts="10:00"), where="north")
    with pytest.raises(RuleBroken, match="30 minutes between two"):
        start(borough, chaired_by(borough, starts="13:15"), where="north")
    assert db.session.scalar(select(func.count()).select_from(SessionPatternDetails)) == 2


def test_a_pattern_is_refused_outside_the_chairs_week_and_contract_but_not_for_leave(
    borough: Borough,
) -> None:
    away(borough, "N1", FIRST)
    start(borough, chaired_by(borough))
    make.dated(WorkingPattern, employment_id=contract_of(borough, "N2"), half_days="1100000000")
    with pytest.raises(RuleBroken, match="does not work then"):
        start(borough, chaired_by(borough, "N2"))
    gone = make.employment(
        make.person("Gone", "Sample"), make.organisation("other"), "X1", until=date(2027, 1, 1)
    )
    with pytest.raises(RuleBroken, match=r"has no contract then \(5 January 2027, 09:30\)"):
        start(borough, replace(WEEKLY, chair_person_id=gone.person_id))
    start(borough, replace(WEEKLY, chair_person_id=gone.person_id), last_day=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"starts_on": date(2026, 11, 16)}, "which is past"),
        ({"last_day": date(2026, 11, 23)}, "after the last day"),
    ],
)
def test_a_pattern_is_refused_on_days_that_cannot_be(
    borough: Borough, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(RuleBroken, match=says):
        start(borough, **given)


def test_changing_or_ending_what_is_not_in_force_is_refused(borough: Borough) -> None:
    pattern = start(borough)
    for on, says in ((TODAY, "not in force"), (FIRST, ALREADY)):
        with pytest.raises(RuleBroken, match=says):
            change_pattern(pattern, on, WEEKLY, by=borough.by, at=NOW)
    with pytest.raises(RuleBroken, match="cannot be before yesterday"):
        end_pattern(pattern, TODAY - timedelta(days=2), by=borough.by, at=NOW)
    with pytest.raises(NotThere):
        start_pattern(999, FIRST, None, WEEKLY, by=borough.by, at=NOW)


def test_a_chair_who_was_moved_into_its_hour_by_hand_is_not_put_in_two_places(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    start(borough, chaired_by(borough, weekday=THURSDAY), where="north")
    last = FIRST + timedelta(weeks=25, days=2)
    moved = next(row for row in sessions() if row.starts_at.astimezone(LONDON).date() == last)
    change(borough, moved, day=FIRST + timedelta(weeks=26))
    keep_sessions_ahead(TODAY + timedelta(weeks=1), borough.by)
    newest = [row for row in sessions() if row.pattern_day == FIRST + timedelta(weeks=26)]
    assert [row.chair_person_id for row in newest] == [None]
    assert keep_sessions_ahead(TODAY + timedelta(weeks=1), borough.by) == 0


# One session


def test_a_session_is_moved_by_hand(borough: Borough) -> None:
    start(borough)
    row = sessions()[0]
    change(borough, row, day=FIRST + timedelta(days=1), starts="14:00", minutes=60, online=True)
    row = sessions()[0]
    assert row.starts_at == datetime(2026, 11, 25, 14, tzinfo=LONDON)
    assert (row.minutes, row.online, row.by_hand, row.pattern_day) == (60, True, True, FIRST)
    assert keep_sessions_ahead(TODAY, borough.by) == 0


def test_a_session_on_a_bank_holiday_can_be_held_after_all(borough: Borough) -> None:
    start(borough, replace(WEEKLY, weekday=4))
    christmas = next(row for row in sessions() if row.cancelled_because)
    hold_after_all(christmas.id, mark(christmas), by=borough.by, at=NOW)
    assert date(2026, 12, 25) in held_days()
    assert keep_sessions_ahead(TODAY, borough.by) == 0


def test_a_session_is_added_beside_the_patterns(borough: Borough) -> None:
    terms = SessionTerms(FIRST, "09:30", 45, "", True, borough.staff["N1"].id)
    add_session(place(), terms, by=borough.by, at=NOW)
    other = replace(terms, chair_person_id=None)
    add_session(place(), other, by=borough.by, at=NOW)
    rows = sessions()
    assert [row.code for row in rows] == ["east-20261124-0930", "east-20261124-0930-2"]
    assert [row.pattern_id for row in rows] == [None, None]
    with pytest.raises(NotThere):
        add_session(999, terms, by=borough.by, at=NOW)


def test_what_a_session_cannot_be_changed_to(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    start(borough, replace(chaired_by(borough, "N2"), weekday=THURSDAY), where="north")
    away(borough, "N1", FIRST + timedelta(days=1))
    row = sessions()[0]
    nils = borough.staff["N2"].id
    for changed, says in (
        ({"day": TODAY - timedelta(days=3)}, "is past"),
        ({"day": FIRST + timedelta(days=4)}, "Monday to Friday"),
        ({"day": FIRST + timedelta(days=1)}, "Nora SampleN1 is away"),
        ({"day": FIRST + timedelta(days=2), "chair_person_id": nils}, "chairs a session of Sample north"),
        ({}, ALREADY),
    ):
        with pytest.raises(RuleBroken, match=says):
            change(borough, row, **changed)


def test_both_online_need_no_way_between(borough: Borough) -> None:
    start(borough, chaired_by(borough, online=True))
    terms = SessionTerms(FIRST, "11:00", 60, "", False, borough.staff["N1"].id)
    with pytest.raises(RuleBroken, match="too near"):
        add_session(place("north"), terms, by=borough.by, at=NOW)
    add_session(place("north"), replace(terms, online=True), by=borough.by, at=NOW)


def test_what_was_held_stays_as_it_was(borough: Borough) -> None:
    start(borough)
    first, second, *_ = sessions()
    first.starts_at = NOW - timedelta(minutes=5)
    second.ended_at = NOW
    db.session.flush()
    for row in (first, second):
        with pytest.raises(RuleBroken, match="What was held stays"):
            change(borough, row, minutes=30)
        with pytest.raises(RuleBroken, match="What was held stays"):
            cancel_session(row.id, "No room", mark(row), by=borough.by, at=NOW)


def test_who_comes_second_is_told_and_changes_nothing(borough: Borough) -> None:
    start(borough)
    row = sessions()[0]
    seen = mark(row)
    change(borough, row, minutes=60)
    for again in (
        lambda: change_session(row.id, terms_of(row, minutes=45), seen, by=borough.by, at=NOW),
        lambda: cancel_session(row.id, "No room", seen, by=borough.by, at=NOW),
    ):
        with pytest.raises(RuleBroken, match=SUPERSEDED[:30]):
            again()
    assert sessions()[0].minutes == 60


def test_cancelling_needs_a_reason_and_is_done_once(borough: Borough) -> None:
    start(borough)
    row = sessions()[0]
    with pytest.raises(RuleBroken, match="needs a reason"):
        cancel_session(row.id, "  ", mark(row), by=borough.by, at=NOW)
    with pytest.raises(RuleBroken, match="not cancelled"):
        hold_after_all(row.id, mark(row), by=borough.by, at=NOW)
    cancel_session(row.id, "The hub is closed", mark(row), by=borough.by, at=NOW)
    row = sessions()[0]
    with pytest.raises(RuleBroken, match="cancelled already"):
        cancel_session(row.id, "Again", mark(row), by=borough.by, at=NOW)
    with pytest.raises(RuleBroken, match="held after all"):
        change(borough, row, minutes=30)
    with pytest.raises(NotThere):
        cancel_session(999, "No room", "", by=borough.by, at=NOW)


def test_a_change_by_hand_is_undone_with_a_reason(borough: Borough) -> None:
    start(borough)
    row = sessions()[0]
    with pytest.raises(RuleBroken, match="not changed by hand"):
        follow_pattern(row.id, "Open again", mark(row), by=borough.by, at=NOW)
    change(borough, row, minutes=60, place="Elsewhere")
    row = sessions()[0]
    with pytest.raises(RuleBroken, match="needs a reason"):
        follow_pattern(row.id, " ", mark(row), by=borough.by, at=NOW)
    with pytest.raises(RuleBroken, match=SUPERSEDED[:30]):
        follow_pattern(row.id, "Open again", "another", by=borough.by, at=NOW)
    follow_pattern(row.id, "Open again", mark(row), by=borough.by, at=NOW)
    row = sessions()[0]
    assert (row.minutes, row.place, row.by_hand, row.follows_because) == (
        90,
        "Sample hub",
        False,
        "Open again",
    )


def test_what_its_pattern_has_no_more_cannot_be_gone_back_to(borough: Borough) -> None:
    start(borough)
    row = sessions()[0]
    change(borough, row, minutes=60)
    end_pattern(1, NOW.date(), by=borough.by, at=NOW)
    row = sessions()[0]
    with pytest.raises(RuleBroken, match="no session to come on that day any more"):
        follow_pattern(row.id, "Open again", mark(row), by=borough.by, at=NOW)


def test_a_cancelled_hour_is_free_for_its_chair(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    row = sessions()[0]
    cancel_session(row.id, "The hub is closed", mark(row), by=borough.by, at=NOW)
    terms = SessionTerms(FIRST, "09:30", 90, "", False, borough.staff["N1"].id)
    add_session(place("north"), terms, by=borough.by, at=NOW)
    row = next(each for each in sessions() if each.id == row.id)
    with pytest.raises(RuleBroken, match="chairs a session of Sample north"):
        hold_after_all(row.id, mark(row), by=borough.by, at=NOW)


# What was published


def test_cancelling_a_published_session_counts_its_reviews_and_tells_who_was_to_come(
    borough: Borough,
) -> None:
    row = published(borough)
    reviews = db.session.scalar(
        select(func.count()).where(PlannedReview.session_id == row.id, PlannedReview.plan_id == Plan.id)
    )
    assert reviews
    assert cancel_session(row.id, "The hub is closed", mark(row), by=borough.by, at=NOW) == reviews
    people = db.session.scalars(
        select(PlannedAttendance.person_id)
        .where(PlannedAttendance.session_id == row.id)
        .order_by(PlannedAttendance.person_id)
    )
    day = row.starts_at.astimezone(LONDON).date()
    assert told() == [(person, f"/reviews/sessions/{row.id}", day) for person in people]


def test_a_new_chair_is_told_too_and_a_shorter_session_counts_what_no_longer_fits(borough: Borough) -> None:
    row = published(borough)
    assert change(borough, row, chair_person_id=borough.staff["G1"].id) == 0
    assert borough.staff["G1"].id in {person for person, _, _ in told()}
    row = db.session.get_one(ReviewSession, row.id)
    assert change(borough, row, minutes=5) > 0


def test_a_pattern_tells_whose_published_sessions_it_changed(borough: Borough) -> None:
    row = published(borough)
    assert row.pattern_id is not None
    ahead = end_pattern(row.pattern_id, TODAY, by=borough.by, at=NOW)
    assert ahead.reviews_left == db.session.scalar(select(func.count()).select_from(PlannedReview))
    assert f"/reviews/sessions/{row.id}" in {about for _, about, _ in told()}


def test_nobody_is_told_of_a_session_nobody_was_asked_to(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    change(borough, sessions()[0], minutes=60)
    assert told() == []


def test_the_audit_holds_numbers_and_no_words(borough: Borough) -> None:
    start(borough, chaired_by(borough))
    row = sessions()[0]
    cancel_session(row.id, "Zedreason", mark(row), by=borough.by, at=NOW)
    entries = db.session.execute(select(AuditEntry.act, AuditEntry.after).order_by(AuditEntry.id)).all()
    acts = [act for act, _ in entries]
    assert acts[-3:] == ["session_pattern.start", "sessions.lay", "session.cancel"]
    said = json.dumps([after for _, after in entries])
    assert "Zedreason" not in said
    assert "Sample hub" not in said


# The file


def told_by_file(borough: Borough, **changed: str) -> Any:
    return import_sessions("sessions.csv", file_of([SESSION | changed]), by=borough.by, at=NOW)


def test_the_file_leaves_what_was_changed_by_hand(borough: Borough) -> None:
    told_by_file(borough)
    change(borough, sessions()[0], place="Another hub")
    told_by_file(borough, place="Third hub")
    assert [row.place for row in sessions()] == ["Another hub"]


def test_the_file_leaves_what_is_over_or_cancelled(borough: Borough) -> None:
    told_by_file(borough)
    row = sessions()[0]
    row.ended_at = NOW
    db.session.flush()
    told_by_file(borough, minutes="30")
    assert sessions()[0].minutes == 90


def test_what_a_file_says_of_a_patterns_session_stays_when_the_pattern_is_laid(borough: Borough) -> None:
    start(borough)
    code = sessions()[0].code
    told_by_file(borough, code=code, place="Third hub")
    assert keep_sessions_ahead(TODAY, borough.by) == 0
    assert sessions()[0].place == "Third hub"


def test_the_file_puts_no_chair_in_two_places(borough: Borough) -> None:
    start(borough, chaired_by(borough), where="north")  # on Tuesdays at 09:30
    rows = [
        SESSION | {"code": "a", "starts_at": "2026-11-25T09:30"},
        SESSION | {"code": "b", "starts_at": "2026-11-25T11:15"},
        SESSION | {"code": "c", "starts_at": "2026-11-24T08:30"},
        SESSION | {"code": "d", "starts_at": "2026-11-26T09:30"},
    ]
    with pytest.raises(BadFile) as refused:
        import_sessions("sessions.csv", file_of(rows), by=borough.by, at=NOW)
    assert [(fault.row, fault.column, fault.read) for fault in refused.value.faults] == [
        (3, "starts_at", "2026-11-25T11:15"),
        (4, "starts_at", "2026-11-24T08:30"),
    ]


@pytest.mark.parametrize(("starts_at", "minutes"), [("06:59", "30"), ("19:31", "90"), ("23:45", "30")])
def test_a_file_asks_nobody_to_chair_at_night(borough: Borough, starts_at: str, minutes: str) -> None:
    with pytest.raises(BadFile) as refused:
        told_by_file(borough, starts_at=f"2026-11-24T{starts_at}", minutes=minutes)
    assert [(fault.row, fault.column, fault.expected) for fault in refused.value.faults] == [
        (2, "starts_at", "an hour that keeps it between 07:00 and 21:00, when its chair can be at work")
    ]


@pytest.mark.parametrize(("starts_at", "minutes"), [("07:00", "30"), ("19:30", "90")])
def test_early_and_late_are_not_night(borough: Borough, starts_at: str, minutes: str) -> None:
    assert told_by_file(borough, starts_at=f"2026-11-24T{starts_at}", minutes=minutes).started == 1


def test_nobody_is_kept_up_by_a_session_without_a_chair(borough: Borough) -> None:
    nobody = {"chair_employer": "", "chair_assignment": ""}
    assert told_by_file(borough, starts_at="2026-11-24T22:00", **nobody).started == 1
