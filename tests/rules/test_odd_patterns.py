"""What of a day's looking is odd, and what is not: a table somebody in charge of privacy could check."""

from datetime import datetime

import pytest

from caseload.privacy.look import OddKind
from caseload.privacy.patterns import MANY, Begun, Named, Seen, find_odd, out_of_hours
from foundation.clock import LONDON

WEEKDAYS = "1111111111"
NOT_ON_FRIDAY = "1111111100"
MONDAY_MORNINGS = "1000000000"
NOBODY = Named({}, {}, {})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "patterns", "said"),
    [
        ("2026-11-23T09:00", (WEEKDAYS,), None),
        ("2026-11-23T06:59", (WEEKDAYS,), "begun at 06:59, at night"),
        ("2026-11-23T07:00", (WEEKDAYS,), None),
        ("2026-11-23T19:59", (WEEKDAYS,), None),
        ("2026-11-23T20:00", (WEEKDAYS,), "begun at 20:00, at night"),
        ("2026-11-23T02:14", (), "begun at 02:14, at night"),
        ("2026-11-22T11:00", (), None),
        (
            "2026-11-22T11:00",
            (WEEKDAYS,),
            "begun at 11:00 on a Sunday, when their working pattern has no work",
        ),
        (
            "2026-11-27T14:00",
            (NOT_ON_FRIDAY,),
            "begun at 14:00 on a Friday, when their working pattern has no work",
        ),
        ("2026-11-23T12:29", (MONDAY_MORNINGS,), None),
        (
            "2026-11-23T12:30",
            (MONDAY_MORNINGS,),
            "begun at 12:30 on a Monday, when their working pattern has no work",
        ),
        ("2026-11-23T14:00", (MONDAY_MORNINGS, WEEKDAYS), None),
        ("2026-07-06T19:30", (WEEKDAYS,), None),
    ],
)
def test_when_a_look_is_out_of_hours(moment: str, patterns: tuple[str, ...], said: str | None) -> None:
    assert out_of_hours(at(moment), patterns) == said


@pytest.mark.parametrize(("strangers", "known", "found"), [(59, 500, 0), (60, 0, 1), (65, 1, 1)])
def test_many_are_those_to_whom_nothing_ties_somebody(strangers: int, known: int, found: int) -> None:
    seen = [Seen(1, 1, number, ()) for number in range(strangers)]
    seen += [Seen(1, 1, 10_000 + number, ("team",)) for number in range(known)]
    odd = find_odd(seen, (), NOBODY)
    assert [each.kind for each in odd] == [OddKind.MANY] * found
    assert all(f"Saw {strangers} residents" in each.why for each in odd)


def test_two_who_see_half_as_many_each_are_not_one_who_sees_many() -> None:
    seen = [Seen(number % 2, number % 2, number, ()) for number in range(MANY)]
    assert find_odd(seen, (), NOBODY) == []


NAMED = Named(
    people={
        1: frozenset({("Ada", "Sample"), ("Addie", "Sample")}),
        2: frozenset({("Renée", "Other")}),
        3: frozenset({("Cleo", "Else")}),
    },
    residents={
        10: ("renee", "OTHER"),
        11: ("Bea", "Sample"),
        12: ("Cleo", "Else"),
        13: ("Dan", "Different"),
        14: ("Renée", "Different"),
    },
    colleagues={1: frozenset({2})},
)


@pytest.mark.parametrize(
    ("resident", "ties", "kinds"),
    [
        (10, (), [OddKind.COLLEAGUE]),
        (10, ("team",), [OddKind.COLLEAGUE]),
        (10, ("team", "key_worker"), []),
        (10, ("session",), []),
        (11, (), [OddKind.OWN_NAME]),
        (11, ("contributor",), []),
        (12, (), []),  # somebody of another organisation
        (13, (), []),
        (14, (), []),  # the given name alone
    ],
)
def test_a_name_is_odd_only_where_no_case_explains_it(
    resident: int, ties: tuple[str, ...], kinds: list[OddKind]
) -> None:
    odd = find_odd([Seen(5, 1, resident, ties)], (), NAMED)
    assert [each.kind for each in odd] == kinds
    assert not [name for each in odd for name in ("Ren", "Sample", "Ada") if name in each.why]


def test_a_look_at_night_is_told_by_the_look() -> None:
    night = Begun(7, 5, 1, None, at("2026-11-23T02:14"))
    [odd] = find_odd((), [night, Begun(8, 5, 1, None, at("2026-11-23T10:00"))], NOBODY)
    assert (odd.kind, odd.about, odd.why) == (OddKind.AT_NIGHT, "look 7", "A look begun at 02:14, at night")
