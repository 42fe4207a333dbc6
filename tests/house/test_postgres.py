"""The PostgreSQL that tests run on is a real one, keeps our constraints, and leaves nothing behind."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import IntegrityError

from tests.postgres import postgres

ANSWER = (
    "import os, sqlalchemy as s; print(s.create_engine(os.environ['TEST_DATABASE_URL']).connect().engine.url)"
)

LINE = """
    CREATE TABLE line (person int, starts_on date, until date, CONSTRAINT no_overlap EXCLUDE USING gist
        (int4range(person, person, '[]') WITH &&, daterange(starts_on, until, '[)') WITH &&))
"""


@pytest.fixture(params=[False, True], ids=["any server", "the wheel's server"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with postgres(wheel_only=request.param) as address:
        engine = create_engine(address)
        yield engine
        engine.dispose()


def test_it_answers_and_refuses_overlapping_days_without_any_extension(engine: Engine) -> None:
    row = text("INSERT INTO line VALUES (1, :starts_on, :until)")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
        connection.execute(text(LINE))
        connection.execute(row, {"starts_on": "2026-01-01", "until": "2026-04-01"})
        connection.execute(row, {"starts_on": "2026-04-01", "until": None})
        with pytest.raises(IntegrityError, match="no_overlap"):
            connection.execute(row, {"starts_on": "2026-03-31", "until": "2026-04-01"})


def test_a_command_is_given_the_server_and_its_status_comes_back() -> None:
    command = [sys.executable, "-c", f"{ANSWER}; raise SystemExit(3)"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgres", "--", *command], capture_output=True, text=True
    )
    assert done.returncode == 3, done.stderr
    folder = make_url(done.stdout.strip()).query["host"]
    assert not Path(str(folder)).exists()


def test_a_failure_inside_stops_the_server_too() -> None:
    folders: list[Path] = []
    with pytest.raises(ZeroDivisionError), postgres() as address:
        folders.append(Path(str(make_url(address).query["host"])))
        assert (folders[0] / "data" / "postmaster.pid").exists()
        raise ZeroDivisionError
    assert not folders[0].exists()
