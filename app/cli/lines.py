"""`flask lines`: one person's three lines."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import click

from accounts import audit
from accounts.actions import command_line
from app.cli.answering import DAY, MOMENT, as_json, refusing, say
from foundation import clock
from foundation.database import begin_writing, db
from foundation.effective import AsAt
from foundation.formats import day, period_text
from people.climb import Gap, Step
from people.line_sentences import Whose, held_by
from people.lines import EmployerChain, Lines, ManagementChain, lines_of
from people.queries import PersonFacts, get_person
from teams.queries.lines import employed_person, line_facts


@click.command("lines")
@click.option("--employer", required=True, metavar="CODE", help="The employer's code.")
@click.option("--assignment", required=True, metavar="NUMBER", help="The assignment number there.")
@click.option("--on", type=DAY, help="As at this day; today unless given.")
@click.option("--known-at", type=MOMENT, help="As known at this moment; now unless given.")
@as_json
def show_lines(
    employer: str, assignment: str, on: date | None, known_at: datetime | None, as_json: bool
) -> None:
    """The three lines of one person, each from the person to the top."""
    as_at = AsAt(on or clock.today(), known_at)
    with refusing():
        begin_writing(alone=False)
        person = get_person(employed_person(employer, assignment), as_at)
        lines = lines_of(line_facts(person.id, as_at), as_at.on, Whose(person.name))
        audit.record("seen", "person", person.id, by=command_line().id)
        db.session.commit()
    who = {"name": person.name, "employer": employer, "assignment_number": assignment, "id": person.id}
    say(answer(who, lines), as_json=as_json, words="\n".join(spoken(person, lines)))


COMMANDS = [show_lines]


def answer(who: dict[str, Any], lines: Lines) -> dict[str, Any]:
    """The lines in the published shape. Where a line has several chains, each step says whose it is."""
    several = len(lines.management) > 1
    return {
        "person": who,
        "on": lines.on,
        "lines": {
            "employer": [_employer(chain) for chain in lines.employer],
            "management": [
                _step(step) | (_placement(line) if several else {})
                for line in lines.management
                for step in line.chain.steps
            ],
            "professional": {
                line.profession.code: [_step(step) for step in line.chain.steps]
                for line in lines.professional
            },
        },
        "gaps": [_gap(gap) for gap in lines.gaps],
    }


def spoken(person: PersonFacts, lines: Lines) -> Iterable[str]:
    """The same in words, a sentence for each chain and a line for each step."""
    yield f"{person.name}, as at {day(lines.on)}"
    yield "Employer"
    yield from (f"  {chain.sentence}" for chain in lines.employer)
    yield "Management"
    for line in lines.management:
        yield f"  {line.placement.team}: {line.sentence}"
        yield from (f"    {_step_in_words(step)}" for step in line.chain.steps)
    yield "Professional accountability"
    for line in lines.professional:
        yield f"  {line.profession.name}: {line.sentence}"
        yield from (f"    {_step_in_words(step)}" for step in line.chain.steps)
    yield from (f"Gap {period_text(gap.since)}: {gap.reason}" for gap in lines.gaps)


def _step_in_words(step: Step) -> str:
    held = [f"{held_by(h)} {period_text(h.starts_on, h.until)}" for h in step.holders]
    return f"{step.title}: {', '.join(held) or 'vacant'}"


def _employer(chain: EmployerChain) -> dict[str, Any]:
    employment = chain.employment
    return {
        "organisation": employment.organisation_code,
        "title": employment.organisation,
        "assignment": employment.assignment_number,
        "contract": employment.contract,
        "since": chain.days.starts_on,
        "ends_on": chain.days.last_day,
    }


def _step(step: Step) -> dict[str, Any]:
    """`since` and `ends_on` are the holder's; `line_since` is the first day that what is below answered here."""
    holders = [
        {"name": h.name, "holding": h.holding, "since": h.starts_on, "ends_on": _last_day(h.until)}
        for h in step.holders
    ]
    first = holders[0] if holders else None
    return {
        "post": step.code,
        "title": step.title,
        "organisation": step.organisation,
        "holder": first and {"name": first["name"], "holding": first["holding"]},
        "since": first and first["since"],
        "ends_on": first and first["ends_on"],
        "line_since": step.days.starts_on,
        "line_ends_on": step.days.last_day,
        "holders": holders,
    }


def _placement(line: ManagementChain) -> dict[str, Any]:
    return {"placement": {"team": line.placement.team_code, "role": line.placement.role}}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "line": gap.line,
        "post": gap.post,
        "since": gap.since,
        "because": gap.reason,
    }


def _last_day(until: date | None) -> date | None:
    return until and until - timedelta(days=1)
