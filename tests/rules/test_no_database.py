"""The guard that keeps rules pure is itself on."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from foundation.database import db
from tests.rules.conftest import TouchedTheDatabase


def test_the_session_refuses() -> None:
    with pytest.raises(TouchedTheDatabase):
        db.session.execute(text("SELECT 1"))


def test_a_connection_refuses() -> None:
    with pytest.raises(TouchedTheDatabase):
        create_engine("sqlite://").connect()


def test_a_session_of_its_own_refuses() -> None:
    with pytest.raises(TouchedTheDatabase), Session(create_engine("sqlite://")) as session:
        session.scalar(text("SELECT 1"))
