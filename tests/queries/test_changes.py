"""Comparing two days: each kind of change, and random histories against a plain day-by-day comparison."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import scoped_session

from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt, Period
from people.employment import EmploymentDetails
from people.post import PostDetails
from teams.change import Part
from teams.queries.changes import Changes, compare
from teams.team import Management, Placement
from tests import builders as made

APRIL, MAY, JUNE, JULY = (date(2026, month, 1) for month in (4, 5, 6, 7))
LATER = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register(session: scoped_session[Session]) -> Iterator[None]:
    yield
    session.rollback()


def between(first: date = APRIL, second: date = JULY, **asked: Any) -> Changes:
    return compare(AsAt(first), AsAt(second), **asked)


def sentences(**asked: Any) -> list[tuple[date, str | None, str]]:
    return [(change.on, change.person, change.sentence) for change in between(**asked).page.rows]


def placed() -> Placement:
    """Ada, employed by a trust, in a team."""
    return made.placement(made.employment(made.person(), made.organisation(), "1"), made.team(), None)


def test_a_line_that_moved() -> None:
    where, trust = placed(), made.organisation("two")
    made.management(where, made.post("a", "management", trust), until=MAY)
    made.management(where, made.post("b", "management", trust), starts_on=MAY)
    said = "In Sample team_east answers to Sample b. Answered to Sample a before."
    assert sentences() == [(MAY, "Ada Sample", said)]


def test_a_change_and_its_reversal_show_nothing() -> None:
    where, trust = placed(), made.organisation("two")
    usual, other = made.post("a", "management", trust), made.post("b", "management", trust)
    made.management(where, usual, until=MAY)
    made.management(where, other, starts_on=MAY, until=JUNE)
    made.management(where, usual, starts_on=JUNE)
    assert between().total == 0
    assert between(APRIL, MAY).total == 1


def test_what_starts_and_ends_in_between_shows_nothing() -> None:
    where = placed()
    made.management(where, made.post("a", "management", made.organisation("two")), starts_on=MAY, until=JUNE)
    assert between().total == 0


def test_a_line_that_moved_and_then_ended_ended_on_its_last_day() -> None:
    where, trust = placed(), made.organisation("two")
    made.management(where, made.post("a", "management", trust), until=MAY)
    made.management(where, made.post("b", "management", trust), starts_on=MAY, until=JUNE)
    [(on, _, said)] = sentences()
    assert on == JUNE
    assert said.endswith(
        "no longer has a management line. Answered to Sample a. The last day was 31 May 2026."
    )


def test_an_employment_with_new_hours() -> None:
    contract = made.employment(made.person(), made.organisation(), "1", until=MAY)
    made.dated(
        EmploymentDetails, employment_id=contract.id, contract="substantive", job_title="Nurse",
        contracted_hours=Decimal(30), starts_on=MAY,
    )  # fmt: skip
    said = "Employment with Sample nca Trust: hours are now 30 hours a week, were 37.5 hours a week."
    assert sentences() == [(MAY, "Ada Sample", said)]


def test_a_new_professional_line() -> None:
    post = made.post("matron", "professional", made.organisation())
    made.accountability(made.person(), made.profession(), post, starts_on=MAY)
    assert sentences() == [
        (MAY, "Ada Sample", "As district nurse answers to Sample matron. Had no professional line before.")
    ]


def test_a_handover_is_the_new_holders_change() -> None:
    post = made.post("lead", "management", made.organisation())
    made.tenure(post, made.person("Old", "Holder"), until=MAY)
    made.tenure(post, made.person("New", "Holder"), starts_on=MAY)
    assert sentences() == [
        (MAY, "New Holder", "Holds the post Sample lead (substantive). Old Holder held it before.")
    ]


def test_a_post_that_reports_elsewhere() -> None:
    trust = made.organisation()
    above = made.post("above", "management", trust)
    post = made.post("lead", "management", trust, until=MAY)
    made.dated(
        PostDetails, post_id=post.id, title="Sample lead", organisation_id=trust.id, reports_to_id=above.id,
        starts_on=MAY,
    )  # fmt: skip
    said = "The post Sample lead: the post it reports to is now Sample above, was none."
    assert sentences() == [(MAY, None, said)]


def test_a_placement_that_ended() -> None:
    contract = made.employment(made.person(), made.organisation(), "1")
    made.placement(contract, made.team(), None, until=MAY)
    [(on, _, said)] = sentences(part=Part.PLACEMENTS)
    assert (on, said.startswith("No longer works in Sample team_east.")) == (MAY, True)


def test_one_teams_people_include_whoever_left_it() -> None:
    trust, team = made.organisation(), made.team("team_west")
    contract = made.employment(made.person(), trust, "1", until=MAY)
    made.placement(contract, team, None, until=MAY)
    made.employment(made.person("Else"), trust, "2", until=MAY)
    assert between(team_id=team.id).counts == {
        Part.EMPLOYER: 1, Part.MANAGEMENT: 0, Part.PROFESSIONAL: 0, Part.POSTS: 0, Part.PLACEMENTS: 1
    }  # fmt: skip
    assert between(team_id=made.team("empty").id).total == 0


def test_as_known_before_the_change_was_recorded() -> None:
    where = placed()
    post = made.post("a", "management", made.organisation("two"))
    made.management(where, post, starts_on=MAY, recorded_at=LATER)
    earlier = LATER - timedelta(days=1)
    assert compare(AsAt(APRIL, earlier), AsAt(JULY, earlier)).total == 0
    assert compare(AsAt(APRIL, LATER), AsAt(JULY, LATER)).total == 1


DAYS = [APRIL + timedelta(days=n) for n in range(8)]
spells = st.tuples(st.sampled_from(DAYS), st.integers(1, 6), st.sampled_from([None, 0, 1]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    histories=st.lists(st.lists(spells, max_size=5), min_size=1, max_size=3),
    first=st.sampled_from(DAYS),
    later=st.integers(0, 7),
)
def test_any_history_compares_as_two_days_looked_at_one_by_one(
    histories: list[list[tuple[date, int, int | None]]], first: date, later: int
) -> None:
    second = first + timedelta(days=later)
    trust = made.organisation()
    posts = [made.post(code, "management", trust) for code in ("a", "b")]
    team, plain = made.team(), list[dict[date, int]]()
    act = Act(by=made.recorder().id, at=LATER)
    for number, history in enumerate(histories):
        contract = made.employment(made.person("Ada", f"S{number}"), trust, str(number))
        where = made.placement(contract, team, None)
        plain.append(replay(act, where, history, [post.id for post in posts]))
    act.write()
    expected = sum(one.get(first) != one.get(second) for one in plain)
    found = between(first, second, part=Part.MANAGEMENT)
    db.session.rollback()
    assert found.counts[Part.MANAGEMENT] == len(found.page.rows) == expected
    assert all(first < change.on <= second for change in found.page.rows)


def replay(
    act: Act, where: Placement, history: list[tuple[date, int, int | None]], posts: list[int]
) -> dict[date, int]:
    """Put each spell through the act, and keep beside it the post of each single day."""
    days: dict[date, int] = {}
    for starts_on, length, post in history:
        period = Period(starts_on, starts_on + timedelta(days=length))
        for day in (starts_on + timedelta(days=n) for n in range(length)):
            days.pop(day, None)
            if post is not None:
                days[day] = posts[post]
        if post is None:
            act.clear(Management, (where.id,), period)
        else:
            act.put(Management, (where.id,), period, post_id=posts[post])
    return days
