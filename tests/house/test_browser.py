"""The browser that journeys drive starts, and its judges find what they are there to find."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from accounts.account import Account
from foundation import clock
from foundation.database import db
from tests import chromium
from tests.browser import WIDTHS, LiveServer, axe, new_context, watch
from tests.left_behind import gathering
from tests.small_borough import NHS_NUMBERS

SOUND = '<!doctype html><html lang="en-GB"><title>Teams</title><main><h1>Teams</h1>{}</main></html>'
CLOSE_TOGETHER = "".join(
    f'<button style="width:8px;height:8px;padding:0;margin:0;border:0" aria-label="Day {day}"></button>'
    for day in range(3)
)


@pytest.fixture(params=list(WIDTHS))
def blank(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = new_context(browser, request.param)
    yield context.new_page()
    context.close()


def test_it_opens_a_page_at_each_width(blank: Page) -> None:
    blank.goto(
        "data:text/html,<!doctype html><meta name=viewport content='width=device-width'><h1>Teams</h1>"
    )
    assert blank.get_by_role("heading", name="Teams").is_visible()
    assert blank.evaluate("document.documentElement.clientWidth") in {390, 1280}


def test_a_sound_page_passes_axe(blank: Page) -> None:
    blank.set_content(SOUND.format("<p>Nobody is waiting.</p>"))
    axe(blank)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p style="color:#aaa;background:#fff">Late</p>', "color-contrast"),
        ('<input name="q">', "label"),
        (CLOSE_TOGETHER, "target-size"),
    ],
    ids=["no alternative", "pale text", "no label", "targets too small"],
)
def test_axe_finds_each_fault(blank: Page, fault: str, rule: str) -> None:
    blank.set_content(SOUND.format(fault))
    with pytest.raises(AssertionError, match=rule):
        axe(blank)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("throw new Error('torn')", "torn"),
        ("console.error('refused')", "console: refused"),
        ("fetch('http://127.0.0.1:1/').catch(() => 0)", "asked another host"),
    ],
    ids=["a script that fails", "a complaint", "another host"],
)
def test_a_page_that_breaks_is_noticed(browser: Browser, fault: str, said: str) -> None:
    context = new_context(browser, "desktop")
    faults = watch(context, "http://127.0.0.1:8000")
    page = context.new_page()
    page.set_content(SOUND.format(f"<script>{fault}</script>"))
    page.wait_for_load_state("networkidle")
    context.close()
    assert said in "\n".join(faults)


def test_where_a_browser_goes_is_read_for_names_and_tokens(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    with gathering(tmp_path) as left:
        page.goto("/up")
        assert left.found() == []
        page.goto(f"/sign-in?next=/cases?q={NHS_NUMBERS[0]}")
    assert [line for line in left.found() if line.startswith("address: ")]


def test_the_live_server_answers_and_goes_back_to_what_was_kept(page: Page, live_server: LiveServer) -> None:
    live_server.restore()
    with live_server.app.app_context():
        db.session.add(Account(email="ann@example.test", name="Ann Example", created_at=clock.now()))
        db.session.commit()
    live_server.restore()
    page.goto("/up")
    assert page.get_by_text("up", exact=True).is_visible()
    with live_server.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_a_missing_chromium_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only_advice = tmp_path / "chromium-browser"
    only_advice.write_text("#!/bin/sh\necho 'install the snap' >&2\nexit 1\n")
    only_advice.chmod(0o755)
    monkeypatch.setattr(chromium, "NAMES", [str(only_advice), "no-such-browser"])
    with pytest.raises(chromium.ChromiumMissing, match="Install Debian's `chromium` package"):
        chromium.need_chromium()
