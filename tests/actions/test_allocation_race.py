"""Several leads allocate the same cases at once, with double clicks: one holder each, the rest told who has it."""

import threading
from collections import Counter

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from caseload.allocation.allocating import Done, Wish, carry_out
from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation
from caseload.queries.matching import facts_for
from foundation.database import begin_writing, db
from foundation.errors import Busy, RuleBroken
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, open_case

LEADS, CASES, CLICKS = 8, 6, 2
PATIENCE = 120
"""Seconds after which a thread is taken to hang."""
EAST = frozenset({"east"})


def test_one_holder_for_each_case_and_a_clean_refusal_for_the_rest(
    app: Flask, session: scoped_session[Session]
) -> None:
    g = allocating_ground()
    cases = [open_case(g, f"ACM-{number}").id for number in range(100, 100 + CASES)]
    session.commit()
    answers = outcomes(app, g, cases)
    assert answers["allocated"] == CASES
    # Half want Ada and half want Bea, so that the other half of the clicks meets somebody else's choice.
    assert sum(answers.values()) == LEADS * CASES * CLICKS
    assert set(answers) == {"allocated", "already", "told who has it"}
    held = session.execute(
        select(Allocation.case_id, func.count())
        .where(Allocation.superseded_at.is_(None))
        .group_by(Allocation.case_id)
        .order_by(Allocation.case_id)
    )
    assert [tuple(row) for row in held] == [(number, 1) for number in sorted(cases)]
    assert not list(session.scalars(select(AllocationRequest)))


def outcomes(app: Flask, g: AllocatingGround, cases: list[int]) -> Counter[str]:
    """Every lead saw the cases while nobody held them; each then clicks twice, all at once."""
    shown = {number: mark(g, number) for number in cases}
    wanted, by = (g.ada.id, g.bea.id), g.leader.id
    db.session.rollback()
    together, said = threading.Barrier(LEADS), list[str]()

    def lead(number: int) -> None:
        with app.app_context():
            together.wait(PATIENCE)
            for case_id in cases[number % CASES :] + cases[: number % CASES]:
                for _ in range(CLICKS):
                    said.append(click(case_id, wanted[number % 2], shown[case_id], by))

    threads = [threading.Thread(target=lead, args=(number,), daemon=True) for number in range(LEADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a writer hangs"
    return Counter(said)


def mark(g: AllocatingGround, case_id: int) -> str:
    return facts_for([case_id], DAY, account_id=g.leader.id).case(case_id).shown(Taking.KEY_WORKER)


def click(case_id: int, person_id: int, shown: str, by: int) -> str:
    """What one press of the button says. Whatever is not a sentence for a reader stands under its own name."""
    wish = Wish(
        case_id=case_id, taking=Taking.KEY_WORKER, person_id=person_id, because="Near by", shown=shown
    )
    while True:
        try:
            begin_writing()
            done = carry_out(wish, facts_for([case_id], DAY, account_id=by, scopes=EAST), by=by, at=NOON)
            db.session.commit()
        except Busy:
            db.session.rollback()
        except RuleBroken as refusal:
            db.session.rollback()
            return "told who has it" if "became its key worker" in str(refusal) else str(refusal)
        except Exception as fault:
            db.session.rollback()
            return repr(fault)
        else:
            return {Done.ALLOCATED: "allocated", Done.ALREADY: "already"}.get(done, done.value)
