"""The tenures file: who held which post, from which day to which."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from accounts import audit
from foundation.acts import Act, Timeline
from foundation.effective import Period, through
from foundation.spreadsheets import Column, code, day, one_of
from people.files import (
    Counts,
    Named,
    Reading,
    check_employments,
    check_period,
    find_employments,
    ids_by_code,
    known,
    organisation_codes,
    outcome_of,
    read_file,
)
from people.post import Holding, Post, Tenure

TenureKey = tuple[int, str]
Stated = tuple[TenureKey, Period, int]
"""A post and holding, the days, and the person who holds it on them."""


class TenureRow(NamedTuple):
    """One spell of one person in one post. `ends_on` is its last day; none while it lasts."""

    number: int
    post: str
    employer: str
    assignment_number: str
    holding: str
    starts_on: date
    ends_on: date | None


def import_tenures(name: str, content: bytes, *, by: int, at: datetime, dry_run: bool = False) -> Counts:
    """Make the register say of each post and holding what the file says; other days are left as they were.

    A spell of the same person that meets a row's days is cut to them. Raises BadFile; commits nothing.
    """
    posts = ids_by_code(Post.code, Post.id)
    rows, people = _read(name, content, posts)
    stated = [
        (
            (posts[row.post], row.holding),
            through(row.starts_on, row.ends_on),
            people[row.employer, row.assignment_number].person_id,
        )
        for row in rows
    ]
    act = Act(by=by, at=at)
    act.load(Tenure, [key for key, _, _ in stated])
    before = {key: act.timeline(Tenure, key) for key, _, _ in stated}
    _state(act, stated, before)
    counts = Counts.of(outcome_of(before[key], act.timeline(Tenure, key), days) for key, days, _ in stated)
    if not dry_run:
        audit.record("tenures.import", "tenure", None, by=by, after=counts.as_json() | act.changes())
        act.write()
    return counts


def _read(
    name: str, content: bytes, posts: dict[str, int]
) -> tuple[list[TenureRow], dict[tuple[str, str], Named]]:
    columns = {
        "post": Column(known(posts, "the code of a post"), "the code of a post", needed=True),
        "employer": Column(
            known(organisation_codes(), "the code of an employer"), "the code of an employer", needed=True
        ),
        "assignment_number": Column(code, "an assignment number", needed=True),
        "holding": Column(one_of(*Holding), "substantive, acting or deputy", needed=True),
        "starts_on": Column(day, "a day written as 2026-04-01", needed=True),
        "ends_on": Column(day, "a day written as 2026-04-01, or nothing"),
    }
    reading = read_file(name, content, TenureRow, columns)
    people = find_employments((row.employer, row.assignment_number) for row in reading.rows)
    check_period(reading)
    check_employments(reading, people, "employer", "assignment_number")
    _check_overlaps(reading)
    return reading.refuse_faults(), people


def _check_overlaps(reading: Reading[TenureRow]) -> None:
    spells: dict[tuple[str, str], list[TenureRow]] = defaultdict(list)
    for row in reading.rows:
        spells[row.post, row.holding].append(row)
    for rows in spells.values():
        for first, second in pairwise(sorted(rows, key=lambda row: (row.starts_on, row.number))):
            if (first.ends_on or date.max) >= second.starts_on:
                reading.wrong(
                    second,
                    "starts_on",
                    second.starts_on,
                    f"a day after row {first.number} ends: one person has the post and holding at a time",
                )


def _state(act: Act, stated: list[Stated], before: dict[TenureKey, Timeline]) -> None:
    """Clear first and put last, so that a row never undoes another's days."""
    for key, days, person_id in stated:
        for spell in before[key]:
            if spell.value == (person_id,) and spell.period.meets(days):
                for part in spell.period.outside(days):
                    act.clear(Tenure, key, part)
    for key, days, person_id in stated:
        act.put(Tenure, key, days, person_id=person_id)
