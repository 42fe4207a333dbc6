"""Whether a plan still holds: each way in which it does not, in the words a coordinator reads."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from caseload.reviews.plans.holding import (
    CLOSED,
    MOVED,
    NO_LONGER_LISTED,
    NOBODY_HOLDS_IT,
    PAUSED,
    HoldingFacts,
    PlannedCase,
    SessionNow,
    Unsettled,
    unsettled,
)
from caseload.reviews.plans.problem_making import PlaceFacts
from caseload.reviews.sessions.rota import Away, Contract, Limit, make_rota
from foundation.effective import Period

NORA, NILS, GITA, CAROL = 1, 2, 3, 4
NAMES = {NORA: "Nora Sample", NILS: "Nils Sample", GITA: "Gita Sample", CAROL: "Carol Sample"}
NURSE, GP = 11, 12
EAST, NORTH = 21, 22
MONDAY = date(2026, 11, 23)
NOW = datetime.combine(MONDAY, time(8))
TUESDAY = SessionNow(
    31, EAST, datetime.combine(MONDAY + timedelta(days=1), time(9, 30)), 90, False, CAROL, False
)
CASE = PlannedCase(41, TUESDAY, EAST, 15, NORA, NILS, needs=((GP, True), (NURSE, False)))
ALL_YEAR = Period(date(2026, 1, 1))


def facts(**changes: Any) -> HoldingFacts:
    """One review on Tuesday to which its key worker, a GP and the chair are asked."""
    usual = HoldingFacts(
        starts_on=MONDAY,
        now=NOW,
        reviews=(CASE,),
        asked={31: frozenset({NORA, GITA, CAROL})},
        rota=rota(),
        places=tuple(
            PlaceFacts(who, EAST, what, ALL_YEAR)
            for who, what in ((NORA, NURSE), (NILS, NURSE), (GITA, GP), (CAROL, NURSE))
        ),
        names=NAMES,
        professions={NURSE: "District nurse", GP: "General practitioner"},
    )
    return replace(usual, **changes)


def rota(*away: int, contracts: tuple[int, ...] = tuple(NAMES)) -> Any:
    """Everybody at work but those who are away on Tuesday."""
    day = Period(MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    return make_rota(
        [Contract(who, who, ALL_YEAR) for who in contracts], [], [Away(who, "", day) for who in away]
    )


def said(found: tuple[Unsettled, ...]) -> list[tuple[int | None, bool, tuple[str, ...]]]:
    return [(each.case_id, each.hard, each.because) for each in found]


def test_what_holds_is_not_named() -> None:
    assert unsettled(facts()) == ()


def test_the_key_worker_is_away_and_the_deputy_is_not_asked() -> None:
    why = "The key worker, Nora Sample, is away and the deputy, Nils Sample, has not been asked to come on 24 Nov 2026"
    assert said(unsettled(facts(rota=rota(NORA))))[0] == (41, True, (why,))


def test_the_deputy_who_is_asked_too_takes_the_key_workers_place() -> None:
    both = {31: frozenset({NORA, NILS, GITA, CAROL})}
    assert said(unsettled(facts(rota=rota(NORA), asked=both))) == [
        (None, False, ("Nora Sample is away on 24 Nov 2026",))
    ]


def test_a_need_that_must_be_met_is_told_apart_from_one_that_is_wanted() -> None:
    hard = (
        "Nobody comes for a need that must be met on 24 Nov 2026: General practitioner (Gita Sample is away)"
    )
    assert said(unsettled(facts(rota=rota(GITA))))[0] == (41, True, (hard,))
    wanted = replace(CASE, needs=((GP, False),))
    assert said(unsettled(facts(rota=rota(GITA), reviews=(wanted,)))) == [
        (None, False, ("Gita Sample is away on 24 Nov 2026",))
    ]


def test_somebody_who_has_left_is_not_away() -> None:
    found = unsettled(facts(rota=rota(contracts=(NORA, NILS, CAROL))))
    assert "Gita Sample has no contract then" in found[0].because[0]


def test_somebody_who_works_elsewhere_now_is_shown_and_refuses_nothing() -> None:
    places = tuple(
        replace(each, period=Period(date(2026, 1, 1), MONDAY)) if each.person_id == GITA else each
        for each in facts().places
    )
    why = "Gita Sample no longer works in the neighbourhood’s team on 24 Nov 2026"
    assert said(unsettled(facts(places=places))) == [(None, False, (why,))]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cancelled": True}, "The session on 24 Nov 2026 is cancelled"),
        ({"chair_id": None}, "The session on 24 Nov 2026 has no chair"),
        ({"minutes": 10}, "15 minutes are planned into the 10 minutes of the session on 24 Nov 2026"),
        ({"chair_id": NILS}, "The chair, Nils Sample, has not been asked to come on 24 Nov 2026"),
        (
            {"starts_at": datetime.combine(MONDAY, time(7, 30))},
            "The session on 23 Nov 2026 has begun since the plan was made",
        ),
    ],
)
def test_a_session_that_changed_is_named_once_for_all_its_reviews(change: dict[str, Any], why: str) -> None:
    changed = replace(TUESDAY, **change)
    reviews = (replace(CASE, session=changed), replace(CASE, session=changed, case_id=42, minutes=0))
    assert said(unsettled(facts(reviews=reviews))) == [(None, True, (why,))]


def test_the_chair_is_away() -> None:
    assert said(unsettled(facts(rota=rota(CAROL)))) == [
        (None, True, ("The chair, Carol Sample, is away on 24 Nov 2026",))
    ]


@pytest.mark.parametrize("fault", [CLOSED, PAUSED, NO_LONGER_LISTED])
def test_a_case_that_is_not_to_be_reviewed_any_more(fault: str) -> None:
    assert said(unsettled(facts(reviews=(replace(CASE, fault=fault),)))) == [(41, True, (fault,))]


def test_a_resident_who_moved_is_not_reviewed_where_they_no_longer_live() -> None:
    assert said(unsettled(facts(reviews=(replace(CASE, neighbourhood_id=NORTH),)))) == [(41, True, (MOVED,))]


def test_a_case_that_nobody_holds_any_more() -> None:
    nobody = replace(CASE, key_worker_id=None, deputy_id=None)
    assert said(unsettled(facts(reviews=(nobody,)))) == [(41, True, (NOBODY_HOLDS_IT,))]


def other_session(hours: int, **changes: Any) -> PlannedCase:
    """A review of Gita's in the north, so many hours after the one in the east."""
    at = TUESDAY.starts_at + timedelta(hours=hours)
    session = replace(SessionNow(32, NORTH, at, 60, False, NILS, False), **changes)
    return PlannedCase(42, session, NORTH, 15, NILS, None, needs=((GP, True),))


