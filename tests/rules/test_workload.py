"""How cases and capacity are counted: a table that a team manager could check, and what always holds."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.capacity.weighting import ReductionReason
from caseload.capacity.weights import KINDS, PROVISIONAL, ROLES, STAGES, Weights
from caseload.capacity.workload import WORDS as REASON_WORDS
from caseload.capacity.workload import (
    Allowance,
    HeldWork,
    PlaceHours,
    Workload,
    capacity_of,
    explained,
    explained_capacity,
    points_of,
    rounded,
)
from caseload.cases.case import Holds

CASES = [
    # tier, and what else is said of the part: points
    ("intensive", {}, 800),
    ("active", {}, 440),
    ("maintenance", {}, 200),
    ("intensive", {"stage": "assessment"}, 1000),
    ("intensive", {"stage": "assessment", "travel": True}, 1060),
    ("intensive", {"stage": "assessment", "travel": True, "statutory": True}, 1180),
    ("intensive", {"kind": "complex"}, 1000),
    ("active", {"stage": "stepping_down"}, 264),
    ("active", {"role": "deputy"}, 66),
    ("active", {"role": "deputy", "stage": "stepping_down"}, 40),  # 39.6
    ("active", {"role": "contributor"}, 110),
    ("active", {"role": "deputy", "travel": True, "statutory": True}, 66),
    ("active", {"role": "contributor", "travel": True, "statutory": True}, 110),
    ("intensive", {"paused": True}, 200),
    ("intensive", {"paused": True, "travel": True, "statutory": True}, 245),
    ("maintenance", {"role": "deputy", "paused": True}, 8),  # 7.5 rounds half up
    ("maintenance", {"kind": "safeguarding", "statutory": True}, 370),
    ("no_such_tier", {}, 800),
]


@pytest.mark.parametrize(("tier", "also", "points"), CASES)
def test_what_a_part_in_a_case_counts(tier: str, also: dict[str, str | bool], points: int) -> None:
    assert points_of(HeldWork(1, tier, **also), PROVISIONAL) == points  # pyright: ignore[reportArgumentType]


def test_the_reckoning_is_said_step_by_step() -> None:
    work = HeldWork(1, "intensive", stage="assessment", travel=True)
    said = "; ".join(explained(work, PROVISIONAL))
    assert said == "Intensive 800 points × key worker 100% × assessment 125% = 1,000; and 60 for travel"


def test_a_pause_and_a_rounding_are_said() -> None:
    work = HeldWork(1, "active", kind="complex", stage="stepping_down", role="deputy", paused=True)
    assert explained(work, PROVISIONAL) == (
        "Active 440 points × deputy 15% × complex 125% × stepping down 60% = 49.5",
        "paused: 25% of 49.5 = 12.375",
        "counted as 12",
    )


def test_a_tier_without_points_is_said_to_count_as_the_heaviest() -> None:
    steps = explained(HeldWork(1, "urgent"), PROVISIONAL)
    assert steps[0].startswith("Urgent (not in these weights, so as the heaviest tier) 800 points")


# The vectors published with the caseload weighting that uses 2,176 points: hours, less, full time, points.
CAPACITIES = [
    ("37", "0", "37", 2176),
    ("37", "1.8", "37", 2070),
    ("30", "1.8", "37", 1658),
    ("37.5", "0", "37.5", 2176),
    ("18.5", "0", "37", 1088),
    ("18.75", "0", "37.5", 1088),
    ("0", "0", "37", 0),
    ("10", "12", "37", 0),
]


@pytest.mark.parametrize(("worked", "less", "full_time", "points"), CAPACITIES)
def test_capacity(worked: str, less: str, full_time: str, points: int) -> None:
    allowances = [hours_off(less)] if Decimal(less) else []
    assert capacity_of([place(worked, full_time)], allowances, PROVISIONAL) == points


def test_one_scale_for_two_employers() -> None:
    """Half a week with each: half an equivalent of each, whatever each calls full time."""
    assert capacity_of([place("18.5", "37"), place("18.75", "37.5")], [], PROVISIONAL) == 2176


def test_a_fifth_off_for_nine_months() -> None:
    assert capacity_of([place("37", "37")], [percent_off(20)], PROVISIONAL) == 1741  # 1740.8


def test_allowances_add_up_in_hours() -> None:
    """20% of 30 hours is 6; with 1.8 that leaves 22.2 of 37."""
    assert capacity_of([place("30", "37")], [percent_off(20), hours_off("1.8")], PROVISIONAL) == 1306


def test_capacity_is_said_step_by_step() -> None:
    steps = explained_capacity(
        [place("37", "37")], [replace(hours_off("1.8"), last_day=date(2027, 3, 31))], PROVISIONAL
    )
    assert steps == (
        "East: 37 hours a week. Full time with the council is 37 hours.",
        "Supervision duties: less 1.8 hours a week, until 31 March 2027.",
        "37 hours less 1.8 hours is 35.2 hours.",
        "2,176 points × 35.2 ÷ 37 = 2,070.",
    )


def test_two_full_times_are_said() -> None:
    steps = explained_capacity([place("18.5", "37"), place("18.75", "37.5")], [percent_off(10)], PROVISIONAL)
    assert steps[2:] == (
        "Together 37.25 hours a week.",
        "Newly qualified: less 10% of 37.25 hours, which is 3.725 hours a week.",
        "37.25 hours less 3.725 hours is 33.525 hours.",
        "2,176 points × (18.5 ÷ 37 + 18.75 ÷ 37.5) × 33.525 ÷ 37.25 = 1,958.",
    )


def test_nowhere_to_work_is_said() -> None:
    assert explained_capacity([], [percent_off(20)], PROVISIONAL) == (
        "They work in no team, so they can hold no cases.",
    )


@pytest.mark.parametrize(
    ("held", "reserved", "capacity", "headroom", "percent"),
    [
        (0, 0, 2176, 2176, 0),
        (1088, 0, 2176, 1088, 50),
        (1000, 88, 2176, 1088, 50),
        (2176, 0, 2176, 0, 100),
        (2177, 0, 2176, -1, 101),  # over is never rounded down to 100
        (0, 0, 0, 0, None),
        (40, 0, 0, -40, None),
    ],
)
def test_headroom(held: int, reserved: int, capacity: int, headroom: int, percent: int | None) -> None:
    load = Workload(1, held, reserved, capacity)
    assert (load.headroom, load.percent, load.over) == (headroom, percent, headroom < 0)


def test_every_reason_has_its_words() -> None:
    assert set(REASON_WORDS) == {reason.value for reason in ReductionReason}


def test_every_role_has_its_weight() -> None:
    assert set(ROLES) == {*(role.value for role in Holds), "contributor"}


# What always holds

hours_a_week = st.decimals(min_value=0, max_value=60, places=2)
places = st.lists(
    st.builds(
        PlaceHours,
        st.just("East"),
        hours_a_week,
        st.sampled_from([Decimal(37), Decimal("37.5")]),
        st.just("it"),
    ),
    min_size=1,
    max_size=4,
)
allowances = st.lists(
    st.one_of(
        st.builds(Allowance, st.just("training"), st.integers(1, 100), st.none()),
        st.builds(
            Allowance, st.just("training"), st.none(), st.decimals(min_value="0.01", max_value=60, places=2)
        ),
    ),
    max_size=4,
)
works = st.builds(
    HeldWork,
    st.just(1),
    st.sampled_from(sorted(PROVISIONAL.tier)),
    kind=st.sampled_from(KINDS),
    stage=st.sampled_from(STAGES),
    role=st.sampled_from(ROLES),
    paused=st.booleans(),
    travel=st.booleans(),
    statutory=st.booleans(),
)


@given(places, allowances, st.data())
def test_a_reduction_never_raises_capacity(
    worked: list[PlaceHours], off: list[Allowance], data: st.DataObject
) -> None:
    some = data.draw(st.lists(st.sampled_from(off), unique_by=id)) if off else []
    assert 0 <= capacity_of(worked, off, PROVISIONAL) <= capacity_of(worked, some, PROVISIONAL)


@given(places, allowances, st.randoms(use_true_random=False))
def test_the_order_of_reductions_does_not_matter(
    worked: list[PlaceHours], off: list[Allowance], random: object
) -> None:
    shuffled = sorted(off, key=lambda _: random.random())  # pyright: ignore[reportAttributeAccessIssue]
    assert capacity_of(worked, shuffled, PROVISIONAL) == capacity_of(worked, off, PROVISIONAL)


@given(places, allowances)
def test_the_order_of_placements_does_not_matter(worked: list[PlaceHours], off: list[Allowance]) -> None:
    assert capacity_of(worked[::-1], off, PROVISIONAL) == capacity_of(worked, off, PROVISIONAL)


@given(places, allowances, hours_a_week)
def test_more_hours_are_never_less_capacity(
    worked: list[PlaceHours], off: list[Allowance], more: Decimal
) -> None:
    """With one employer's full time: hours off come from the same week."""
    same = [replace(each, full_time=Decimal(37)) for each in worked]
    longer = [replace(same[0], hours=same[0].hours + more), *same[1:]]
    assert capacity_of(longer, off, PROVISIONAL) >= capacity_of(same, off, PROVISIONAL)


