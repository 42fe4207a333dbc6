"""Files that must be refused, each with every place that is wrong: row, column, what was read, what was expected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from teams.extract.staff_row import COLUMNS
from tests.rules.extract.written import csv_of, repacked, row, unplaced, xlsx_of

Place = tuple[int | None, str | None, str, str]
"""Row, column, what was read, and words from what was expected."""

SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Bad:
    """A file and all that is wrong with it."""

    why: str
    written: bytes | Callable[[], bytes]
    places: Sequence[Place]
    file: str = "nca.csv"

    @property
    def content(self) -> bytes:
        """What is in it, made when it is asked for where that takes a second."""
        return self.written if isinstance(self.written, bytes) else self.written()


def rows(why: str, *said: dict[str, str], places: Sequence[Place]) -> Bad:
    return Bad(why, csv_of(said), places)


def cell(why: str, column: str, read: str, expected: str, **said: str) -> Bad:
    """One row, with one bad cell."""
    return rows(why, row(**{column: read} | said), places=[(2, column, read, expected)])


def book(why: str, content: bytes | Callable[[], bytes], *places: Place) -> Bad:
    return Bad(why, content, places, "nca.xlsx")


def header(*columns: str) -> bytes:
    return csv_of([row()], columns)


@cache
def bomb() -> bytes:
    """A small file that would unfold to more than half a gibibyte."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=1) as archive, archive.open(SHEET, "w") as part:
        for _ in range(513):
            part.write(bytes(2**20))
    return packed.getvalue()


TITLES = list(COLUMNS)
WIDE = ",".join(f"c{number}" for number in range(300)).encode()

