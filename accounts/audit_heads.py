"""The heads: a file outside the database that remembers where the chain ended, so that a chain cut short, or an
older one put back, is found.

Lines are only ever added, each chained to the one before by a keyed hash of its own:

    head 2026-11-22 1234 HASH KEY HASH-OF-THE-LINE
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from accounts.audit_chain import START, Keys, link

EVERY_SECONDS = 10.0
EVERY_ENTRIES = 100
HEAD, RESTORED = "head", "restored"
LONGEST_LINE = 512


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: a number, a hash, and when that entry was. Number 0: it has not begun. `yesterday`:
    the end of an earlier day that nobody may have written down yet."""

    number: int
    hash: bytes
    at: datetime | None
    yesterday: "Head | None" = None

    @property
    def day(self) -> date | None:
        """The day of the chain it belongs to: UTC, which has no hour twice."""
        return None if self.at is None else self.at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read. `sound`: it is as it was written, and follows the line before."""

    place: int
    kind: str
    day: str
    number: int
    hash: bytes
    sound: bool


class Heads:
    """The file of one app's process."""

    def __init__(self, file: str) -> None:
        self.file = Path(file)
        self._written, self._due = 0, 0.0

    def note(self, head: Head, keys: Keys) -> None:
        """Write it down when it is time to: the first, the last of a day, and every ten seconds or hundred
        entries. Raises OSError."""
        now = time.monotonic()
        if head.yesterday is not None:
            self.write(HEAD, head.yesterday, keys)
        elif now < self._due and 0 <= head.number - self._written < EVERY_ENTRIES:
            return
        self.write(HEAD, head, keys)
        self._written, self._due = head.number, now + EVERY_SECONDS

    def write(self, kind: str, head: Head, keys: Keys) -> None:
        """Add one line, on the disk when this returns. Raises OSError."""
        with _locked(self.file) as file:
            previous = _last_hash(file)
            text = f"{kind} {head.day} {head.number} {head.hash.hex()} {keys.current}"
            made = link(keys.secrets[keys.current], previous, text.encode())
            file.write(f"{text} {made.hex()}\n".encode())
            file.flush()
            os.fsync(file.fileno())

    def read(self, keys: Keys) -> Iterator[Line]:
        """Every line, in order. One that cannot be read at all is not sound and has number 0."""
        if not self.file.exists():
            return
        previous = START
        for place, raw in enumerate(self.file.read_bytes().splitlines(), 1):
            line, previous = _read_line(place, raw, previous, keys)
            yield line


def kept_key(heads: Path) -> str:
    """The key where no setting gives one: random, made once, in a file that only this account can read."""
    file = heads.with_name(heads.name + ".key")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, file)  # whole or not at all, and the first to come stays
        made.unlink()
    return file.read_text(encoding="ascii")


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last_hash(file: BinaryIO) -> bytes:
    """The hash of the last whole line. Half a line, from a process that died, is taken away."""
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - LONGEST_LINE))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    if start + whole < end:
        file.truncate(start + whole)
    lines = tail[:whole].splitlines()
    try:
        return bytes.fromhex(lines[-1].rsplit(b" ", 1)[-1].decode()) if lines else START
    except ValueError:
        return START


def _read_line(place: int, raw: bytes, previous: bytes, keys: Keys) -> tuple[Line, bytes]:
    try:
        text, _, said = raw.decode("ascii").rpartition(" ")
        kind, day, number, hash_, key = text.split(" ")
        made = bytes.fromhex(said)
        secret = keys.secrets.get(key)
        sound = secret is not None and link(secret, previous, text.encode()) == made
        return Line(place, kind, day, int(number), bytes.fromhex(hash_), sound), made
    except ValueError:
        return Line(place, "", "", 0, b"", sound=False), previous
