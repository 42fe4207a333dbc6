"""Which reviews a plan made again has elsewhere, and the reason that is given for each."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from caseload.reviews.plans.holding import PAUSED, PlannedCase, SessionNow
from caseload.reviews.plans.moves import FOLLOWS, NEW, Laid, Move, moves_between
from caseload.reviews.plans.problem_making import SessionFacts
from tests.rules.test_holding import CAROL, CASE, EAST, GITA, MONDAY, NILS, NORA, TUESDAY, facts, rota

LATER = replace(TUESDAY, id=32, starts_at=TUESDAY.starts_at + timedelta(days=7))
LAST = replace(TUESDAY, id=33, starts_at=TUESDAY.starts_at + timedelta(days=14))
EVERYBODY = frozenset({NORA, NILS, GITA, CAROL})
AWAY = "The key worker, Nora Sample, is away and the deputy, Nils Sample, has not been asked to come on 24 Nov 2026"


def as_planned(session: SessionNow) -> SessionFacts:
    return SessionFacts(
        session.id, f"m{session.id}", EAST, session.starts_at, session.minutes, session.online, CAROL
    )


def laid(*reviews: tuple[int, SessionNow], **changes: Any) -> Laid:
    """A new plan of two weeks with these reviews."""
    usual = Laid(
        reviews=frozenset((case, session.id) for case, session in reviews),
        asked={each.id: EVERYBODY for each in (TUESDAY, LATER, LAST)},
        sessions={each.id: as_planned(each) for each in (TUESDAY, LATER, LAST)},
        minutes={41: 15, 42: 15},
        due={41: MONDAY + timedelta(days=30), 42: MONDAY + timedelta(days=2)},
        unplaced={},
        unkept={},
        starts_on=MONDAY,
        until=MONDAY + timedelta(weeks=4),
    )
    return replace(usual, **changes)


def moved(*reviews: PlannedCase, to: Laid, ill: tuple[int, ...] = (), **changes: Any) -> list[Move]:
    asked = {each.session.id: frozenset({NORA, GITA, CAROL}) for each in reviews}
    return list(moves_between(facts(reviews=reviews, asked=asked, rota=rota(*ill), **changes), to))


def test_what_stays_is_not_named() -> None:
    assert moved(CASE, to=laid((41, TUESDAY))) == []


def test_a_review_whose_key_worker_is_away_moves_because_of_that() -> None:
    assert moved(CASE, to=laid((41, LATER)), ill=(NORA,)) == [Move(41, 31, 32, (AWAY,))]


def test_the_reason_of_a_session_is_the_reason_of_each_of_its_reviews() -> None:
    cancelled = replace(TUESDAY, cancelled=True)
    reviews = [replace(CASE, session=cancelled, case_id=case) for case in (41, 42)]
    why = ("The session on 24 Nov 2026 is cancelled",)
    assert moved(*reviews, to=laid((41, LATER), (42, LATER))) == [
        Move(41, 31, 32, why),
        Move(42, 31, 32, why),
    ]


def test_a_review_makes_room_for_one_that_had_to_move() -> None:
    full = replace(CASE, case_id=42, session=LATER)
    small = laid((41, LATER), (42, LAST), minutes={41: 60, 42: 60})
    found = moved(CASE, full, to=small, ill=(NORA,))
    assert found[1] == Move(
        42, 32, 33, (f"It makes room on 1 Dec 2026 for a review that cannot stay on 24 Nov 2026: {AWAY}",)
    )


def test_a_review_makes_room_for_a_new_one_that_is_due() -> None:
    small = laid((41, LATER), (42, TUESDAY), minutes={41: 60, 42: 60})
    assert moved(CASE, to=small) == [
        Move(41, 31, 32, ("It makes room on 24 Nov 2026 for a review that is due on 25 Nov 2026",)),
        Move(42, None, 31, (NEW,)),
    ]


def test_the_reviews_of_a_case_keep_their_distance() -> None:
    second = replace(CASE, session=LATER)
    found = moved(replace(CASE, session=replace(TUESDAY, cancelled=True)), second, to=laid((41, LAST)))
    assert found[0] == Move(41, 31, 33, ("The session on 24 Nov 2026 is cancelled",))
    assert moved(CASE, second, to=laid((41, LAST), due={41: MONDAY})) == [
        Move(41, 31, 33, (FOLLOWS,)),
        Move(41, 32, None, ("Its other sessions are enough to keep it in time",)),
    ]


def test_a_late_review_comes_nearer_to_its_day() -> None:
    late = replace(CASE, session=LAST)
    early = laid((41, LATER), due={41: MONDAY})
    assert moved(late, to=early) == [Move(41, 33, 32, ("It comes nearer to 23 Nov 2026, the day it is due",))]


def test_a_review_goes_to_where_its_key_worker_comes() -> None:
    without = facts(reviews=(CASE,), asked={31: frozenset({NILS, GITA, CAROL})})
    assert list(moves_between(without, laid((41, LATER)))) == [
        Move(41, 31, 32, ("The key worker comes on 1 Dec 2026",))
    ]


@pytest.mark.parametrize(
    ("fault", "changes", "why"),
    [
        (PAUSED, {}, PAUSED),
        (None, {"unplaced": {41: ("There is no session",)}}, "There is no session"),
        (None, {"due": {41: MONDAY + timedelta(weeks=5)}}, "Its next review is not due before 28 Dec 2026"),
    ],
)
def test_a_review_that_is_in_no_session_any_more_says_why(
    fault: str | None, changes: dict[str, Any], why: str
) -> None:
    assert moved(replace(CASE, fault=fault), to=laid(**changes)) == [Move(41, 31, None, (why,))]


def test_a_shorter_plan_says_where_it_ends() -> None:
    short = laid(until=MONDAY + timedelta(weeks=1))
    why = "The new plan ends on 29 Nov 2026, before this session"
    assert moved(replace(CASE, session=LAST), to=short) == [Move(41, 33, None, (why,))]


def test_a_pin_that_could_not_be_kept_is_named_first() -> None:
    unkept = laid((41, LATER), unkept={(41, 31): "The session has no key worker"})
    why = "It was pinned, and cannot stay: the session has no key worker"
    assert moved(CASE, to=unkept) == [Move(41, 31, 32, (why,))]


def test_sessions_before_the_new_plan_are_let_be() -> None:
    tomorrow = laid(starts_on=MONDAY + timedelta(days=2))
    assert moved(CASE, to=tomorrow) == []


def test_what_a_meeting_carried_over_is_said_to_be() -> None:
    to = laid((41, LATER), carried={(41, 32): MONDAY})
    why = "It was carried over to this session at the meeting on 23 Nov 2026"
    assert moved(to=to) == [Move(41, None, 32, (why,))]
    beside = replace(CASE, session=LATER, carried=True)
    assert moved(beside, to=to) == [Move(41, None, 32, (why,))]


def test_what_was_carried_to_a_session_that_cannot_have_it_says_so() -> None:
    to = laid((41, LAST), carried={(41, 32): MONDAY}, unkept={(41, 32): "The session is too short"})
    assert moved(to=to) == [
        Move(
            41, None, 33,
            (
                "It was carried over at the meeting on 23 Nov 2026 to a session that cannot have it: the session is "
                "too short",
                NEW,
            ),
        )
    ]  # fmt: skip
