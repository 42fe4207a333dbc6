"""The partnership office keeps the register true: extracts, corrections, a service that moves, a leaver."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from foundation import clock
from foundation.formats import day
from tests.journeys.reader import Reader
from tests.journeys.sample import Rows, Sample, csv_of

VCFA = "Bury Voluntary Community and Faith Alliance"
TRUST = "Northern Care Alliance NHS Foundation Trust"
MENTAL_HEALTH = "Pennine Care NHS Foundation Trust"
SERVICE = "palliative_care"


def upload(reader: Reader, rows: Rows) -> None:
    """Look at what an extract of the alliance would do."""
    reader.opens("/imports/new", "import, choose")
    reader.chooses("Employer", VCFA)
    reader.uploads("Extract", "vcfa.csv", csv_of(rows))
    reader.presses("Look at what it would do")


def test_the_office_takes_an_extract_in(reader: Reader, sample: Sample) -> None:
    # Given the alliance's extract, and one of its people with a new job title
    rows, number = sample.extract("vcfa"), sample.number_of("staff", "vcfa")
    who, name = sample.person("vcfa", number)
    titled = [
        row | {"job_title": "Senior connector"} if row["assignment_number"] == number else row for row in rows
    ]
    reader.signs_in("office")
    reader.looks("imports")
    # When the file has three slips, each is named at once and nothing is written
    slips = (("employment_starts_on", "01/04/2026"), ("contracted_hours", "200"), ("team", "team_nowhere"))
    placed = [row for row in rows if row["team"] and not row["post_held"]]
    slipped = [row | dict([slip]) for row, slip in zip(placed, slips, strict=False)]
    upload(reader, slipped)
    reader.looks("import, refused")
    reader.reads("The file was refused", "3 places in it must be put right first. Nothing was changed.")
    reader.reads("01/04/2026", "team_nowhere")
    # When it is put right, they see what it would do before it is done
    upload(reader, titled)
    reader.looks("import, looked at")
    reader.reads("What it would do", name, "Senior connector")
    reader.presses("Apply this import", "import, applied")
    reader.reads("The import is done.")
    reader.opens(f"/people/{who}", "lines of somebody")
    reader.reads("Senior connector")
    # Then the same file again changes nothing
    upload(reader, titled)
    reader.reads("Nothing of this kind: the register says so already.")
    reader.presses("Drop it", "imports")
    reader.reads("The import is dropped. Nothing was changed.")
    # And the two days can be compared
    reader.goes_to("What changed", "what changed")
    reader.fills("From the day", (clock.today() - timedelta(days=1)).isoformat())
    reader.presses("Compare", "what changed, compared")
    reader.follows("Employer", "what changed, of one part", within=reader.page.locator("main table"))
    reader.reads(name)
    # And an import that ends many waits for a second account
    upload(reader, titled[:-4])
    reader.presses("Ask for a second account", "import, waits")
    reader.reads("Somebody else of the partnership office must now confirm it.", "You asked for this one")
    expect(reader.page.get_by_role("button", name="Confirm and apply")).to_have_count(0)
    waiting = reader.page.url
    reader.signs_out()
    reader.signs_in("office.second")
    reader.opens(waiting, "import, to confirm")
    reader.presses("Confirm and apply")
    reader.reads("The import is done.")


def test_a_mistake_is_corrected_and_what_was_believed_is_kept(reader: Reader, sample: Sample) -> None:
    # Given somebody whose management line was recorded wrongly
    who, name = sample.person("nca", sample.number_of("staff", "nca"))
    yesterday = clock.today() - timedelta(days=1)
    reader.signs_in("office")
    reader.opens(f"/people/{who}", "lines of somebody")
    # When the office corrects it
    reader.follows("change or correct them", "register of somebody")
    reader.goes_by(
        reader.page.locator('a[href*="/register/management/"][href$="/correct"]').first, "correct a line"
    )
    reader.presses("Correct it", "correct a line, refused")
    reader.reads("There is a problem", "Enter why it is corrected")
    reader.chooses("Management post", "Neighbourhood lead: Bury North")
    reader.fills("Why it is corrected", "The form named the wrong neighbourhood")
    reader.presses("Correct it")
    reader.reads("It is corrected. The history still shows what was believed before.")
    # Then the lines follow, and the other two are as they were
    reader.opens(f"/people/{who}", "lines of somebody")
    management = reader.page.locator(".line--management")
    expect(management).to_contain_text("Neighbourhood lead: Bury North")
    expect(reader.page.locator(".line--professional")).to_contain_text("Director of Nursing: Bury")
    expect(reader.page.locator(".line--employer")).to_contain_text(TRUST)
    # And as known yesterday, it is what was believed yesterday
    reader.asks_as_at(clock.today(), f"{yesterday.isoformat()}T12:00")
    reader.looks("lines, as known then")
    expect(management).to_contain_text("Neighbourhood lead: Bury East")
    # And the history shows both, and why
    reader.opens(f"/people/{who}/history?line=management", "history")
    reader.reads("Superseded", "The form named the wrong neighbourhood", name)


def test_a_service_moves_to_another_employer(reader: Reader, sample: Sample) -> None:
    # Given a service of the trust, and the next first of July
    today = clock.today()
    moves_on = date(today.year + (today.month >= 7), 7, 1)
    rows = [row for row in sample.extract("nca") if row["team"] == SERVICE and not row["placement_ends_on"]]
    who, name = sample.person("nca", rows[-1]["assignment_number"])
    reader.signs_in("office")
    reader.opens(f"/people/{who}?on={moves_on.isoformat()}", "lines, another day")
    before = {line: steps_of(reader, line) for line in ("management", "professional")}
    # When the office looks at who would move, then moves them
    reader.opens("/imports", "imports")
    reader.goes_by(reader.page.get_by_text("Move a service to another employer"), "transfer")
    reader.presses("See who would move", "transfer, refused")
    reader.reads("There is a problem")
    reader.chooses("Employer now", TRUST)
    reader.chooses("Team", "Palliative care")
    reader.chooses("New employer", MENTAL_HEALTH)
    reader.fills("First day with the new employer", moves_on.isoformat())
    reader.page.get_by_label(re.compile("^Prefix")).fill("PC")
    reader.presses("See who would move", "transfer, looked at")
    reader.reads_heading(re.compile(f"contracts? to move on {day(moves_on)}$"))
    reader.reads(name)
    reader.goes_by(reader.page.get_by_role("button", name=re.compile("^Move ")))
    reader.reads("Teams, lines, posts and cases stay as they were.")
    # Then their employer is another, and team, manager and professional lead are as they were
    reader.opens(f"/people/{who}?on={moves_on.isoformat()}", "lines, another day")
    expect(reader.page.locator(".line--employer")).to_contain_text(MENTAL_HEALTH)
    assert {line: steps_of(reader, line) for line in before} == before
    expect(reader.page.locator("main table").first).to_contain_text("Palliative care")
    # And the day before they are with the old one, and the history shows both
    reader.asks_as_at(moves_on - timedelta(days=1))
    expect(reader.page.locator(".line--employer")).to_contain_text(TRUST)
    reader.opens(f"/people/{who}/history?line=employer", "history")
    reader.reads(f"Employed by {TRUST}", f"Employed by {MENTAL_HEALTH}")


def steps_of(reader: Reader, line: str) -> str:
    """The whole of a line as it is drawn: posts, holders, days."""
    return reader.page.locator(f".line--{line} .chain").first.inner_text()


def test_somebody_leaves_and_every_loose_end_is_settled(reader: Reader, sample: Sample) -> None:
    # Given a key worker, whom the office also makes the deputy of a post
    who, name = sample.person("nca", sample.number_of("staff", "nca"))
    last_day = clock.today() + timedelta(days=14)
    reader.signs_in("office")
    reader.opens(f"/people/{who}/register", "register of somebody")
    reader.goes_by(reader.page.locator('a[href$="/register/tenure/start"]'), "start a fact")
    reader.chooses("Post", "Neighbourhood lead: Bury East")
    reader.chooses("Holding", "Deputy")
    reader.presses("Start the tenure")
    reader.reads("The tenure is in the register.")
    # When they give the last day
    reader.follows(f"{name} is leaving", "leaving")
    reader.fills("Last day", last_day.isoformat())
    reader.presses("See the loose ends", "leaving, loose ends")
    # Then contracts, posts, cases and sessions are on one page, and each can be passed on
    reader.reads(
        "What ends on the day",
        TRUST,
        "Neighbourhood lead: Bury East",
        "Cases held",
        "Review sessions chaired",
    )
    assert reader.chooses_first("Who takes Neighbourhood lead: Bury East next") == 1
    passed = reader.chooses_first("Next key worker of case ")
    assert passed >= 1
    reader.presses("Settle all of it")
    # And it is settled as one
    reader.reads(f"{name}’s last day is {day(last_day)}.", f"Settled: 1 of 1 post passed on, {passed} of ")
    reader.opens(f"/people/{who}?on={(last_day + timedelta(days=1)).isoformat()}", "lines, after leaving")
    reader.reads("No employment is in force")
