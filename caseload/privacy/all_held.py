"""Every row about one subject, from every table, in one statement: what is believed and what was, as it was kept."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    LargeBinary,
    Select,
    String,
    Table,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from caseload.privacy.report_words import CODES, SECRET, label_of
from foundation.database import db
from foundation.formats import day, last_day, moment
from foundation.model import Base, Hours, Moment

Roots = Mapping[str, Any]
"""By `table.column` what a foreign key may point to: the numbers of the subject's rows, or a query for them."""

NAMED = {
    "organisation": "name",
    "profession": "name",
    "neighbourhood": "name",
    "ward": "name",
    "practice": "name",
    "review_tier": "name",
    "team": "name",
    "competence": "name",
    "account": "name",
    "review_session": "code",
    "post": "code",
}
"""What is said of a row that another refers to."""


@dataclass(frozen=True, slots=True)
class Held:
    """One row: what it says, each fact under its name."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table."""

    title: str
    rows: tuple[Held, ...]


def all_held(titles: Mapping[str, str], roots: Roots) -> list[Section]:
    """Every row that refers to one of the roots, by table in the order of the titles, the oldest first. Two
    statements: the rows, and the names of what they refer to."""
    tables = [table_named(name) for name in titles]
    widest = max(len(_told(table, roots)) for table in tables)
    rows = db.session.execute(union_all(*(_rows(table, roots, widest) for table in tables))).all()
    names = _names(_referred(rows, roots))
    found: dict[str, list[Held]] = defaultdict(list)
    for name, _row_id, *said in sorted(rows, key=lambda row: row[1]):
        columns = _told(table_named(name), roots)
        found[name].append(Held(tuple(_facts(columns, said, names))))
    return [Section(titles[name], tuple(found[name])) for name in titles if name in found]


def table_named(name: str) -> Table:
    """A table by its name."""
    return Base.metadata.tables[name]


def referring(table: Table, roots: Collection[str]) -> list[Column[Any]]:
    """The columns of a table that point to one of the roots. The account in whose name a row was written is not who
    the row is about."""
    found = [column for column in table.c if _target(column) in roots]
    return [column for column in found if _target(column) != "account.id" or column.name == "account_id"]


def _told(table: Table, roots: Collection[str]) -> list[Column[Any]]:
    """What is printed of a row: not its number, nor what points to the subject, nor to another resident."""
    own = set(referring(table, roots)) if "account.id" in roots else set()
    return [
        column
        for column in table.c
        if column.name not in SECRET | {"id"}
        and column not in own
        and _target(column) != "resident.id"
        and not isinstance(column.type, LargeBinary)
    ]


def _rows(table: Table, roots: Roots, widest: int) -> Select[*tuple[Any, ...]]:
    told: list[ColumnElement[Any]] = [cast(column, String) for column in _told(table, roots)]
    padded = told + [cast(null(), String)] * (widest - len(told))
    about = [column.in_(roots[_target(column) or ""]) for column in referring(table, roots)]
    return select(literal(table.name), table.c.id, *padded).where(or_(*about))


def _referred(rows: Iterable[Any], roots: Roots) -> dict[str, set[int]]:
    """The numbers of the rows that are referred to, by table."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, _row_id, *said in rows:
        for column, value in zip(_told(table_named(name), roots), said, strict=False):
            target = _target(column)
            if target is not None and value is not None:
                found[target.partition(".")[0]].add(int(value))
    return found


def _names(referred: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """What each of them is called."""
    parts = [
        select(literal(name), table_named(name).c.id, cast(table_named(name).c[NAMED[name]], String)).where(
            table_named(name).c.id.in_(referred[name])
        )
        for name in NAMED
        if referred.get(name)
    ]
    parts += [_people(referred["person"])] if referred.get("person") else []
    parts += [_references(referred["cases"])] if referred.get("cases") else []
    rows = db.session.execute(union_all(*parts)) if parts else ()
    return {(name, number): said for name, number, said in rows}


def _people(numbers: Collection[int]) -> Select[*tuple[Any, ...]]:
    d = table_named("person_details")
    named = func.max(d.c.given_name + " " + d.c.family_name)
    return (
        select(literal("person"), d.c.person_id, named)
        .where(d.c.person_id.in_(numbers), d.c.superseded_at.is_(None))
        .group_by(d.c.person_id)
    )


def _references(numbers: Collection[int]) -> Select[*tuple[Any, ...]]:
    cases = table_named("cases")
    return select(literal("cases"), cases.c.id, cases.c.local_reference).where(cases.c.id.in_(numbers))


def _facts(
    columns: list[Column[Any]], said: list[str | None], names: Mapping[tuple[str, int], str]
) -> Iterator[tuple[str, str]]:
    for column, value in zip(columns, said, strict=False):
        if value is not None and value != "":
            yield label_of(column.name), _text(column, value, names)


def _text(column: Column[Any], value: str, names: Mapping[tuple[str, int], str]) -> str:
    target = _target(column)
    if target is not None:
        return names.get((target.partition(".")[0], int(value)), f"number {value}")
    if isinstance(column.type, Moment):
        read = datetime.fromisoformat(value)
        return moment(read if read.tzinfo else read.replace(tzinfo=UTC))
    if isinstance(column.type, Date):
        on = date.fromisoformat(value)
        return day(last_day(on) if column.name == "until" else on)
    return _plain(column, value)


def _plain(column: Column[Any], value: str) -> str:
    if isinstance(column.type, Boolean):
        return "Yes" if value in {"1", "true"} else "No"
    if isinstance(column.type, Hours):
        return f"{int(value) / 100:g} hours"
    if value.startswith("["):
        return " ".join(str(each) for each in json.loads(value))
    return CODES.get(column.name, {}).get(value, value)


def _target(column: Column[Any]) -> str | None:
    """What its foreign key points to, as `table.column`."""
    return next((key.target_fullname for key in column.foreign_keys), None)
