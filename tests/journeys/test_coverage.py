"""Coverage: a director finds who is not covered, sees it mended, and signs; a lead keeps up with their people."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from accounts.actions import command_line
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.formats import day, short_day
from people.practice_actions import take_back_check, take_back_supervision
from teams.queries.practice import checks_of, supervision_of
from tests.journeys.reader import Reader
from tests.journeys.sample import Rows, Sample

COUNCIL = "Bury Metropolitan Borough Council"
SOCIAL_WORK, OCCUPATIONAL_THERAPY = "Principal Social Worker", "Principal Occupational Therapist"
VACANT = f"Nobody holds {SOCIAL_WORK}: it has a deputy only."
ONE_DAY = timedelta(days=1)
LAST_DAY, NAMED_FROM, CORRECTED_FROM = 25, 5, 10
"""Days ago: the last of the one who left, the first of the next, and the day that a correction reaches back to."""


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def long_placed(sample: Sample, employer: str, profession: str, team: str = "") -> Rows:
    """Those who have worked there for a year and hold no post, with nothing wrong with their registration."""
    flawed = {key for flaw in sample.manifest.flaws for key in flaw.people}
    a_year_ago, today = ago(365).isoformat(), clock.today().isoformat()
    return [
        row
        for row in sample.extract(employer)
        if row["profession"] == profession
        and row["team"].startswith(team or "team_")
        and row["placement_starts_on"] < a_year_ago
        and row["registration_expires_on"] > today
        and not row["post_held"]
        and (row["employer"], row["assignment_number"]) not in flawed
    ]


@pytest.fixture
def left(reader: Reader, sample: Sample) -> None:
    """The Principal Social Worker has left, and nobody is named to follow."""
    reader.signs_in("office")
    reader.opens("/posts/principal_social_worker/register", "register of a post")
    reader.goes_by(reader.page.locator('a[href$="/end"]').first, "end a fact")
    reader.fills("Last day", ago(LAST_DAY).isoformat())
    reader.goes_by(reader.page.locator("main form button"))
    reader.reads("has a last day")
    reader.signs_out()


def narrows_to_radcliffe(reader: Reader) -> None:
    """From Coverage to the social workers of Radcliffe."""
    reader.unfolds("Filters")
    reader.chooses("Profession", "Social worker")
    reader.chooses("Neighbourhood", "Radcliffe")
    reader.goes_by(reader.page.locator(".filters").get_by_role("button", name="Show"), "coverage, filtered")


def beside(reader: Reader, link: str, about: str) -> Locator:
    """A link with words, of which what it is about is said to those who do not see the row."""
    return reader.page.get_by_role("link", name=re.compile(f"^{link}.: {re.escape(about)}"))


def names_holder(reader: Reader, post: str, who: str, first_day: date) -> None:
    """From Coverage by the link beside the gap, as whoever keeps the register."""
    reader.goes_by(beside(reader, "Name a holder", f"First post vacant, {post}"), "name a holder")
    reader.chooses("Somebody else: their employer", COUNCIL)
    reader.fills("Somebody else: their assignment number (optional)", who)
    reader.chooses("Holding", "Substantive")
    reader.fills("First day", first_day.isoformat())
    reader.page.get_by_label("If their own line runs to this post").check()
    reader.presses("Name the holder")
    reader.reads("The post has a holder.")


def sealed_file(reader: Reader, folder: Path) -> Path:
    """The position's file as the browser takes it."""
    with reader.page.expect_download() as taken:
        reader.page.get_by_role("link", name="The sealed file").click()
    file = folder / "position.jsonl"
    taken.value.save_as(file)
    return file


