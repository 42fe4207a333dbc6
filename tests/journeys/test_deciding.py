"""Who decides: a nurse asks who approves leave, and the office looks before it withdraws the mandate."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.formats import day
from people.post import Post, Tenure
from people.who_is_away import away_people
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample, rows_of

TRUST = "Northern Care Alliance NHS Foundation Trust"
LEAD = "Neighbourhood lead: Bury East"
NEXT_UP = "Chief officer of the Local Care Organisation"
LEAVE = "Annual leave approval"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cession:
    """The mandate that cedes the approval of nurses' leave, and its first and last days."""

    code: str
    first: date
    last: date


@pytest.fixture
def cession(sample: Sample) -> Cession:
    row = next(
        row
        for row in rows_of(sample.folder / "mandates.csv")
        if "district_nurse" in row["professions"].split(";") and "annual_leave" in row["functions"].split(";")
    )
    first, last = (date.fromisoformat(row[name]) for name in ("starts_on", "ends_on"))
    return Cession(row["code"], first, last)


@pytest.fixture
def lead_there(sample: Sample) -> tuple[int, date]:
    """Whoever leads Bury East, and the first day from today on which they are at work."""
    with sample.app.app_context():
        today = AsAt(clock.today())
        lead = db.session.scalars(
            select(Tenure.person_id)
            .join(Post, Post.id == Tenure.post_id)
            .where(Post.code == "neighbourhood_lead_east", in_force(Tenure, today))
        ).one()
        days = (today.on + n * ONE_DAY for n in range(60))
        return lead, next(on for on in days if lead not in away_people([lead], AsAt(on)))


def leave(reader: Reader) -> Locator:
    """The line about leave on the page of who decides."""
    return reader.page.locator("tr", has_text=LEAVE)


def test_a_nurse_asks_who_approves_leave(
    reader: Reader, sample: Sample, cession: Cession, lead_there: tuple[int, date]
) -> None:
    lead, on = lead_there
    # Given a nurse of the trust who works in Bury East
    reader.signs_in("staff.nca")
    # When they ask while the mandate is in force, the neighbourhood decides
    reader.goes_to("Who decides about me", "who decides about me")
    reader.asks_as_at(on)
    expect(leave(reader)).to_contain_text(LEAD)
    # And before its first day and after its last, the trust
    for outside in (cession.first - ONE_DAY, cession.last + ONE_DAY):
        reader.asks_as_at(outside)
        expect(leave(reader)).to_contain_text(TRUST)
        expect(leave(reader)).not_to_contain_text(LEAD)
    for inside in (cession.first, cession.last):
        reader.asks_as_at(inside)
        expect(leave(reader)).not_to_contain_text(TRUST)
    # And one sheet says why: the clause, its days and its condition
    reader.asks_as_at(on)
    reader.goes_by(leave(reader).get_by_role("link", name="Why"), "one ruling")
    reader.reads(cession.code, LEAD, "Condition")
    reader.follows(cession.code, "mandate")
    reader.reads_heading(f"Mandate {cession.code}")
    # When the lead says that they are away, it goes to the next post up, and the page says so
    reader.signs_out()
    reader.signs_in("lead.east")
    reader.opens(f"/people/{lead}/away/record", "record an absence")
    reader.fills("First day", on.isoformat())
    reader.fills("Last day, if it is known (optional)", on.isoformat())
    reader.page.get_by_label("Whole days", exact=True).check()
    reader.page.get_by_label("Away", exact=True).check()
    reader.presses("Record the absence", "when I am away")
    reader.signs_out()
    reader.signs_in("staff.nca")
    reader.opens(f"/me/decisions?on={on}", "who decides about me")
    expect(leave(reader)).to_contain_text(NEXT_UP)
    expect(leave(reader)).to_contain_text("it goes to the next post up")


def test_the_office_withdraws_a_mandate_after_looking(
    reader: Reader, sample: Sample, cession: Cession, lead_there: tuple[int, date]
) -> None:
    _, on = lead_there
    who, _ = sample.person("nca", sample.number_of("staff", "nca"))
    # Given the office, which finds the mandate behind the scheme
    reader.signs_in("office")
    reader.goes_to("Scheme", "scheme")
    reader.follows(cession.code, "mandate")
    # When they look what withdrawing it would do
    reader.follows("Withdraw it", "withdraw a mandate")
    reader.follows("See first what withdrawing it would change", "what if")
    reader.reads("would change", LEAVE, "Nothing has been changed")
    # Then nothing has been done
    reader.opens(f"/people/{who}/decisions?on={on}", "who decides about somebody")
    expect(leave(reader)).not_to_contain_text(TRUST)
    # When they withdraw it from that day
    reader.opens(f"/mandates/{cession.code}/withdraw", "withdraw a mandate")
    reader.fills("First day on which it is no longer in force", on.isoformat())
    reader.fills("Why it is withdrawn", "The partners agreed to sign another")
    reader.presses("Withdraw the mandate", "mandate, withdrawn")
    # Then from that day the trust decides, and on the day before the neighbourhood still did
    reader.opens(f"/people/{who}/decisions?on={on}", "who decides about somebody")
    expect(leave(reader)).to_contain_text(TRUST)
    reader.goes_by(leave(reader).get_by_role("link", name="Why"), "one ruling")
    reader.reads(f"was withdrawn from {day(on)}")
    reader.opens(f"/people/{who}/decisions?on={on - ONE_DAY}", "who decides about somebody")
    expect(leave(reader)).not_to_contain_text(TRUST)
