"""The short form of `python -m tests.hostility`: files made to break us are refused in words, and cost nobody else
anything."""

import os
import resource
import select
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.datastructures import FileStorage

from foundation import workbooks
from foundation.database import begin_writing, db
from foundation.errors import BadFile, RuleBroken
from foundation.spreadsheets import read_table
from foundation.uploads import opened
from tests.hostile_files import Hostile, book, every, said, sheet_of, table
from tests.hostility import (
    COLUMNS,
    FORMS,
    KINDS,
    Broken,
    Row,
    at_reader,
    browser,
    by_command,
    by_form,
    ground,
    opened_quickly,
    written,
)

TEMPLATES = Path(__file__).parents[2] / "templates"
FEW = 40
ENDLESS = sheet_of(said("name") + '<row r="1000000000000"><c><v>1</v></c></row>')


def test_every_file_is_read_as_a_table_or_refused_with_its_place() -> None:
    files = 0
    with opened_quickly(cpu_seconds=5):
        for hostile in every():
            at_reader(hostile)
            files += 1
    assert files >= 300


def test_some_of_them_by_every_form_and_command_write_nothing(
    app: Flask, session: scoped_session[Session], tmp_path: Path
) -> None:
    ground()
    client, other, files = browser(app), browser(app, "other@example.test"), list(every())
    session.commit()
    before = written()
    with opened_quickly(cpu_seconds=5):
        for turn, hostile in enumerate(files[:: len(files) // FEW]):
            by_form(client, hostile, list(FORMS)[turn % len(FORMS)])
            by_command(app, hostile, ("staff", *KINDS)[turn % (len(KINDS) + 1)], tmp_path)
            assert other.get("/imports").status_code == 200
    assert written() == before


def test_a_file_that_is_taken_is_found(app: Flask, session: scoped_session[Session]) -> None:
    """The canary of the two above: a sound table of the right kind is no refusal."""
    client = browser(app)
    session.commit()
    header = "code,organisation,instrument,reference,functions,professions,teams,conditions,signed_by_organisation,"
    header += (
        "signed_by_organisation_on,signed_by_partnership,signed_by_partnership_on,starts_on,ends_on,review_on"
    )
    sound = Hostile("a sound file", f"{header},status\n".encode(), "mandates.csv")
    with pytest.raises(Broken, match="a sound file to /mandates/import: 200"):
        by_form(client, sound, "/mandates/import")


def test_every_page_that_takes_a_file_is_tried() -> None:
    found = {
        file.relative_to(TEMPLATES).as_posix()
        for file in TEMPLATES.rglob("*.html")
        if "multipart/form-data" in file.read_text(encoding="utf-8")
    }
    assert found == {"imports/upload.html", "cases/import_list.html", "mandates/import_file.html"}
    assert len(found) == len(FORMS)


def test_nobody_waits_while_a_file_is_opened(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    ground()
    client, wrote = browser(app), list[bool]()
    session.commit()

    def somebody_else_writes(_given: IO[bytes], _answered: IO[bytes]) -> int:
        with app.app_context():
            begin_writing()
            db.session.rollback()
        return wrote.append(True) or 1

    monkeypatch.setattr(workbooks, "_run", somebody_else_writes)
    for page in FORMS:
        by_form(client, Hostile("a workbook", book()), page)
    assert wrote == [True] * len(FORMS)


# The process that opens a workbook

GREEDY = {
    "memory": "bytearray(2 * 2**30)",
    "files": "[open('/dev/null') for _ in range(100)]",
    "output": "__import__('os').ftruncate(1, 2**30)",
}


def run_alone(words: str, *, limited: bool) -> int:
    """How Python ends with these words, after the process limited itself or not."""
    limit = "from foundation.workbook_process import limit_itself; limit_itself(); " if limited else ""
    with tempfile.TemporaryFile() as answered:
        command = [sys.executable, "-c", limit + words]
        return subprocess.run(command, stdout=answered, stderr=subprocess.DEVNULL, check=False).returncode


@pytest.mark.parametrize("words", GREEDY.values(), ids=GREEDY)
def test_it_gets_no_more_than_its_share(words: str) -> None:
    assert run_alone(words, limited=True) != 0
    assert run_alone(words, limited=False) == 0  # the canary: it is the limit that stops it


def test_one_that_never_ends_is_ended_and_said_so() -> None:
    with opened_quickly(cpu_seconds=1):
        [fault] = at_reader(Hostile("without an end", ENDLESS))
    assert str(fault) == "staff.xlsx: read “a file that takes too much to open”, expected a smaller workbook"


def test_it_is_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    monkeypatch.setattr("openpyxl.reader.excel.ExcelReader.read", pytest.fail)
    assert len(read_table("staff.xlsx", book(), Row, COLUMNS)) == 3
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


def test_it_dies_with_who_asked_for_it() -> None:
    asking = (
        "import subprocess, sys; from foundation.workbooks import COMMAND, _environment;"
        "child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment());"
        "print(child.pid, flush=True); child.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert select.select([child], [], [], 60)[0] == [child]
    os.close(child)


def test_no_file_with_a_name_and_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = workbooks._run, list[str]()

    def look(given: IO[bytes], answered: IO[bytes]) -> int:
        ended = run(given, answered)
        seen.extend(file.name for file in tmp_path.rglob("*"))
        return ended

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(workbooks, "_run", look)
    monkeypatch.setenv("SECRET_KEY", "not for it")
    assert len(read_table("staff.xlsx", book(), Row, COLUMNS)) == 3
    assert seen == []
    assert "not for it" not in workbooks._environment().values()


def test_so_many_at_once_and_the_next_is_told(app: Flask) -> None:
    with workbooks._turn(), workbooks._turn(), pytest.raises(RuleBroken, match="Try again in a minute"):
        workbooks.as_csv("staff.xlsx", book())
    assert workbooks.as_csv("staff.xlsx", book()).endswith(table())


def test_what_is_said_of_a_workbook_has_its_place() -> None:
    formula = '<row r="3"><c r="B3"><f>1+1</f><v>2</v></c></row>'
    with opened_quickly(cpu_seconds=5), pytest.raises(BadFile) as refused:
        read_table("staff.xlsx", sheet_of(said("name") + formula), Row, COLUMNS)
    [fault] = refused.value.faults
    assert (fault.row, fault.column, fault.read) == (3, "B", "a formula")


def test_a_form_that_opened_nothing_opens_it_itself(app: Flask) -> None:

    with app.test_request_context():
        assert opened(FileStorage(BytesIO(table()), "staff.csv")) == table()