UNREADABLE = [
    Bad("empty", b"", [(None, None, "an empty file", "a row of column names")]),
    Bad("latin-1", csv_of([row(), row(given_name="Zoé")]).decode().encode("latin-1"),
        [(3, None, "bytes that are not UTF-8", "UTF-8")]),
    Bad("UTF-16", csv_of([row()]).decode().encode("utf-16"), [(1, None, "bytes that are not UTF-8", "UTF-8")]),
    Bad("UTF-16 without a mark", csv_of([row()]).decode().encode("utf-16-le"),
        [(1, None, "a NUL character", "plain text")]),
    Bad("a NUL byte", csv_of([row(), row(given_name="A\x00da")]), [(3, None, "a NUL character", "plain text")]),
    Bad("quotes that do not close", csv_of([row()]) + b'nca,101,"Ada\n',
        [(3, None, "quotes that do not close", "a CSV file")]),
    Bad("300 columns", WIDE, [(1, None, "300 cells", "at most 200")]),
    Bad("a header twice", header(*TITLES, "team"), [(1, "team", "team twice", "each column name once")]),
    Bad("two columns missing", header(*TITLES[:-2]), [
        (1, "funding", "no such column", "a column named funding"),
        (1, "funding_ends_on", "no such column", "a column named funding_ends_on"),
    ]),
    Bad("an unknown column", header(*TITLES, "salary"), [(1, "salary", "salary", "only the columns of this kind")]),
    Bad("missing, unknown and doubled together", header(*TITLES[1:], "team", "salary"), [
        (1, "team", "team twice", "once"), (1, "employer", "no such column", "a column named employer"),
        (1, "salary", "salary", "only the columns"),
    ]),
    book("not a workbook", b"nca,100", (None, None, "a file that cannot be opened", "an XLSX workbook")),
    book("a zip of something else", repacked(xlsx_of([row()]), "[Content_Types].xml", lambda _: b"<a/>"),
         (None, None, "a file that cannot be opened", "an XLSX workbook")),
    book("a zip that is cut short", xlsx_of([row()])[:-40],
         (None, None, "a file that cannot be opened", "an XLSX workbook")),
    book("a sheet that is cut short", repacked(xlsx_of([row()]), SHEET, lambda sheet: sheet[:-60]),
         (None, None, "a file that cannot be opened", "an XLSX workbook")),
    book("a sheet with an entity", repacked(xlsx_of([row()]), SHEET, lambda sheet: (
            b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>' + sheet.replace(b"<sheetData>", b"<sheetData>&b;"))),
         (None, None, "a file that cannot be opened", "an XLSX workbook")),
    book("two visible sheets", xlsx_of([row()], sheets=("Staff", "Notes")),
         (None, None, "2 visible sheets", "one visible sheet")),
    book("a bomb", bomb, (None, None, "513 MiB when unpacked", "at most 512 MiB")),
]  # fmt: skip

BAD_CELLS = [
    cell("a slash date", "employment_starts_on", "01/04/2026", "a day written as 2026-04-01"),
    cell("a day that does not exist", "employment_starts_on", "2026-02-30", "a day that exists"),
    cell("a zero, which some read as 1970", "registration_expires_on", "0", "a day written as 2026-04-01"),
    cell("a number of days, which some read as a date", "registration_expires_on", "46113", "2026-04-01"),
    cell("a date with a time", "placement_ends_on", "2026-04-01T00:00:00", "a day written as 2026-04-01"),
    cell("a year nobody means", "registration_expires_on", "0001-01-01", "between 1900 and 2199"),
    cell("digits of another script", "registration_expires_on", "２０２６-04-01", "a day written as 2026-04-01"),
    cell("no name", "given_name", "", "a given name"),
    rows("a name of 101 letters", row(family_name="a" * 101),
         places=[(2, "family_name", "a" * 60, "at most 100 characters")]),
    rows("a line break in a name", row(family_name="Sam\nple"),
         places=[(3, "family_name", "Sam\nple", "without line breaks")]),
    cell("half an address", "email", "ada@", "an email address"),
    cell("an unknown contract", "contract", "permanent", "one of substantive, secondment, honorary"),
    cell("hours in words", "contracted_hours", "full", "hours a week such as 37.5"),
    cell("hours below nothing", "placement_hours", "-1", "hours a week such as 37.5"),
    cell("hours to the thousandth", "placement_hours", "18.755", "hours a week such as 37.5"),
    cell("hours above a week", "placement_hours", "169", "168 hours"),
    cell("hours as not a number", "placement_hours", "NaN", "hours a week such as 37.5"),
    cell("an unknown holding", "post_holding", "interim", "one of substantive, acting, deputy", post_held="chief"),
]  # fmt: skip

BAD_ROWS = [
    cell("another employer", "employer", "council", "nca, whose extract this is"),
    cell("an unknown team", "team", "nowhere", "the code of a team"),
    cell("an unknown profession", "profession", "wizard", "the code of a profession"),
    cell("an unknown post", "management_post", "nobody", "the code of a management post"),
    cell("a post of the other line", "management_post", "director", "the code of a management post"),
    cell("a post of the other line, above", "professional_post", "lead_east", "the code of a professional post"),
    cell("an unknown post held", "post_held", "nobody", "the code of a post", post_holding="acting"),
    cell("hours above the full week", "contracted_hours", "37.51", "at most 37.5, the employer’s full week",
         placement_hours="10"),
    cell("placed above the full week", "placement_hours", "40", "at most 37.5, the employer’s full week"),
    cell("an end before the start", "employment_ends_on", "2024-12-31", "2025-01-01 or later",
         **{name: "" for name in unplaced() if name.startswith("placement") or name in ("team", "management_post")}),
    cell("a placement that ends before it starts", "placement_ends_on", "2024-12-31", "2025-01-01 or later"),
    cell("a placement before the employment", "placement_starts_on", "2024-12-31", "2025-01-01 or later"),
    cell("a placement after the employment", "placement_starts_on", "2026-04-01",
         "2026-03-31 or earlier, when the employment ends", employment_ends_on="2026-03-31"),
    cell("a placement that outlasts the employment", "placement_ends_on", "2026-04-01",
         "2026-03-31 or earlier, when the employment ends", employment_ends_on="2026-03-31"),
    cell("a registration of the wrong pattern", "registration_number", "12345", "a number like"),
    cell("a registration that nobody has", "registration_number", "12345", "nothing: a link worker is not registered",
         profession="link_worker"),
    rows("a holding without a post", row(post_holding="acting"),
         places=[(2, "post_holding", "acting", "a holding for each post held")]),
    rows("a post without a holding", row(post_held="chief"),
         places=[(2, "post_holding", "", "a holding for each post held")]),
    cell("an end to what recurs", "funding_ends_on", "2026-12-31", "nothing, since the funding is recurrent"),
    rows("a team without the rest", unplaced(team="east"), places=[
        (2, name, "", "a value, since the row names a team")
        for name in ("placement_hours", "placement_role", "placement_starts_on")
    ]),
    rows("the rest without a team", row(team=""), places=[
        (2, name, read, "nothing, since the row names no team")
        for name, read in (("management_post", "lead_east"), ("placement_hours", "37.5"),
                           ("placement_role", "nurse"), ("placement_starts_on", "2025-01-01"))
    ]),
    rows("a professional line without a profession", row(profession=""), places=[
        (2, name, read, "nothing, since the row names no profession")
        for name, read in (("professional_post", "director"), ("registration_checked_on", "2026-04-01"),
                           ("registration_expires_on", "2027-03-31"), ("registration_number", "00A0000A"))
    ]),
    rows("two rows with one key", row(), row(),
         places=[(3, "assignment_number", "100", "one row for this assignment number, team and role (see row 2)")]),
    rows("two rows of one employment that differ", row(), row(team="west", contracted_hours="30", job_title="Lead"),
         places=[(3, "contracted_hours", "30", "37.5, as in row 2"), (3, "job_title", "Lead", "Nurse, as in row 2")]),
    rows("two rows of one profession that differ", row(), row(team="west", registration_number="00B0000B"),
         places=[(3, "registration_number", "00B0000B", "00A0000A, as in row 2")]),
    rows("two substantive holders", row(post_held="chief", post_holding="substantive"),
         row(assignment_number="101", email="b@example.test", post_held="chief", post_holding="substantive"),
         places=[(3, "post_held", "chief", "one substantive holder (row 2 names another)")]),
    rows("somebody who answers to themselves", row(post_held="lead_east", post_holding="substantive"),
         places=[(2, "management_post", "lead_east", "a post other than the one this person holds")]),
    Bad("too few cells", csv_of([row()]) + b"nca,101,Ben\n", [(3, None, "3 cells", "27, as the first row has")]),
    Bad("too many cells", csv_of([row(funding="grant", funding_ends_on="2027-01-01")]).replace(b",Nurse,", b",Nurse, 5,"),
        [(2, None, "28 cells", "27, as the first row has")]),
    rows("many at once", row(employer="council", team="nowhere"), row(assignment_number="1 0", email="x"),
         row(assignment_number="101", employment_starts_on="1/4/26"), row(assignment_number="102", contract=""),
         places=[(2, "employer", "council", "nca"), (2, "team", "nowhere", "the code of a team"),
                 (3, "assignment_number", "1 0", "a code"), (3, "email", "x", "an email address"),
                 (4, "employment_starts_on", "1/4/26", "2026-04-01"), (5, "contract", "", "one of")]),
]  # fmt: skip

EVERY = [*UNREADABLE, *BAD_CELLS, *BAD_ROWS]
