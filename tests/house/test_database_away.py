"""The short form of `make soak`: PostgreSQL is stopped and started under a server that is being written to."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app import jobs
from app.job_run import JobRun
from foundation.database import db
from tests.database_away import NotSo, check, served, stop_and_start
from tests.databases import PostgresScratch, Scratch

STOPS = 2
DAILY = "forget-sign-ins"


def test_stopped_and_started_under_writers(
    database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(database, PostgresScratch):
        pytest.skip("SQLite is a file: there is nothing to stop")
    monkeypatch.setattr(jobs, "JOBS", {DAILY: jobs.JOBS[DAILY]})
    with served(tmp_path) as (office, server):
        writers = [
            writer
            for turn in range(STOPS)
            for writer in stop_and_start(office, server, f"{turn}", forms=8 * turn)
        ]
        check(office, writers)
        with office.app.app_context():
            assert db.session.scalars(select(JobRun.job)).all() == [DAILY]
        # The canary: whoever was told of a form that is not there is heard.
        writers[0].acknowledged.append("never sent")
        with pytest.raises(NotSo, match="never sent"):
            check(office, writers)
