"""Residents and members of staff whose time is over: each is found by all that is held about them, and goes whole."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    literal,
    or_,
    select,
    union,
)

from accounts.account import Account
from app.retention.belonging import Links, belonging, ids_of, mapped, owners, times_of
from app.retention.periods import Period, morning_of
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CasePause,
    Resident,
    ResidentDetails,
    ResidentMerge,
)
from caseload.cases.holding import Contribution, TeamAllocation
from caseload.cases.stage import OVER, CaseStage
from caseload.sealing.hiding import SEALED_TOO, of_residents
from caseload.sealing.seal import Seal, as_kept
from foundation.acts import table_of
from foundation.database import db
from foundation.effective import Dated
from foundation.letting_go import letting_go
from foundation.model import Base, Moment
from people.employment import Employment, EmploymentDetails
from people.person import Person
from teams.team import Placement

MOST = 5_000
"""Removed at once; who is beyond waits for the next time."""
GROWN = Period(26, "year")
"""A child's record is kept until the 25th birthday, or the 26th of who was 17 when support ended."""
IN_FORCE = (CaseDetails, CasePause, Allocation, Contribution, TeamAllocation)
"""While one of these is open, somebody has the resident to look after."""
NAMED_ELSEWHERE = frozenset({
    "tenure.person_id", "supervision.with_person_id", "review_session.chair_person_id",
    "session_pattern_details.chair_person_id", "mail.person_id", "notice.person_id",
})  # fmt: skip
"""Columns that name a member of staff in something that is not theirs: it would be broken without them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of those who are to be removed now, in order, and of how many others the period is over."""

    due: tuple[int, ...] = ()
    held_back: int = 0


BEFORE, MORNING = bindparam("before", type_=Date), bindparam("morning", type_=Moment)
ON, BORN_BY = bindparam("on", type_=Date), bindparam("born_by", type_=Date)
HELD = bindparam("held", expanding=True)
"""What is left open in the two statements, which are built once: there are sixty parts to one."""


def residents_due(period: Period, on: date, held_cases: Collection[str], *, sealed_too: bool) -> Found:
    """Residents of whom nothing is younger than the period, and nothing is in force. One whose record is sealed today
    is neither among them nor counted, whoever asks; `sealed_too`: who was merged with one is not either. Two
    statements."""
    pairs = db.session.execute(_merged(), execution_options=SEALED_TOO if sealed_too else {}).all()
    given = {"on": on, "born_by": GROWN.before(on), "held": as_kept(held_cases)}
    return _due(_residents(), _times(period, on) | given, pairs)


def staff_due(period: Period, on: date) -> Found:
    """Members of staff whose last employment ended before the period, of whom nothing is younger, and whom nothing
    else names. One statement."""
    return _due(_staff(), _times(period, on), ())


def remove_subjects(links: Links, numbers: Collection[int]) -> None:
    """All that is held about these, and nothing else. Never commits."""
    with letting_go([table.name for table in links]):
        for table in reversed(list(links)):
            db.session.execute(delete(table).where(ids_of(links, table, numbers)))


@cache
def of_resident() -> Links:
    """All that belongs to residents: what a seal hides, too."""
    return belonging(table_of(Resident))


@cache
def of_staff() -> Links:
    """All that belongs to a member of staff, and to nobody else."""
    return belonging(table_of(Person), NAMED_ELSEWHERE | {str(column) for column in _in_residents()})


def _in_residents() -> Iterator[Column[int]]:
    """Where a resident's record names somebody."""
    people = {table_of(model) for model in (Person, Employment, Placement)}
    for table in of_residents():
        yield from (key.parent for key in table.foreign_keys if key.column.table in people)


def _times(period: Period, on: date) -> dict[str, object]:
    before = period.before(on)
    return {"before": before, "morning": morning_of(before)}


@cache
def _residents() -> CompoundSelect[str, int]:
    marked = [("all", _not_sealed())]
    marked += [("recent", each) for each in (_open_cases(), *_recent(of_resident()))]
    return _marked([*marked, *(("stopped", each) for each in _stopped_residents())])


