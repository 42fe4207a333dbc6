"""Who is suggested for a case, in which order and why; and who is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.allocation.candidates import Candidate, CaseFact, Need, Taking
from caseload.allocation.directing import Directing, How
from caseload.allocation.matching import Bar, Excluded, Suggestion, suggest
from caseload.allocation.matching_reasons import TOPICS, Topic
from caseload.capacity.workload import Workload

POINTS = {"key_worker": 400, "deputy": 60, "contributor": 100}
DIRECT = Directing(How.DIRECT, "Mandate NCA-1 cedes it, and you hold Lead of East.")
REQUEST = Directing(How.REQUEST, "Sample Alliance decides. No mandate of this employer cedes it.")
NOBODY = Directing(How.NOBODY, "Nobody holds Lead of East, so nobody can decide until it is filled.")
CASE = CaseFact(
    case_id=1,
    points=POINTS,
    needs=(Need("district_nurse", "District nurse", True), Need("pharmacist", "Pharmacist", False)),
    competences={"catheter": "Catheter care"},
    practice_id=5,
    practice="Sample Practice",
    ward_id=6,
    ward="Moorside",
)


def somebody(
    number: int = 1, name: str = "Ada Sample", *, held: int = 0, capacity: int = 2000, **values: Any
) -> Candidate:
    usual: dict[str, Any] = {
        "employment_id": number,
        "employer": "Northern Sample Trust",
        "team": "team_east",
        "team_name": "East team",
        "profession": "social_worker",
        "profession_name": "Social worker",
        "directing": DIRECT,
    }
    load = Workload(number, held, values.pop("reserved", 0), capacity)
    return Candidate(person_id=number, name=name, workload=load, **usual | values)


# Each line: what tells two people apart, the one who comes first, and the one who comes second.
ORDER: tuple[tuple[Topic, dict[str, Any], dict[str, Any]], ...] = (
    (Topic.ROOM, {"held": 1600}, {"held": 1601}),
    (Topic.ROOM, {"held": 1900}, {"held": 1901}),
    (Topic.ROOM, {"held": 2500}, {"capacity": 0}),
    (Topic.COMPETENCE, {"competences": frozenset({"catheter"})}, {}),
    (Topic.PROFESSION, {"profession": "district_nurse"}, {"profession": "pharmacist"}),
    (Topic.PROFESSION, {"profession": "pharmacist"}, {"profession": "social_worker"}),
    (Topic.DIRECTING, {"directing": DIRECT}, {"directing": REQUEST}),
    (Topic.PLACE, {"practices": {5: 1}, "wards": {6: 2}}, {"practices": {5: 9}}),
    (Topic.PLACE, {"wards": {6: 1}}, {"wards": {7: 1}}),
    (Topic.DAYS, {}, {"away_next": date(2026, 11, 24)}),
    (Topic.LEFT, {"held": 100}, {"held": 101}),
    (Topic.LEFT, {"name": "Ada Sample"}, {"name": "Bea Sample"}),
)


@pytest.mark.parametrize(("topic", "better", "worse"), ORDER)
def test_what_puts_one_before_another(topic: Topic, better: dict[str, Any], worse: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"name": "Zoe Sample"}
    first, second = somebody(2, **usual | better), somebody(1, **usual | worse)
    for order in ((first, second), (second, first)):
        assert [each.person_id for each in suggest(CASE, order).ranked] == [2, 1], topic


def test_topics_are_weighed_one_after_the_other() -> None:
    """Room first, however much else speaks for somebody."""
    full = somebody(
        1, held=1700, competences=frozenset({"catheter"}), profession="district_nurse",
        practices={5: 3}, wards={6: 3},
    )  # fmt: skip
    free = somebody(2, "Zoe Sample", directing=REQUEST)
    assert [each.person_id for each in suggest(CASE, [full, free]).ranked] == [2, 1]


def test_knowing_the_person_counts_after_competence() -> None:
    case = replace(CASE, known=frozenset({2}), contributors=frozenset({3}))
    found = suggest(case, [somebody(1), somebody(2, "Bea"), somebody(3, "Cal")])
    assert [each.person_id for each in found.ranked] == [3, 2, 1]
    assert "Works on the case already, as contributor." in found.ranked[0].in_favour
    assert "Has worked with this person before." in found.ranked[1].in_favour


def test_reasons_for_and_against_are_in_plain_words() -> None:
    found = suggest(CASE, [somebody(held=1500, reserved=200, directing=REQUEST, half_days=6, wards={6: 2})])
    [ada] = found.ranked
    assert ada.in_favour == ("Holds 2 cases in Moorside ward.",)
    assert ada.against == (
        "Over capacity: 105% of capacity with this case (2,100 of 2,000 points).",
        "Not signed off in Catheter care.",
        "Only as a request. Sample Alliance decides. No mandate of this employer cedes it.",
    )
    assert [reason.topic for reason in ada.reasons] == list(Topic)[:-1]
    assert ada.reasons[-1].sentence == "In for 6 of 10 half-days this week."
    assert (ada.before.used, ada.after.used, ada.after.capacity) == (1700, 2100, 2000)


CEILING = (
    # held, percent after, what is said first
    (1600, 100, "100% of capacity with this case (2,000 of 2,000 points)."),
    (1601, 101, "Over capacity: 101% of capacity with this case (2,001 of 2,000 points)."),
    (1900, 115, "Over capacity: 115% of capacity with this case (2,300 of 2,000 points)."),
    (1920, 116, "Over the ceiling of 115%: 116% of capacity with this case (2,320 of 2,000 points)."),
)


@pytest.mark.parametrize(("held", "percent", "sentence"), CEILING)
def test_room_is_said_with_its_figures(held: int, percent: int, sentence: str) -> None:
    [found] = suggest(CASE, [somebody(held=held)]).ranked
    assert (found.after.percent, found.reasons[0].sentence) == (percent, sentence)


BARRED: tuple[tuple[Bar, str, Callable[[], tuple[CaseFact, Candidate]]], ...] = (
    (Bar.OBJECTS, "The resident objects to being on the caseload.", lambda: (replace(CASE, objects=True), somebody())),
    (Bar.HAS_IT, "They are its key worker already.", lambda: (replace(CASE, holders={"key_worker": 1}), somebody())),
    (
        Bar.CONFLICT,
        "A conflict of interest with this case is recorded for them.",
        lambda: (replace(CASE, conflicts=frozenset({1})), somebody()),
    ),
    (
        Bar.NOT_CLEARED,
        "The NMC registration expired on 1 November 2026.",
        lambda: (CASE, somebody(not_cleared="The NMC registration expired on 1 November 2026.")),
    ),
    (Bar.AWAY, "Away until 1 December 2026.", lambda: (CASE, somebody(away="Away until 1 December 2026."))),
    (Bar.NOT_PERMITTED, NOBODY.because, lambda: (CASE, somebody(directing=NOBODY))),
)  # fmt: skip


@pytest.mark.parametrize(("bar", "sentence", "given_"), BARRED, ids=[each[0] for each in BARRED])
def test_who_is_not_suggested_and_why(
    bar: Bar, sentence: str, given_: Callable[[], tuple[CaseFact, Candidate]]
) -> None:
    case, candidate = given_()
    found = suggest(case, [candidate])
    assert not found.ranked
    assert [(each.bar, each.sentence) for each in found.excluded[0].bars] == [(bar, sentence)]


def test_all_that_bars_somebody_is_said() -> None:
    case = replace(CASE, conflicts=frozenset({1}))
    [found] = suggest(case, [somebody(away="Away.", directing=NOBODY)]).excluded
    assert [each.bar for each in found.bars] == [Bar.CONFLICT, Bar.AWAY, Bar.NOT_PERMITTED]


ROLES = (
    # what they are now, what they are asked to be, whether they may, and the points they then hold of 1,000
    ("deputy", Taking.KEY_WORKER, True, 1000 - 60 + 400),
    ("contributor", Taking.KEY_WORKER, True, 1000 - 100 + 400),
    ("contributor", Taking.DEPUTY, True, 1000 - 100 + 60),
    ("key_worker", Taking.DEPUTY, False, None),
    ("key_worker", Taking.CONTRIBUTOR, False, None),
    ("deputy", Taking.CONTRIBUTOR, False, None),
    ("deputy", Taking.DEPUTY, False, None),
)


@pytest.mark.parametrize(("now", "taking", "may", "points"), ROLES)
def test_one_part_in_a_case_takes_the_place_of_another(
    now: str, taking: Taking, may: bool, points: int | None
) -> None:
    parts = {"contributors": frozenset({1})} if now == "contributor" else {"holders": {now: 1}}
    found = suggest(replace(CASE, **parts), [somebody(held=1000)], taking).find(1)
    assert isinstance(found, Suggestion if may else Excluded)
    if isinstance(found, Suggestion):
        assert found.after.held == points


def test_what_is_reserved_for_them_in_this_case_becomes_held() -> None:
    case = replace(CASE, asked={"key_worker": 1})
    [found] = suggest(case, [somebody(held=1000, reserved=400)]).ranked
    assert (found.after.held, found.after.reserved) == (1400, 0)


def test_every_topic_that_orders_is_explained() -> None:
    assert list(TOPICS) == list(Topic)
    assert all(says.endswith(".") for _, says in TOPICS.values())


people = st.builds(
    lambda number, held, capacity, direct, wards, known, lacks, away: somebody(
        number,
        f"Sample {number % 3}",
        held=held,
        capacity=capacity,
        directing=(DIRECT, REQUEST, NOBODY)[direct],
        wards={6: wards},
        competences=frozenset() if lacks else frozenset({"catheter"}),
        away="Away." if away else None,
        profession=("district_nurse", "pharmacist", None)[known],
    ),
    st.integers(1, 40),
    st.integers(0, 3000),
    st.sampled_from([0, 1, 1088, 2176]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)
teams = st.lists(people, max_size=12, unique_by=lambda each: each.person_id)
numbers = st.frozensets(st.integers(1, 40))


@given(teams, numbers, st.randoms(use_true_random=False))
def test_the_order_is_total_and_the_same_however_people_are_given(team: Any, known: Any, random: Any) -> None:
    case = replace(CASE, known=known)
    found = suggest(case, team)
    assert len({each.rank for each in found.ranked}) == len(found.ranked)
    shuffled = list(team)
    random.shuffle(shuffled)
    assert suggest(case, shuffled) == found


@given(teams, numbers, numbers)
def test_everybody_is_either_suggested_or_excluded_for_a_reason(
    team: Any, conflicts: Any, known: Any
) -> None:
    found = suggest(replace(CASE, conflicts=conflicts, known=known), team)
    ranked, excluded = {each.person_id for each in found.ranked}, {each.person_id for each in found.excluded}
    assert not ranked & excluded
    assert ranked | excluded == {each.person_id for each in team}
    assert not ranked & conflicts
    assert not ranked & {each.person_id for each in team if each.away or each.directing is NOBODY}
    assert all(each.bars for each in found.excluded)


@given(teams, st.integers(0, 11), st.integers(0, 3000))
def test_more_capacity_never_puts_somebody_lower(team: Any, which: int, more: int) -> None:
    if not team:
        return
    chosen = team[which % len(team)]
    load = chosen.workload
    roomier = replace(chosen, workload=replace(load, capacity=load.capacity + more))
    before, after = suggest(CASE, team), suggest(CASE, [roomier if c is chosen else c for c in team])
    assert position(after, chosen.person_id) <= position(before, chosen.person_id)


def position(found: Any, person_id: int) -> int:
    order = [each.person_id for each in found.ranked]
    return order.index(person_id) if person_id in order else len(order)
