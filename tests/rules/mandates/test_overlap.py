"""Which two signed mandates would give a function two deciders, and on which days."""

from datetime import date
from typing import Any

import pytest

from foundation.effective import Period
from teams.mandate import Status
from teams.mandates.overlap import overlap, overlaps
from tests.rules.mandates.cases import KNOWN, fact

APRIL, JULY, OCTOBER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
BOTH_ALL: dict[str, Any] = {"functions": "direct_work", "professions": "*", "teams": "*"}


def common(first: dict[str, Any], second: dict[str, Any]) -> tuple[list[str], Period] | None:
    """The functions and days in common, which are the same whichever is asked first."""
    one, other = fact("A-1", **BOTH_ALL | first), fact("A-2", **BOTH_ALL | second)
    found, turned = overlap(one, other, KNOWN), overlap(other, one, KNOWN)
    assert (found is None) == (turned is None)
    if found is None or turned is None:
        return None
    assert (found.functions, found.period) == (turned.functions, turned.period)
    return [function.code for function in found.functions], found.period


DAYS = {
    "the same days": (Period(APRIL, JULY), Period(APRIL, JULY), Period(APRIL, JULY)),
    "one inside the other": (Period(APRIL), Period(JULY, OCTOBER), Period(JULY, OCTOBER)),
    "both without an end": (Period(APRIL), Period(JULY), Period(JULY)),
    "a last day that is the other's first": (
        Period(APRIL, date(2026, 7, 2)),
        Period(JULY, OCTOBER),
        Period(JULY, date(2026, 7, 2)),
    ),
    "one after the other": (Period(APRIL, JULY), Period(JULY, OCTOBER), None),
    "months apart": (Period(APRIL, JULY), Period(OCTOBER), None),
}


@pytest.mark.parametrize(("one", "other", "shared"), DAYS.values(), ids=DAYS)
def test_days_in_common(one: Period, other: Period, shared: Period | None) -> None:
    found = common({"days": one}, {"days": other})
    assert (found and found[1]) == shared


FUNCTIONS = [
    ("direct_work", "direct_work", ["direct_work"]),
    ("direct_work;rota", "expenses;rota;direct_work", ["direct_work", "rota"]),
    ("direct_work", "allocate_work", []),
    ("*", "rota", ["rota"]),
    ("*", "*", ["direct_work", "allocate_work", "rota", "annual_leave", "expenses"]),
]


@pytest.mark.parametrize(("one", "other", "shared"), FUNCTIONS)
def test_functions_in_common_in_the_order_of_the_scheme(one: str, other: str, shared: list[str]) -> None:
    found = common({"functions": one}, {"functions": other})
    assert (found[0] if found else []) == shared


STAFF = {
    "all and nurses": ("*", "district_nurse", True),
    "all and a job": ("*", "job:Team leader", True),
    "nurses and nurses": ("district_nurse", "physiotherapist;district_nurse", True),
    "nurses and therapists": ("district_nurse", "physiotherapist", False),
    "nurses and a job that a nurse may do": ("district_nurse", "job:Team leader", True),
    "the same job, however written": ("job:team Leader", "job:Team leader", True),
    "two jobs": ("job:Team leader", "job:Community nurse", False),
}


@pytest.mark.parametrize(("one", "other", "shared"), STAFF.values(), ids=STAFF)
def test_staff_who_may_be_the_same_person(one: str, other: str, shared: bool) -> None:
    assert (common({"professions": one}, {"professions": other}) is not None) == shared


TEAMS = {
    "everywhere and a team": ("*", "team_east", True),
    "everywhere and a named service": ("*", "dementia", True),
    "a team and itself": ("team_east", "team_north;team_east", True),
    "two teams": ("team_east", "team_north", False),
    "a neighbourhood and itself": ("neighbourhood:east", "neighbourhood:east", True),
    "two neighbourhoods": ("neighbourhood:east", "neighbourhood:north", False),
    "a team and its neighbourhood": ("team_east", "neighbourhood:east", True),
    "a team and another neighbourhood": ("team_north", "neighbourhood:east", False),
    "a named service and a neighbourhood": ("dementia", "neighbourhood:east", False),
    "a named service and a team": ("dementia", "team_east", False),
}


@pytest.mark.parametrize(("one", "other", "shared"), TEAMS.values(), ids=TEAMS)
def test_places_that_may_be_the_same(one: str, other: str, shared: bool) -> None:
    assert (common({"teams": one}, {"teams": other}) is not None) == shared


def test_only_mandates_of_one_organisation_meet() -> None:
    assert overlap(fact("A-1"), fact("B-1", organisation="council"), KNOWN) is None


def test_rows_of_one_mandate_do_not_meet() -> None:
    assert overlap(fact("A-1"), fact("A-1", days=Period(APRIL)), KNOWN) is None


def test_only_signed_ones_are_compared_and_each_pair_once() -> None:
    mandates = [fact("A-3"), fact("A-1"), fact("A-2")]
    found = overlaps(
        [*mandates, fact("A-4", status=Status.DRAFT), fact("A-5", status=Status.WITHDRAWN)], KNOWN
    )
    assert [(each.first, each.second) for each in found] == [("A-1", "A-2"), ("A-1", "A-3"), ("A-2", "A-3")]


def test_the_sentence_names_both_mandates_the_functions_and_the_days() -> None:
    one = fact("A-1", functions="direct_work;allocate_work", days=Period(APRIL))
    other = fact("A-2", functions="*", days=Period(JULY, OCTOBER))
    [found] = overlaps([other, one], KNOWN)
    assert found.sentence == (
        "Mandates A-1 and A-2 would both cede Day-to-day direction and Work allocation (1 Jul 2026 to "
        "30 Sep 2026) for staff who may be the same people. A function has one decider on a day: end one "
        "before the other starts, or let them name other functions, staff or teams."
    )
