"""`flask import staff` and `flask load-reference`: what they answer, what they refuse, what they leave."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.queries import COMMAND_LINE, find_account
from foundation.database import db
from people.employment import EmploymentDetails
from people.post import PostDetails
from teams.extract.actions import apply_extract
from teams.extract_import import ExtractImport, ImportStatus
from tests.actions.extract_ground import (
    APRIL,
    MAY,
    Ground,
    believed,
    everything,
    lay_ground,
    nine,
    take,
)
from tests.registers_read import counts
from tests.rules.extract.written import csv_of, row, xlsx_of

Db = scoped_session[Session]
BURY = Path(__file__).parents[2] / "app" / "reference" / "bury"
NOW = ("--employer", "nca", "--as-of", "2026-04-01")
LATER = ("--employer", "nca", "--as-of", "2026-05-01")


@pytest.fixture
def g(session: Db) -> Ground:
    return lay_ground()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with an extract of two people, one of nobody, and one that is bad in two places."""
    two = [row(), row(assignment_number="101", given_name="Ben", email="", registration_number="00B0000B")]
    (tmp_path / "two.csv").write_bytes(csv_of(two))
    (tmp_path / "two.xlsx").write_bytes(xlsx_of(two))
    (tmp_path / "nobody.csv").write_bytes(csv_of([]))
    (tmp_path / "bad.csv").write_bytes(csv_of([row(team="nowhere"), row(contracted_hours="x")]))
    return tmp_path


def run(app: Flask, *words: str | Path) -> Result:
    db.session.commit()
    done = app.test_cli_runner().invoke(args=[str(word) for word in words])
    db.session.rollback()
    return done


def staff(app: Flask, file: Path, *words: str) -> Result:
    return run(app, "import", "staff", file, *words)


def test_it_counts_what_it_did(app: Flask, g: Ground, files: Path) -> None:
    done = staff(app, files / "two.csv", *NOW, "--json")
    assert done.exit_code == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert {name: said[name] for name in ("started", "ended", "changed", "unchanged", "rejected")} == {
        "started": 2, "ended": 0, "changed": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    assert len(believed(EmploymentDetails)) == 2


def test_the_same_file_again_as_a_workbook_changes_nothing(app: Flask, g: Ground, files: Path) -> None:
    staff(app, files / "two.csv", *NOW)
    before = everything()
    again = staff(app, files / "two.xlsx", *LATER)
    assert again.exit_code == 0, again.stderr
    assert again.stdout == "Done: 0 started, 0 ended, 0 changed, 2 unchanged\n"
    assert everything() == before


def test_a_dry_run_says_the_same_and_keeps_nothing(app: Flask, g: Ground, files: Path) -> None:
    before = counts()
    looked = staff(app, files / "two.csv", *NOW, "--dry-run", "--json")
    assert looked.exit_code == 0, looked.stderr
    assert counts() == before
    assert json.loads(looked.stdout) == json.loads(staff(app, files / "two.csv", *NOW, "--json").stdout)


def test_a_dry_run_in_words_says_that_nothing_was_written(app: Flask, g: Ground, files: Path) -> None:
    looked = staff(app, files / "two.csv", *NOW, "--dry-run")
    assert looked.stdout == "Nothing was written. It would be: 2 started, 0 ended, 0 changed, 0 unchanged\n"


@pytest.mark.parametrize("extra", [(), ("--json",), ("--dry-run",)])
def test_a_bad_file_is_refused_with_every_reason(
    app: Flask, g: Ground, files: Path, extra: tuple[str, ...]
) -> None:
    before = counts()
    done = staff(app, files / "bad.csv", *NOW, *extra)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "bad.csv, row 2, team: read “nowhere”, expected the code of a team in the register",
        "bad.csv, row 3, contracted_hours: read “x”, expected hours a week such as 37.5",
    ]
    assert counts() == before


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--employer", "nobody", "--as-of", "2026-04-01"), "There is no organisation with the code nobody"),
        ((*NOW, "--profile", "nobody"), "There is no profile nobody"),
    ],
)
def test_other_refusals_are_sentences(
    app: Flask, g: Ground, files: Path, words: tuple[str, ...], reason: str
) -> None:
    done = staff(app, files / "two.csv", *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert reason in done.stderr


@pytest.mark.parametrize(
    "words", [("--employer", "nca"), ("--as-of", "2026-04-01"), ("--employer", "nca", "--as-of", "1/4/2026")]
)
def test_wrong_use(app: Flask, g: Ground, files: Path, words: tuple[str, ...]) -> None:
    assert staff(app, files / "two.csv", *words).exit_code == 2


def test_a_file_that_is_not_there_is_wrong_use(app: Flask, g: Ground, files: Path) -> None:
    assert staff(app, files / "none.csv", *NOW).exit_code == 2


def test_an_extract_that_would_end_many_waits_for_the_office(app: Flask, g: Ground, files: Path) -> None:
    staff(app, files / "two.csv", *NOW)
    before = everything()
    done = staff(app, files / "nobody.csv", *LATER)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "This file would end 2 of 2 people. Nothing has been changed" in done.stderr
    assert everything() == before
    [kept] = db.session.scalars(select(ExtractImport).where(ExtractImport.status == ImportStatus.WAITING))
    assert apply_extract(kept, by=g.second, at=nine(MAY))


def test_an_extract_that_waits_may_be_the_first_thing_the_command_line_ever_did(
    app: Flask, g: Ground, files: Path
) -> None:
    """Its account would be taken back with the import that may not be kept."""
    take(g, [row()], APRIL)
    assert find_account(COMMAND_LINE) is None
    done = staff(app, files / "nobody.csv", *LATER)
    assert "This file would end 1 of 1 people" in done.stderr
    assert db.session.scalars(select(ExtractImport.status).order_by(ExtractImport.id)).all() == [
        ImportStatus.DONE,
        ImportStatus.WAITING,
    ]


def test_it_leaves_one_entry_by_the_command_line_and_no_name(app: Flask, g: Ground, files: Path) -> None:
    staff(app, files / "two.csv", *NOW)
    account = find_account(COMMAND_LINE)
    assert account is not None
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.account_id == account.id)).all()
    assert [entry.act for entry in entries] == ["extract.apply"]
    assert "Ada" not in (entries[0].after or "")


