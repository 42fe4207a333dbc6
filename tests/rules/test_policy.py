"""What each relation to a case shows for each purpose, written by hand; and what leaves of a role what."""

import pytest

from accounts.account import Viewer
from accounts.following import Standing
from accounts.permissions import Role
from caseload.allocation.candidates import Taking
from caseload.policy import SHOWN, Field, Purpose, Relation, covers, having, judge, near

# e existence, i identity, c contact, p plan, n narrative
TABLE = """
               seeing keeping acting allocating reviewing deciding
neighbourhood  eipn   eicpn   eip    eip        eipn      ep
allocated      eipn   -       eip    -          eip       -
deputy         eipn   -       eip    -          eip       -
chair          -      -       -      -          eipn      -
session        -      -       -      -          eip       -
action         -      -       ep     -          -         -
request        -      -       -      -          -         p
looking        eicpn  -       -      -          -         -
sealed         -      -       -      -          -         -
"""
LETTERS = {field.value[0]: field for field in Field}
HEAD, *LINES = [line.split() for line in TABLE.splitlines() if line]
CELLS = [
    (Relation(relation), Purpose(purpose), frozenset(LETTERS[letter] for letter in shown if letter != "-"))
    for relation, *answers in LINES
    for purpose, shown in zip(HEAD, answers, strict=True)
]


def test_the_table_speaks_of_everything() -> None:
    assert {cell[:2] for cell in CELLS} == {
        (relation, purpose) for relation in Relation for purpose in Purpose
    }


@pytest.mark.parametrize(
    ("relation", "purpose", "shown"), CELLS, ids=[f"{relation} {purpose}" for relation, purpose, _ in CELLS]
)
def test_what_a_relation_shows(relation: Relation, purpose: Purpose, shown: frozenset[Field]) -> None:
    answer = judge({relation}, purpose)
    assert answer.fields == shown
    assert answer.allowed is bool(shown)
    assert answer.because


def test_no_relation_shows_nothing() -> None:
    assert not any(judge((), purpose).allowed for purpose in Purpose)


@pytest.mark.parametrize("relation", SHOWN)
def test_a_sealed_record_shows_nothing_whatever_else_holds(relation: Relation) -> None:
    assert not any(judge({relation, Relation.SEALED}, purpose).allowed for purpose in Purpose)


def test_relations_show_together_what_each_shows() -> None:
    shown = judge({Relation.ACTION, Relation.ALLOCATED}, Purpose.ACTING).fields
    assert Field.IDENTITY in shown
    assert Field.IDENTITY not in judge({Relation.ACTION}, Purpose.ACTING).fields


@pytest.mark.parametrize(
    ("scopes", "code", "inside"),
    [
        ({"east"}, "east", True),
        ({"east"}, "north", False),
        ({""}, "north", True),
        ({"east", ""}, "north", True),
        (set[str](), "east", False),
        ({"east"}, None, False),
    ],
)
def test_a_scope_covers_its_neighbourhood_alone(scopes: set[str], code: str | None, inside: bool) -> None:
    assert covers(scopes, code) is inside


@pytest.mark.parametrize(
    ("role", "purposes"),
    [
        (Role.STAFF, set[Purpose]()),
        (
            Role.LEAD,
            {Purpose.SEEING, Purpose.ACTING, Purpose.ALLOCATING, Purpose.REVIEWING, Purpose.DECIDING},
        ),
        (Role.COORDINATOR, {Purpose.SEEING, Purpose.ACTING, Purpose.KEEPING, Purpose.REVIEWING}),
        (Role.DIRECTOR, set[Purpose]()),
        (Role.EMPLOYER_HR, set[Purpose]()),
        (Role.OFFICE, set[Purpose]()),
        (Role.ADMINISTRATOR, set[Purpose]()),
    ],
)
def test_a_role_counts_where_it_holds_for_what_it_permits(role: Role, purposes: set[Purpose]) -> None:
    asking = Viewer(1, "Somebody", ((role, "east"),))
    assert {purpose for purpose in Purpose if near(asking, "east", purpose)} == purposes
    assert not any(near(asking, "north", purpose) for purpose in Purpose)


def test_having_a_case_is_ones_own() -> None:
    parts = [(1, Taking.KEY_WORKER), (2, Taking.DEPUTY), (2, Taking.CONTRIBUTOR)]
    assert having(1, parts) == {Relation.ALLOCATED}
    assert having(2, parts) == {Relation.DEPUTY, Relation.ALLOCATED}
    assert having(3, parts) == having(None, parts) == frozenset()


def test_what_a_role_leaves() -> None:
    assert Standing.HOLDS.leaves(Role.LEAD, "east") == (Role.LEAD, "east")
    assert Standing.REDUCED.leaves(Role.LEAD, "east") == (Role.STAFF, "")
    assert Standing.RESTS.leaves(Role.LEAD, "east") is None
