"""Fifty people allocate two hundred cases at once, each clicking twice: one holder each, the rest told in words.

python -m bench.allocation --folder FOLDER [--staff 285] [--people 50] [--cases 200] [--rivals 2] [--database SERVER]

Every case is wanted by as many people as `--rivals` says, each of whom wants somebody else to have it, and all of
whom saw it while nobody held it. Prints holders, refusals and errors, and leaves with 1 where a case has not
exactly one holder or anything but a sentence was said.
"""

import sys
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import TimeoutError as NoConnection

from accounts.account import Account
from bench.sample import TODAY, app_on, folder_of, parser, register_of
from bench.table import Figure, print_figures
from caseload.allocation.allocating import Done, Wish, carry_out
from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation, CaseDetails, Holds, Informed
from caseload.queries.matching import facts_for
from foundation import clock
from foundation.acts import table_of
from foundation.database import begin_writing, db
from foundation.errors import Busy, RuleBroken

CLICKS = 2
LEAD = "lead.east@sample.invalid"


@dataclass(frozen=True, slots=True)
class Choice:
    """A case that somebody wants a person to have, with the mark of what they saw."""

    case_id: int
    person_id: int
    shown: str


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures."""
    asked = arguments(argv)
    folder = folder_of(asked)
    app = app_on(register_of(folder, asked.staff[0], asked.database))
    with app.app_context():
        lead = db.session.scalars(select(Account.id).where(Account.email == LEAD)).one()
        cases = freed(asked.cases, lead)
        wanted = choices(cases, asked.rivals, lead)
        db.session.rollback()
        began = time.perf_counter()
        said = pressed(app, wanted, asked.people, lead)
        return told(cases, said, time.perf_counter() - began, asked)


def arguments(argv: Sequence[str] | None) -> Namespace:
    """What was asked for."""
    given = parser(__doc__, staff=[285])
    given.add_argument("--people", type=int, default=50)
    given.add_argument("--cases", type=int, default=200)
    given.add_argument("--rivals", type=int, default=2, help="people who want each case")
    return given.parse_args(argv)


def freed(wanted: int, by: int) -> list[int]:
    """So many listed cases, whose key workers are forgotten so that nobody holds them."""
    listed = select(CaseDetails.case_id).where(
        CaseDetails.superseded_at.is_(None),
        CaseDetails.until.is_(None),
        CaseDetails.informed != Informed.OBJECTS.value,
    )
    cases = list(db.session.scalars(listed.order_by(CaseDetails.case_id).limit(wanted)))
    begin_writing()
    db.session.execute(
        update(table_of(Allocation))
        .where(
            table_of(Allocation).c.case_id.in_(cases),
            table_of(Allocation).c.role == Holds.KEY_WORKER.value,
            table_of(Allocation).c.superseded_at.is_(None),
        )
        .values(superseded_at=clock.now(), superseded_by_id=by)
    )
    db.session.execute(
        update(AllocationRequest)
        .where(AllocationRequest.case_id.in_(cases), AllocationRequest.closed_at.is_(None))
        .values(closed_at=clock.now())
    )
    db.session.commit()
    return cases


def choices(cases: Sequence[int], rivals: int, by: int) -> list[Choice]:
    """For each case the first so many who are suggested."""
    matching = facts_for(cases, TODAY, account_id=by)
    return [
        Choice(case_id, found.person_id, matching.case(case_id).shown(Taking.KEY_WORKER))
        for place in range(rivals)
        for case_id in cases
        for found in matching.suggestions(case_id).ranked[place : place + 1]
    ]


def pressed(app: Flask, wanted: Sequence[Choice], people: int, by: int) -> Counter[str]:
    """What every press of a button said, all people pressing at once."""
    together, said = threading.Barrier(people), list[str]()

    def press(number: int) -> None:
        with app.app_context():
            together.wait()
            for choice in wanted[number::people]:
                said.extend(click(choice, by) for _ in range(CLICKS))

    threads = [threading.Thread(target=press, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(said)


def click(choice: Choice, by: int) -> str:
    """One press, tried again while others write or hold every connection. What is no sentence stands under its
    own name."""
    wish = Wish(
        case_id=choice.case_id,
        taking=Taking.KEY_WORKER,
        person_id=choice.person_id,
        because="Chosen in a bench",
        shown=choice.shown,
    )
    while True:
        try:
            begin_writing()
            matching = facts_for([choice.case_id], TODAY, account_id=by)
            done = carry_out(wish, matching, by=by, at=clock.now())
            db.session.commit()
        except (Busy, NoConnection):
            db.session.rollback()
        except RuleBroken as refusal:
            db.session.rollback()
            return (
                "refused: told what changed" if "after you opened" in str(refusal) else f"refused: {refusal}"
            )
        except Exception as fault:
            db.session.rollback()
            return f"error: {type(fault).__name__}"
        else:
            return NAMES[done]


NAMES = {
    Done.ALLOCATED: "given",
    Done.ASKED: "asked for",
    Done.ALREADY: "already so",
    Done.ALREADY_ASKED: "already so",
}


def told(cases: Sequence[int], said: Counter[str], seconds: float, asked: Namespace) -> int:
    """Print it; 1 where something is not as it must be."""
    taken = holders(cases)
    print(
        f"{asked.people} people, {len(cases)} cases, {sum(said.values())} presses on {db.engine.dialect.name}"
    )
    for what, count in sorted(said.items()):
        print(f"  {what}: {count}")
    once = sum(1 for case_id in cases if taken[case_id] == 1)
    print_figures(
        [
            Figure("cases with one holder or one request", once, "cases"),
            Figure("errors", sum(n for what, n in said.items() if what.startswith("error")), "presses"),
            Figure("seconds", seconds, "s"),
        ]
    )
    clean = not any(what.startswith("error") for what in said)
    return 0 if clean and once == len(cases) else 1


def holders(cases: Sequence[int]) -> Counter[int]:
    """How many hold, or are asked to hold, each case."""
    found: Counter[int] = Counter()
    for model, ended, role in (
        (Allocation, Allocation.superseded_at, Allocation.role),
        (AllocationRequest, AllocationRequest.closed_at, AllocationRequest.role),
    ):
        rows = db.session.execute(
            select(model.case_id, func.count())
            .where(model.case_id.in_(cases), ended.is_(None), role == Holds.KEY_WORKER.value)
            .group_by(model.case_id)
            .order_by(model.case_id)
        )
        found.update({row[0]: row[1] for row in rows})
    return found


if __name__ == "__main__":
    sys.exit(main())