@pytest.mark.usefixtures("left")
def test_a_director_finds_a_gap_sees_it_mended_and_signs(
    reader: Reader, sample: Sample, tmp_path: Path
) -> None:
    social_worker = long_placed(sample, "council", "social_worker", "team_radcliffe")[0]["assignment_number"]
    therapist = long_placed(sample, "council", "occupational_therapist")[0]["assignment_number"]
    # Given that the Principal Social Worker left, the DASS looks at social workers in Radcliffe
    reader.signs_in("director.dass")
    reader.goes_to("Coverage", "coverage")
    narrows_to_radcliffe(reader)
    gap = reader.page.locator("#gaps ~ table tr", has_text=VACANT).first
    expect(gap).to_contain_text(short_day(ago(LAST_DAY - 1)))
    expect(gap).to_contain_text("Director of Adult Social Services")
    coverage = reader.page.url
    # When they ask who that is, and follow the link to where it is mended
    reader.follows("First post vacant", "people, of one gap")
    reader.reads("Not covered", VACANT, "Radcliffe")
    reader.goes_by(
        beside(reader, "Open the post", f"First post vacant, {first_name(reader)}"), "post, vacant"
    )
    reader.reads_heading(SOCIAL_WORK)
    expect(reader.page.locator("dl dd").first).to_have_text(re.compile(r"^\S.* \(deputy\)$"))
    # Then it is the office that may write: it names a holder, who took up the post some days ago
    reader.signs_out()
    reader.signs_in("office")
    reader.goes_to("Coverage", "coverage, of the borough")
    names_holder(reader, SOCIAL_WORK, social_worker, ago(NAMED_FROM))
    reader.signs_out()
    # And the gap is closed from that day and not before
    reader.signs_in("director.dass")
    reader.opens(coverage, "coverage, filtered")
    reader.does_not_read(VACANT)
    reader.asks_as_at(ago(NAMED_FROM))
    reader.does_not_read(VACANT)
    reader.asks_as_at(ago(NAMED_FROM) - ONE_DAY)
    reader.reads(VACANT)
    # When they sign a position, and accept the gap that is left
    reader.opens("/coverage", "coverage")
    reader.follows("Signed positions", "positions, none")
    reader.follows("Sign a position", "position, to sign")
    why = f"Why you accept it: First post vacant. Nobody holds {OCCUPATIONAL_THERAPY}. (optional)"
    reader.fills(why, "The advert is out")
    reader.presses("Sign the position", "position, refused")
    reader.reads("There is a problem", "Enter your statement")
    reader.fills("Your statement", "Social work is led again. Occupational therapy is not yet.")
    reader.presses("Sign the position", "position, signed")
    # Then it is sealed, and a public command says that its file is whole
    reader.reads("Position 1 is signed and sealed.", "The advert is out", "Social work is led again.")
    reader.reads("Nothing: the day is known now as it was signed.")
    signed_for = reader.page.locator("dl.figures").inner_text()
    file = sealed_file(reader, tmp_path)
    digest = reader.page.locator(".nhsuk-summary-list__row", has_text="Digest").locator("dd").inner_text()
    assert verified(sample, file, digest)["whole"] is True
    before = file.read_bytes()
    # When it turns out that somebody has led occupational therapy for ten days
    reader.signs_out()
    reader.signs_in("office")
    reader.goes_to("Coverage", "coverage, of the borough")
    names_holder(reader, OCCUPATIONAL_THERAPY, therapist, ago(CORRECTED_FROM))
    reader.signs_out()
    # Then the position is as it was signed, to the byte, and shows what has changed since
    reader.signs_in("director.dass")
    reader.opens("/positions", "positions")
    reader.follows("Position 1", "position, since corrected")
    assert reader.page.locator("dl.figures").inner_text() == signed_for
    corrected = reader.page.locator("#corrected ~ table")
    changed = corrected.locator("tr", has_text=f"Nobody holds {OCCUPATIONAL_THERAPY}.").first
    expect(changed).to_contain_text("No gap")
    expect(corrected.locator("tr", has_text="People covered").first).to_be_visible()
    assert sealed_file(reader, tmp_path).read_bytes() == before
    # And the next position says what differs from it
    reader.opens("/positions/new", "position, to sign")
    reader.fills("Your statement", "Occupational therapy is led as well.")
    reader.presses("Sign the position", "position, signed")
    reader.follows("Signed positions", "positions")
    reader.presses("Compare", "positions, compared")
    reader.reads("Position 1", "Position 2", f"Nobody holds {OCCUPATIONAL_THERAPY}.", "No gap")


