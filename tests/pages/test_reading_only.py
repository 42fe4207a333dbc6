"""A request that reads: PostgreSQL lets it write nothing, and keeps what it has planned for the next."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from foundation.database import begin_reading, begin_writing, db
from tests import builders as made
from tests.pages.client import CheckedClient

ASKED_OFTEN = 8
"""More times than psycopg waits for before it has a statement kept."""


def test_a_transaction_that_reads_cannot_write(session: scoped_session[Session]) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is not told which transactions only read")
    session.rollback()
    begin_reading()
    with pytest.raises(DBAPIError, match="read-only transaction"):
        session.execute(text("DELETE FROM audit_entry"))


def test_the_transaction_after_one_that_reads_can_write(session: scoped_session[Session]) -> None:
    session.rollback()
    begin_reading()
    session.execute(text("SELECT 1"))
    begin_writing()
    made.organisation("nca")
    session.commit()
    assert session.execute(text("SELECT code FROM organisation")).scalars().all() == ["nca"]


def test_a_page_asked_again_is_planned_already(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite plans nothing that it keeps")
    client.sign_in(made.account(Role.OFFICE))
    for _ in range(ASKED_OFTEN):
        assert client.get("/find").status_code == 200
    session.commit()
    kept = db.session.execute(
        text("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'FROM sign_in|sign_in_id'")
    )
    assert kept.scalar_one() == 1
