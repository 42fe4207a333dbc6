"""Fixtures for every test. Asking for one of them says what a test may touch; see the markers below."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import scoped_session

from accounts.routes import limiter
from foundation.database import db
from tests.databases import Scratch, new_app, new_scratch
from tests.left_behind import LeftBehind, gathering
from tests.memory import quickest_folder
from tests.pages.client import CheckedClient

pytest_plugins = ["tests.browser"]


# No test asserts a time, so none fails for being slow on a busy machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: touches a database, and so runs on both")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for, so that nobody has to remember to."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if "browser" in asked:
            item.add_marker("journey")
        elif "database" in asked:
            item.add_marker("database")


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeftBehind]:
    """Fails this process's last test when what its tests left tells a name, an NHS number or a token."""
    tmp_path_factory.getbasetemp()  # where tests keep files of their own: not where the app does
    with TemporaryDirectory(prefix="left-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as somebody else
        with gathering(Path(folder)) as left:
            yield left
        assert left.found() == []


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[Scratch]:
    """This test process's own database: SQLite, or PostgreSQL where TEST_DATABASE_URL names a server."""
    with TemporaryDirectory(prefix="register-", dir=quickest_folder()) as folder:
        yield new_scratch(Path(folder), worker_id)


@pytest.fixture(scope="session")
def app(database: Scratch) -> Iterator[Flask]:
    """The application on that database, migrated once."""
    app = new_app(database)
    app.test_client_class = CheckedClient
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask, database: Scratch) -> Iterator[scoped_session[Session]]:
    """The session, on an empty register, in an application context. Its commits are real."""
    database.restore(app)
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask, session: scoped_session[Session]) -> CheckedClient:
    """A signed-out browser without scripts, which judges every page it is given."""
    limiter.reset()  # guesses at passwords are counted for each test alone
    return cast("CheckedClient", app.test_client())
