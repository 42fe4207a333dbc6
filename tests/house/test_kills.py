"""The short form of `make soak`: a process that writes is killed, and leaves what was before or what is after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import insert
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant
from foundation.acts import table_of
from foundation.database import db
from tests.databases import Scratch
from tests.kills import Ground, Neither, at_statement, kill_once

ROW = {"account_id": 1, "role": "lead"}


@pytest.fixture
def ground(
    app: Flask,
    database: Scratch,
    session: scoped_session[Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ground]:
    session.remove()
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"])
    monkeypatch.setitem(app.extensions, "audit", None)
    made = Ground(app, database, tmp_path)
    made.begin_again()
    yield made


def test_a_command_killed_at_a_statement_leaves_before_or_after(ground: Ground) -> None:
    left = [
        kill_once(ground, command, at_statement(statement))
        for command, statement in (
            ("open-account", 3),
            ("open-account", 6),
            ("load-reference", 30),
            ("job", 4),
            ("plan-reviews", 12),
            ("backup", 9),
            ("restore", 14),
            ("restore", 60),
        )
    ]
    assert "before" in left
    assert set(left) <= {"before", "after", "undisturbed"}


def test_a_command_that_commits_half_way_is_found(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: the same check, on a command that does what none of ours may."""

    ended = iter([-9, 0])  # killed; and when it is tried again all is well

    def half(_words: list[str], _die: object = None) -> int:
        scope = f"half {ground.counts()['role_grant']}"
        with ground.app.app_context(), db.engine.begin() as connection:
            connection.execute(insert(table_of(RoleGrant)), ROW | {"scope": scope})
        return next(ended)

    monkeypatch.setattr(ground, "run", half)
    with pytest.raises(Neither, match="role_grant"):
        kill_once(ground, "open-account", lambda: None)