def test_nobody_is_in_two_sessions_at_once_and_there_is_time_to_travel() -> None:
    places = (
        *facts().places,
        PlaceFacts(GITA, NORTH, GP, ALL_YEAR),
        PlaceFacts(NILS, NORTH, NURSE, ALL_YEAR),
    )
    asked = {31: frozenset({NORA, GITA, CAROL}), 32: frozenset({GITA, NILS})}

    def found(hours: int) -> list[Any]:
        return said(unsettled(facts(reviews=(CASE, other_session(hours)), asked=asked, places=places)))

    clash = "Nobody comes for a need that must be met on 24 Nov 2026: General practitioner"
    assert found(1)[0] == (42, True, (f"{clash} (Gita Sample is in another session then)",))
    assert found(2) == []  # begins half an hour after the first is over


def test_two_sessions_online_need_no_time_to_travel() -> None:
    online = replace(TUESDAY, online=True)
    second = replace(online, id=32, starts_at=online.ends_at)
    assert not online.meets(second)
    assert replace(online, online=False).meets(second)


def test_a_week_has_as_many_sessions_as_somebody_may_be_asked_to() -> None:
    days = [replace(TUESDAY, id=30 + n, starts_at=TUESDAY.starts_at + timedelta(days=n)) for n in range(3)]
    reviews = tuple(replace(CASE, case_id=40 + n, session=each) for n, each in enumerate(days))
    asked = {each.id: frozenset({NORA, GITA, CAROL}) for each in days}
    limits = {NORA: (Limit(2, Period(MONDAY)),)}
    found = unsettled(facts(reviews=reviews, asked=asked, limits=limits))
    assert [(each.case_id, each.hard) for each in found if each.hard] == [(42, True)]
    assert "Nora Sample, has as many sessions that week as they may be asked to" in found[0].because[0]
    assert not unsettled(facts(reviews=reviews, asked=asked))


CARRIED = replace(CASE, case_id=42, minutes=80, carried=True, needs=())


def test_what_was_carried_over_takes_its_minutes_and_keeps_no_plan_from_being_published() -> None:
    why = (
        "With what was carried over, 95 minutes are wanted of the 90 minutes of the session on 24 Nov 2026",
    )
    assert said(unsettled(facts(reviews=(CASE, CARRIED)))) == [(None, False, why)]
    alone = replace(CARRIED, session=replace(TUESDAY, chair_id=None))
    assert [each.hard for each in unsettled(facts(reviews=(alone,)))] == [False]


def test_whoever_brings_what_was_carried_over_comes_for_it() -> None:
    assert unsettled(facts(reviews=(CARRIED,), asked={})) == ()
    [found] = unsettled(facts(reviews=(CARRIED,), asked={}, rota=rota(NORA)))[:1]
    assert (found.case_id, found.hard) == (42, False)
    assert "Nora Sample, is away" in found.because[0]


def test_a_review_held_meanwhile_makes_the_next_one_too_soon() -> None:
    held = replace(CASE, held_on=MONDAY, soonest_on=MONDAY + timedelta(days=14))
    why = "It was reviewed on 23 Nov 2026 already: the next review is not before 7 Dec 2026"
    assert said(unsettled(facts(reviews=(held,)))) == [(41, True, (why,))]
    in_time = replace(held, soonest_on=MONDAY + timedelta(days=1))
    assert unsettled(facts(reviews=(in_time,))) == ()


def test_only_the_next_of_several_is_too_soon() -> None:
    held = replace(CASE, held_on=MONDAY, soonest_on=MONDAY + timedelta(days=30))
    later = replace(held, session=replace(TUESDAY, id=32, starts_at=TUESDAY.starts_at + timedelta(days=7)))
    asked = {number: frozenset({NORA, GITA, CAROL}) for number in (31, 32)}
    found = unsettled(facts(reviews=(held, later), asked=asked))
    assert [each.session.id for each in found] == [31]
