"""What makes a well-read extract wrong all the same. Pure: rows and codes in, faults and warnings out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from foundation.errors import Fault
from teams.extract.reference import Reference
from teams.extract.staff_row import StaffRow
from teams.team import RECURRENT

Wrong = tuple[str, object, str]
"""A column, what was read there, what was expected."""

OF_THE_EMPLOYMENT = (
    "given_name", "family_name", "known_as", "email", "phone",
    "job_title", "contract", "contracted_hours", "employment_starts_on", "employment_ends_on",
)  # fmt: skip
OF_THE_PROFESSION = (
    "registration_number", "registration_expires_on", "registration_checked_on", "professional_post",
)  # fmt: skip


def faults_in(file: str, rows: list[StaffRow], reference: Reference) -> list[Fault]:
    """Every reason to refuse the file, in the order of its rows."""
    found = [
        Fault(file, row.number, column, "" if read is None else str(read), expected)
        for row in rows
        for check in ROW_CHECKS
        for column, read, expected in check(row, reference)
    ]
    for between in (_one_row_a_key, _rows_of_one_employment_agree, _one_holder_a_post):
        found += [
            Fault(file, row.number, column, str(read or ""), expected)
            for row, (column, read, expected) in between(rows)
        ]
    return sorted(found, key=lambda fault: fault.row or 0)


def warnings_in(rows: list[StaffRow], reference: Reference) -> list[tuple[int, str]]:
    """What to look at although the file is taken: row number and sentence."""
    placed: dict[str, list[StaffRow]] = defaultdict(list)
    found: list[tuple[int, str]] = []
    for row in rows:
        placed[row.assignment_number].append(row)
        profession = reference.professions.get(row.profession or "")
        pattern = profession.pattern if profession else None
        if (
            profession
            and pattern
            and row.registration_number
            and not pattern.fullmatch(row.registration_number)
        ):
            found.append(
                (
                    row.number,
                    f"the registration number is not of the usual pattern for a {profession.name.lower()}",
                )
            )
        if profession and profession.regulated and not row.registration_number:
            found.append((row.number, "no registration number: a gap until there is one"))
    for rows_of_one in placed.values():
        total = sum(row.placement_hours or 0 for row in rows_of_one)
        if total > rows_of_one[0].contracted_hours:
            found.append(
                (
                    rows_of_one[0].number,
                    f"placed for {total} hours but contracted for {rows_of_one[0].contracted_hours}",
                )
            )
    return sorted(found)


def _days(row: StaffRow, _reference: Reference) -> Iterator[Wrong]:
    yield from _ends_after(row.employment_starts_on, "employment_ends_on", row.employment_ends_on)
    if row.placement_starts_on is None:
        return
    yield from _ends_after(row.placement_starts_on, "placement_ends_on", row.placement_ends_on)
    if row.placement_starts_on < row.employment_starts_on:
        yield (
            "placement_starts_on",
            row.placement_starts_on,
            f"{row.employment_starts_on} or later, when the employment starts",
        )
    last = row.employment_ends_on
    for column in ("placement_starts_on", "placement_ends_on") if last else ():
        read = getattr(row, column)
        if read and read > last:
            yield column, read, f"{last} or earlier, when the employment ends"


def _ends_after(starts_on: date, column: str, ends_on: date | None) -> Iterator[Wrong]:
    if ends_on is not None and ends_on < starts_on:
        yield column, ends_on, f"{starts_on} or later, when it starts"


def _hours(row: StaffRow, reference: Reference) -> Iterator[Wrong]:
    full = reference.full_time_hours
    for column in ("contracted_hours", "placement_hours"):
        read = getattr(row, column)
        if read is not None and read > full:
            yield column, read, f"at most {full:g}, the employer’s full week"


PLACED_TOGETHER = ("team", "placement_role", "placement_hours", "placement_starts_on")


def _placement_is_whole(row: StaffRow, _reference: Reference) -> Iterator[Wrong]:
    if row.team:
        for column in PLACED_TOGETHER:
            if getattr(row, column) is None:
                yield column, None, "a value, since the row names a team"
        return
    for column in (*PLACED_TOGETHER[1:], "placement_ends_on", "management_post"):
        if getattr(row, column) is not None:
            yield column, getattr(row, column), "nothing, since the row names no team"
    if row.funding != RECURRENT:
        yield "funding", row.funding, "recurrent, since funding belongs to a placement"


def _profession_is_named(row: StaffRow, _reference: Reference) -> Iterator[Wrong]:
    for column in OF_THE_PROFESSION if not row.profession else ():
        if getattr(row, column) is not None:
            yield column, getattr(row, column), "nothing, since the row names no profession"


def _goes_together(row: StaffRow, _reference: Reference) -> Iterator[Wrong]:
    if bool(row.post_held) != bool(row.post_holding):
        yield "post_holding", row.post_holding, "a holding for each post held, and only for those"
    if row.funding == RECURRENT and row.funding_ends_on:
        yield "funding_ends_on", row.funding_ends_on, "nothing, since the funding is recurrent"


def _registration(row: StaffRow, reference: Reference) -> Iterator[Wrong]:
    profession = reference.professions.get(row.profession or "")
    number = row.registration_number
    if profession is None or number is None:
        return
    if not profession.regulated:
        yield "registration_number", number, f"nothing: a {profession.name.lower()} is not registered"
    elif profession.pattern and profession.pattern_is_certain and not profession.pattern.fullmatch(number):
        yield "registration_number", number, f"a number like {profession.pattern.pattern}"


def _answers_to_another(row: StaffRow, reference: Reference) -> Iterator[Wrong]:
    post = reference.posts.get(row.post_held or "")
    if post is None or post.reports_to_id is None or row.post_holding != "substantive":
        return
    for column in ("management_post", "professional_post"):
        if getattr(row, column) == row.post_held:
            yield column, row.post_held, "a post other than the one this person holds"


ROW_CHECKS: tuple[Callable[[StaffRow, Reference], Iterable[Wrong]], ...] = (
    _days, _hours, _placement_is_whole, _profession_is_named, _goes_together, _registration,
    _answers_to_another,
)  # fmt: skip


def _one_row_a_key(rows: list[StaffRow]) -> Iterator[tuple[StaffRow, Wrong]]:
    first: dict[object, int] = {}
    for row in rows:
        if first.setdefault(row.key, row.number) != row.number:
            where = f"one row for this assignment number, team and role (see row {first[row.key]})"
            yield row, ("assignment_number", row.assignment_number, where)


def _rows_of_one_employment_agree(rows: list[StaffRow]) -> Iterator[tuple[StaffRow, Wrong]]:
    first: dict[tuple[str, str | None], StaffRow] = {}
    for row in rows:
        for key, columns in (
            ((row.assignment_number, "*"), OF_THE_EMPLOYMENT),
            ((row.assignment_number, row.profession), OF_THE_PROFESSION),
        ):
            other = first.setdefault(key, row)
            for column in columns:
                if getattr(other, column) != getattr(row, column):
                    expected = f"{getattr(other, column) or 'nothing'}, as in row {other.number} of the same employment"
                    yield row, (column, getattr(row, column), expected)


def _one_holder_a_post(rows: list[StaffRow]) -> Iterator[tuple[StaffRow, Wrong]]:
    first: dict[tuple[str, str | None], StaffRow] = {}
    for row in rows:
        if not row.post_held:
            continue
        other = first.setdefault((row.post_held, row.post_holding), row)
        if other.assignment_number != row.assignment_number:
            yield (
                row,
                (
                    "post_held",
                    row.post_held,
                    f"one {row.post_holding} holder (row {other.number} names another)",
                ),
            )