@given(allowances)
def test_nothing_off_no_hours_is_nothing(off: list[Allowance]) -> None:
    assert capacity_of([place("0", "37")], off, PROVISIONAL) == 0


@given(works, st.integers(0, 500))
def test_heavier_weights_never_count_less(work: HeldWork, more: int) -> None:
    heavier = replace(
        PROVISIONAL,
        tier={code: points + more for code, points in PROVISIONAL.tier.items()},
        travel=PROVISIONAL.travel + more,
    )
    assert points_of(work, heavier) >= points_of(work, PROVISIONAL)


@given(works)
def test_only_the_key_worker_travels(work: HeldWork) -> None:
    without = replace(work, travel=False, statutory=False)
    more = points_of(work, PROVISIONAL) - points_of(without, PROVISIONAL)
    assert more >= 0
    assert work.role == "key_worker" or more == 0


@given(works)
def test_a_pause_never_counts_more(work: HeldWork) -> None:
    assert points_of(replace(work, paused=True), PROVISIONAL) <= points_of(
        replace(work, paused=False), PROVISIONAL
    )


@given(works)
def test_it_is_the_obvious_arithmetic(work: HeldWork) -> None:
    """Written again with floats of hundredths: no percentage here needs more than 8 places."""
    weights = PROVISIONAL
    share = Decimal(weights.role[work.role] * weights.kind[work.kind] * weights.stage[work.stage]) / 1_000_000
    points = weights.tier[work.tier] * share
    if work.role == "key_worker":
        points += weights.travel * work.travel + weights.statutory * work.statutory
    if work.paused:
        points = points * weights.paused / 100
    assert points_of(work, weights) == rounded(Fraction(points))


