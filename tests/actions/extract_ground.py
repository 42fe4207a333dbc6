"""A register with two employers, two teams and a few posts, for extracts to be taken into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from accounts.permissions import Role
from foundation.acts import table_of
from foundation.database import begin_writing, db
from foundation.effective import AsAt, Dated, in_force
from foundation.model import Model
from people.employment import Employment
from teams.extract.actions import import_extract, look_at_extract
from teams.extract.outcome import Outcome
from tests import builders as make
from tests.laying import laid_once
from tests.registers_read import Rows, rows_by_table
from tests.rules.extract.written import FILE, Row, csv_of

APRIL, MAY, JUNE, JULY = (date(2026, month, 1) for month in (4, 5, 6, 7))
START = make.START


@dataclass(frozen=True)
class Ground:
    """The numbers behind the codes an extract uses, and two accounts of the office."""

    office: int
    second: int
    organisations: dict[str, int]
    professions: dict[str, int]
    posts: dict[str, int]
    teams: dict[str, int]


@laid_once
def lay_ground() -> Ground:
    """Nobody is employed yet."""
    nca, council = make.organisation("nca"), make.organisation("council")
    board = make.post("board", "management", nca)
    lead_east = make.post("lead_east", "management", nca, reports_to=board)
    lead_west = make.post("lead_west", "management", nca, reports_to=board)
    chief = make.post("chief", "professional", nca)
    director = make.post("director", "professional", nca, reports_to=chief)
    nurse = make.profession(number_pattern=r"^\d{2}[A-Z]\d{4}[A-Z]$", pattern_certainty="sourced")
    link_worker = make.profession("link_worker", regulator=None)
    teams = [make.team(code, make.neighbourhood(code)) for code in ("east", "west")]
    office, second = (
        make.account(Role.OFFICE, email=f"{name}@example.test").id for name in ("office", "second")
    )
    db.session.commit()
    return Ground(
        office, second, codes(nca, council), codes(nurse, link_worker), codes(board, lead_east, lead_west, chief, director),
        codes(*teams),
    )  # fmt: skip


def codes(*rows: Any) -> dict[str, int]:
    return {row.code: row.id for row in rows}


def nine(on: date) -> datetime:
    """Nine in the morning of the day: when an extract of that day is taken in, unless a test says otherwise."""
    return datetime.combine(on, time(9), tzinfo=UTC)


def take(
    ground: Ground, rows: Sequence[Row], on: date, *, employer: str = "nca", at: datetime | None = None
) -> Outcome:
    """Import an extract and keep it, however much it ends."""
    db.session.commit()
    begin_writing()
    said = csv_of(row | {"employer": employer} for row in rows)
    outcome = import_extract(FILE, said, employer=employer, on=on, at=at or nine(on), by=ground.office)
    db.session.commit()
    return outcome


def look(ground: Ground, rows: Sequence[Row], on: date, *, employer: str = "nca") -> Outcome:
    """What it would do."""
    db.session.commit()
    begin_writing()
    said = csv_of(row | {"employer": employer} for row in rows)
    outcome = look_at_extract(FILE, said, employer=employer, on=on, at=nine(on), by=ground.office)
    db.session.rollback()
    return outcome


def everything() -> dict[str, Rows]:
    """Every row of every table that describes staff, but for imports and the audit."""
    return rows_by_table(without={"audit_entry", "extract_import", "sign_in"})


def believed(model: type[Model], *columns: str) -> list[tuple[object, ...]]:
    """What is believed now: first day, first day out, and the columns, in order of days."""
    table = table_of(model)
    found = select(table.c.starts_on, table.c.until, *(table.c[name] for name in columns))
    return [
        tuple(row)
        for row in db.session.execute(
            found.where(table.c.superseded_at.is_(None)).order_by(table.c.starts_on, table.c.id)
        )
    ]


def on_day(model: type[Model], column: str, on: date, known_at: datetime | None = None) -> list[Any]:
    """The column of every row in force, as at the day, as known at the moment."""
    assert issubclass(model, Dated)
    table = table_of(model)
    found = select(table.c[column]).where(in_force(model, AsAt(on, known_at)))
    return list(db.session.scalars(found.order_by(table.c.id)))


def people() -> dict[str, int]:
    """Whose each assignment number is."""
    rows = db.session.execute(select(Employment.assignment_number, Employment.person_id))
    return {row.assignment_number: row.person_id for row in rows}
