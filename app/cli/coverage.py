"""`flask coverage`: who is covered and who is not, by profession, employer and neighbourhood."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import click

from accounts import audit
from accounts.actions import command_line
from app.cli.answering import DAY, MOMENT, as_json, refusing, say
from foundation import clock
from foundation.database import begin_writing, db
from foundation.effective import AsAt
from foundation.errors import RuleBroken
from foundation.formats import day, listed, percent, period_text
from teams.coverage.counting import Cell, Coverage, PersonGap, coverage_of
from teams.coverage.exports import tenths
from teams.coverage.words import WORDS
from teams.queries.coverage import judge_on, practices_to_count
from teams.queries.coverage_span import BOROUGH_WIDE, Span, names


@click.command("coverage")
@click.option("--on", type=DAY, help="As at this day; today unless given.")
@click.option("--known-at", type=MOMENT, help="As known at this moment; now unless given.")
@click.option("--profession", default="", metavar="CODE", help="Only this profession.")
@click.option("--employer", default="", metavar="CODE", help="Only this employer's staff.")
@click.option("--neighbourhood", default="", metavar="CODE", help=f"Only this one, or {BOROUGH_WIDE}.")
@as_json
def show_coverage(
    on: date | None,
    known_at: datetime | None,
    profession: str,
    employer: str,
    neighbourhood: str,
    as_json: bool,
) -> None:
    """Whether each person's professional accountability holds, and each way in which it does not."""
    as_at = AsAt(on or clock.today(), known_at)
    span = Span(profession=profession, employer=employer, neighbourhood=neighbourhood)
    with refusing():
        begin_writing(alone=False)
        judge = judge_on(as_at)
        refuse_unknown(span, judge.facts.professions)
        coverage = coverage_of(practices_to_count(span, as_at), judge)
        audit.record("seen", "coverage", None, by=command_line().id)
        db.session.commit()
    say(answer(coverage, as_at.on), as_json=as_json, words="\n".join(spoken(coverage, as_at.on)))


COMMANDS = [show_coverage]


def refuse_unknown(span: Span, professions: Iterable[str]) -> None:
    """Raises RuleBroken naming each code that means nothing here: an empty answer would look like good news."""
    known = names()
    asked = {
        "profession": (span.profession, professions),
        "employer": (span.employer, known.employers),
        "neighbourhood": (span.neighbourhood, [*known.neighbourhoods, BOROUGH_WIDE]),
    }
    unknown = [f"{what} {code}" for what, (code, codes) in asked.items() if code and code not in codes]
    if unknown:
        raise RuleBroken(f"There is no {listed(unknown, 'and no')} in the register.")


def answer(coverage: Coverage, on: date) -> dict[str, Any]:
    """In the published shape. Whole-time equivalents to one place."""
    return {
        "on": on,
        "totals": {
            "people": coverage.people,
            "covered": coverage.covered,
            "wte": float(tenths(coverage.wte)),
            "wte_covered": float(tenths(coverage.wte_covered)),
        },
        "cells": [_cell(cell) for cell in coverage.cells],
        "gaps": [_gap(found) for found in _in_order(coverage.gaps)],
    }


def spoken(coverage: Coverage, on: date) -> Iterable[str]:
    """The same in words: the figures, a line for each cell and for each gap."""
    yield f"Professional accountability, as at {day(on)}"
    yield f"People covered: {coverage.covered} of {coverage.people} ({percent(coverage.covered, coverage.people)})"
    yield f"Whole-time equivalents covered: {tenths(coverage.wte_covered)} of {tenths(coverage.wte)}"
    for cell in coverage.cells:
        place = cell.neighbourhood or BOROUGH_WIDE
        yield f"  {cell.profession}, {cell.employer}, {place}: {cell.covered} of {cell.people}"
    for found in _in_order(coverage.gaps):
        whose = f"{found.practice.employer} {found.practice.assignment}, {found.practice.profession}"
        yield f"Gap {period_text(found.gap.since)}: {whose}: {WORDS[found.gap.kind]}. {found.gap.reason}"


def _in_order(gaps: Iterable[PersonGap]) -> list[PersonGap]:
    """By employer and assignment number; each person's stay as they were judged."""
    return sorted(gaps, key=lambda f: (f.practice.employer, f.practice.assignment, f.practice.profession))


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "profession": cell.profession,
        "employer": cell.employer,
        "neighbourhood": cell.neighbourhood,
        "people": cell.people,
        "covered": cell.covered,
        "wte": float(tenths(cell.wte)),
        "wte_covered": float(tenths(cell.wte_covered)),
    }


def _gap(found: PersonGap) -> dict[str, Any]:
    return {
        "employer": found.practice.employer,
        "assignment": found.practice.assignment,
        "profession": found.practice.profession,
        "kind": found.gap.kind,
        "since": found.gap.since,
        "owner": found.gap.owner,
    }