# Reading weights


def test_weights_are_read_as_they_are_written() -> None:
    assert Weights.read(PROVISIONAL.as_json()) == PROVISIONAL


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(PROVISIONAL.as_json()), **fields})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1, column 2: not JSON"),
        ("[]", "the weights: read [], expected a table of names and numbers"),
        ('{"name": "A", "name": "B"}', "name: given twice"),
        (changed(name=" "), "name: read “ ”, expected what the weights are called"),
        (changed(full_time=0), "full_time: read 0, expected a whole number from 1 to 20000"),
        (changed(tier={}), "tier: read {}, expected points for each tier"),
        (changed(tier={"active": -1}), "tier, active: read -1, expected a whole number from 0 to 20000"),
        (
            changed(tier={"active": "many"}),
            "tier, active: read “many”, expected a whole number from 0 to 20000",
        ),
        (changed(role={"key_worker": 100}), "role: deputy is missing"),
        (
            changed(role={**PROVISIONAL.role, "cook": 3}),
            "role: read “cook”, expected one of key_worker, deputy, contributor",
        ),
        (changed(paused=101), "paused: read 101, expected a whole number from 0 to 100"),
        (changed(travel=True), "travel: read true, expected a whole number from 0 to 20000"),
        (changed(travel=1.5), "travel: read 1.5, expected a whole number from 0 to 20000"),
    ],
)
def test_bad_weights_are_refused_by_place(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refusal:
        Weights.read(text)
    assert str(refusal.value) == says


def place(worked: str, full_time: str) -> PlaceHours:
    return PlaceHours("East", Decimal(worked), Decimal(full_time), "the council")


def hours_off(less: str) -> Allowance:
    return Allowance("supervision_duties", None, Decimal(less))


def percent_off(percent: int) -> Allowance:
    return Allowance("newly_qualified", percent, None)
