"""A statement that is built once answers each question with that question's own days, moments and numbers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from foundation.effective import AsAt
from people.post import Post
from people.queries import holders_of
from teams.queries import staff
from tests import builders as made

MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))
CORRECTED_AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register(session: scoped_session[Session]) -> Iterator[None]:
    yield
    session.rollback()


@pytest.fixture
def held() -> Post:
    """A post that Ada was thought to hold until May; it was corrected to April, when Bea took it over."""
    post = made.post("lead", "management", made.organisation())
    ada, bea = made.person("Ada"), made.person("Bea")
    corrected = {"superseded_at": CORRECTED_AT, "superseded_by_id": made.recorder().id}
    made.tenure(post, ada, until=MAY, **corrected)
    made.tenure(post, ada, until=APRIL, recorded_at=CORRECTED_AT)
    made.tenure(post, bea, starts_on=APRIL, recorded_at=CORRECTED_AT)
    return post


def names(post_ids: list[int], as_at: AsAt, *, ahead: bool = False) -> list[str]:
    found = holders_of(post_ids, as_at, ahead=ahead)
    return [tenure.name for tenures in found.values() for tenure in tenures]


def test_each_day_has_its_own_answer(held: Post) -> None:
    days = (MARCH, APRIL, MARCH)
    assert [names([held.id], AsAt(day)) for day in days] == [["Ada Sample"], ["Bea Sample"], ["Ada Sample"]]


def test_what_was_known_then_and_what_is_known_now_do_not_mix(held: Post) -> None:
    then, after = AsAt(APRIL, datetime(2026, 5, 1, tzinfo=UTC)), AsAt(APRIL, CORRECTED_AT)
    answers = [names([held.id], as_at) for as_at in (AsAt(APRIL), then, after, AsAt(APRIL))]
    assert answers == [["Bea Sample"], ["Ada Sample"], ["Bea Sample"], ["Bea Sample"]]


def test_who_comes_next_is_told_only_where_it_is_asked(held: Post) -> None:
    asked = [names([held.id], AsAt(MARCH), ahead=ahead) for ahead in (True, False)]
    assert asked == [["Ada Sample", "Bea Sample"], ["Ada Sample"]]


def test_any_number_of_posts_may_be_asked_for_none_too(held: Post) -> None:
    other = made.post("other", "management", made.organisation("two"))
    made.tenure(other, made.person("Cal"))
    assert names([], AsAt(MARCH)) == []
    assert names([held.id, other.id], AsAt(MARCH)) == ["Ada Sample", "Cal Sample"]


def test_a_team_and_a_neighbourhood_are_told_apart() -> None:
    place = made.neighbourhood()
    here, elsewhere = made.team("here", place), made.team("elsewhere")
    contract = made.employment(made.person(), made.organisation("two"), "1")
    for team in (here, elsewhere, elsewhere):
        made.placement(contract, team, None)

    def placements(of: str, number: int) -> int:
        condition = {"team": staff.IN_TEAM, "neighbourhood": staff.IN_NEIGHBOURHOOD}[of]
        return staff.make_up(staff.Whose(condition, number), AsAt(MARCH)).placements

    asked = [
        placements("team", here.id),
        placements("team", elsewhere.id),
        placements("neighbourhood", place.id),
    ]
    assert asked == [1, 2, 1]
