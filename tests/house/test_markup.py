"""The judge of pages finds each fault it is there to find, and passes a sound page."""

from pathlib import Path

import pytest

from tests.pages import markup
from tests.pages.markup import faults
from tests.pages.sound import SoundPages

HOST = "localhost"


def page(main: str, head: str = "", heading: str = "<h1>Teams</h1>") -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Teams</title>{head}</head>'
        f"<body><main>{heading}{main}</main></body></html>"
    )


SOUND = {
    "label by id": '<label for="on">Day</label><input id="on" type="date" name="on">',
    "label around": '<label>Team <select name="team"><option>East</option></select></label>',
    "label by another element": '<h2 id="why">Why</h2><textarea name="why" aria-labelledby="why"></textarea>',
    "aria-label": '<input name="q" aria-label="Find a person">',
    "a button and a hidden field": '<input type="hidden" name="n" value="1"><input type="submit">',
    "a form with its token": '<form method="post"><input type="hidden" name="csrf_token" value="x"></form>',
    "a form that only asks": '<form method="get" action="/people"></form>',
    "our own address in full": '<a href="http://localhost/people">People</a>',
    "a chart": '<svg viewBox="0 0 1 1"><title>Chart</title><path class="line" d="M0 0"/></svg>',
}

FAULTY = {
    "two headings": ("<h1>Again</h1>", "2 h1 headings"),
    "never closed": ("<section>", "not HTML5"),
    "wrongly nested": ("<p><b>Bold</p></b>", "not HTML5"),
    "an id used twice": ('<p id="a"></p><p id="a"></p>', "id 'a' is used 2 times"),
    "no label": ('<input name="q">', "input 'q' has no label"),
    "an empty label": ('<label for="q"> </label><input id="q" name="q">', "input 'q' has no label"),
    "a label for something else": (
        '<label for="r">R</label><select name="q"></select>',
        "select 'q' has no label",
    ),
    "a label that is not there": (
        '<textarea name="q" aria-labelledby="z"></textarea>',
        "textarea 'q' has no label",
    ),
    "an empty aria-label": ('<input name="q" aria-label="">', "input 'q' has no label"),
    "an inline style": ('<p style="color:red">Late</p>', "p has an inline style"),
    "an inline event": ('<button onclick="go()">Go</button>', "button has an inline onclick"),
    "a script in the page": ("<script>go()</script>", "a script written into the page"),
    "an outside image": ('<img alt="" src="https://example.org/a.png">', "img src leads to another host"),
    "an outside link": ('<a href="//example.org/">Out</a>', "a href leads to another host"),
    "an outside form": ('<form action="http://example.org/"></form>', "form action leads to another host"),
    "an outside shape": (
        '<svg><use xlink:href="https://example.org/a.svg"/></svg>',
        "use href leads to another host",
    ),
    "a form without its token": ('<form method="POST"></form>', "carries 0 tokens"),
    "a form with an empty token": (
        '<form method="post"><input type="hidden" name="csrf_token"></form>',
        "0 tokens",
    ),
}


@pytest.mark.parametrize("main", SOUND.values(), ids=SOUND.keys())
def test_a_sound_page_passes(main: str) -> None:
    assert faults(page(main), HOST) == []


@pytest.mark.parametrize(("main", "expected"), FAULTY.values(), ids=FAULTY.keys())
def test_each_fault_is_found(main: str, expected: str) -> None:
    assert expected in "\n".join(faults(page(main), HOST))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page("", heading=""), "0 h1 headings"),
        (page("", head="<style>p { color: red }</style>"), "a style element"),
        (
            page("", head='<link rel="stylesheet" href="https://example.org/a.css">'),
            "link href leads to another",
        ),
        (page("").removeprefix("<!doctype html>"), "not HTML5"),
    ],
    ids=["no heading", "a style element", "an outside stylesheet", "no doctype"],
)
def test_faults_of_the_whole_page(html: str, expected: str) -> None:
    assert expected in "\n".join(faults(html, HOST))


def test_a_sound_page_is_judged_once_and_a_faulty_one_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every process that keeps to the same file, whichever judged it first."""
    judged: list[str] = []

    def judge(html: str, host: str) -> list[str]:
        judged.append(html)
        return faults(html, host)

    monkeypatch.setattr(markup, "faults", judge)
    sound, faulty = page("<p>Sound</p>"), page("<section>")
    first, second = SoundPages(tmp_path / "sound"), SoundPages(tmp_path / "sound")
    assert first.faults(sound, HOST) == second.faults(sound, HOST) == first.faults(sound, HOST) == []
    assert judged == [sound]
    assert first.faults(faulty, HOST) == second.faults(faulty, HOST) == faults(faulty, HOST) != []
    assert judged == [sound, faulty, faulty]
    assert first.faults(sound, "elsewhere") == []
    assert len(judged) == 4
