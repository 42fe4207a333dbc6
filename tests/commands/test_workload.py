"""`flask workload` answers in words and in JSON, and refuses a neighbourhood that is not there."""

import json
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.case_lists.actions import import_cases
from foundation import clock
from tests.small_borough import NOW, TODAY, case_list, small_borough

Db = scoped_session[Session]


@pytest.fixture(autouse=True)
def borough(session: Db) -> Any:
    """N1 holds two intensive cases of East with N2 as deputy; N9 works in North."""
    with clock.pretending(NOW):
        made = small_borough()
        import_cases("cases.csv", case_list({}, {}), by=made.by, at=NOW, on=TODAY)
        session.commit()
        yield made


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["workload", *words])


def test_in_json(app: Flask) -> None:
    answer = json.loads(run(app, "--neighbourhood", "east", "--json").output)
    assert answer["on"] == "2026-11-23"
    assert answer["weights"] == {"name": "Provisional", "provisional": True}
    assert [person["assignment"] for person in answer["people"]] == ["G1", "N2", "N1"]
    assert answer["people"][2] == {
        "name": "Nora SampleN1",
        "employer": "nca",
        "assignment": "N1",
        "held": 1600,
        "reserved": 0,
        "capacity": 2176,
        "headroom": 576,
        "percent": 74,
    }


def test_in_words(app: Flask) -> None:
    lines = run(app).output.splitlines()
    assert lines[:2] == [
        "Workload, as at 23 November 2026, counted by Provisional",
        "4 people, 0 over capacity",
    ]
    assert lines[-1] == "  Nora SampleN1, nca N1: 1,600 of 2,176 (74%), headroom 576"


def test_on_a_day_before_any_case(app: Flask) -> None:
    answer = json.loads(run(app, "--on", "2026-01-01", "--json").output)
    assert [person["held"] for person in answer["people"]] == [0, 0, 0, 0]


def test_what_is_not_there(app: Flask) -> None:
    result = run(app, "--neighbourhood", "nowhere")
    assert result.exit_code == 1
    assert "There is no neighbourhood nowhere in the register." in result.stderr
    assert run(app, "--on", "yesterday").exit_code == 2


def test_it_is_audited(app: Flask, session: Db) -> None:
    run(app)
    assert session.scalar(select(AuditEntry.subject).where(AuditEntry.act == "seen")) == "workload"
