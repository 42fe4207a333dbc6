"""Putting hostile files to everything that reads files: at the reader, over HTTP and by command.

`python -m tests.hostility` is the long form: every file to every way in, each workbook opened as it is in life.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.account import RoleGrant
from accounts.permissions import Role
from foundation import workbook_process, workbooks
from foundation.database import db
from foundation.errors import BadFile, Fault
from foundation.spreadsheets import Column, day, hours, read_rows, words
from tests import builders as make
from tests.databases import new_app, new_scratch
from tests.hostile_files import Hostile, every
from tests.pages.client import CheckedClient

ESCAPED = (Path("/tmp/escaped"), Path("/escaped"))
DONE_BY_ASKING = {"audit_entry", "sign_in"}
"""Tables that any request writes, whatever it carries."""
KINDS = ("cases", "mandates", "tenures", "supervision", "absences", "patterns", "sessions")
FORMS: Mapping[str, dict[str, str]] = {
    "/imports/new": {"employer": "nca", "as_of": "2026-06-15", "profile": ""},
    "/cases/import": {"take": "Import"},
    "/mandates/import": {"take": "Import"},
}
"""Every page that takes a file, and what else it asks for."""


class Row(NamedTuple):
    """A row of the sound table."""

    number: int
    name: str
    on: date | None
    hours: Decimal | None


COLUMNS = {"name": Column(words(), "a name"), "on": Column(day, "a day"), "hours": Column(hours, "hours")}


class Broken(Exception):
    """A file did what no file may do."""


def at_reader(hostile: Hostile) -> list[Fault]:
    """What the reader says to it; nothing where it is a sound table. Raises Broken."""
    try:
        faults = read_rows(hostile.name, hostile.content, Row, COLUMNS)[1]
    except BadFile as refusal:
        faults = refusal.faults
        if not faults:
            raise Broken(f"{hostile.why}: refused without a word") from refusal
    if any(path.exists() for path in ESCAPED):
        raise Broken(f"{hostile.why}: a file was written outside")
    return faults


@contextmanager
def opened_quickly(cpu_seconds: int) -> Iterator[None]:
    """Within the block a workbook is opened by a fork, which has loaded already all that a new process would load
    first, under the same limits but for the seconds."""

    def run(given: IO[bytes], answered: IO[bytes]) -> int:
        given.flush()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.dup2(given.fileno(), 0)
            os.dup2(answered.fileno(), 1)
            sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
            workbook_process.main()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    with patch.object(workbooks, "_run", run), patch.object(workbook_process, "CPU_SECONDS", cpu_seconds):
        yield


def by_form(client: FlaskClient, hostile: Hostile, page: str) -> None:
    """Send it by a form. Raises Broken unless it is refused on a page that says why."""
    sent: dict[str, Any] = FORMS[page] | {"file": (BytesIO(hostile.content), hostile.name)}
    answer = client.post(page, data=sent)
    if answer.status_code != 422:
        raise Broken(f"{hostile.why} to {page}: {answer.status_code}")
    if "expected" not in answer.text.lower() and "There is a problem" not in answer.text:
        raise Broken(f"{hostile.why} to {page}: no word of what is wrong")


def by_command(app: Flask, hostile: Hostile, kind: str, folder: Path) -> None:
    """Import it by command. Raises Broken unless it is refused in words."""
    file = folder / ("brought" + Path(hostile.name[:200]).suffix.replace("\r\n", "")[:10].replace("/", ""))
    file.write_bytes(hostile.content)
    rest = ["--employer", "nca", "--as-of", "2026-06-15"] if kind == "staff" else []
    ran = app.test_cli_runner().invoke(args=["import", kind, str(file), *rest])
    file.unlink()
    if ran.exit_code != 1 or not isinstance(ran.exception, SystemExit) or not ran.stderr.strip():
        raise Broken(f"{hostile.why} to flask import {kind}: {ran.exit_code} {ran.exception!r}")


def written() -> dict[str, str]:
    """A hash of the content of every table but those that any request writes."""
    with db.engine.connect() as connection:
        return {
            table.name: sha256(repr(_rows(connection, table)).encode()).hexdigest()
            for table in db.metadata.sorted_tables
            if table.name not in DONE_BY_ASKING
        }


def _rows(connection: Any, table: Any) -> list[str]:
    return sorted(map(repr, connection.execute(select(table))))


def ground() -> None:
    """What the files would be about."""
    make.organisation("nca")
    make.neighbourhood("east")


def browser(app: Flask, email: str = "") -> FlaskClient:
    """Of somebody who may send every kind of file."""
    client: Any = app.test_client()
    account = make.account(Role.OFFICE, email=email)
    make.kept(RoleGrant(account_id=account.id, role=Role.COORDINATOR, scope="east"))
    client.sign_in(account)
    return client


def to_every_door(app: Flask, client: FlaskClient, hostile: Hostile, folder: Path) -> None:
    """Each form and each command. Raises Broken."""
    for page in FORMS:
        by_form(client, hostile, page)
    for kind in ("staff", *KINDS):
        by_command(app, hostile, kind, folder)


def main() -> int:
    """Every file to every door, and nothing written."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        app = new_app(new_scratch(folder, "hostile"))
        app.test_client_class = CheckedClient
        with app.app_context():
            ground()
            client = browser(app)
            db.session.commit()
            before, files = written(), 0
            for hostile in every(long=True):
                to_every_door(app, client, hostile, folder)
                files += 1
                if written() != before:
                    raise Broken(f"{hostile.why}: something was written")
    doors = f"{len(FORMS)} forms and {len(KINDS) + 1} commands"
    print(f"{files} hostile files to {doors}: each refused, nothing written")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
