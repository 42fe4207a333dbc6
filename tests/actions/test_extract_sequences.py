"""Random extracts of one small employer, one after another and out of order, held against what each file says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from teams.extract import comparing
from tests.actions.extract_ground import everything, lay_ground, nine, take
from tests.actions.extract_histories import (
    LINK_WORKER,
    Days,
    Extract,
    Placed,
    Stated,
    by_age,
    day,
    ended,
    extracts,
    told,
)
from tests.actions.extract_promises import (
    Step,
    refuse_another_day,
    refuse_changed_days,
    refuse_loose_ends,
    refuse_lost_plans,
    refuse_other_bounds,
)
from tests.databases import Scratch

PROMISES = (
    refuse_another_day,
    refuse_other_bounds,
    refuse_changed_days,
    refuse_lost_plans,
    refuse_loose_ends,
)
NOBODY: tuple[Stated, ...] = ()


def ada(days: Days, *placed: Placed, nurse: str = "", number: int = 1) -> tuple[Stated, ...]:
    """A file that names one nurse, in no team unless placed. `nurse` is the post of her professional line."""
    return (Stated(number, days, "37.5", str(number), nurse, "", placed),)


def also_ada(days: Days, *placed: Placed, nurse: str = "") -> tuple[Stated, ...]:
    """Her second contract with the same employer."""
    return ada(days, *placed, nurse=nurse, number=3)


def at(team: str, days: Days, **said: str) -> Placed:
    return replace(Placed(team, days, "37.5", ""), **said)


ALWAYS, TO_5, TO_9, SIX_ON, TEN_ON = Days(0), Days(0, 5), Days(0, 9), Days(6), Days(10)

# Each was once gone wrong about. A file's day, then what it says; days by number, the last one in.
FOUND: dict[str, list[Extract]] = {
    "a name of a later day": [(8, ada(SIX_ON)), (0, ada(ALWAYS))],
    "a start corrected to before the name": [(12, ada(Days(3))), (10, ada(ALWAYS))],
    "the registration of a profession left and taken up again": [
        (5, ada(ALWAYS)),
        (7, ada(SIX_ON, at("west", SIX_ON, profession=LINK_WORKER))),
        (5, ada(ALWAYS, at("east", ALWAYS, profession=LINK_WORKER))),
    ],
    "somebody long gone": [(7, ada(Days(6, 12))), (13, ada(Days(0, 12)))],
    "a placement that began later, long over": [
        (6, ada(ALWAYS, at("east", TO_9))),
        (11, ada(ALWAYS, at("east", Days(6, 9)))),
    ],
    "a next contract joined to the one before, which then is stated alone": [
        (3, ada(TO_5)),
        (10, ada(TEN_ON)),
        (3, ada(TO_9)),
    ],
    "a start that falls into a spell before": [
        (1, ada(ALWAYS)),
        (9, NOBODY),
        (3, ada(TEN_ON)),
        (13, ada(SIX_ON)),
    ],
    "a placement that runs to the day before the next": [
        (14, ada(ALWAYS, at("west", TO_9, line="lead_east"))),
        (8, ada(ALWAYS, at("west", TEN_ON))),
    ],
    "a contract that ends before its placement starts": [(14, ada(ALWAYS, at("west", Days(3)))), (2, NOBODY)],
    "a professional line into no team": [
        (4, ada(ALWAYS, nurse="director")),
        (10, ada(ALWAYS, at("west", TO_9))),
    ],
    "a professional line of a placement to come": [
        (2, ada(ALWAYS, at("west", TO_9, line="lead_west"))),
        (7, ada(ALWAYS, at("west", TEN_ON, line="lead_west"), nurse="director")),
    ],
    "a professional line over the days between two placements": [
        (1, ada(ALWAYS, at("east", TEN_ON))),
        (13, ada(ALWAYS, at("west", ALWAYS))),
        (2, ada(ALWAYS, at("west", TO_5), nurse="director")),
    ],
    "a professional line over a placement that a later file ended": [
        (7, ada(ALWAYS, at("west", SIX_ON))),
        (7, NOBODY),
        (5, ada(ALWAYS, at("east", TEN_ON), nurse="director")),
    ],
    "a professional line over a contract put off": [
        (5, ada(ALWAYS, at("west", ALWAYS))),
        (9, ada(SIX_ON)),
        (3, ada(ALWAYS, at("east", TEN_ON), nurse="director")),
    ],
    "a second contract, with the placement that the line came with, gone": [
        (8, also_ada(ALWAYS, at("east", ALWAYS), nurse="director")),
        (2, ada(ALWAYS, at("west", TEN_ON))),
    ],
    "a second contract that comes to be the longer one": [
        (1, also_ada(ALWAYS)),
        (10, ada(ALWAYS) + also_ada(Days(3))),
    ],
    "a line of the shorter contract only": [(3, ada(TEN_ON, nurse="director") + also_ada(Days(3)))],
    "a placement next to one of the second contract": [
        (13, ada(ALWAYS, at("west", TO_9)) + also_ada(ALWAYS, at("west", TEN_ON))),
        (1, ada(ALWAYS, at("west", ALWAYS))),
    ],
    "a professional line between two contracts": [(3, ada(TO_5)), (3, ada(TEN_ON, nurse="director"))],
}


@pytest.mark.parametrize("history", FOUND.values(), ids=FOUND)
def test_histories_that_once_went_wrong(app: Flask, database: Scratch, history: list[Extract]) -> None:
    follow(app, database, history)


@settings(max_examples=12, deadline=None, phases=[Phase.generate])  # made smaller, a failure takes minutes
@given(st.lists(extracts(), min_size=1, max_size=4))
def test_whatever_came_before_the_day_is_as_the_file_says(
    app: Flask, database: Scratch, history: list[Extract]
) -> None:
    """Also: the same file again changes nothing, and what was known before stays to be asked for.

    One employer, and nothing said on screens: where two employers place one person in one team, or a screen has
    moved a placement, a file may find its days taken, and `test_extract_settling` tells what happens then.
    """
    follow(app, database, history)


def follow(app: Flask, database: Scratch, history: list[Extract]) -> None:
    """Take in each file, holding it to every promise, however it is cut into pieces."""
    database.restore(app)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        ground = lay_ground()
        for number, (on, stated) in enumerate(history):
            at = nine(date(2027, 1, 1)) + number * timedelta(days=1)
            rows = [row for one in stated for row in one.rows()]
            before, ends = told(), ended()
            patch.setattr(comparing, "CHUNK", 1)
            take(ground, rows, day(on), at=at)
            step = Step(on, stated, before, told(), ends, by_age())
            for promise in PROMISES:
                promise(step)
            assert told(at - timedelta(seconds=1)) == before
            stored = everything()
            patch.setattr(comparing, "CHUNK", 500)
            take(ground, rows, day(on), at=at + timedelta(hours=1))
            assert everything() == stored
