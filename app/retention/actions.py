"""What may be removed today, and removing just that."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import delete, literal, literal_column, select, union_all

from accounts import audit
from app.retention.kinds import KINDS, Kind, period_in
from app.retention.periods import Period
from app.retention.subjects import Found, of_resident, of_staff, remove_subjects, residents_due, staff_due
from app.settings import Settings
from foundation.database import begin_writing, compact_json, db
from foundation.errors import RuleBroken

ALL = "all"
SHORT = 16
"""Characters of a preview's code: what no two previews share by chance."""
CHANGED = "What would be removed is not what that preview said. Nothing of it was removed; look at a new one."

SUBJECTS = {"residents": of_resident, "staff": of_staff}
"""The kinds that are people, with what belongs to them."""

Numbers = Mapping[str, Sequence[int]]
"""The numbers of the rows to be removed, by table; of residents and staff their own numbers alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind: its period, the day before which it must have ended, how many are to be removed, of how many others
    the period is over, and whether a setting holds all of it."""

    kind: Kind
    period: Period
    before: date
    numbers: Numbers
    held_back: int
    on_hold: bool

    @property
    def due(self) -> int:
        """How many: rows, or people with all their rows."""
        return sum(map(len, self.numbers.values()))


@dataclass(frozen=True, slots=True)
class Preview:
    """Every kind, in order, and the code by which just this can be removed."""

    on: date
    lines: tuple[Line, ...]

    @property
    def code(self) -> str:
        """The same for the same rows, on whatever day; another when one row more or less is to go."""
        told = {line.kind.name: line.numbers for line in self.lines if line.due and not line.on_hold}
        return sha256(compact_json(told).encode()).hexdigest()[:SHORT]


def preview(settings: Settings, on: date, *, sealed_too: bool = False) -> Preview:
    """What may be removed on the day: four statements. `sealed_too`: as it is removed, leaving who was merged with a
    sealed record; a page, which must not tell that there is one, counts them. Raises RuleBroken for a setting that
    cannot be."""
    periods = {kind: period_of_kind(settings, kind) for kind in KINDS}
    residents, staff = (period for kind, period in periods.items() if kind.about_people)
    found, held = _found(periods, on), settings.RETENTION_HOLD.split()
    subjects = {
        "residents": residents_due(
            residents, on, settings.RETENTION_HOLD_CASES.split(), sealed_too=sealed_too
        ),
        "staff": staff_due(staff, on),
    }
    return Preview(on, tuple(_line(kind, periods[kind], on, found, subjects, held) for kind in KINDS))


def period_of_kind(settings: Settings, kind: Kind) -> Period:
    """What the settings say. Raises RuleBroken where that is no number, or less than may be."""
    unknown = set(settings.RETENTION_HOLD.split()) - {ALL, *(each.name for each in KINDS)}
    if unknown:
        raise RuleBroken(f"RETENTION_HOLD names {', '.join(sorted(unknown))}, which is no kind of record.")
    try:
        return period_in(settings, kind)
    except ValueError as error:
        raise RuleBroken(f"{kind.setting} must be a whole number, and not less than {kind.least}.") from error


def remove(settings: Settings, on: date, code: str, *, by: int) -> Preview:
    """Remove what the preview with this code said: each kind in a transaction of its own, with its entry in the
    audit. Gives what was removed. Commits. Raises RuleBroken, and stops, when anything else would be removed."""
    said = preview(settings, on, sealed_too=True)
    db.session.rollback()
    if said.code != code:
        raise RuleBroken(CHANGED)
    for line in said.lines:
        if line.due and not line.on_hold:
            _remove(settings, on, line, by=by)
    return said


def _remove(settings: Settings, on: date, line: Line, *, by: int) -> None:
    begin_writing()
    now = next(each for each in preview(settings, on, sealed_too=True).lines if each.kind is line.kind)
    if now.numbers != line.numbers:
        db.session.rollback()
        raise RuleBroken(CHANGED)
    _remove_rows(line, on)
    audit.record(
        "retention.remove", "retention", None, by=by,
        after={"kind": line.kind.name, "before": line.before, "removed": line.due},
    )  # fmt: skip
    db.session.commit()


def _remove_rows(line: Line, on: date) -> None:
    if line.kind.rows is None:
        remove_subjects(SUBJECTS[line.kind.name](), line.numbers[line.kind.name])
        return
    for table, rows in line.kind.rows(line.period, on):
        db.session.execute(delete(table).where(rows))


def _found(periods: Mapping[Kind, Period], on: date) -> Mapping[str, Mapping[str, list[int]]]:
    """The rows that are older than their period, by kind and table: one statement."""
    parts = [
        select(literal(kind.name), literal(table.name), table.c.id).where(rows)
        for kind, period in periods.items()
        if kind.rows is not None
        for table, rows in kind.rows(period, on)
    ]
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for kind, table, number in db.session.execute(union_all(*parts).order_by(literal_column("3"))):
        found[kind][table].append(number)
    return found


def _line(
    kind: Kind,
    period: Period,
    on: date,
    found: Mapping[str, Mapping[str, list[int]]],
    subjects: Mapping[str, Found],
    held: Sequence[str],
) -> Line:
    subject = subjects.get(kind.name)
    numbers = found[kind.name] if subject is None else {kind.name: subject.due}
    held_back = 0 if subject is None else subject.held_back
    on_hold = ALL in held or kind.name in held
    return Line(kind, period, period.before(on), numbers, held_back, on_hold)
