"""What was taken from accounts, kept outside the database beside the heads: so that restoring an older backup gives
nothing back."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

CLOSE, REOPEN, PASSWORD, FACTOR = (
    "account.close",
    "account.reopen",
    "account.password",
    "account.reset_factor",
)
TAKE, GRANT = "account.take_role", "account.grant_role"
WATCHED = {CLOSE, REOPEN, PASSWORD, FACTOR, TAKE, GRANT}

Line = dict[str, Any]
NO_WAY_IN = "UPDATE account SET password_hash = NULL WHERE id = :account"
CLOSED = "UPDATE account SET active = FALSE WHERE id = :account"
NO_ROLE = "DELETE FROM role_grant WHERE account_id = :account AND role = :role AND scope = :scope"
NO_FACTOR = "DELETE FROM second_factor WHERE account_id = :account"


def revoked_file(heads: Path) -> Path:
    """Where it is kept."""
    return heads.with_name(heads.name + ".revoked")


def note_revoked(file: Path, rows: Iterable[Line]) -> None:
    """Add what these entries took or gave, on the disk when this returns. Before they are committed: what is
    acknowledged is in the list. Raises OSError."""
    lines = [json.dumps(_line(row)) + "\n" for row in rows if row["act"] in WATCHED]
    if not lines:
        return
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii"
    ) as opened:
        opened.write("".join(lines))
        opened.flush()
        os.fsync(opened.fileno())


def revoke_again(connection: Connection, file: Path, after: int) -> int:
    """Take away again what was taken later than this entry and not given back since. How much that was.

    An account whose password was changed since has none: the old one may be why it was changed.
    """
    last: dict[tuple[Any, ...], Line] = {}
    for line in _read(file):
        if line["number"] > after:
            last[_what(line)] = line
    statements = [found for line in last.values() if (found := _undoing(line))]
    held = set(inspect(connection).get_table_names())
    statements = [(sql, given) for sql, given in statements if sql != NO_FACTOR or "second_factor" in held]
    for sql, given in statements:
        connection.execute(text(sql), given)
    return len(statements)


def _line(row: Line) -> Line:
    said = row["before"] if row["act"] == TAKE else row["after"]
    role = json.loads(said)["role"] if row["act"] in (TAKE, GRANT) else None
    return {"number": row["id"], "act": row["act"], "account": row["subject_id"], "role": role}


def _read(file: Path) -> Iterator[Line]:
    if not file.exists():
        return
    for line in file.read_text(encoding="ascii").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue  # half a line: what it told of was never acknowledged


def _what(line: Line) -> tuple[Any, ...]:
    kind = {CLOSE: "open", REOPEN: "open", TAKE: "role", GRANT: "role"}.get(line["act"], line["act"])
    return kind, line["account"], *(line["role"] or ())


def _undoing(line: Line) -> tuple[str, dict[str, Any]] | None:
    given: dict[str, Any] = {"account": line["account"]}
    if line["act"] == TAKE:
        return NO_ROLE, given | {"role": line["role"][0], "scope": line["role"][1]}
    sql = {CLOSE: CLOSED, PASSWORD: NO_WAY_IN, FACTOR: NO_FACTOR}.get(line["act"])
    return (sql, given) if sql else None
