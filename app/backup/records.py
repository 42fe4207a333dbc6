"""What is in a backup, record by record: the first says what it is, the last what it must come to."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from foundation.errors import RuleBroken
from foundation.sealed_file import DAMAGED, Sealing, unsealed

FORMAT = "neighbourhood-backup/1"
HEADER, TABLE, CONTENT, MANIFEST = b"h", b"t", b"c", b"m"
BLOCK = 2**20

Record = tuple[bytes, bytes]
Add = Callable[[bytes, bytes], None]
"""Called with a kind and its content, in order."""


@dataclass(frozen=True, slots=True)
class Header:
    """What kind of database it was made from, by which revision of the tables, and when."""

    database: str
    revision: str
    made_at: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Manifest:
    """How many rows each table holds, and where the audit's chain ended."""

    counts: dict[str, int]
    audit_id: int
    audit_hash: str
    audit_at: str | None


def write_backup(
    file: BinaryIO, passphrase: str, header: Header, fill: Callable[[Add], Manifest]
) -> Manifest:
    """Write it all. `fill` adds the records between the first and the last."""
    sealing, digest = Sealing(file, passphrase), hashlib.sha256()

    def add(kind: bytes, content: bytes) -> None:
        digest.update(kind + len(content).to_bytes(8, "big") + content)
        sealing.add(kind + content)

    add(HEADER, _json(asdict(header)))
    manifest = fill(add)
    sealing.add(MANIFEST + _json(asdict(manifest) | {"digest": digest.hexdigest()}))
    sealing.close()
    return manifest


class Backup:
    """Reading one. `records` gives what lies between the first and the last; then `manifest` is known."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._records, self._digest = unsealed(file, passphrase), hashlib.sha256()
        self._manifest: Manifest | None = None
        kind, content = self._next()
        if kind != HEADER or json.loads(content).get("format") != FORMAT:
            raise RuleBroken("This backup was made by a version that this one does not know.")
        self.header = Header(**json.loads(content))

    def records(self) -> Iterator[Record]:
        """Each as it was written. Raises RuleBroken when the file is not as it was written."""
        while self._manifest is None:
            kind, content = self._next()
            if kind == MANIFEST:
                self._end(json.loads(content))
            else:
                yield kind, content

    @property
    def manifest(self) -> Manifest:
        """What it must come to. Raises RuleBroken before every record was read."""
        if self._manifest is None:
            raise RuleBroken(DAMAGED)
        return self._manifest

    def _next(self) -> Record:
        try:
            record = next(self._records)
        except StopIteration as end:
            raise RuleBroken(DAMAGED) from end
        kind, content = record[:1], record[1:]
        if kind != MANIFEST:
            self._digest.update(kind + len(content).to_bytes(8, "big") + content)
        return kind, content

    def _end(self, said: dict[str, Any]) -> None:
        if said.pop("digest") != self._digest.hexdigest():
            raise RuleBroken(DAMAGED)
        self._manifest = Manifest(**said)


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
