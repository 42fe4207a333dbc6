"""The short forms of `make soak`: a process that writes is killed, and leaves what was before or what is after."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import insert
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from tests.databases import Scratch
from tests.dying import AFTER_COMMIT, AT_COMMIT
from tests.killed_deeds import DEEDS, SOMEBODY_NEW
from tests.killed_serving import doings, kill_at
from tests.killing import contents, kill, kill_at_commit
from tests.kills import Ground, Neither, at_statement, kill_once
from tests.kills_everywhere import called
from tests.kills_scenes import commands, lay
from tests.small_borough import NOW

ROW = {"account_id": 1, "role": "lead"}
BEFORE = NOW - timedelta(days=1)
"""Nothing in a register is younger than what comes after it, whichever clock that goes by."""


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
    with clock.pretending(BEFORE):
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


def test_a_writing_command_killed_at_its_commit_leaves_what_was(ground: Ground) -> None:
    with clock.pretending(NOW):
        with ground.app.app_context():
            lay(ground.folder)
        words = commands(ground.folder)
        for command in ("give-password", "import staff", "import mandates", "import cases"):
            kill_at_commit(ground, command, called(ground.app, words[command]))


def test_a_command_that_was_killed_and_left_something_is_found(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary: it is killed at the end, when it has committed."""
    before, run = contents(ground.app), ground.run
    monkeypatch.setattr(ground, "run", lambda words, _die: run(words) - 9)
    with pytest.raises(Neither, match="left something in account, audit_entry, role_grant"):
        kill(ground, "open-account", ground.words("open-account", "late"), lambda: None, before)


def test_a_worker_killed_in_the_middle_of_a_form_leaves_before_or_after(
    app: Flask, database: Scratch, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session.remove()
    monkeypatch.setitem(app.config, "SECRET_KEY", "")
    deeds = {name: DEEDS[name] for name in (SOMEBODY_NEW, "a meeting's outcome", "a password changed")}
    with doings(app, database, deeds) as begin:
        *others, last = deeds
        for name in others:
            doing = begin(name)
            left = [kill_at(doing, at) for at in (AT_COMMIT, AFTER_COMMIT)]
            assert [each and each[0] for each in left] == ["before", "after"]
        # The canary: a form that does less than is thought whole.
        doing = begin(last)
        with pytest.raises(Neither, match="it left"):
            kill_at(replace(doing, whole=doing.whole + Counter(["new in account"])), AFTER_COMMIT)


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
