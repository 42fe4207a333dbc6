"""What other weights would do, in the order of harm; and workloads as bars of one scale."""

import pytest

from caseload.capacity.bars import WIDTH, Bar, bars_of
from caseload.capacity.weights_compared import Shift, by_harm, effect_of
from caseload.capacity.workload import Workload


def shift(name: str, before: int, after: int, capacity: int = 100) -> Shift:
    number = ord(name[0])
    return Shift(number, name, Workload(number, before, 0, capacity), Workload(number, after, 0, capacity))


SHIFTS = [
    shift("Stays within", 40, 50),
    shift("Over already", 140, 150),
    shift("Goes over", 90, 101),
    shift("Far over", 80, 120),
    shift("Comes back", 110, 95),
    shift("No capacity", 0, 10, 0),
    shift("Idle", 0, 0, 0),
]


def test_those_who_go_over_come_first_then_the_fullest() -> None:
    assert [each.name for each in by_harm(reversed(SHIFTS))] == [
        "No capacity",
        "Far over",
        "Goes over",
        "Over already",
        "Comes back",
        "Stays within",
        "Idle",
    ]


def test_the_sums() -> None:
    effect = effect_of(SHIFTS)
    assert effect.people == 7
    assert (effect.before.used, effect.after.used) == (460, 526)
    assert (effect.before.capacity, effect.after.capacity) == (500, 500)
    assert (effect.before.over, effect.after.over) == (2, 4)
    assert (effect.go_over, effect.come_back) == (3, 1)


def test_nobody_changes_nothing() -> None:
    effect = effect_of([])
    assert (effect.people, effect.before, effect.go_over) == (0, effect.after, 0)


@pytest.mark.parametrize(
    ("held", "reserved", "capacity", "unreduced", "bar"),
    [
        (50, 0, 100, 100, Bar(150, 0, 300, 300)),
        (50, 25, 100, 100, Bar(150, 75, 300, 300)),
        (50, 0, 80, 100, Bar(150, 0, 240, 300)),
        (150, 50, 100, 100, Bar(225, 75, 150, 150)),
        (0, 0, 0, 0, Bar(0, 0, 0, 0)),
    ],
)
def test_a_bar(held: int, reserved: int, capacity: int, unreduced: int, bar: Bar) -> None:
    assert bars_of([(Workload(1, held, reserved, capacity), unreduced)]) == {1: bar}


def test_bars_are_of_one_scale() -> None:
    bars = bars_of([(Workload(1, 50, 0, 100), 100), (Workload(2, 400, 0, 200), 200)])
    assert bars[2].held == WIDTH
    assert bars[1].capacity * 4 == bars[2].held
