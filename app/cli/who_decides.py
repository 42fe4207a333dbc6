"""`flask who-decides`: who decides what about one person on a day, and why."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import click

from accounts import audit
from accounts.actions import command_line
from app.cli.answering import DAY, MOMENT, as_json, refusing, say
from foundation import clock
from foundation.database import begin_writing, db
from foundation.effective import AsAt
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day
from teams.authority.deciding import Decider
from teams.authority.groups import grouped
from teams.authority.ruling import Conflict, Ruling
from teams.queries.authority import Employed, authority_over, employments_of
from teams.queries.deciding import find_contract


@click.command("who-decides")
@click.option("--employer", required=True, metavar="CODE", help="The employer's code.")
@click.option("--assignment", required=True, metavar="NUMBER", help="The assignment number there.")
@click.option("--function", metavar="CODE", help="One decision of the scheme; all of them unless given.")
@click.option("--on", type=DAY, help="As at this day; today unless given.")
@click.option("--known-at", type=MOMENT, help="As known at this moment; now unless given.")
@as_json
def who_decides(
    employer: str,
    assignment: str,
    function: str | None,
    on: date | None,
    known_at: datetime | None,
    as_json: bool,
) -> None:
    """Who decides about one person in one employment: the decider, the line and the reasons."""
    as_at = AsAt(on or clock.today(), known_at)
    with refusing():
        begin_writing(alone=False)
        employed = employed_as(employer, assignment, as_at)
        rulings = rulings_about(employed, function, as_at)
        audit.record("seen", "person", employed.person_id, by=command_line().id)
        db.session.commit()
    words = "\n".join(spoken(employed, rulings, as_at, full=function is not None))
    say(answer(employed, rulings, as_at), as_json=as_json, words=words)


COMMANDS = [who_decides]


def employed_as(employer: str, assignment: str, as_at: AsAt) -> Employed:
    """The employment under the number, on the day. Raises NotThere when there never was one, and RuleBroken
    when it is not in force that day."""
    contract = find_contract(employer, assignment)
    if contract is None:
        raise NotThere
    in_force = employments_of(contract.person_id, as_at)
    found = next((each for each in in_force if each.employment_id == contract.employment_id), None)
    if found is None:
        raise RuleBroken(
            f"The employment {assignment} with {employer} is not in force on {day(as_at.on)},"
            " so there is nothing to decide in it."
        )
    return found


def rulings_about(employed: Employed, function: str | None, as_at: AsAt) -> Sequence[Ruling]:
    """One for each decision, or only for the one asked for. Raises RuleBroken for a code not in the scheme."""
    authority = authority_over([employed], as_at)
    if function is None:
        return authority.rulings(employed.subject)
    if function not in {known.code for known in authority.facts.functions}:
        raise RuleBroken(f"The scheme of delegation knows no decision with the code {function}.")
    return [authority.ruling(employed.subject, function)]


def answer(employed: Employed, rulings: Iterable[Ruling], as_at: AsAt) -> dict[str, Any]:
    """The rulings in the published shape."""
    who = {
        "name": employed.name,
        "employer": employed.organisation.code,
        "assignment_number": employed.assignment_number,
        "id": employed.person_id,
    }
    return {"person": who, "on": as_at.on, "rulings": [_ruling(ruling) for ruling in rulings]}


def spoken(employed: Employed, rulings: Sequence[Ruling], as_at: AsAt, *, full: bool) -> Iterable[str]:
    """The same in words, under the headings; `full`: with every reason."""
    yield f"{employed.name}, {employed.organisation.name}, as at {day(as_at.on)}"
    for part in grouped(rulings):
        yield part.group.label
        for ruling in part.members:
            yield f"  {ruling.function.name}: {_decided_by(ruling)}"
            reasons = (*ruling.because, *_conflicts_in_words(ruling)) if full else (ruling.reason,)
            yield from (f"    {sentence}" for sentence in reasons)


def _decided_by(ruling: Ruling) -> str:
    decider = ruling.decider
    if decider is None:
        return "nobody can decide"
    holder = f", {decider.holder.name}" if decider.holder else ""
    consulted = ", ".join(each.party for each in ruling.consult)
    return f"{decider.title}{holder}" + (f" (consults: {consulted})" if consulted else "")


def _conflicts_in_words(ruling: Ruling) -> Iterable[str]:
    for conflict in ruling.conflicts:
        claims = "; ".join(f"{claimant.title}, {claimant.claim}" for claimant in conflict.claimants)
        yield f"Conflict: {claims}. {conflict.outcome} stands. {conflict.because}"


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "function": ruling.function.code,
        "decider": ruling.decider and _decider(ruling.decider),
        "line": ruling.line,
        "basis": ruling.basis,
        "mandate": ruling.mandate and ruling.mandate.code,
        "consult": [each.party for each in ruling.consult],
        "because": list(ruling.because),
        "gap": ruling.gap and ruling.gap.kind,
        "conflicts": [_conflict(conflict) for conflict in ruling.conflicts],
    }


def _decider(decider: Decider) -> dict[str, Any]:
    return {
        "kind": decider.kind,
        "code": decider.code,
        "holder": decider.holder and decider.holder.name,
        "title": decider.title,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    claimants = [{"title": claimant.title, "claim": claimant.claim} for claimant in conflict.claimants]
    return {"claimants": claimants, "outcome": conflict.outcome, "because": conflict.because}
