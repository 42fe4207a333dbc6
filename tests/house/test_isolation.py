"""Each test meets an empty register, whatever the one before it committed."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry, record
from foundation import clock


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_what_one_test_commits_the_next_never_sees(session: scoped_session[Session], turn: int) -> None:
    """The rows' numbers start again too; and the audit, which refuses deletion, is no exception."""
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    account = Account(email=f"turn{turn}@example.test", name="Ann Example", created_at=clock.now())
    session.add(account)
    session.flush()
    record("account.open", "account", account.id, by=None)
    session.commit()
    assert account.id == 1


def test_the_schema_comes_from_the_migrations(session: scoped_session[Session]) -> None:
    assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    assert inspect(session.connection()).has_table("account")
