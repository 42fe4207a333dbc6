"""Whose turn is when, and from when to when each person comes."""

from caseload.reviews.meeting import Item, Stay, stays, turns

NURSE, DOCTOR, CARER = 1, 2, 3
NORA, NILS, GITA, CHAIR = 11, 12, 13, 14
PRACTISING = {NORA: {NURSE}, NILS: {NURSE}, GITA: {DOCTOR}, CHAIR: {CARER}}


def test_what_is_planned_keeps_its_minute_and_the_rest_follows() -> None:
    found = turns([Item(3, 10), Item(2, 15, 20), Item(1, 15, 0), Item(4, 5)], PRACTISING)
    assert [(turn.case_id, turn.starts, turn.ends) for turn in found] == [
        (1, 0, 15), (2, 20, 35), (3, 35, 45), (4, 45, 50),
    ]  # fmt: skip


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
