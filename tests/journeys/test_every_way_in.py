"""The same pages by keyboard alone, and without script."""

import re

from playwright.sync_api import Browser, Page, expect

from app.demo.load import PASSWORD, SAMPLE
from tests.browser import WIDTHS, LiveServer
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample

MOST_STOPS = 40


def test_a_form_is_answered_by_keyboard_alone(reader: Reader, sample: Sample) -> None:
    page = reader.page
    # Given the sign-in page and no mouse
    page.goto("/sign-in")
    # When they skip to the form and answer it
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "#email")
    page.keyboard.type(f"staff.nca{SAMPLE}")
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    reader.reads_heading("My lines")
    # And on the next page unfold a filter, choose in it and send it
    page.goto("/me")
    tab_to(page, "a[href$='/history']")
    page.keyboard.press("Enter")
    reader.reads_heading(re.compile("^History of the lines of "))
    tab_to(page, ".filters summary")
    page.keyboard.press("Enter")
    tab_to(page, "#line")
    page.keyboard.type("Man")
    tab_to(page, ".filters button")
    page.keyboard.press("Enter")
    # Then the answer is there, and where they were was always to be seen
    page.wait_for_url("**/history?line=management*")
    reader.reads("Management")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus; each stop on the way must show that it has."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "(e => { const s = getComputedStyle(e);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })(document.activeElement)"
        ), "the focus cannot be seen"
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_everything_works_without_script(browser: Browser, live_server: LiveServer, sample: Sample) -> None:
    # Given a browser that runs no script
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.address, viewport=WIDTHS["phone"]
    )
    page = context.new_page()
    # When somebody signs in, folds open, filters and signs out
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"lead.east{SAMPLE}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto("/me")
    page.locator("summary", has_text="The same facts as lists").click()
    # Then each does what it says
    expect(page.locator("caption", has_text="Employer").first).to_be_visible()
    page.goto("/cases")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Key worker").select_option("none")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Filters (1 on)")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
