"""Spreading cases over people, against cases a reader can check and against every possible spread."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count, product

from hypothesis import given, settings
from hypothesis import strategies as st

from caseload.spreading import Rebalance, Taker, ToPlace, propose, rebalance
from caseload.spreading.board import Board, percent_of
from caseload.spreading.bound import bounds_of
from caseload.spreading.proposing import NotPlaced

EVERYBODY = (1, 2, 3)


def taker(person_id: int, capacity: int = 1000, kept: int = 0) -> Taker:
    return Taker(person_id, capacity, kept)


def case(number: int, points: int, people: Sequence[int] = EVERYBODY, holder: int | None = None) -> ToPlace:
    return ToPlace(number, dict.fromkeys(people, points), holder)


def for_long() -> bool:
    return True


def fairest(takers: Sequence[Taker], cases: Sequence[ToPlace]) -> Rebalance:
    return rebalance(takers, cases, for_long)


def test_each_case_goes_to_whoever_then_has_the_most_room() -> None:
    found = propose([case(1, 400), case(2, 400), case(3, 400)], [taker(1), taker(2), taker(3)])
    assert sorted(found.placed.values()) == [1, 2, 3]
    assert (found.percent, found.unplaced) == (40, {})


def test_whoever_should_be_thought_of_first_comes_first_where_it_costs_no_fairness() -> None:
    first = ToPlace(1, {2: 400, 1: 400})
    second = ToPlace(2, {1: 400, 2: 400})
    assert propose([first, second], [taker(1), taker(2)]).placed == {1: 2, 2: 1}


def test_but_fairness_comes_before_being_thought_of_first() -> None:
    cases = [ToPlace(number, {1: 400, 2: 400}) for number in (1, 2)]
    assert sorted(propose(cases, [taker(1), taker(2)]).placed.values()) == [1, 2]


def test_nobody_is_taken_over_the_ceiling() -> None:
    found = propose([case(1, 300, [1]), case(2, 300, [1])], [taker(1, kept=600)])
    assert len(found.placed) == 1
    assert list(found.unplaced.values()) == [NotPlaced.NO_ROOM]
    assert found.percent == 90
    exactly = propose([case(1, 550, [1])], [taker(1, kept=600)])
    assert (exactly.placed, exactly.percent) == ({1: 1}, 115)
    assert propose([case(1, 551, [1])], [taker(1, kept=600)]).unplaced == {1: NotPlaced.NO_ROOM}


def test_a_case_that_nobody_can_take_is_named_with_why() -> None:
    found = propose([case(1, 100, [9]), ToPlace(2, {})], [taker(1)])
    assert found.unplaced == {1: NotPlaced.NOBODY, 2: NotPlaced.NOBODY}


def test_nobody_without_capacity_is_given_anything() -> None:
    assert propose([case(1, 100, [1, 2])], [taker(1, capacity=0), taker(2)]).placed == {1: 2}


def test_room_is_made_by_passing_one_case_on() -> None:
    takers = [taker(1, 1000), taker(2, 1000, kept=900)]
    cases = [case(1, 1100, [1]), ToPlace(2, {1: 200, 2: 200})]
    assert propose(cases, takers).placed == {1: 1, 2: 2}


def test_somebody_over_the_ceiling_already_holds_nobody_up() -> None:
    found = propose([case(1, 300, [1, 2])], [taker(1, kept=1500), taker(2)])
    assert (found.placed, found.percent) == ({1: 2}, 30)


def test_a_leavers_forty_cases_are_all_placed() -> None:
    takers = [taker(who, 2176, kept=900 + 10 * who) for who in range(60)]
    cases = [case(number, (200, 440, 800)[number % 3], range(60)) for number in range(40)]
    found = propose(cases, takers)
    assert len(found.placed) == 40
    loads = {who: 900 + 10 * who + 0 for who in range(60)}
    for number, who in found.placed.items():
        loads[who] += cases[number].points[who]
    assert found.held == {who: loads[who] for who in found.placed.values()}
    assert found.percent == max(percent_of(points, 2176) for points in found.held.values())


def test_one_move_that_evens_out_is_found_and_proven() -> None:
    cases = [case(number, 300, [1, 2], holder=1) for number in (1, 2)]
    found = fairest([taker(1), taker(2)], cases)
    assert (found.today.percent, found.best.percent, found.proven) == (60, 30, True)
    assert [len(move.cases) for move in found.moves] == [1]
    assert found.moves[0].after == found.best
    assert found.gap == 0.0


def test_a_fair_spread_is_let_be() -> None:
    cases = [case(number, 300, [1, 2], holder=number) for number in (1, 2)]
    found = fairest([taker(1), taker(2)], cases)
    assert found.settled
    assert found.moves == ()


def test_whoever_has_no_capacity_left_is_relieved_first() -> None:
    cases = [case(1, 300, [1, 2], holder=1), case(2, 200, [2, 3], holder=2)]
    found = fairest([taker(1, capacity=0), taker(2), taker(3)], cases)
    assert not found.settled
    assert found.moves[0].cases[0][:2] == (1, None)


def test_what_nobody_can_take_is_named() -> None:
    assert fairest([taker(1)], [case(1, 100, [1], holder=1), ToPlace(2, {9: 10}, 9)]).unmovable == (2,)


def test_the_best_of_what_was_found_is_handed_in_when_it_is_to_stop() -> None:
    cases = [case(number, 100 + number, [1, 2, 3], holder=1) for number in range(9)]
    steps = count()
    found = rebalance([taker(1), taker(2), taker(3)], cases, lambda: next(steps) < 2)
    assert found.best.percent <= found.today.percent
    assert set(found.found) == set(range(9))


def test_the_sizes_of_cases_alone_prove_that_it_cannot_be_evener() -> None:
    """Three cases of 400 over two people: as if they could be cut 600 each would do; in truth one has 800."""
    found = fairest([taker(1), taker(2)], [case(number, 400, [1, 2], holder=1) for number in (1, 2, 3)])
    assert (found.best.percent, found.bound.percent) == (80, 80)


def test_the_fullest_group_is_found_among_people_who_can_take_other_work_too() -> None:
    """Only the first can take the nursing; the rest of it must go to the second whatever is even."""
    cases = [case(number, 300, [1], holder=1) for number in range(3)]
    cases += [case(10 + number, 100, [1, 2], holder=1) for number in range(4)]
    found = fairest([taker(1), taker(2)], cases)
    assert (found.best.percent, found.bound.percent) == (90, 90)
    assert sum(len(move.cases) for move in found.moves) == 4


def test_no_capacity_and_no_cases_at_all() -> None:
    assert fairest([], []).moves == ()
    assert fairest([taker(1, 0)], [case(1, 100, [1], holder=1)]).unmovable == (1,)


PEOPLE = st.lists(
    st.builds(Taker, st.just(0), st.sampled_from((500, 1000, 1658, 2176)), st.sampled_from((0, 66, 310))),
    min_size=1,
    max_size=3,
).map(lambda found: [Taker(n, each.capacity, each.kept) for n, each in enumerate(found)])


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Taker], list[ToPlace]]:
    takers = draw(PEOPLE)
    numbers = [each.person_id for each in takers]
    cases: list[ToPlace] = []
    for number in range(draw(st.integers(1, 6))):
        who = draw(st.lists(st.sampled_from(numbers), min_size=1, unique=True))
        points = draw(st.sampled_from((66, 200, 264, 440, 550, 800)))
        less = draw(st.sampled_from((0, 0, 0, 30)))
        cases.append(
            ToPlace(
                number, {w: points - (less if w == who[0] else 0) for w in who}, draw(st.sampled_from(who))
            )
        )
    return takers, cases


def every_spread(takers: Sequence[Taker], cases: Sequence[ToPlace]) -> list[Mapping[int, int]]:
    """What everybody holds, in each spread there is."""
    found: list[Mapping[int, int]] = []
    for chosen in product(*(case.points for case in cases)):
        held = {each.person_id: each.kept for each in takers}
        for each, who in zip(cases, chosen, strict=True):
            held[who] += each.points[who]
        found.append(held)
    return found


@given(problems())
@settings(max_examples=150, deadline=None)
def test_what_is_said_to_be_proven_holds_of_every_spread(problem: tuple[list[Taker], list[ToPlace]]) -> None:
    takers, cases = problem
    capacity = {each.person_id: each.capacity for each in takers}
    spreads = every_spread(takers, cases)
    percents = [max(percent_of(p, capacity[w]) for w, p in held.items()) for held in spreads]
    uneven = [sum(Fraction(p**2, capacity[w]) for w, p in held.items()) for held in spreads]
    found = fairest(takers, cases)
    assert found.bound.percent <= min(percents) <= found.best.percent
    assert found.bound.unevenness <= float(min(uneven)) + 1e-6
    assert not found.proven or found.best.percent == min(percents)
    assert found.best.unevenness >= float(min(uneven)) - 1e-6


@given(problems())
@settings(max_examples=100, deadline=None)
def test_moves_lead_where_they_say_and_nobody_is_given_what_they_cannot_take(
    problem: tuple[list[Taker], list[ToPlace]],
) -> None:
    takers, cases = problem
    found, board = fairest(takers, cases), Board(takers, cases)
    board.lay_all({each.case_id: each.holder for each in cases})
    for move in found.moves:
        for case_id, before, who in move.cases:
            assert board.where[case_id] == before
            assert who in cases[case_id].points
            board.lay(case_id, who)
        assert board.percent == move.after.percent
        assert abs(board.unevenness - move.after.unevenness) < 1e-6
    assert board.percent <= found.today.percent


@given(problems())
@settings(max_examples=100, deadline=None)
def test_a_proposal_places_what_can_be_placed_under_the_ceiling(
    problem: tuple[list[Taker], list[ToPlace]],
) -> None:
    takers, cases = problem
    found = propose(cases, takers)
    assert {*found.placed, *found.unplaced} == {each.case_id for each in cases}
    for number, who in found.placed.items():
        assert who in cases[number].points
    capacity = {each.person_id: each.capacity for each in takers}
    held = {each.person_id: each.kept for each in takers}
    for number, who in found.placed.items():
        held[who] += cases[number].points[who]
    for who in set(found.placed.values()):
        assert held[who] <= Fraction(115, 100) * capacity[who]
    for number in found.unplaced:
        assert all(held[w] + p > Fraction(115, 100) * capacity[w] for w, p in cases[number].points.items())


def test_parts_that_have_nothing_to_do_with_each_other_are_bounded_apart() -> None:
    takers = [taker(1), taker(2), taker(3)]
    bounds = bounds_of(takers, [case(1, 100, [1, 2]), case(2, 500, [3])])
    assert sorted(bound.percent for bound in bounds) == [10, 50]
