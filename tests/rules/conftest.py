"""A rule is a judgement over facts it is given: its tests need no database, and get none."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from sqlalchemy import Engine

from foundation.database import db


class TouchedTheDatabase(AssertionError):
    """A rule, or the test of a rule, reached for the database."""


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The session and every connection refuse while the test runs, whatever fixtures it asks for."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise TouchedTheDatabase("tests in tests/rules touch no database: give the rule its facts")

    with monkeypatch.context() as patch:
        patch.setattr(db.session, "registry", refuse)
        patch.setattr(Engine, "connect", refuse)
        patch.setattr(Engine, "raw_connection", refuse)
        yield
