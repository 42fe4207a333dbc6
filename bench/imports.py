"""What it costs to import every employer's staff extract, and to import the same files again.

python -m bench.imports --folder FOLDER [--staff 2000 97000] [--database SERVER]
"""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from sqlalchemy import event, func, select

from accounts import actions
from app.demo.load import REFERENCE
from app.reference_folder import load_folder
from bench.sample import (
    TODAY,
    alone,
    app_on,
    empty_database,
    files_of,
    folder_of,
    parser,
    reference_of,
    staff_loads,
)
from bench.table import Figure, print_figures
from foundation import clock
from foundation.database import begin_writing, db
from foundation.model import Base
from teams.extract.actions import import_extract
from teams.reference_files import load_teams

# 97,000 staff are written as a little over 100,000 rows.
SIZES = [2_000, 97_000]
AIMS = {2_000: (10.0, None), 97_000: (60.0, 300.0)}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one import of all the files took. `rows` is by how much the register's tables grew."""

    seconds: float
    cpu_seconds: float
    statements: int
    rows: int
    read: int
    changed: int
    peak_mib: float


def main(arguments: list[str]) -> int:
    """Print one table for each size."""
    asked = parser(__doc__, staff=SIZES).parse_args(arguments)
    folder = folder_of(asked)
    for staff in asked.staff:
        files = files_of(folder, staff)
        address = empty_database(folder, f"import-{staff}", asked.database)
        first = alone(take_in, address, files, new=True)
        print(f"\n{first.read:,} rows of {staff:,} staff on {address.partition(':')[0]}")
        print_figures(_figures("first import", first, AIMS.get(staff, (None, None))))
        again = alone(take_in, address, files, new=False)
        print_figures(_figures("same files again", again, (None, None)))
        print(f"rows changed by the same files: {again.changed}")
    return 0


def _figures(name: str, cost: Cost, aims: tuple[float | None, float | None]) -> Iterator[Figure]:
    seconds, memory = aims
    yield Figure(f"{name}: wall", cost.seconds, "s", seconds)
    yield Figure(f"{name}: CPU of this process", cost.cpu_seconds, "s", seconds)
    yield Figure(f"{name}: peak memory", cost.peak_mib, "MiB", memory)
    yield Figure(f"{name}: statements", cost.statements, "")
    yield Figure(f"{name}: rows written", cost.rows, "")


def take_in(address: str, files: Path, *, new: bool) -> Cost:
    """Import every extract, each in a transaction of its own, as the command does."""
    app = app_on(address)
    with app.app_context():
        by = _office(files) if new else actions.command_line().id
        before, outcomes = _rows(), []
        with counting() as statements:
            began, cpu_began = time.perf_counter(), time.process_time()
            for load in staff_loads(files):
                begin_writing()
                content = (files / load.file).read_bytes()
                given = {"employer": load.employer, "on": TODAY, "at": clock.now(), "by": by}
                outcomes.append(import_extract(load.file, content, **given).counts)
                db.session.commit()
            seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
        return Cost(
            seconds=seconds,
            cpu_seconds=cpu_seconds,
            statements=len(statements),
            rows=_rows() - before,
            read=sum(counts[name] for counts in outcomes for name in ("started", "changed", "unchanged")),
            changed=sum(counts[name] for counts in outcomes for name in ("started", "changed", "ended")),
            peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement sent to the database, but for BEGIN; many rows in one call are one statement."""
    sent: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_given: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    yield sent
    event.remove(db.engine, "before_cursor_execute", count)


def _office(files: Path) -> int:
    """Lay down everything an extract refers to, and give the account that imports."""
    flask_migrate.upgrade()
    begin_writing()
    by = actions.command_line().id
    load_folder(reference_of(files) or REFERENCE / "bury", by=by, on=TODAY, at=clock.now())
    load_teams("teams.csv", (files / "teams.csv").read_bytes())
    db.session.commit()
    return by


def _rows() -> int:
    counts = [db.session.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables]
    db.session.rollback()
    return sum(count or 0 for count in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
