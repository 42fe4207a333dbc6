"""Writing dated facts: one act, by one account, at one moment, in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table, func, insert, select, tuple_, update

from foundation.database import db
from foundation.effective import Dated, Period
from foundation.model import Model
from foundation.timeline import Change, Stretch, after, put

T = TypeVar("T")
BATCH = 1000
A_MOMENT = timedelta(microseconds=1)  # the least that both databases tell apart
DERIVED = {"searched"}  # worked out from the row's own values as it is stored
KEPT_BY_THE_ACT = {
    "id", "starts_on", "until", "recorded_at", "recorded_by_id", "superseded_at", "superseded_by_id", "because",
}  # fmt: skip

Key = tuple[Any, ...]
Values = tuple[Any, ...]
Timeline = list[Stretch[Values]]


class Act:
    """Everything one account changes at one moment. Say what holds when with `put` and `clear`; `write`
    supersedes and adds the rows, in the order the database needs.

    `load` fetches the timelines of many keys in one statement, so that a large import costs a fixed number
    of statements per batch.
    """

    def __init__(self, *, by: int, at: datetime, because: str | None = None) -> None:
        self.by, self.at, self.because = by, at, because
        self._timelines: dict[type[Model], dict[Key, Timeline]] = defaultdict(dict)
        self._before: dict[type[Model], dict[Key, Timeline]] = defaultdict(dict)
        self._withdrawn: dict[type[Model], set[Key]] = defaultdict(set)

    def load(self, model: type[Model], keys: Iterable[Key]) -> None:
        """Fetch what is believed now about each key."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._timelines[model]]
        for batch in batches(wanted):
            self._load_batch(model, batch)

    def load_where(self, model: type[Model], column: str, values: Collection[int]) -> list[Key]:
        """Fetch every key with one of these numbers in a column, and give the keys found, in order."""
        keys = [table_of(model).c[name] for name in key_names(model)]
        found: dict[Key, None] = {}
        for batch in batches(values):
            rows = db.session.execute(
                select(*keys)
                .distinct()
                .where(table_of(model).c[column].in_(batch), table_of(model).c.superseded_at.is_(None))
                .order_by(*keys)
            )
            found.update((tuple(row), None) for row in rows)
        self.load(model, found)
        return list(found)

    def timeline(self, model: type[Model], key: Key) -> Timeline:
        """What holds when for one key, with this act's changes so far."""
        if key not in self._timelines[model]:
            self.load(model, [key])
        return self._timelines[model][key]

    def put(self, model: type[Model], key: Key, period: Period, **values: Any) -> Change[Values]:
        """These values hold for the key over the whole period; other days are left as they were."""
        return self._change(model, key, period, tuple(values[name] for name in value_names(model)))

    def clear(self, model: type[Model], key: Key, period: Period) -> Change[Values]:
        """Nothing holds for the key over the period."""
        return self._change(model, key, period, None)

    def withdraw(self, model: type[Model], key: Key, period: Period) -> Change[Values]:
        """What was said of the period never was true: why is kept with the rows themselves."""
        self._withdrawn[model].add(key)
        return self.clear(model, key, period)

    def holds(self, model: type[Model], key: Key) -> bool:
        """Whether the key has been fetched, or is new."""
        return key in self._timelines[model]

    def was(self, model: type[Model], key: Key) -> Timeline:
        """What is stored, before this act's changes."""
        if key not in self._before[model]:
            self.load(model, [key])
        return self._before[model][key]

    def differs(self, model: type[Model], key: Key) -> tuple[Timeline, Timeline]:
        """What this act would supersede and what it would add for one key."""
        return _difference(self.was(model, key), self.timeline(model, key))

    def forget(self) -> None:
        """Let go of everything said so far: nothing of it is written."""
        self._timelines.clear()
        self._before.clear()
        self._withdrawn.clear()

    def new_key(self, model: type[Model], key: Key) -> None:
        """The key is brand new: there is nothing to fetch."""
        if key not in self._timelines[model]:
            self._timelines[model][key] = self._before[model][key] = []

    def changes(self) -> dict[str, list[dict[str, Any]]]:
        """What would be superseded and added, by table: numbers, codes and dates, never words that could
        name somebody. For the audit."""
        found: dict[str, list[dict[str, Any]]] = {}
        for model in self._timelines:
            rows = [
                {"key": list(key), "was": _plain(model, dropped), "now": _plain(model, added)}
                for key, dropped, added in self._differences(model)
            ]
            if rows:
                found[model.__tablename__] = rows
        return found

    def write(self) -> None:
        """Store it: supersede first, then add. One moment for all, later than anything it supersedes."""
        differences = {model: list(self._differences(model)) for model in self._timelines}
        at = self._moment({model: [key for key, _, _ in rows] for model, rows in differences.items()})
        for model, rows in differences.items():
            untrue = self._withdrawn[model]
            self._supersede(model, [s.row for key, gone, _ in rows if key not in untrue for s in gone], at)
            # What takes a row's place says why; where it never was true, the row itself has to.
            self._supersede(
                model, [s.row for key, gone, _ in rows if key in untrue for s in gone], at, self.because
            )
        for model, rows in differences.items():
            self._add(model, [(key, s) for key, _, new in rows for s in new], at)
        self.forget()
        db.session.expire_all()

    def _change(self, model: type[Model], key: Key, period: Period, values: Values | None) -> Change[Values]:
        timeline = self.timeline(model, key)
        change = put(timeline, period, values)
        self._timelines[model][key] = after(timeline, change)
        return change

    def _differences(self, model: type[Model]) -> Iterable[tuple[Key, Timeline, Timeline]]:
        for key, now in self._timelines[model].items():
            gone, new = _difference(self._before[model][key], now)
            if gone or new:
                yield key, gone, new

    def _load_batch(self, model: type[Model], keys: list[Key]) -> None:
        table = table_of(model)
        columns = [table.c[name] for name in key_names(model)]
        values = [table.c[name] for name in value_names(model)]
        wanted = columns[0].in_([k[0] for k in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)
        found: dict[Key, Timeline] = {key: [] for key in keys}
        rows: Iterable[Any] = db.session.execute(
            select(table.c.id, table.c.starts_on, table.c.until, *columns, *values)
            .where(wanted, table.c.superseded_at.is_(None))
            .order_by(table.c.starts_on)
        )
        width = 3 + len(columns)
        for row in rows:
            found[tuple(row[3:width])].append(Stretch(Period(row[1], row[2]), tuple(row[width:]), row[0]))
        for key, timeline in found.items():
            self._timelines[model][key] = timeline
            self._before[model][key] = timeline

    def _moment(self, keys: Mapping[type[Model], list[Key]]) -> datetime:
        """Knowledge only grows: a clock that stood still or stepped back must not make a row unknown before
        it was known, nor have it known while what it replaces was still believed."""
        latest = self.at
        for model, changed in keys.items():
            table, first = table_of(model), key_names(model)[0]
            for batch in batches(dict.fromkeys(key[0] for key in changed)):
                known = db.session.execute(
                    select(func.max(table.c.recorded_at), func.max(table.c.superseded_at)).where(
                        table.c[first].in_(batch)
                    )
                ).one()
                latest = max([latest, *(moment + A_MOMENT for moment in known if moment)])
        return latest

    def _supersede(
        self, model: type[Model], rows: list[int | None], at: datetime, because: str | None = None
    ) -> None:
        table = table_of(model)
        told = {"because": func.coalesce(table.c.because + ". ", "") + because} if because else {}
        for batch in batches(rows):
            db.session.execute(
                update(table)
                .where(table.c.id.in_(batch), table.c.superseded_at.is_(None))
                .values(superseded_at=at, superseded_by_id=self.by, **told)
            )

    def _add(self, model: type[Model], stretches: list[tuple[Key, Stretch[Values]]], at: datetime) -> None:
        if not stretches:
            return
        keys, names = key_names(model), value_names(model)
        common = {"recorded_at": at, "recorded_by_id": self.by, "because": self.because}
        db.session.execute(
            insert(table_of(model)),
            [
                {
                    **common,
                    "starts_on": s.period.starts_on,
                    "until": s.period.until,
                    **dict(zip(keys, key, strict=True)),
                    **dict(zip(names, s.value, strict=True)),
                }
                for key, s in stretches
            ],
        )


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as one statement takes."""
    listed = list(values)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


def table_of(model: type[Model]) -> Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


@cache  # asked for every fact of an import
def key_names(model: type[Model]) -> tuple[str, ...]:
    """What a row is about: at most one row a day for each key."""
    assert issubclass(model, Dated)
    return model.__no_overlap__


@cache
def value_names(model: type[Model]) -> tuple[str, ...]:
    """What a row says about it, in the table's order."""
    keys = set(key_names(model))
    return tuple(
        c.name for c in table_of(model).c if c.name not in KEPT_BY_THE_ACT | DERIVED and c.name not in keys
    )


def _difference(was: Timeline, now: Timeline) -> tuple[Timeline, Timeline]:
    if was is now or not was or not now:
        return ([], []) if was is now else (was, now)
    before, later = {(s.period, s.value) for s in was}, {(s.period, s.value) for s in now}
    return (
        [s for s in was if (s.period, s.value) not in later],
        [s for s in now if (s.period, s.value) not in before],
    )


CODES = {
    "contract",
    "functions",
    "half_days",
    "holding",
    "informed",
    "instrument",
    "kind",
    "outcome",
    "stage",
    "status",
    "why",
}


NEVER_TOLD = {"date_of_birth"}
"""A day that tells who somebody is."""


def _plain(model: type[Model], stretches: Timeline) -> list[dict[str, Any]]:
    names = value_names(model)
    return [
        {"starts_on": s.period.starts_on, "until": s.period.until}
        | {
            n: v
            for n, v in zip(names, s.value, strict=True)
            if n in CODES or not (isinstance(v, str | tuple) or n in NEVER_TOLD)
        }
        for s in stretches
    ]
