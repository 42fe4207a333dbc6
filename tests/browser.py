"""Journeys: a live server with a database of its own, a real browser at two widths, and axe on each page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from accounts.routes import limiter
from foundation.database import db
from tests import left_behind
from tests.chromium import need_chromium
from tests.databases import SqliteScratch, new_app
from tests.memory import quickest_folder

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": ViewportSize(width=390, height=844), "desktop": ViewportSize(width=1280, height=900)}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE_MS = 90_000
"""How long a page may take before it counts as broken: a busy machine is slow, and that is no fault of a page."""


@dataclass(frozen=True)
class LiveServer:
    """The application over HTTP at `address`, on its own database."""

    address: str
    app: Flask
    database: SqliteScratch

    def keep(self) -> None:
        """From now on `restore` goes back to the database as it is now."""
        self.database.keep(self.app)

    def restore(self) -> None:
        """Put the database back as it was when it was last kept."""
        self.database.restore(self.app)


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The application served on a free port, migrated and empty until a journey fills it."""
    with TemporaryDirectory(prefix="live-", dir=quickest_folder()) as folder:
        yield from serve(SqliteScratch(Path(folder)))


def serve(database: SqliteScratch) -> Iterator[LiveServer]:
    """Until it is asked again."""
    app = new_app(database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, name="live server")
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{server.server_port}", app, database)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window. A missing one fails the test, never skips it."""
    executable = need_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(params=list(WIDTHS))
def page(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A signed-out page on the live server, once at each width.

    Fails at the end if a page broke: a script error, a refused style or script, an answer of 500 or above,
    a missing asset, or a request to any other host.
    """
    limiter.reset()  # every journey signs in, from one address
    context = new_context(browser, request.param, live_server.address)
    faults = watch(context, live_server.address)
    yield context.new_page()
    context.close()
    assert not faults, "\n".join(faults)


def new_context(browser: Browser, width: str, address: str | None = None) -> BrowserContext:
    """A browser profile of its own at one of WIDTHS; paths are taken from `address`."""
    context = browser.new_context(
        viewport=WIDTHS[width],
        is_mobile=width == "phone",
        has_touch=width == "phone",
        base_url=address,
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return context


def watch(context: BrowserContext, address: str) -> list[str]:
    """A list that fills with whatever goes wrong on the context's pages; empty while all is well."""
    faults: list[str] = []

    def asked(request: Request) -> None:
        left_behind.asked(request.url.removeprefix(address))
        if request.url.startswith(("http:", "https:", "ws:", "wss:")) and not same_host(request.url, address):
            faults.append(f"asked another host: {request.url}")

    def answered(response: Response) -> None:
        asset = response.request.resource_type != "document"
        if response.status >= (400 if asset else 500):
            faults.append(f"{response.status} from {response.url}")

    def said(message: ConsoleMessage) -> None:
        # A failed load is judged by `answered`: a refusal page is a 403 on purpose.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    context.on("request", asked)
    context.on("response", answered)
    context.on("console", said)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    return faults


def same_host(url: str, address: str) -> bool:
    """Whether both name the same host and port."""
    return urlsplit(url).netloc == urlsplit(address).netloc


def axe(page: Page) -> None:
    """Asserts that axe finds no breach of WCAG 2.2 AA on the page as it stands; names each that it finds."""
    found = Axe().run(
        page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": WCAG_22_AA}}
    )
    violations = [
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(f"    {node['html']}" for node in violation["nodes"])
        for violation in found.response["violations"]
    ]
    assert not violations, f"{page.url}\n" + "\n".join(violations)
