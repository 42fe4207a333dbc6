"""Writing rows that are not timelines: events such as supervision, and absences, which may overlap.

As everywhere, a row is never edited: what is corrected is superseded and said again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from foundation.acts import table_of
from foundation.database import db
from foundation.effective import Recorded
from foundation.model import Model
from people.files import Outcome, batched

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Stated:
    """What a file says of one table, compared with what is believed now. `outcomes` follow its rows."""

    model: type[Model]
    outcomes: list[Outcome] = field(default_factory=list)
    to_add: list[Row] = field(default_factory=list)
    to_supersede: dict[int, datetime] = field(default_factory=dict)

    def write(self, *, by: int, at: datetime, because: str | None = None) -> None:
        """Supersede what is corrected and add what is new, at one moment later than anything it corrects.

        `because`: why rows are taken back, kept with each of them, as nothing need take their place.
        """
        table = table_of(self.model)
        corrected = {"superseded_by_id": by} | ({"because": because} if because else {})
        at = max([at, *(moment + timedelta(microseconds=1) for moment in self.to_supersede.values())])
        for batch in batched(self.to_supersede):
            db.session.execute(
                update(table).where(table.c.id.in_(batch)).values(superseded_at=at, **corrected)
            )
        if self.to_add:
            kept = {"recorded_at": at, "recorded_by_id": by}
            db.session.execute(insert(table), [kept | dict(row) for row in self.to_add])


def compare(model: type[Model], key: tuple[str, ...], rows: Sequence[Row]) -> Stated:
    """Which rows are new, which correct one that is believed now, and which say what is known already.

    `key` names the columns that tell one row from another; its first is the number of what they are about.
    Every row has the same columns.
    """
    stated = Stated(model)
    columns = tuple(rows[0]) if rows else ()
    held = _held(model, key, columns, {row[key[0]] for row in rows})
    for row in rows:
        there = held.get(tuple(row[name] for name in key))
        stated.outcomes.append(_outcome(there, tuple(row.values())))
        if stated.outcomes[-1] is not Outcome.UNCHANGED:
            stated.to_add.append(row)
        if stated.outcomes[-1] is Outcome.CHANGED and there is not None:
            stated.to_supersede[there[0]] = there[1]
    return stated


Held = tuple[int, datetime, Key]


def _outcome(there: Held | None, values: Key) -> Outcome:
    if there is None:
        return Outcome.STARTED
    return Outcome.UNCHANGED if there[2] == values else Outcome.CHANGED


def _held(
    model: type[Model], key: tuple[str, ...], columns: tuple[str, ...], about: set[int]
) -> dict[Key, Held]:
    assert issubclass(model, Recorded)
    table = table_of(model)
    found: dict[Key, Held] = {}
    for batch in batched(about):
        rows = db.session.execute(
            select(table.c.id, table.c.recorded_at, *(table.c[name] for name in columns)).where(
                table.c[key[0]].in_(batch), table.c.superseded_at.is_(None)
            )
        )
        for number, recorded_at, *said in map(tuple, rows):
            values = dict(zip(columns, said, strict=True))
            found[tuple(values[name] for name in key)] = (number, recorded_at, tuple(said))
    return found
