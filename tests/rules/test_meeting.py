"""Whose turn is when, and from when to when each person comes."""

from caseload.reviews.meetings.meeting import Item, Stay, stays, turns

NURSE, DOCTOR, CARER = 1, 2, 3
NORA, NILS, GITA, CHAIR = 11, 12, 13, 14
PRACTISING = {NORA: {NURSE}, NILS: {NURSE}, GITA: {DOCTOR}, CHAIR: {CARER}}


def test_what_is_planned_keeps_its_order_and_the_rest_follows() -> None:
    found = turns([Item(3, 10), Item(2, 15, 15), Item(1, 15, 0), Item(4, 5)], PRACTISING)
    assert [(turn.case_id, turn.starts, turn.ends, turn.moved) for turn in found] == [
        (1, 0, 15, False), (2, 15, 30, False), (3, 30, 40, False), (4, 40, 45, False),
    ]  # fmt: skip


def test_the_minutes_of_a_case_that_dropped_out_are_made_up_and_said() -> None:
    found = turns([Item(1, 15, 0), Item(3, 10, 30)], PRACTISING)
    assert [(turn.case_id, turn.starts, turn.planned, turn.moved) for turn in found] == [
        (1, 0, 0, False), (3, 15, 30, True),
    ]  # fmt: skip


def test_what_was_carried_over_comes_where_people_wait_least_and_what_was_added_last() -> None:
    planned = [Item(1, 15, 0, NORA), Item(2, 15, 15, GITA), Item(3, 15, 30, NILS)]
    found = turns([*planned, Item(9, 5), Item(4, 15, key_worker_id=NORA, carried=True)], PRACTISING)
    assert [turn.case_id for turn in found] == [1, 4, 2, 3, 9]
    alone = turns([*planned, Item(4, 15, key_worker_id=CHAIR, carried=True)], PRACTISING)
    assert [turn.case_id for turn in alone] == [1, 2, 3, 4]


def test_an_agenda_of_nothing_has_no_turns() -> None:
    assert turns([], PRACTISING) == ()


def test_the_key_worker_comes_and_the_deputy_only_in_their_place() -> None:
    item = Item(1, 10, 0, key_worker_id=NORA, deputy_id=NILS)
    assert turns([item], PRACTISING)[0].people == {NORA}
    assert turns([item], {NILS: {NURSE}})[0].people == {NILS}
    assert turns([item], {GITA: {DOCTOR}})[0].people == frozenset()


def test_one_of_each_profession_comes_and_nobody_who_is_not_asked() -> None:
    wanted = frozenset({NURSE, DOCTOR, 99})
    assert turns([Item(1, 10, 0, needs=wanted)], PRACTISING)[0].people == {NORA, GITA}
    # whoever comes anyway answers the wish of their profession
    assert turns([Item(1, 10, 0, key_worker_id=NILS, needs=wanted)], PRACTISING)[0].people == {NILS, GITA}


def test_whoever_contributes_comes_when_asked() -> None:
    item = Item(1, 10, 0, key_worker_id=NORA, contributors=frozenset({GITA, 77}))
    assert turns([item], PRACTISING)[0].people == {NORA, GITA}


def test_people_come_from_their_first_case_to_their_last_and_the_chair_for_all() -> None:
    found = turns(
        [
            Item(1, 15, 0, key_worker_id=NILS),
            Item(2, 10, 15, key_worker_id=NORA),
            Item(3, 10, 25, key_worker_id=NORA),
        ],
        PRACTISING,
    )
    stay = stays(found, PRACTISING, chair_id=CHAIR, minutes=90)
    assert stay == {
        NORA: Stay(15, 35, 2),
        NILS: Stay(0, 15, 1),
        GITA: Stay(0, 90, 0),  # asked, and for no one case: nobody can say which part to leave out
        CHAIR: Stay(0, 90, 3),
    }


def test_a_chair_who_holds_a_case_stays_for_all_of_it_and_all_of_it_may_run_over() -> None:
    found = turns([Item(1, 60, 0, key_worker_id=CHAIR), Item(2, 45)], PRACTISING)
    assert stays(found, [CHAIR], chair_id=CHAIR, minutes=90) == {CHAIR: Stay(0, 105, 2)}
