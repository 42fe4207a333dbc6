"""The cases that a professional lead can read: who is covered, what is amiss, since when and whose it is.

The files are in `cases`, with a README for whoever corrects them. Every cell of the answer is compared.
"""

from datetime import date
from decimal import Decimal

import pytest

from teams.coverage.counting import Cell, coverage_of
from teams.coverage.facts import PracticeFact
from teams.coverage.judging import GapKind, Judge
from teams.coverage.warnings import WarningKind, warnings_of
from tests.rules.authority.rows import Row, rows_of
from tests.rules.coverage.borough import CASES, read_borough
from tests.rules.coverage.facts_on import facts_on, practices_on

BOROUGH = read_borough()
ROWS, COUNTS, WARNINGS = (rows_of(CASES / f"{name}.csv") for name in ("cases", "counts", "warnings"))


def named(row: Row) -> str:
    return f"{row.text('case')}: {row.text('in words')}"


def practice_of(row: Row) -> PracticeFact | None:
    """The first of the placements of that contract on the day; None where there is none."""
    whose = row.needed("person"), row.needed("assignment")
    found = practices_on(BOROUGH, row.day("day"))
    return next((each for each in found if (each.name, each.assignment) == whose), None)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_case(row: Row) -> None:
    practice = practice_of(row)
    if practice is None:
        assert row.text("kind") == "not placed"
        return
    gaps = Judge(facts_on(BOROUGH, row.day("day"))).gaps(practice)
    answer = (
        ";".join(gap.kind for gap in gaps) or "covered",
        ";".join(gap.since.isoformat() for gap in gaps),
        ";".join(gap.owner for gap in gaps),
    )
    assert answer == (row.text("kind"), row.text("since"), row.text("owner"))
    assert row.text("why") in " ".join(gap.reason for gap in gaps)


def test_every_kind_of_gap_and_of_warning_is_among_the_cases() -> None:
    kinds = {kind for row in ROWS for kind in row.listed("kind")}
    assert kinds == {*GapKind, "covered", "not placed"}
    assert {row.text("kind") for row in WARNINGS} == set(WarningKind)


def test_each_case_has_its_number_and_names_somebody_in_the_borough() -> None:
    assert [row.text("case") for row in ROWS] == [str(number) for number in range(1, len(ROWS) + 1)]
    contracts = {(row.person, row.assignment) for row in BOROUGH.placements}
    assert {(row.text("person"), row.text("assignment")) for row in ROWS} <= contracts


@pytest.mark.parametrize("row", COUNTS, ids=lambda row: f"{row.text('day')} {row.text('profession')}")
def test_counts(row: Row) -> None:
    on = row.day("day")
    cells = coverage_of(practices_on(BOROUGH, on), Judge(facts_on(BOROUGH, on))).cells
    place = row.text("profession"), row.text("employer"), row.text("neighbourhood") or None
    [found] = [cell for cell in cells if (cell.profession, cell.employer, cell.neighbourhood) == place]
    people, covered = int(row.text("people")), int(row.text("covered"))
    wte = Decimal(row.text("whole-time")), Decimal(row.text("whole-time covered"))
    assert found == Cell(*place, people, covered, *wte)


@pytest.mark.parametrize("row", WARNINGS, ids=named)
def test_warnings(row: Row) -> None:
    on = row.day("day")
    found = [
        warning
        for warning in warnings_of(practices_on(BOROUGH, on), facts_on(BOROUGH, on))
        if warning.kind == row.text("kind")
    ]
    if not row.text("about"):
        assert found == []
        return
    about: list[tuple[date | None, date | None]] = [
        (warning.since, warning.ends_on)
        for warning in found
        if row.text("about") in {practice.name for practice in warning.about}
    ]
    assert about == [(row.maybe_day("since"), row.maybe_day("ends on"))]
