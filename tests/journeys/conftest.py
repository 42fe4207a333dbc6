"""The sample borough on the live server, laid down once and put back before each journey."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.demo.borough import write_borough
from app.demo.load import load_sample
from foundation import clock
from foundation.database import db
from tests.browser import LiveServer
from tests.databases import SqliteScratch
from tests.journeys.reader import JUDGED, Reader
from tests.journeys.sample import Sample


@dataclass(frozen=True)
class Laid(SqliteScratch):
    """The live server's database with the sample in it; the empty one is kept beside it."""

    @property
    def _kept(self) -> Path:
        return self.folder / "sample.db"


@pytest.fixture(scope="session", autouse=True)
def judged_together(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """Every process of this run knows which pages axe has judged."""
    ours = tmp_path_factory.getbasetemp()
    JUDGED.folder = (ours if worker_id == "master" else ours.parent) / "judged"
    JUDGED.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def laid_down(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Laid, Sample]:
    """The sample as `flask demo` lays it, and the files it was written as."""
    live_server.restore()
    folder = tmp_path_factory.mktemp("borough")
    manifest = write_borough(folder, today=clock.today())
    with live_server.app.app_context():
        load_sample("bury", clock.today())
        db.session.commit()
    database = Laid(live_server.database.folder)
    database.keep(live_server.app)
    return database, Sample(folder, manifest, live_server.app)


@pytest.fixture
def sample(laid_down: tuple[Laid, Sample], live_server: LiveServer) -> Iterator[Sample]:
    """The sample borough, untouched by any other journey."""
    database, sample = laid_down
    database.restore(live_server.app)
    yield sample
    live_server.restore()


@pytest.fixture
def reader(page: Page, sample: Sample) -> Reader:
    """Somebody at a browser, signed out, once at each width."""
    return Reader(page)
