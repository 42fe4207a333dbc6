"""`flask workload`: what each person holds, what they can hold, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from accounts import audit
from accounts.actions import command_line
from app.cli.answering import DAY, as_json, refusing, say
from caseload.capacity.weights import PROVISIONAL
from caseload.capacity.workload import Workload
from caseload.queries.cases import list_places
from caseload.queries.workloads import EVERYWHERE, PersonPlace, WorkFacts, facts_of_places
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from foundation.formats import day, number, plural


@dataclass(frozen=True, slots=True)
class Line:
    """One person: where they work most, and their workload."""

    place: PersonPlace
    load: Workload


@click.command("workload")
@click.option(
    "--neighbourhood", default="", metavar="CODE", help="Only who works there; everybody unless given."
)
@click.option("--on", type=DAY, help="As at this day; today unless given.")
@as_json
def show_workload(neighbourhood: str, on: date | None, as_json: bool) -> None:
    """Points held, capacity and headroom of each person, those with the most headroom first."""
    asked_on = on or clock.today()
    with refusing():
        begin_writing(alone=False)
        place_id = _place(neighbourhood)
        facts = facts_of_places([neighbourhood or EVERYWHERE], asked_on)
        audit.record("seen", "workload", place_id, by=command_line().id)
        db.session.commit()
    lines = lines_of(facts)
    answer = answer_of(facts, lines, asked_on)
    say(answer, as_json=as_json, words="\n".join(spoken(facts, lines, asked_on)))


COMMANDS = [show_workload]


def lines_of(facts: WorkFacts) -> list[Line]:
    """Everybody, the most headroom first, then by name."""
    found = [Line(facts.places[each][0], facts.load_of(each)) for each in facts.people]
    return sorted(found, key=lambda line: (-line.load.headroom, line.place.name, line.place.person_id))


def answer_of(facts: WorkFacts, lines: Iterable[Line], on: date) -> dict[str, Any]:
    """As JSON. `percent` is none for somebody without capacity."""
    return {
        "on": on,
        "weights": {"name": facts.weights.name, "provisional": facts.weights is PROVISIONAL},
        "people": [_person(line) for line in lines],
    }


def spoken(facts: WorkFacts, lines: list[Line], on: date) -> Iterable[str]:
    """The same in words, a line for each person."""
    yield f"Workload, as at {day(on)}, counted by {facts.weights.name}"
    yield f"{plural(len(lines), 'person', 'people')}, {sum(line.load.over for line in lines)} over capacity"
    for line in lines:
        load = line.load
        reserved = f" and {number(load.reserved)} reserved" if load.reserved else ""
        share = "" if load.percent is None else f" ({load.percent}%)"
        yield (
            f"  {line.place.name}, {line.place.employer_code} {line.place.assignment_number}: "
            f"{number(load.held)}{reserved} of {number(load.capacity)}{share}, headroom {number(load.headroom)}"
        )


def _person(line: Line) -> dict[str, Any]:
    return {
        "name": line.place.name,
        "employer": line.place.employer_code,
        "assignment": line.place.assignment_number,
        "held": line.load.held,
        "reserved": line.load.reserved,
        "capacity": line.load.capacity,
        "headroom": line.load.headroom,
        "percent": line.load.percent,
    }


def _place(code: str) -> int | None:
    """The neighbourhood's number. Raises RuleBroken when the register has none by that code."""
    if not code:
        return None
    found = next((place.id for place in list_places([code]) if place.code == code), None)
    if found is None:
        raise RuleBroken(f"There is no neighbourhood {code} in the register.")
    return found
