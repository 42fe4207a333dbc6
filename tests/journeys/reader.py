"""Somebody at a browser: what they open, press and read."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from app.demo.load import PASSWORD, SAMPLE
from app.navigation import SECTIONS
from tests.browser import axe


class Judged:
    """Widths and kinds of page that axe has judged in this run, by whichever process: once each is enough."""

    def __init__(self) -> None:
        self.folder = Path()

    def first(self, width: int, kind: str) -> bool:
        """Whether nobody has judged it, and so whoever asks does."""
        try:
            (self.folder / f"{width} {quote(kind, safe='')}").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


JUDGED = Judged()


@dataclass
class Reader:
    """One browser page. Every kind of page it comes to is judged by axe and must not scroll sideways."""

    page: Page

    def signs_in(self, name: str) -> None:
        """As one of the sample accounts, by the first part of its address."""
        self.page.goto("/sign-in")
        self.looks("sign in")
        self.fills("Email address", name + SAMPLE)
        self.fills("Password", PASSWORD)
        self.presses("Sign in")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def signs_out(self) -> None:
        self.presses("Sign out")
        self.reads_heading("Sign in")

    def opens(self, address: str, kind: str) -> None:
        """An address written by hand; `kind` says which kind of page it is."""
        self.page.goto(address)
        self.looks(kind)

    def follows(self, link: str, kind: str, *, within: Locator | None = None) -> None:
        """The first link with these words."""
        self.goes_by((within or self.page).get_by_role("link", name=link).first, kind)

    def goes_to(self, way: str, kind: str) -> None:
        """A way of the navigation, by the section it is under where it is under one."""
        navigation = self.page.locator(".navigation")
        link = navigation.get_by_role("link", name=way, exact=True)
        if not link.count():
            section = next(label for label, ways in SECTIONS if any(way == said for said, _, _ in ways))
            self.goes_by(navigation.get_by_role("link", name=section, exact=True))
        self.goes_by(link.first, kind)

    def presses(self, button: str, kind: str = "") -> None:
        self.goes_by(self.page.get_by_role("button", name=button, exact=True), kind)

    def goes_by(self, way: Locator, kind: str = "") -> None:
        """A link or a button that leads to another page; that page has come when this is done."""
        with self.page.expect_navigation():
            way.click()
        if kind:
            self.looks(kind)

    def fills(self, label: str, answer: str) -> None:
        self.page.get_by_label(label, exact=True).fill(answer)

    def chooses(self, label: str, option: str) -> None:
        """An option by its words, or the beginning of them."""
        field = self.page.get_by_label(label, exact=True)
        words = field.locator("option").all_inner_texts()
        field.select_option(label=next(each for each in words if each.startswith(option)))

    def chooses_first(self, label: str) -> int:
        """The first option that is somebody, in each list whose label begins so. How many lists there were."""
        fields = self.page.get_by_label(re.compile(f"^{label}")).all()
        for each in fields:
            each.select_option(index=1)
        return len(fields)

    def uploads(self, label: str, name: str, content: bytes) -> None:
        self.page.get_by_label(label, exact=True).set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )

    def unfolds(self, words: str) -> None:
        """What is folded away under these words."""
        self.page.locator("summary", has_text=words).first.click()

    def asks_as_at(self, on: date, known_at: str = "") -> None:
        """Another day, and another moment of knowing."""
        if not self.page.get_by_label("As at the day").is_visible():
            self.unfolds("See another day")
        self.fills("As at the day", on.isoformat())
        self.fills("As known at (empty means now)", known_at)
        self.goes_by(self.page.locator(".as-at").get_by_role("button", name="Show"))

    def reads(self, *words: str) -> None:
        """The page says each of these, where it can be seen."""
        for each in words:
            expect(self.page.get_by_text(each).filter(visible=True).first).to_be_visible()

    def reads_heading(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=words)).to_be_visible()

    def does_not_read(self, *words: str) -> None:
        """The page holds none of these, seen or folded away."""
        said = self.page.content()
        for each in words:
            assert each not in said, f"{self.page.url} says “{each}”"

    def is_not_shown(self, address: str) -> None:
        """As if there were nothing."""
        self.page.goto(address)
        self.reads_heading("Page not found")

    def looks(self, kind: str) -> None:
        """Judge this kind of page, if it has not been judged at this width."""
        width = (self.page.viewport_size or {"width": 0})["width"]
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} pixels wider than a screen of {width}"
        if JUDGED.first(width, kind):
            axe(self.page)