def first_name(reader: Reader) -> str:
    """Of whoever is first in the list."""
    return reader.page.locator("main tbody th a").first.inner_text()


def verified(sample: Sample, file: Path, digest: str) -> dict[str, object]:
    """What the public command says of a file."""
    asked = ["position", "verify", str(file), "--digest", digest, "--json"]
    answer = sample.app.test_cli_runner().invoke(args=asked)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.fixture
def neglected(sample: Sample) -> tuple[int, str]:
    """Somebody who answers to the AHP director, and of whose practice all that was recorded was taken back:
    number and name."""
    row = long_placed(sample, "nca", "physiotherapist")[0]
    who, name = sample.person("nca", row["assignment_number"])
    with sample.app.app_context():
        by, now, all_of_it = command_line().id, clock.now(), AsAt(clock.today())
        for held in supervision_of(who, all_of_it):
            take_back_supervision(who, held.row, held.recorded_at, "A test of ours", by=by, at=now)
        for check in checks_of(who, all_of_it):
            take_back_check(who, check.row, check.recorded_at, "A test of ours", by=by, at=now)
        db.session.commit()
    return who, name


def owed(reader: Reader, name: str) -> Locator:
    """The lines of what is owed to somebody."""
    return reader.page.locator("#owed ~ table").first.locator("tbody tr", has_text=name)


def test_a_lead_records_what_they_owe_and_the_list_shrinks(
    reader: Reader, neglected: tuple[int, str]
) -> None:
    _, name = neglected
    # Given a professional lead, to one of whose people supervision and a register check are owed
    reader.signs_in("director.ahp-director-nca")
    reader.goes_to("My practice", "practice, of a lead")
    expect(owed(reader, name)).to_have_count(2)
    expect(owed(reader, name).first).to_contain_text("Overdue")
    # When they record that supervision took place
    reader.goes_by(beside(reader, "Record it", f"Professional supervision, {name}"), "record supervision")
    reader.fills("Day it took place", "")
    reader.presses("Record the supervision", "record supervision, refused")
    reader.reads("There is a problem", "Enter the day it took place")
    reader.fills("Day it took place", ago(1).isoformat())
    reader.presses("Record the supervision", "practice record of somebody")
    reader.reads("The supervision is recorded.", short_day(ago(1)), "One to one")
    # And that the register was checked
    reader.goes_to("My practice", "practice, of a lead")
    expect(owed(reader, name)).to_have_count(1)
    reader.goes_by(beside(reader, "Record it", f"Check the HCPC register, {name}"), "record a check")
    reader.presses("Record the register check")
    reader.reads("The register check is recorded.")
    # Then nothing is owed to them
    reader.goes_to("My practice", "practice, of a lead")
    expect(owed(reader, name)).to_have_count(0)


def test_staff_see_their_own_record_and_their_line_manager_does_not(reader: Reader, sample: Sample) -> None:
    # Given a nurse of the trust who works in Bury East
    number = sample.number_of("staff", "nca")
    who, name = sample.person("nca", number)
    row = next(row for row in sample.extract("nca") if row["assignment_number"] == number)
    # When they look at their practice, they see the day to act by, their registration and their supervision
    reader.signs_in("staff.nca")
    reader.goes_to("My practice", "practice, one's own")
    reader.reads("Act by", row["registration_number"], "Supervision", "With whom")
    reader.follows("See the whole record", "practice record, one's own")
    reader.reads("Register checks", day(date.fromisoformat(row["registration_expires_on"])))
    reader.signs_out()
    # Then whoever leads the neighbourhood, to whom they answer, sees their lines and not that
    reader.signs_in("lead.east")
    reader.opens(f"/people/{who}", "lines of somebody")
    reader.reads_heading(f"Lines of {name}")
    expect(reader.page.locator(f'a[href$="/people/{who}/practice"]')).to_have_count(0)
    reader.is_not_shown(f"/people/{who}/practice")
    reader.is_not_shown("/practice/neighbourhood_lead_east")
    reader.is_not_shown("/coverage")