@cache
def _staff() -> CompoundSelect[str, int]:
    marked = [("all", select(Employment.person_id))]
    marked += [("recent", each) for each in (_employed(), *_recent(of_staff()))]
    return _marked([*marked, *(("stopped", each) for each in _stopped_staff())])


def _marked(parts: Iterable[tuple[str, Select[int]]]) -> CompoundSelect[str, int]:
    return union(*(each.with_only_columns(literal(mark), each.selected_columns[0]) for mark, each in parts))


def _due(asked: CompoundSelect[str, int], given: dict[str, object], pairs: Iterable[Any]) -> Found:
    found: dict[str, set[int]] = {"all": set(), "recent": set(), "stopped": set()}
    for mark, number in db.session.execute(asked, given):
        found[mark].add(number)
    over = found["all"] - found["recent"]
    due = _together(over - found["stopped"], [tuple(pair) for pair in pairs])
    return Found(tuple(sorted(due)[:MOST]), len(over) - len(due))


def _together(due: set[int], pairs: Sequence[tuple[int, ...]]) -> set[int]:
    """Without those who were merged with somebody who stays, and those merged with these."""
    while split := {one for pair in pairs if len(due.intersection(pair)) == 1 for one in pair} & due:
        due = due - split
    return due


def _recent(links: Links) -> Iterator[Select[int]]:
    """Of whom anything has a day or a moment that is not before the day."""
    for table in links:
        later = [_later(column) for column in times_of(table)]
        if later:
            yield from owners(links, table, or_(*later))


def _later(column: Column[Any]) -> ColumnElement[bool]:
    told = mapped(column)
    if isinstance(column.type, Moment):
        return told >= MORNING
    return told > BEFORE if column.name == "until" else told >= BEFORE


def _not_sealed() -> Select[int]:
    sealed = select(Seal.resident_id).where(
        Seal.superseded_at.is_(None), Seal.starts_on <= ON, or_(Seal.until.is_(None), Seal.until > ON)
    )
    return select(Resident.id).where(Resident.id.not_in(sealed))


def _open_cases() -> Select[int]:
    """Of whom a case was not closed or declined before the day, and has stayed so."""
    over = exists().where(
        CaseStage.case_id == Case.id,
        CaseStage.stage.in_([each.value for each in OVER]),
        CaseStage.starts_on < BEFORE,
        _still(CaseStage),
    )
    return select(Case.resident_id).where(~over)


def _stopped_residents() -> Iterator[Select[int]]:
    for model in IN_FORCE:
        yield from owners(of_resident(), table_of(model), _still(model))
    young = and_(ResidentDetails.date_of_birth > BORN_BY, ResidentDetails.superseded_at.is_(None))
    yield select(ResidentDetails.resident_id).where(young)
    yield select(Case.resident_id).where(Case.local_reference.in_(HELD))


def _merged() -> Select[int, int]:
    return select(ResidentMerge.kept_id, ResidentMerge.merged_id).order_by(ResidentMerge.id)


def _employed() -> Select[int]:
    """Who is employed, or was on the day or after it."""
    still = and_(
        EmploymentDetails.superseded_at.is_(None),
        or_(EmploymentDetails.until.is_(None), EmploymentDetails.until > BEFORE),
    )
    contracts = select(EmploymentDetails.employment_id).where(still)
    return select(Employment.person_id).where(Employment.id.in_(contracts))


def _stopped_staff() -> Iterator[Select[int]]:
    """Whom something of somebody else's names; a resident's record that names a contract names its person too."""
    named = [Base.metadata.tables[name].c[column] for name, column in map(_split, sorted(NAMED_ELSEWHERE))]
    for column in [*named, *_in_residents()]:
        if column.references(table_of(Person).c.id):
            yield select(mapped(column)).where(mapped(column).is_not(None))
    active = select(Account.id).where(Account.active)
    yield select(Person.id).where(Person.account_id.in_(active))


def _split(named: str) -> tuple[str, str]:
    table, _, column = named.partition(".")
    return table, column


def _still(model: type[Dated]) -> ColumnElement[bool]:
    """What is believed to go on without an end."""
    return and_(model.superseded_at.is_(None), model.until.is_(None))
