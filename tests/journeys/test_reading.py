"""Those who come to read: a member of staff, a neighbourhood lead, a director, an administrator."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, expect

from foundation import clock
from foundation.formats import day
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample


def test_a_member_of_staff_sees_their_own_lines(reader: Reader, sample: Sample) -> None:
    # Given a district nurse of the trust
    number = sample.number_of("staff", "nca")
    own, name = sample.person("nca", number)
    other, _ = sample.person("vcfa", sample.number_of("staff", "vcfa"))
    # When they sign in, they see their three lines
    reader.signs_in("staff.nca")
    reader.looks("my lines")
    reader.reads_heading("My lines")
    reader.reads(
        name,
        "Northern Care Alliance NHS Foundation Trust employs you",
        f"Assignment {number}",
        "Neighbourhood lead: Bury East",
        "Chief Nurse",
    )
    # Then each line climbs to the top, and the lists say the same as the picture
    reader.unfolds("The same facts as lists")
    for line, label in (("management", "Management, "), ("professional", "Professional accountability, ")):
        steps = in_picture(reader, line)
        assert len(steps) >= 2
        assert in_list(reader, label) == list(reversed(steps))
    # And what happened before, and how it was on another day
    reader.follows("History of these lines", "history")
    reader.reads_heading(f"History of the lines of {name}")
    reader.reads("In force", "Superseded")
    reader.opens("/me", "my lines")
    a_year_ago = clock.today() - timedelta(days=365)
    reader.asks_as_at(a_year_ago)
    reader.looks("my lines, another day")
    reader.reads(day(a_year_ago), "Back to today")
    # But nobody else's, and no page of the register or of a resident
    reader.is_not_shown(f"/people/{other}")
    reader.looks("not found")
    for address in (
        f"/people/{other}/history",
        "/find?q=a",
        "/neighbourhoods/east",
        "/cases",
        "/reviews/diary",
    ):
        reader.is_not_shown(address)
    reader.opens(f"/people/{own}", "my lines")
    ways = reader.page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    assert {"My lines", "My work", "Who decides about me", "Scheme"} <= set(ways)
    assert not {"Find", "Cases", "Coverage", "Allocate", "Review diary"} & set(ways)


def in_picture(reader: Reader, line: str) -> list[str]:
    """The posts of a line as it is drawn, the top first."""
    steps = reader.page.locator(f".line--{line} .chain").first.locator(
        ".step:not(.step--person) .step__title"
    )
    return steps.all_inner_texts()


def in_list(reader: Reader, label: str) -> list[str]:
    """The posts of the same line as they are listed."""
    table = reader.page.locator("table", has=reader.page.locator("caption", has_text=label)).first
    return table.locator("tbody th").all_inner_texts()


def test_a_neighbourhood_lead_sees_their_neighbourhood(reader: Reader, sample: Sample) -> None:
    # Given the lead of the east
    reader.signs_in("lead.east")
    reader.looks("neighbourhoods")
    reader.reads(
        "Who lives in a neighbourhood and who is registered with its practices are two different counts."
    )
    # When they open their neighbourhood
    reader.follows("Bury East", "neighbourhood")
    # Then both populations, wards, practices and the team are on one page
    reader.reads("People who live here", "Patients registered with its practices", "Wards")
    reader.reads("The team", "whole-time equivalents", "Practices")
    # And what is amiss: a missing line, vacant posts, who starts and leaves, this month's reviews
    employer, number = sample.flaw("no_management_line").people[0]
    missing, _name = sample.person(employer, number)
    row = reader.page.locator("tr", has=reader.page.locator(f'a[href^="/people/{missing}"]')).first
    expect(row).to_contain_text("No management line")
    for heading in ("Starters and leavers in the next 60 days", "What needs attention"):
        expect(reader.page.get_by_role("heading", name=heading)).to_be_visible()
    expect(reader.page.get_by_role("heading", name=re.compile("^Reviews in "))).to_be_visible()
    # And their cases, with what is overdue first
    reader.goes_to("Cases", "cases")
    case, resident = sample.case_in("east")
    reader.opens(f"/cases/{case}", "case")
    reader.reads(resident, "Who holds the case", "Next review due")
    reader.goes_to("Review diary", "diary")
    reader.reads("Published", "not placed in time")
    # But another neighbourhood's cases and reviews are not there
    elsewhere, somebody = sample.case_in("north")
    reader.is_not_shown(f"/cases/{elsewhere}")
    reader.is_not_shown("/cases?neighbourhood=north")
    reader.is_not_shown("/reviews/diary?neighbourhood=north")
    reader.opens("/neighbourhoods/north", "neighbourhood")
    reader.does_not_read(somebody, "Reviews in ")


def test_a_director_finds_people_posts_and_the_structure(reader: Reader, sample: Sample) -> None:
    # Given a director
    who, name = sample.person("vcfa", sample.number_of("staff", "vcfa"))
    reader.signs_in("director.dass")
    # When they look for somebody
    reader.goes_to("Find", "find")
    reader.fills("Person, post, team or organisation", name)
    reader.presses("Find", "find, found")
    reader.follows(name, "lines of somebody")
    # Then their lines are there
    reader.reads_heading(f"Lines of {name}")
    assert f"/people/{who}" in reader.page.url
    # And a post shows who holds it, what is above it, and who answers to it along its own line
    leaving = sample.flaw("lead_leaving")
    _, lead = sample.person(*leaving.people[0])
    reader.opens(f"/posts/{leaving.post}", "post")
    reader.reads(lead, "People who answer to this post along the management line", "Who has held it")
    # And a vacant post says so
    reader.opens(f"/posts/{sample.flaw('post_vacant').post}", "vacant post")
    reader.reads("Vacant")
    # And each line is a chart with the same facts as a list
    for line in ("Employer", "Management", "Professional accountability"):
        reader.opens("/structure", "structure")
        if line != "Management":
            reader.follows(
                line,
                f"structure, {line}",
                within=reader.page.get_by_role("navigation", name="The three lines"),
            )
        expect(reader.page.locator("svg").first).to_be_visible()
        charted = boxes(reader.page.locator("svg"))
        listed = reader.page.locator("main ul.nhsuk-list--bullet li").count()
        assert charted >= listed > 3
    # And it can be printed
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("svg").first).to_be_visible()
    expect(reader.page.get_by_role("navigation", name="Main")).to_be_hidden()
    # But a director sees no case
    case, _ = sample.case_in("east")
    reader.page.emulate_media(media="screen")
    reader.is_not_shown(f"/cases/{case}")
    reader.opens("/neighbourhoods/east", "neighbourhood")
    reader.does_not_read("Reviews in ")


def boxes(charts: Locator) -> int:
    """How many posts or organisations the charts draw."""
    return charts.locator("rect.chart__box").count()


def test_an_administrator_keeps_accounts_and_sees_nobody(reader: Reader, sample: Sample) -> None:
    # Given the administrator
    case, _ = sample.case_in("east")
    person, name = sample.person("nca", sample.number_of("staff", "nca"))
    reader.signs_in("administrator")
    reader.looks("accounts")
    # When they open an account, with a slip at first
    reader.follows("Open an account", "open an account")
    reader.fills("Name", "Nadia Sampleton")
    reader.fills("Email address", "nadia@sample.invalid")
    reader.fills("First password", "short")
    reader.presses("Open the account", "open an account, refused")
    reader.reads("There is a problem")
    reader.fills("First password", "long enough to be one")
    reader.chooses("Role", "Neighbourhood lead")
    reader.fills(
        "Scope: the code of a neighbourhood or organisation, or empty for the whole borough", "north"
    )
    reader.presses("Open the account")
    # Then it is there, with its role
    reader.reads("The account is open.", "Nadia Sampleton", "Neighbourhood lead (north)")
    # But no resident, nobody's lines and no part of the register
    for address in (f"/cases/{case}", f"/people/{person}", "/cases", "/find?q=a", "/structure", "/imports"):
        reader.is_not_shown(address)
    reader.does_not_read(name)
