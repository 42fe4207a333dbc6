"""One's own review sessions with from when to when and which of one's cases, and what one is to do."""

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from caseload.cases.case import Case
from caseload.reviews.review import Action, Plan, PlannedAttendance, PlannedReview, ReviewSession
from foundation import clock
from foundation.database import db
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, held, open_case
from tests.pages.client import CheckedClient, statements

STARTS = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: scoped_session[Session], client: CheckedClient) -> AllocatingGround:
    """Ada is signed in; she has ACM-1, which is reviewed in two days after Bea's ACM-2."""
    found = allocating_ground()
    other = open_case(found, "ACM-2", given_name="Percival")
    held(found.case, found.ada)
    held(other, found.bea)
    planned(found, (other, found.case))
    client.sign_in(found.base.staff)
    return found


def planned(g: AllocatingGround, cases: tuple[Case, ...], starts: Any = STARTS) -> ReviewSession:
    by = make.recorder().id
    session = make.kept(
        ReviewSession(
            code=f"east-{starts}",
            neighbourhood_id=g.place.id,
            starts_at=starts,
            minutes=60,
            place="Sample hub",
        )
    )
    plan = make.kept(
        Plan(
            made_at=NOON, made_by_id=by, starts_on=DAY, weeks=12, status="published", figures="{}",
            published_at=NOON,
        )
    )  # fmt: skip
    for minute, case in enumerate(cases):
        make.kept(
            PlannedReview(plan_id=plan.id, session_id=session.id, case_id=case.id, starts_minute=10 * minute)
        )
    for who in (g.ada, g.bea):
        make.kept(PlannedAttendance(plan_id=plan.id, session_id=session.id, person_id=who.id))
    return session


def act(g: AllocatingGround, number: int, what: str, days: int, **ends: Any) -> None:
    said: dict[str, Any] = {"recorded_at": NOON, "recorded_by_id": make.recorder().id, "raised_on": DAY}
    said |= {"organisation_id": g.base.trust.id, "owner_person_id": g.ada.id, "case_id": g.case.id}
    make.kept(Action(number=number, what=what, due_on=DAY + timedelta(days=days), **said | ends))


def test_a_session_says_when_one_comes_and_goes_and_for_which_cases(
    client: CheckedClient, g: AllocatingGround
) -> None:
    page = client.get("/my-work/reviews").text
    for shown in ("Sample hub", "Olive Mockshaw", "ACM-1", "From "):
        assert shown in page
    assert "Percival" not in page


def test_what_one_comes_for_beside_ones_own_cases_is_counted(
    client: CheckedClient, g: AllocatingGround
) -> None:
    db.session.scalars(select(ReviewSession)).one().chair_person_id = g.ada.id
    db.session.commit()
    page = client.get("/my-work/reviews").text
    assert "Olive Mockshaw" in page
    assert "and 1 more" in page


def test_actions_are_by_due_day_without_those_that_are_over(
    client: CheckedClient, g: AllocatingGround
) -> None:
    act(g, 1, "Order a rail", 3)
    act(g, 2, "Ring the daughter", -1)
    act(g, 3, "Ask the pharmacist", 1, done_on=DAY)
    page = client.get("/my-work/reviews").text
    assert page.index("Ring the daughter") < page.index("Order a rail")
    assert "Ask the pharmacist" not in page
    assert page.count(">Late<") == 1


def test_nothing_says_so_and_an_account_that_is_nobodys_too(
    client: CheckedClient, g: AllocatingGround
) -> None:
    client.sign_in(g.leader)
    page = client.get("/my-work/reviews").text
    assert "You are asked to no review session" in page
    assert "No action of yours" in page
    client.sign_in(make.account(Role.OFFICE))
    assert client.get("/my-work/reviews").status_code == 200


def test_it_costs_the_same_however_many_there_are(client: CheckedClient, g: AllocatingGround) -> None:
    for number in range(4):
        act(g, number, "Order a rail", number)
    with statements() as sent:
        assert client.get("/my-work/reviews").status_code == 200
    assert len(sent) <= 10, "\n".join(sent)
