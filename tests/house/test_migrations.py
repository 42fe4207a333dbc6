"""A register that is already in use is brought up to date without losing what it holds or what guards it."""

from pathlib import Path

import flask_migrate
from sqlalchemy import Connection, text

from app.factory import create_app
from app.settings import Settings
from foundation.database import db

BEFORE_NAMES_WERE_FOLDED = "0003"
STORED = """
INSERT INTO account (id, email, name, created_at, active) VALUES (1, 'a@example.test', 'A', '2026-01-01', 1);
INSERT INTO person (id) VALUES (1);
INSERT INTO person_details (person_id, given_name, known_as, family_name, email, starts_on, recorded_at,
  recorded_by_id) VALUES (1, 'Renée', NULL, 'O’Sample', 'R.Sample@example.test', '2026-01-01', '2026-01-01', 1)
"""


def test_names_stored_before_can_be_found_and_are_still_guarded(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'register.db'}"
    app = create_app(Settings(DATABASE_URL=address, SECRET_KEY="test", LOCALITY="bury"))
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE_NAMES_WERE_FOLDED)
        with db.engine.begin() as connection:
            for statement in STORED.split(";"):
                connection.execute(text(statement))
            before = triggers(connection)
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            folded = connection.execute(text("SELECT searched FROM person_details")).scalar_one()
            after = triggers(connection)
        db.engine.dispose()
    assert folded == "renee o'sample r.sample@example.test"
    assert before
    assert after == before


def triggers(connection: Connection) -> list[str]:
    """What guards the names, as SQLite keeps it."""
    rules = (
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'person_details' ORDER BY name"
    )
    return list(connection.execute(text(rules)).scalars())
