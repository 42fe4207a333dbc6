"""Circles of posts and people left alone in them, against a slow model that looks at every single day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foundation.acts import Timeline, value_names
from foundation.effective import Period
from foundation.timeline import Stretch, after, put
from people.post import PostDetails, Tenure
from people.refusals import first_circle, first_day_alone

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
WHOLE = Period(FIRST, DAYS[-1])
BOARD, LEAD, DEPUTY = 1, 2, 3

periods = st.tuples(st.integers(0, 10), st.integers(1, 11)).map(
    lambda pair: Period(DAYS[pair[0]], DAYS[min(pair[0] + pair[1], 11)] if pair[0] + pair[1] < 11 else None)
)


def details(reports_to: int | None) -> tuple[object, ...]:
    values = {"title": "A post", "organisation_id": 1, "reports_to_id": reports_to, "scope": ""}
    return tuple(values[name] for name in value_names(PostDetails))


def timelines(says: Sequence[tuple[Period, Any]]) -> Timeline:
    timeline: Timeline = []
    for period, values in says:
        timeline = after(timeline, put(timeline, period, values))
    return timeline


def reporting(*posts: int) -> st.SearchStrategy[dict[int, Timeline]]:
    above = st.sampled_from([None, *posts])
    one = st.lists(st.tuples(periods, above.map(details)), max_size=4).map(timelines)
    return st.fixed_dictionaries(dict.fromkeys(posts, one))


def believed(timeline: Timeline, on: date, column: str, model: type[PostDetails] | type[Tenure]) -> object:
    found = [s for s in timeline if s.period.starts_on <= on < s.period.end]
    return found[0].value[value_names(model).index(column)] if found else None


def circular(posts: dict[int, Timeline], post: int, on: date) -> bool:
    above, climbed = believed(posts[post], on, "reports_to_id", PostDetails), 0
    while isinstance(above, int) and climbed <= len(posts):
        above, climbed = believed(posts[above], on, "reports_to_id", PostDetails), climbed + 1
    return above is not None


@given(reporting(BOARD, LEAD, DEPUTY))
def test_the_first_day_of_a_circle_is_found(posts: dict[int, Timeline]) -> None:
    slow = next((day for day in DAYS[:-1] if circular(posts, LEAD, day)), None)
    assert first_circle(LEAD, posts, WHOLE) == slow


@given(
    st.lists(
        st.lists(st.tuples(periods, st.sampled_from([(7,), (8,)])), max_size=3).map(timelines),
        min_size=2,
        max_size=2,
    ),
    st.lists(st.tuples(periods, st.sampled_from([None, BOARD]).map(details)), max_size=3).map(timelines),
)
def test_the_first_day_that_somebody_is_alone_in_a_post_is_found(
    held: list[Timeline], post: Timeline
) -> None:
    def alone(on: date) -> bool:
        holders = {believed(line, on, "person_id", Tenure) for line in held} - {None}
        return holders == {7} and believed(post, on, "reports_to_id", PostDetails) is not None

    assert first_day_alone(7, held, post, WHOLE) == next((day for day in DAYS[:-1] if alone(day)), None)


def test_an_apex_is_nobody_s_circle() -> None:
    assert first_circle(BOARD, {BOARD: [Stretch(Period(FIRST), details(None))]}, Period(FIRST)) is None


def test_a_circle_that_closes_far_ahead_is_found_on_its_day() -> None:
    later = date(2031, 4, 1)
    posts = {
        BOARD: [Stretch(Period(FIRST, later), details(None)), Stretch(Period(later), details(LEAD))],
        LEAD: [Stretch(Period(FIRST), details(BOARD))],
    }
    assert first_circle(LEAD, posts, Period(FIRST)) == later
