"""The small borough of the cases, read from its files."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from teams.coverage.facts import Apex, ProfessionFact
from tests.rules.authority.rows import Row, rows_of
from tests.rules.coverage.rows import (
    EventRow,
    LineRow,
    PlacementRow,
    PostRow,
    Register,
    RegistrationRow,
    TenureRow,
)

CASES = Path(__file__).parent / "cases"


def read_borough() -> Register:
    """What the files say. Raises WrongRow with the file, the row and the column."""
    file = {path.stem: rows_of(path) for path in CASES.glob("*.csv")}
    codes = {row.needed("code") for row in file["professions"]}
    posts = {row.needed("code") for row in file["posts"]}
    return Register(
        {row.text("code"): _profession(row) for row in file["professions"]},
        {
            (row.one_of("profession", codes), row.needed("employer")): Apex(
                row.one_of("first post", posts), row.one_of("apex", posts)
            )
            for row in file["apexes"]
        },
        {row.needed("code"): row.hours("full time") for row in file["employers"]},
        {row.needed("code"): row.text("neighbourhood") or None for row in file["teams"]},
        tuple(
            PostRow(row.text("code"), row.needed("title"), row.text("reports to"), row.period())
            for row in file["posts"]
        ),
        tuple(
            TenureRow(row.one_of("post", posts), row.needed("person"), row.needed("holding"), row.period())
            for row in file["tenures"]
        ),
        tuple(_placement(row) for row in file["placements"]),
        tuple(
            LineRow(
                row.needed("person"), row.one_of("profession", codes), row.one_of("answers to", posts),
                row.period(),
            )
            for row in file["professional_lines"]
        ),
        tuple(
            RegistrationRow(
                row.needed("person"), row.one_of("profession", codes), row.text("number") or None,
                row.maybe_day("expires on"), row.period(),
            )
            for row in file["registrations"]
        ),
        tuple(event for row in file["checks"] for event in _events(row)),
        tuple(event for row in file["supervision"] for event in _events(row)),
    )  # fmt: skip


def _profession(row: Row) -> ProfessionFact:
    def number(column: str) -> int | None:
        return int(row.text(column)) if row.text(column) else None

    return ProfessionFact(
        row.needed("code"),
        row.needed("name"),
        row.text("regulator") or None,
        number("supervision every (weeks)"),
        number("people to one post"),
        number("checked every (days)"),
        row.listed("led by"),
    )


def _placement(row: Row) -> PlacementRow:
    ends = row.maybe_day("funding ends on")
    return PlacementRow(
        row.needed("person"), row.needed("employer"), row.needed("assignment"), row.needed("team"),
        row.needed("profession"), row.hours("hours"), row.period(), row.text("answers to"),
        "Winter fund" if ends else "recurrent", ends,
    )  # fmt: skip


def _events(row: Row) -> Iterator[EventRow]:
    day, every = row.day("first day"), int(row.needed("every (days)"))
    while day <= row.day("last day"):
        yield EventRow(row.needed("person"), row.needed("profession"), day)
        day += timedelta(days=every or 100_000)
