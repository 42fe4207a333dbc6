"""Somebody covered for while they are away, who is given another part in the case before they are back."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from caseload.allocation import allocating
from caseload.allocation.allocating import Wish
from caseload.allocation.candidates import Taking
from caseload.cases.case import Allocation
from caseload.moves import moving
from caseload.moves.placing import Part
from caseload.queries.matching import Matching, facts_for
from foundation.effective import Period
from tests.actions import caseload_promises as promises
from tests.actions.caseload_promises import Caseload
from tests.allocating_ground import DAY, NOON, allocating_ground, held

EAST = frozenset({"east"})


@pytest.mark.parametrize(
    ("taking", "then"),
    [
        (
            Taking.DEPUTY,
            [("deputy", "ada", 0, 4), ("key_worker", "ada", 4, None), ("key_worker", "bea", 0, 4)],
        ),
        (Taking.KEY_WORKER, [("key_worker", "ada", 0, None)]),
    ],
)
def test_somebody_covered_for_is_never_their_own_deputy(
    session: scoped_session[Session], taking: Taking, then: list[tuple[str, str, int, int | None]]
) -> None:
    """Ada is away for four days, and is given a part before she is back. Once gone wrong."""
    g = allocating_ground()
    was = Taking.KEY_WORKER if taking is Taking.DEPUTY else Taking.DEPUTY
    part, given = Part(g.case.id, was), {"by": g.leader.id, "at": NOON}
    held(g.case, g.ada, was.value, starts_on=DAY)

    def read() -> Matching:
        return facts_for([g.case.id], DAY, account_id=g.leader.id, scopes=EAST)

    cover = [moving.Transfer(part, g.ada.id, g.bea.id, None)]
    four_days = Period(DAY, DAY + timedelta(days=4))
    moving.move(cover, read(), four_days, "Away", about=("case.move", "person", g.ada.id), **given)
    wish = Wish(case_id=g.case.id, taking=taking, person_id=g.ada.id, because="Back for this one")
    allocating.carry_out(wish, read(), **given)
    called = {number: name for name, number in g.people.items()}
    ground = Caseload()
    promises.refuse_two_holders(ground)
    found = [
        (row.role, called[row.person_id], (row.starts_on - DAY).days, row.until and (row.until - DAY).days)
        for row in ground.believed(Allocation)
    ]
    assert [each for each in sorted(found, key=str) if each[1] == "ada" or taking is Taking.DEPUTY] == then
