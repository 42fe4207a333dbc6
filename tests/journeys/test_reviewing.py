"""A review coordinator takes a case list in, plans the reviews and publishes them."""

import re

from playwright.sync_api import expect

from tests.journeys.reader import Reader
from tests.journeys.sample import Sample, csv_of
from tests.journeys.test_planning import watched

NEW = {"local_reference": "ACM-90001", "nhs_number": "9990000018", "family_name": "Newcomer"}


def test_a_coordinator_imports_plans_and_publishes(reader: Reader, sample: Sample) -> None:
    # Given three cases of the list, and a fourth resident
    rows = sample.cases()[:3]
    rows.append(rows[0] | NEW)
    reader.signs_in("coordinator")
    reader.looks("diary")
    reader.goes_to("Cases", "cases")
    # When the file has slips, each is named and no number is repeated
    reader.goes_by(reader.page.get_by_text("Import a case list"), "case list")
    reader.uploads(
        "Case list", "cases.csv", csv_of([*rows[:2], rows[2] | {"tier": "gold", "nhs_number": "9990000019"}])
    )
    reader.presses("Check only", "case list, refused")
    reader.reads("gold", "a number whose check digit is wrong")
    reader.does_not_read("9990000019")
    # When it is right, they check it and then take it in
    for button, kind in (("Check only", "case list, checked"), ("Import", "cases")):
        reader.uploads("Case list", "cases.csv", csv_of(rows))
        reader.presses(button, kind)
        if button == "Check only":
            reader.reads("Nothing is wrong with the file", "Cases it starts")
    reader.reads("The case list was imported: 1 started, 0 changed, 3 unchanged")
    reader.does_not_read(*(row["nhs_number"] for row in rows))
    # When they make a draft of the coming weeks
    reader.goes_to("Review diary", "diary")
    reader.goes_by(reader.page.get_by_text("Plans", exact=True), "plans")
    reader.fills("Weeks", "0")
    reader.presses("Make a draft plan", "plans, refused")
    reader.reads("Enter a number of weeks from 1 to 26")
    reader.fills("Weeks", "4")
    reader.presses("Make a draft plan")
    watched(reader, sample)
    # Then they see what was placed and, with the reason, what could not be
    reader.reads("Draft")
    reader.opens(reader.page.url.replace("/compare", ""), "draft plan")
    unplaced = reader.page.locator("#unplaced")
    expect(unplaced).to_have_text(re.compile("not placed in time"))
    reasons = reader.page.locator("table", has_text="not placed in time").locator('td[data-label="Why"]')
    assert reasons.count() >= 1
    assert all(each.strip() for each in reasons.all_inner_texts())
    reader.follows("Bury North", "draft plan")
    # And once published it is the diary
    reader.presses("Publish this plan")
    reader.reads("The plan is published. It is now the review diary.", "Published")
    reader.signs_out()
    reader.signs_in("lead.east")
    reader.opens("/reviews/diary", "diary")
    reader.reads("Published")
