"""`flask position`: taking a sealed file out, and telling whether a copy is whole without a register."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from app.factory import create_app
from app.settings import Settings
from foundation import clock
from foundation.database import db
from teams.position import Position
from tests.actions.position_ground import ground
from tests.actions.test_positions import signed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def file(app: Flask, session: scoped_session[Session], tmp_path: Path) -> Iterator[Path]:
    """A sealed file, taken out by the command."""
    with clock.pretending(NOW):
        made = ground()
        db.session.commit()
        signed(made)
        path = tmp_path / "position.jsonl"
        assert run(app, "export", "1", str(path)).exit_code == 0
        yield path


@pytest.fixture
def without_register(tmp_path: Path) -> Flask:
    """The application where there is no register at all."""
    return create_app(Settings(DATABASE_URL=f"sqlite:///{tmp_path / 'none' / 'none.db'}", SECRET_KEY="test"))


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["position", *words])


def test_a_file_is_whole_and_stays_the_same(app: Flask, file: Path, without_register: Flask) -> None:
    once, digest = file.read_bytes(), db.session.scalars(select(Position.digest)).one()
    result = run(app, "export", "1", str(file), "--json")
    assert json.loads(result.stdout) == {
        "number": 1, "on": "2026-11-22", "file": "position.jsonl", "digest": digest
    }  # fmt: skip
    assert file.read_bytes() == once
    found = run(without_register, "verify", str(file), "--digest", digest)
    assert (found.exit_code, found.stdout) == (0, f"position.jsonl is whole. Its digest is {digest}.\n")
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "seen")).all() == [
        "position:file", "position:file"
    ]  # fmt: skip


def test_a_changed_file_is_told_with_status_1(file: Path, without_register: Flask) -> None:
    file.write_bytes(file.read_bytes().replace(b'"covered":0', b'"covered":2'))
    found = run(without_register, "verify", str(file), "--json")
    assert found.exit_code == 1
    said = json.loads(found.stdout)
    assert said["whole"] is False
    assert said["faults"] == ["The content and its digest do not match: the file was changed or damaged."]


def test_another_whole_file_is_told_by_the_digest_on_the_page(file: Path, without_register: Flask) -> None:
    found = run(without_register, "verify", str(file), "--digest", "0" * 64)
    assert found.exit_code == 1
    assert "does not have the digest it should have" in found.stdout


def test_a_file_of_another_kind_is_told(without_register: Flask, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Dear all")
    found = run(without_register, "verify", str(other))
    assert found.exit_code == 1
    assert "not a sealed position" in found.stdout
    assert run(without_register, "verify", str(tmp_path / "nowhere")).exit_code == 2


def test_a_number_that_was_never_signed_writes_nothing(app: Flask, file: Path, tmp_path: Path) -> None:
    result = run(app, "export", "2", str(tmp_path / "second.jsonl"))
    assert result.exit_code == 1
    assert "There is nothing by that name in the register." in result.stderr
    assert not (tmp_path / "second.jsonl").exists()
