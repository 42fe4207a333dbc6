"""Staff extracts written by hand, and the codes they may use."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook

from people.post import Line
from people.queries import PostFacts
from teams.extract.reference import ProfessionFacts, Reference
from teams.extract.staff_row import COLUMNS
from tests.builders import START

FILE = "nca.csv"
Row = dict[str, str]

GOOD: Row = {
    "employer": "nca",
    "assignment_number": "100",
    "given_name": "Ada",
    "family_name": "Sample",
    "email": "ada@example.test",
    "profession": "district_nurse",
    "registration_number": "00A0000A",
    "registration_expires_on": "2027-03-31",
    "registration_checked_on": "2026-04-01",
    "job_title": "Nurse",
    "contract": "substantive",
    "contracted_hours": "37.5",
    "employment_starts_on": "2025-01-01",
    "team": "east",
    "placement_role": "nurse",
    "placement_hours": "37.5",
    "placement_starts_on": "2025-01-01",
    "management_post": "lead_east",
    "professional_post": "director",
    "funding": "recurrent",
}
OF_A_PLACEMENT = (
    "team", "placement_role", "placement_hours", "placement_starts_on", "placement_ends_on", "management_post",
    "funding", "funding_ends_on",
)  # fmt: skip


def row(**said: str) -> Row:
    """Ada, a nurse in East at the trust, but for what is said."""
    return GOOD | said


def unplaced(**said: str) -> Row:
    """The same without a place in a team."""
    return row(**dict.fromkeys(OF_A_PLACEMENT, "")) | said


def csv_of(rows: Iterable[Row], columns: Sequence[str] = tuple(COLUMNS)) -> bytes:
    """The rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([said.get(name, "") for name in columns] for said in rows)
    return text.getvalue().encode()


def xlsx_of(rows: Iterable[Row], *, sheets: Sequence[str] = ("Staff",)) -> bytes:
    """The rows as a workbook; every sheet holds them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    listed = list(rows)
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet.append(list(COLUMNS))
        for said in listed:
            sheet.append([said.get(column) or None for column in COLUMNS])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return packed.getvalue()


def reference() -> Reference:
    """One trust with two teams, three professions, two posts in each line."""
    return Reference(
        employer_id=1,
        employer="nca",
        employer_name="Sample Trust",
        full_time_hours=Decimal("37.5"),
        professions={
            "district_nurse": profession(1, "district_nurse", r"^\d{2}[A-Z]\d{4}[A-Z]$", certain=True),
            "social_worker": profession(2, "social_worker", r"^SW\d{1,7}$", certain=False),
            "link_worker": profession(3, "link_worker", None, certain=False),
        },
        posts={
            "board": post(1, "board", Line.MANAGEMENT, None),
            "lead_east": post(2, "lead_east", Line.MANAGEMENT, 1),
            "chief": post(3, "chief", Line.PROFESSIONAL, None),
            "director": post(4, "director", Line.PROFESSIONAL, 3),
        },
        teams={"east": (1, "East"), "west": (2, "West")},
    )


def profession(number: int, code: str, pattern: str | None, *, certain: bool) -> ProfessionFacts:
    return ProfessionFacts(
        id=number, code=code, name=code.replace("_", " ").capitalize(), regulated=pattern is not None,
        pattern=re.compile(pattern) if pattern else None, pattern_is_certain=certain,
    )  # fmt: skip


def post(number: int, code: str, line: Line, above: int | None) -> PostFacts:
    return PostFacts(number, code, line, code, 1, "Sample Trust", above, "", START, None)
