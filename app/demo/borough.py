"""Writes the whole sample borough: the employers' own files, the case list and the diary."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.demo import extracts
from app.demo.caseload import CASE_COLUMNS, check_cases, plan_cases
from app.demo.days import EMPLOYERS
from app.demo.diary import (
    ABSENCE_COLUMNS,
    PATTERN_COLUMNS,
    SESSION_COLUMNS,
    absence_rows,
    pattern_rows,
    plan_diary,
    session_rows,
)
from app.demo.establishment import check_staff, neighbourhoods_for
from app.demo.everybody import Everybody, invent_everybody
from app.demo.extracts import Row
from app.demo.history import Historian
from app.demo.larger_reference import write_larger_reference
from app.demo.lookups import LOOKUP_COLUMNS, lookup_files
from app.demo.mandates import MANDATE_COLUMNS, mandate_files
from app.demo.manifest import Flaw, Load, Manifest, SampleTeam
from app.demo.reference import BURY, Reference, read_reference
from app.demo.sign_ins import choose_sign_ins
from app.demo.supervision import SUPERVISION_COLUMNS, plan_supervision

LONGEST_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, and what kind of load it is."""

    kind: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


def write_borough(
    folder: Path, *, staff: int = 285, cases: int = 600, seed: int = 1, today: date, years: int = 5
) -> Manifest:
    """Write the sample into a folder, made if absent, and answer what was written.

    `staff` people are in placement today, `cases` are open, and `years` of history come before. The same
    arguments write the same bytes. Above 4,000 staff the place has invented neighbourhoods as well, and
    `reference/` in the folder is then a full set of reference files. ValueError, before anything is
    written, where a number is out of range. Files of an earlier sample that this one lacks are left.
    """
    check_staff(staff)
    check_cases(cases)
    if not 0 <= years <= LONGEST_HISTORY:
        raise ValueError(f"The sample borough has from 0 to {LONGEST_HISTORY} years; {years} were asked for")
    used = _write_reference(folder, staff)
    reference = read_reference(folder / used if used else BURY)
    historian = Historian(reference, seed=seed, today=today, years=years)
    everybody = invent_everybody(historian, staff)
    tables, flaws = _plan(historian, everybody, cases=cases, seed=seed, years=years)
    teams = extracts.sample_teams(reference)
    _write_facts(folder, reference, teams, seed, today)
    manifest = Manifest(
        today=today,
        reference=used,
        teams=teams,
        loads=(
            *_by_day(
                *_write_extracts(folder, historian, everybody),
                *_write_mandates(folder, historian, seed),
                *(_write_lookups(folder, historian, everybody) if years else ()),
            ),
            *_write_tables(folder, tables),
        ),
        sign_ins=choose_sign_ins(everybody, today),
        flaws=(*everybody.flaws, *flaws),
    )
    manifest.write(folder / "manifest.json")
    return manifest


def _write_reference(folder: Path, staff: int) -> str:
    """The folder of reference files this size needs, relative to the sample's; empty for the borough's own."""
    own = len(read_reference(BURY).neighbourhoods)
    wanted = neighbourhoods_for(staff, own)
    if wanted <= own:
        return ""
    write_larger_reference(folder / "reference", wanted)
    return "reference"


def _plan(
    historian: Historian, everybody: Everybody, *, cases: int, seed: int, years: int
) -> tuple[list[Table], list[Flaw]]:
    """Every table after the extracts, in the order of loading, and the flaws they hold."""
    reference, today, present = historian.reference, historian.today, everybody.present
    supervised = plan_supervision(everybody, reference, seed=seed, today=today, years=years)
    caseload = plan_cases(reference, everybody.rosters, cases=cases, seed=seed, today=today)
    diary = plan_diary(present, seed=seed, today=today)
    sessions = session_rows(reference, everybody.rosters, diary, today)
    tables = [
        Table("tenures", extracts.TENURE_COLUMNS, extracts.tenure_rows(everybody.tenures)),
        Table("supervision", SUPERVISION_COLUMNS, supervised.rows),
        Table("cases", CASE_COLUMNS, caseload.rows),
        Table("sessions", SESSION_COLUMNS, sessions),
        Table("patterns", PATTERN_COLUMNS, pattern_rows(present, diary, today)),
        Table("absences", ABSENCE_COLUMNS, absence_rows(present, diary)),
    ]
    return tables, [supervised.flaw, *caseload.flaws]


def _write_facts(
    folder: Path, reference: Reference, teams: tuple[SampleTeam, ...], seed: int, today: date
) -> None:
    """The teams, and the registered population: a fact of its own beside the resident one."""
    _write_csv(folder / "teams.csv", extracts.TEAM_COLUMNS, extracts.team_rows(teams))
    lists = extracts.practice_list_rows(reference, seed, today)
    _write_csv(folder / "practice_lists.csv", extracts.PRACTICE_LIST_COLUMNS, lists)


def _write_extracts(folder: Path, historian: Historian, everybody: Everybody) -> list[Load]:
    """One file for each employer and extract day, in the order of days."""
    careers = extracts.by_employer(everybody.careers)
    planned = [
        (day, EMPLOYERS.index(employer), employer) for employer in careers for day in historian.days[employer]
    ]
    loads: list[Load] = []
    for day, _, employer in sorted(planned):
        file = f"staff/{employer}-{day.isoformat()}.csv"
        _write_csv(folder / file, extracts.EXTRACT_COLUMNS, extracts.extract_rows(careers[employer], day))
        loads.append(Load("staff", file, employer, day.isoformat()))
    return loads


def _write_mandates(folder: Path, historian: Historian, seed: int) -> list[Load]:
    """One file for each day on which a mandate became known, and today all of them."""
    today, opening = historian.today, min(day for days in historian.days.values() for day in days)
    loads: list[Load] = []
    for day, rows in mandate_files(historian.reference, seed=seed, today=today, opening=opening):
        file = "mandates.csv" if day == today else f"mandates/{day.isoformat()}.csv"
        _write_csv(folder / file, MANDATE_COLUMNS, rows)
        loads.append(Load("mandates", file, as_of=day.isoformat()))
    return loads


def _write_lookups(folder: Path, historian: Historian, everybody: Everybody) -> Iterator[Load]:
    """One file for each round of looking people up in the regulators' registers."""
    for day, rows in lookup_files(historian, everybody.careers):
        file = f"lookups/{day.isoformat()}.csv"
        _write_csv(folder / file, LOOKUP_COLUMNS, rows)
        yield Load("lookups", file, as_of=day.isoformat())


def _by_day(*loads: Load) -> list[Load]:
    """As things became known; on one day the staff first."""
    return sorted(loads, key=lambda load: (load.as_of, load.kind != "staff"))


def _write_tables(folder: Path, tables: list[Table]) -> list[Load]:
    for table in tables:
        _write_csv(folder / f"{table.kind}.csv", table.columns, table.rows)
    return [Load(table.kind, f"{table.kind}.csv") for table in tables]


def _write_csv(file: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
