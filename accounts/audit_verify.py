"""Whether the audit is as it was written: every hash, every number, every moment, every head, every guard."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy.engine import Connection

from accounts.audit_beginning import BEGIN
from accounts.audit_chain import EPOCH, MICROSECOND, START, Keys, link
from accounts.audit_guard import look_at_guards
from accounts.audit_heads import RESTORED, Heads, Line
from accounts.audit_rows import Row, each_row

TOLERANCE = timedelta(minutes=10)
"""An entry is stored when its act commits, so it may be this much older than the one before it."""
A_DAY = timedelta(days=1) // MICROSECOND
MOST_TOLD = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the audit is not as it was written. `sequence`: the entry's place in its day."""

    kind: str
    says: str
    id: int | None = None
    day: date | None = None
    sequence: int | None = None

    def as_json(self) -> dict[str, Any]:
        """By name."""
        return {
            "kind": self.kind, "day": self.day and self.day.isoformat(), "sequence": self.sequence,
            "id": self.id, "says": self.says,
        }  # fmt: skip


@dataclass
class Report:
    """What was looked at and found. `warnings` are weaknesses of how it is set up, not signs of tampering."""

    entries: int = 0
    unchained: int = 0
    heads: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0

    def add(self, finding: Finding) -> None:
        """The first thousand are told, all are counted."""
        self.found += 1
        if self.found <= MOST_TOLD:
            self.findings.append(finding)


def verify(connection: Connection, heads: Heads, keys: Keys, now: datetime) -> Report:
    """Read everything once. The heads first: what they name has been committed by then."""
    report = Report()
    lines = list(heads.read(keys))
    walk = _Walk(report, keys, _in_force(lines))
    try:
        for row in each_row(connection):
            walk.step(row)
    except connection.dialect.loaded_dbapi.Error as error:
        connection.rollback()  # PostgreSQL answers nothing more in a transaction that failed
        report.add(Finding("unreadable", f"the database could not be read further: {error}", walk.last + 1))
    walk.end(now)
    for finding in _of_the_file(lines, walk.last, heads):
        report.add(finding)
    guards, report.warnings = look_at_guards(connection)
    for says in guards:
        report.add(Finding("guard", says))
    report.heads = len(lines)
    return report


class _Walk:
    """From entry to entry. An entry is judged by the hash that is stored before it, so that each fault is found
    where it is and not at every later entry."""

    def __init__(self, report: Report, keys: Keys, heads: dict[int, Line]) -> None:
        self.report, self.secrets, self.heads = report, keys.secrets, heads
        self.last, self.chained, self.at = 0, False, 0
        self.previous: bytes | None = START
        self.day = self.day_starts = 0
        self.digest = sha256()

    def step(self, row: Row) -> None:
        """One entry."""
        self.report.entries += 1
        self._enter_day(row)
        if row.hash is None and not self.chained:
            self._before_the_chain(row)
        else:
            self._in_the_chain(row)
        self.last, self.at = row.id, self.at if row.at is None else row.at

    def end(self, now: datetime) -> None:
        """After the last entry."""
        unnamed = self.report.unchained and not self.chained
        if unnamed:
            self._add("unchained", "entries without a hash, and none that seals them")
        if self.at > (now - EPOCH + TOLERANCE) // MICROSECOND:
            self._add("clock", "the last entry is later than the clock is now")
        for number, line in self.heads.items():
            if number > self.last:
                self.report.add(
                    Finding(
                        "cut",
                        f"the heads name entry {number}; the last is {self.last}",
                        number,
                        _day_in(line),
                    )
                )
                break

    def _before_the_chain(self, row: Row) -> None:
        self.report.unchained += 1
        self.digest.update(row.bytes or b"")

    def _in_the_chain(self, row: Row) -> None:
        self._numbered(row)
        if not self.chained:
            self.chained = True
            self._sealed_before(row)
        if row.key is None or row.hash is None:
            self._add("unchained", "no hash: it was not written by this service", row)
        elif row.key not in self.secrets:
            self._add("key", f"hashed with a key that is not ours ({row.key})", row)
        elif not self._hashed_as_written(row):
            self._add("changed", "not as it was written", row)
        self._timed(row)
        self._headed(row)
        self.previous = row.hash if isinstance(row.hash, bytes) else None

    def _numbered(self, row: Row) -> None:
        if row.id != self.last + 1 and (self.chained or not self.report.unchained):
            missing = f"{self.last + 1} to {row.id - 1}" if row.id - self.last > 2 else f"{self.last + 1}"
            self.report.add(self._finding("gap", f"missing: {missing}", self.last + 1))
            self.previous = None  # what it followed is not there to be compared

    def _hashed_as_written(self, row: Row) -> bool:
        said = row.bytes
        if said is None:
            return False
        return self.previous is None or link(self.secrets[row.key or ""], self.previous, said) == row.hash

    def _sealed_before(self, row: Row) -> None:
        if not self.report.unchained:
            return
        sealed = json.loads(row.said[5] or "{}") if row.said[1] == BEGIN else {}
        if sealed != {"entries": self.report.unchained, "digest": self.digest.hexdigest()}:
            self._add("before", "the entries before the chain are not those that its first entry sealed", row)

    def _timed(self, row: Row) -> None:
        if row.at is not None and row.at < self.at - TOLERANCE // MICROSECOND and self.chained:
            self._add("clock", "earlier than the entry before it", row)

    def _headed(self, row: Row) -> None:
        line = self.heads.get(row.id)
        if line is not None and line.hash != row.hash:
            self._add("head", f"line {line.place} of the heads says this entry was another", row)

    def _enter_day(self, row: Row) -> None:
        day = self.day if row.at is None else row.at // A_DAY
        if day > self.day or not self.day_starts:
            self.day, self.day_starts = day, row.id

    def _add(self, kind: str, says: str, row: Row | None = None) -> None:
        self.report.add(self._finding(kind, says, row.id if row else self.last))

    def _finding(self, kind: str, says: str, number: int) -> Finding:
        day = date(1970, 1, 1) + timedelta(days=self.day)
        return Finding(kind, says, number, day, max(number - self.day_starts + 1, 1))


def _in_force(lines: list[Line]) -> dict[int, Line]:
    """The heads that still bind, the latest first. What lay beyond a backup that was restored by our own command
    was given up with it."""
    binding: dict[int, Line] = {}
    for line in lines:
        if not line.sound:
            continue
        if line.kind == RESTORED:
            binding = {number: kept for number, kept in binding.items() if number <= line.number}
        binding[line.number] = line
    binding.pop(0, None)
    return dict(sorted(binding.items(), reverse=True))


def _of_the_file(lines: list[Line], last: int, heads: Heads) -> Iterator[Finding]:
    if last and not lines:
        yield Finding("heads", f"{heads.file.name} is missing or empty")
    for line in lines:
        if not line.sound:
            says = f"line {line.place} is not as it was written, or one before it was taken away"
            yield Finding("heads", says, line.number or None, _day_in(line))


def _day_in(line: Line) -> date | None:
    try:
        return date.fromisoformat(line.day)
    except ValueError:
        return None
