"""`flask import mandates`: answers, refusals and statuses; and the file going out and coming back."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from foundation import clock
from teams.mandate import Mandate, MandateTerms
from tests.actions.mandates import ROW, ceding_borough, mandates_file
from tests.small_borough import NOW

Db = scoped_session[Session]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def folder(session: Db, tmp_path: Path) -> Path:
    ceding_borough()
    session.commit()
    return tmp_path


def run(app: Flask, folder: Path, *rows: Mapping[str, str], options: tuple[str, ...] = ()) -> Result:
    (folder / "mandates.csv").write_bytes(mandates_file(*rows))
    arguments = ["import", "mandates", str(folder / "mandates.csv"), *options]
    return app.test_cli_runner().invoke(args=arguments)


def rows_held(session: Db) -> tuple[Any, ...]:
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (Mandate, MandateTerms))


def test_it_answers_with_counts_and_the_second_time_changes_nothing(app: Flask, folder: Path) -> None:
    first = json.loads(run(app, folder, ROW, options=("--json",)).stdout)
    assert first["kind"] == "mandates"
    assert first["counts"] == {"started": 1, "changed": 0, "ended": 0, "unchanged": 0, "not_in_file": 0}
    assert run(app, folder, ROW).stdout == "0 started, 0 changed, 0 ended, 1 unchanged, 0 not in file\n"


def test_a_dry_run_writes_nothing(app: Flask, session: Db, folder: Path) -> None:
    answer = run(app, folder, ROW, options=("--dry-run",))
    assert answer.stdout.startswith("Nothing was written. It would be: 1 started")
    assert rows_held(session) == (0, 0)


def test_a_bad_file_is_refused_with_every_place_on_stderr(app: Flask, session: Db, folder: Path) -> None:
    vcf = {"code": "VCFA-1", "organisation": "vcfa", "functions": "safe_workload", "conditions": ""}
    answer = run(app, folder, {"signed_by_partnership": ""}, vcf)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        "mandates.csv, row 2, signed_by_partnership: read “”, expected an answer within the rules: Give the "
        "name of who signed for the partnership: until both have signed, the employer decides",
        "mandates.csv, row 3, instrument: read “section_75”, expected an answer within the rules: A section 75 "
        "agreement cannot bind Sample VCF: only councils and NHS bodies can make one. Use a memorandum of "
        "understanding or a contract",
        "mandates.csv, row 3, functions: read “safe_workload”, expected an answer within the rules: Safe "
        "workload can never be ceded, by anybody or by any route: the scheme of delegation marks it “never”",
    ]
    assert rows_held(session) == (0, 0)