# Reference files


def test_a_folder_of_reference_files_twice_changes_nothing(app: Flask, session: Db) -> None:
    first = run(app, "load-reference", BURY, "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout)["posts.csv"] == len((BURY / "posts.csv").read_text().splitlines()) - 1
    before = reference_rows()
    again = run(app, "load-reference", BURY, "--json")
    assert json.loads(again.stdout) == json.loads(first.stdout)
    assert reference_rows() == before


def reference_rows() -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in everything().items() if name != "account"}


def test_a_changed_post_is_a_new_row_and_the_old_is_kept(app: Flask, session: Db, tmp_path: Path) -> None:
    run(app, "load-reference", BURY)
    for file in BURY.iterdir():
        (tmp_path / file.name).write_bytes(
            file.read_bytes().replace(b"Principal Social Worker", b"Head of Social Work")
        )
    assert run(app, "load-reference", tmp_path).exit_code == 0
    titles = [title for *_, title in believed(PostDetails, "title") if "Social Work" in str(title)]
    assert sorted(map(str, titles)) == ["Head of Social Work", "Principal Social Worker"]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("posts.csv", b"lco_board_chair,borough", b"nobody,borough", "reports_to: read “nobody”"),
        ("posts.csv", b"lco,management,,", b"lco,management,lco_executive,", "a line of posts that does not go round"),
        ("organisations.csv", b"37.5", b"lots", "full_time_hours: read “lots”"),
        ("professional_apex.csv", b"dass", b"nobody", "apex_post: read “nobody”"),
    ],
)  # fmt: skip
def test_a_bad_reference_folder_is_refused_whole(
    app: Flask, session: Db, tmp_path: Path, file: str, old: bytes, new: bytes, reason: str
) -> None:
    for good in BURY.iterdir():
        (tmp_path / good.name).write_bytes(good.read_bytes())
    content = (BURY / file).read_bytes()
    assert old in content
    (tmp_path / file).write_bytes(content.replace(old, new))
    before = counts()
    done = run(app, "load-reference", tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert reason in done.stderr
    assert counts() == before


def test_a_missing_reference_file_is_named(app: Flask, session: Db, tmp_path: Path) -> None:
    done = run(app, "load-reference", tmp_path)
    assert done.exit_code == 1
    assert "neighbourhoods.csv: read “no such file”" in done.stderr
