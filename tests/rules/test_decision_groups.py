"""The headings under which decisions are found, against the scheme as it is published."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from teams.authority.facts import Cedable, FunctionFact, Party
from teams.authority.groups import GROUP_OF, Group, group_of, grouped

SCHEME = Path(__file__).parents[2] / "app/reference/bury/scheme_of_delegation.csv"
CODES = [row["code"] for row in csv.DictReader(SCHEME.read_text(encoding="utf-8").splitlines())]


@dataclass(frozen=True)
class Said:
    """Something said of a function."""

    function: FunctionFact


def function(number: int, code: str) -> FunctionFact:
    return FunctionFact(code, number, code.title(), Party.EMPLOYER, Party.EMPLOYER, Cedable.YES)


def test_every_decision_of_the_scheme_has_a_heading_and_nothing_else_has() -> None:
    assert sorted(GROUP_OF) == sorted(CODES)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("annual_leave", Group.LEAVE),
        ("sickness_formal", Group.LEAVE),
        ("allocate_work", Group.WORK),
        ("appraisal", Group.DEVELOPMENT),
        ("grievance", Group.CONDUCT),
        ("complaint_team", Group.CONDUCT),
        ("raise_safeguarding", Group.SAFETY),
        ("registration_lapse", Group.SAFETY),
        ("contract_terms", Group.TERMS),
        ("a_decision_added_later", Group.OTHER),
    ],
)
def test_a_decision_is_where_a_person_looks_for_it(code: str, group: Group) -> None:
    assert group_of(code) is group


def test_headings_come_in_their_order_and_functions_in_the_schemes() -> None:
    found = grouped([function(9, "new_one"), function(3, "return_to_work"), function(1, "annual_leave")])
    assert [(each.group, [f.number for f in each.members]) for each in found] == [
        (Group.LEAVE, [1, 3]),
        (Group.OTHER, [9]),
    ]


def test_what_is_said_of_a_function_is_found_with_it() -> None:
    said = Said(function(1, "rota"))
    assert [(each.group, each.members) for each in grouped([said])] == [(Group.WORK, (said,))]


def test_every_heading_has_words() -> None:
    assert all(group.label for group in Group)
