"""What was taken from accounts, kept outside the database beside the heads: so that restoring an older backup gives
nothing back."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

CLOSE, REOPEN, PASSWORD, GIVEN, FACTOR, APP_GONE, APP_REPLACED, CODES, PASSKEY, UNLINK = (
    "account.close",
    "account.reopen",
    "account.password",
    "account.give_password",
    "account.reset_factor",
    "account.factor_remove",
    "account.factor_replace",
    "account.recovery_codes",
    "account.passkey_remove",
    "account.unlink",
)
TAKE, GRANT = "account.take_role", "account.grant_role"
WATCHED = {
    CLOSE, REOPEN, PASSWORD, GIVEN, FACTOR, APP_GONE, APP_REPLACED, CODES, PASSKEY, UNLINK, TAKE, GRANT,
}  # fmt: skip

Line = dict[str, Any]
NO_WAY_IN = "UPDATE account SET password_hash = NULL WHERE id = :account"
CLOSED = "UPDATE account SET active = FALSE WHERE id = :account"
NO_ROLE = "DELETE FROM role_grant WHERE account_id = :account AND role = :role AND scope = :scope"
NO_APP = "DELETE FROM second_factor WHERE account_id = :account"
NO_CODES = "DELETE FROM recovery_code WHERE account_id = :account"
NO_PASSKEYS = "DELETE FROM passkey WHERE account_id = :account"
NO_PASSKEY = "DELETE FROM passkey WHERE account_id = :account AND id = :passkey"
NO_LINK = "DELETE FROM outside_identity WHERE account_id = :account"
UNDOING = {
    CLOSE: (CLOSED,),
    PASSWORD: (NO_WAY_IN,),
    GIVEN: (NO_WAY_IN,),
    FACTOR: (NO_APP, NO_CODES, NO_PASSKEYS),
    APP_GONE: (NO_APP,),
    APP_REPLACED: (NO_APP, NO_CODES),
    CODES: (NO_CODES,),
    PASSKEY: (NO_PASSKEY,),
    UNLINK: (NO_LINK,),
    TAKE: (NO_ROLE,),
}
LATER = {
    NO_APP: "second_factor",
    NO_CODES: "recovery_code",
    NO_PASSKEYS: "passkey",
    NO_PASSKEY: "passkey",
    NO_LINK: "outside_identity",
}
"""What an old backup may know nothing of yet."""


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

    An account whose password was changed since has none, nor the app or the codes that were
    replaced: the old ones may be why they were changed.
    """
    last: dict[tuple[Any, ...], Line] = {}
    for line in _read(file):
        if line["number"] > after:
            last[_what(line)] = line
    held = set(inspect(connection).get_table_names())
    statements = [each for line in last.values() for each in _undoing(line, held)]
    for sql, given in statements:
        connection.execute(text(sql), given)
    return len(statements)


def _line(row: Line) -> Line:
    said = row["before"] if row["act"] == TAKE else row["after"]
    role = json.loads(said)["role"] if row["act"] in (TAKE, GRANT) else None
    passkey = json.loads(row["after"])["passkey"] if row["act"] == PASSKEY else None
    return {
        "number": row["id"], "act": row["act"], "account": row["subject_id"], "role": role, "passkey": passkey,
    }  # fmt: skip


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
    return kind, line["account"], line.get("passkey"), *(line["role"] or ())


def _undoing(line: Line, held: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    given: dict[str, Any] = {"account": line["account"]}
    if line["act"] == TAKE:
        given |= {"role": line["role"][0], "scope": line["role"][1]}
    if line["act"] == PASSKEY:
        given |= {"passkey": line["passkey"]}
    for sql in UNDOING.get(line["act"], ()):
        if LATER.get(sql, "account") in held:
            yield sql, given
