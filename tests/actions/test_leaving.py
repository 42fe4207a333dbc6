"""Somebody leaves, and every loose end is settled as one act or not at all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from caseload.cases.case import Allocation, Case, Resident
from caseload.cases.holding import Contribution
from caseload.moves.leaving import Settlement, Successor, leave
from caseload.queries.leaving import LooseEnds, colleagues_of, loose_ends
from caseload.reviews.review import ReviewSession
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from people.accountability import Accountability
from people.employment import EmploymentDetails
from people.person import Person
from people.post import Holding, Tenure
from teams import actions as teams
from teams.team import Management, PlacementDetails
from tests import builders as make
from tests.actions.registers import Register, act, held, register

LAST, AFTER, START = date(2026, 11, 30), date(2026, 12, 1), make.START
MEETING = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    """Bea, who leads, is employed and placed in East too, holds two cases and chairs a session."""
    made = register()
    contract = make.employment(made.bea, made.trust, "200")
    make.placement(contract, made.east, made.nurse)
    make.accountability(made.bea, made.nurse, made.nursing)
    for number, role in ((1, "key_worker"), (2, "deputy")):
        make.dated(Allocation, case_id=case(number).id, role=role, person_id=made.bea.id)
    chaired("S1", made.bea, MEETING)
    session.commit()
    return made


def case(number: int) -> Case:
    resident = make.kept(Resident(nhs_number=f"999000000{number}"))
    return make.kept(Case(local_reference=f"C{number}", resident_id=resident.id, referred_on=START))


def chaired(code: str, who: Person, at: datetime) -> ReviewSession:
    return make.kept(
        ReviewSession(code=code, neighbourhood_id=1, starts_at=at, minutes=90, chair_person_id=who.id)
    )


def settle(
    r: Register, *, posts: Mapping[int, Successor] = {}, cases: Mapping[str, Person] = {},
    chair: Person | None = None, last_day: date = LAST,
) -> LooseEnds:  # fmt: skip
    ends = loose_ends(r.bea.id, last_day)
    settlement = Settlement(
        last_day=last_day,
        posts={post.row: posts[post.post_id] for post in ends.posts if post.post_id in posts},
        cases={c.row: cases[c.local_reference].id for c in ends.cases if c.local_reference in cases},
        sessions={s.id: chair.id for s in ends.sessions if chair},
    )
    with act(r) as a:
        leave(a, r.bea.id, ends, settlement)
    return ends


def chairs() -> list[int | None]:
    return list(db.session.scalars(select(ReviewSession.chair_person_id).order_by(ReviewSession.id)))


def test_the_loose_ends_are_all_named(r: Register) -> None:
    ends = loose_ends(r.bea.id, LAST)
    assert [fact.kind for fact in ends.contracts] == ["employment", "placement", "accountability"]
    assert [(post.code, post.managed, post.accountable) for post in ends.posts] == [("lead", 1, 0)]
    assert [(c.local_reference, c.role) for c in ends.cases] == [("C1", "key_worker"), ("C2", "deputy")]
    assert [s.code for s in ends.sessions] == ["S1"]


def test_a_session_on_the_last_day_is_still_theirs(r: Register) -> None:
    chaired("S0", r.bea, datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert [s.code for s in loose_ends(r.bea.id, LAST).sessions] == ["S1"]


def test_colleagues_work_in_the_team_or_stand_near_the_post(r: Register) -> None:
    assert [(c.name, c.in_team) for c in colleagues_of(r.bea.id, LAST)] == [("Ada Sample", True)]


def test_leaving_everything_open_ends_everything_on_the_day(r: Register) -> None:
    settle(r)
    assert (START, AFTER) in held(EmploymentDetails)
    assert (START, AFTER) in held(PlacementDetails)
    assert (START, AFTER, r.bea.id) in held(Accountability, "person_id")
    assert (START, AFTER, r.lead.id, r.bea.id) in held(Tenure, "post_id", "person_id")
    assert held(Allocation, "person_id") == [(START, AFTER, r.bea.id)] * 2
    assert chairs() == [None]
    left = loose_ends(r.bea.id, LAST)
    assert (left.posts, left.cases, left.sessions) == ((), (), ())
    assert {fact.until for fact in left.contracts} == {AFTER}


def test_what_they_contribute_to_ends_with_them(r: Register) -> None:
    for who in (r.bea, r.ada):
        make.dated(Contribution, case_id=1, person_id=who.id)
    settle(r)
    assert held(Contribution, "person_id") == [(START, None, r.ada.id), (START, AFTER, r.bea.id)]


def test_lines_to_the_post_stay_as_they_are(r: Register) -> None:
    before = held(Management, "id", "post_id")
    settle(r)
    assert held(Management, "id", "post_id") == before == [(START, None, before[0][2], r.lead.id)]


def test_posts_cases_and_sessions_pass_on(r: Register) -> None:
    settle(
        r, posts={r.lead.id: Successor(r.cy.id, Holding.ACTING)}, cases={"C1": r.ada, "C2": r.cy}, chair=r.ada
    )
    assert (AFTER, None, r.cy.id, "acting") in held(Tenure, "person_id", "holding")
    assert (AFTER, None, r.ada.id, "key_worker") in held(Allocation, "person_id", "role")
    assert (AFTER, None, r.cy.id, "deputy") in held(Allocation, "person_id", "role")
    assert chairs() == [r.ada.id]


def test_a_successor_makes_way_for_whoever_was_named_already(r: Register) -> None:
    with act(r) as a:
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, date(2026, 12, 31))
        teams.start_tenure(a, r.lead.id, Holding.SUBSTANTIVE, r.cy.id, Period(date(2027, 1, 1)))
    settle(r, posts={r.lead.id: Successor(r.cy.id, Holding.SUBSTANTIVE)})
    assert (AFTER, None, r.cy.id) in held(Tenure, "person_id"), "one stretch, since it is one holder"


def test_a_deputy_who_becomes_key_worker_is_deputy_no_longer(r: Register) -> None:
    first = db.session.scalar(select(Case.id).where(Case.local_reference == "C1"))
    make.dated(Allocation, case_id=first, role="deputy", person_id=r.ada.id)
    settle(r, cases={"C1": r.ada})
    assert (AFTER, None, "key_worker", r.ada.id) in held(Allocation, "role", "person_id")
    assert (START, AFTER, "deputy", r.ada.id) in held(Allocation, "role", "person_id")


# What is refused, each time as a whole


def refused(r: Register, told: str, **choices: object) -> None:
    before = [held(m, "id") for m in (EmploymentDetails, PlacementDetails, Tenure, Allocation)]
    with pytest.raises(RuleBroken, match=told):
        settle(r, **choices)  # pyright: ignore[reportArgumentType]
    db.session.rollback()
    assert [held(m, "id") for m in (EmploymentDetails, PlacementDetails, Tenure, Allocation)] == before
    assert chairs()[0] == r.bea.id


def test_a_last_day_without_a_contract_is_refused(r: Register) -> None:
    refused(r, "Bea Sample is not employed on 1 December 2024", last_day=date(2024, 12, 1))


def test_a_successor_who_answers_to_the_post_is_refused(r: Register) -> None:
    refused(
        r, "Ada Sample cannot answer to Sample lead: from 1 Dec 2026", chair=r.ada,
        posts={r.lead.id: Successor(r.ada.id, Holding.ACTING)}, cases={"C1": r.ada},
    )  # fmt: skip


def test_a_successor_steps_over_the_post_they_answered_to_where_that_is_chosen(r: Register) -> None:
    settle(r, posts={r.lead.id: Successor(r.ada.id, Holding.ACTING, steps_over=True)})
    assert (AFTER, None, r.ada.id, "acting") in held(Tenure, "person_id", "holding")
    lines = held(Management, "placement_id", "post_id")
    assert (START, AFTER, r.place.id, r.lead.id) in lines
    assert (AFTER, None, r.place.id, r.board.id) in lines
    assert (START, None, r.ada.id, r.nursing.id) in held(Accountability, "person_id", "post_id")


def test_nothing_passes_to_the_person_who_is_leaving(r: Register) -> None:
    refused(
        r, "cannot pass to the person who is leaving", posts={r.lead.id: Successor(r.bea.id, Holding.ACTING)}
    )
    refused(r, "Case C1 cannot pass to the person who is leaving", cases={"C1": r.bea})


def test_a_key_worker_is_not_their_own_deputy(r: Register) -> None:
    second = db.session.scalar(select(Case.id).where(Case.local_reference == "C2"))
    make.dated(Allocation, case_id=second, role="key_worker", person_id=r.ada.id)
    db.session.commit()
    refused(r, "The key worker of case C2 cannot be their own deputy", cases={"C2": r.ada})


def test_nobody_chairs_two_sessions_at_one_time(r: Register) -> None:
    chaired("S2", r.ada, MEETING - timedelta(minutes=60))
    db.session.commit()
    refused(r, "Ada Sample already chairs another session at 10 December 2026, 09:30", chair=r.ada)


def test_sessions_one_after_the_other_have_one_chair(r: Register) -> None:
    chaired("S2", r.ada, MEETING - timedelta(minutes=90))
    settle(r, chair=r.ada)
    assert chairs() == [r.ada.id, r.ada.id]
