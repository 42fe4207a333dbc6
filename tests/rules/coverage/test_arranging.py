"""Coverage laid out: the grid in reading order, gaps of one cause as one line, and bars that tell no lie."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from teams.coverage.arranging import gap_lines, grid_of, people_by_kind, people_of
from teams.coverage.counting import Cell, PersonGap
from teams.coverage.facts import CoverageFacts, PracticeFact, ProfessionFact
from teams.coverage.judging import Gap, GapKind, Judge
from teams.coverage.picture import BAR, clipped, picture_of

START = date(2026, 1, 1)
ADA = PracticeFact(
    person_id=1, name="Ada", employer="nca", assignment="A1", team="team_east", neighbourhood="east",
    profession="nurse", hours=Decimal(37), full_time_hours=Decimal(37), placed_since=START,
)  # fmt: skip
BEA = replace(ADA, person_id=2, name="Bea", assignment="B1")
ORDER = (["nurse", "aide"], ["nca", "council"], ["north", "east"])


def cell(profession: str, employer: str, place: str | None, people: int = 1, covered: int = 1) -> Cell:
    return Cell(profession, employer, place, people, covered, Decimal(people), Decimal(covered))


def vacancy(since: date, post: str = "matron") -> Gap:
    return Gap(GapKind.POST_VACANT, since, f"Nobody holds {post}.", "chief", post)


def overdue(since: date) -> Gap:
    return Gap(GapKind.SUPERVISION_OVERDUE, since, "Supervision is overdue.", "matron")


def test_rows_and_columns_stand_in_the_order_they_are_read_in() -> None:
    cells = [
        cell("aide", "nca", "east"), cell("nurse", "council", None), cell("nurse", "nca", "north"),
        cell("nurse", "nca", None),
    ]  # fmt: skip
    grid = grid_of(cells, ORDER)
    assert grid.places == ("north", "east", None)
    assert [(row.profession, row.employer) for row in grid.rows] == [
        ("nurse", "nca"), ("nurse", "council"), ("aide", "nca"),
    ]  # fmt: skip
    assert [found and found.neighbourhood for found in grid.rows[0].cells] == ["north", None, None]
    assert grid.rows[0].cells[1] is None
    assert grid_of([], ORDER).rows == ()


def test_a_place_in_which_nobody_is_has_no_column() -> None:
    assert grid_of([cell("nurse", "nca", "east")], ORDER).places == ("east",)


def test_gaps_of_one_post_are_one_line_since_the_first_of_them() -> None:
    gaps = [
        PersonGap(ADA, overdue(date(2026, 2, 1))),
        PersonGap(ADA, vacancy(date(2026, 5, 1))),
        PersonGap(BEA, vacancy(date(2026, 4, 1))),
        PersonGap(BEA, overdue(date(2026, 1, 1))),
    ]
    found = gap_lines(gaps)
    assert [(line.kind, line.people, line.since) for line in found] == [
        (GapKind.POST_VACANT, 2, date(2026, 4, 1)),
        (GapKind.SUPERVISION_OVERDUE, 1, date(2026, 1, 1)),
        (GapKind.SUPERVISION_OVERDUE, 1, date(2026, 2, 1)),
    ]
    assert people_by_kind(gaps) == {GapKind.POST_VACANT: 2, GapKind.SUPERVISION_OVERDUE: 2}


@pytest.mark.parametrize(
    "other", [vacancy(START, "dean"), replace(vacancy(START), kind=GapKind.CHAIN_BROKEN)]
)
def test_gaps_of_other_posts_and_kinds_are_other_lines(other: Gap) -> None:
    assert len(gap_lines([PersonGap(ADA, vacancy(START)), PersonGap(BEA, other)])) == 2


def test_one_person_below_a_post_twice_is_one_person() -> None:
    twice = replace(ADA, employer="council", assignment="C1")
    [line] = gap_lines([PersonGap(ADA, vacancy(START)), PersonGap(twice, vacancy(START))])
    assert line.people == 1


def test_each_person_once_with_every_profession_they_practise() -> None:
    professions = {code: ProfessionFact(code, code) for code in ("nurse", "aide")}
    split = replace(ADA, neighbourhood="north")
    other = replace(ADA, assignment="A2", profession="aide")
    [ada, bea] = people_of([ADA, BEA, split, other], Judge(CoverageFacts(START, professions)))
    assert (ada.name, bea.name) == ("Ada", "Bea")
    assert [each.placements for each in ada.practising] == [(ADA, split), (other,)]
    assert [gap.kind for gap in ada.gaps] == [GapKind.NO_LINE, GapKind.NO_LINE]


@pytest.mark.parametrize(
    ("people", "covered", "length"),
    [(4, 4, BAR), (4, 0, 0), (4, 2, BAR // 2), (1000, 1, 1), (1000, 999, BAR - 1)],
)
def test_a_bar_is_full_only_when_all_are_covered_and_empty_only_when_none_is(
    people: int, covered: int, length: int
) -> None:
    grid = grid_of([cell("nurse", "nca", "east", people, covered)], ORDER)
    [bar] = picture_of(grid, str, str, str).bars
    assert (bar.covered, bar.words) == (length, f"{covered} of {people}")


def test_bars_stand_under_their_place_and_beside_their_row() -> None:
    cells = [cell("nurse", "nca", "north"), cell("nurse", "nca", "east"), cell("aide", "nca", "east")]
    picture = picture_of(grid_of(cells, ORDER), str, str, str)
    north, east = picture.heads
    assert [bar.x for bar in picture.bars] == [north.x, east.x, east.x]
    assert [bar.y for bar in picture.bars] == [34, 34, 74]
    assert all(bar.x + bar.of <= picture.width and bar.y + 27 <= picture.height for bar in picture.bars)


def test_long_names_are_cut_and_say_so() -> None:
    assert clipped("Radcliffe (Bury West)", 17) == "Radcliffe (Bury…"
    assert clipped("Whitefield", 17) == "Whitefield"
