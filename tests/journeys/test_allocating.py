"""Work by real capacity: a lead allocates over a suggestion, asks where it is not theirs to direct, moves a
leaver's list, and answers somebody who is over capacity."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, expect
from sqlalchemy import select

from accounts.account import Account
from caseload.keeping.particulars import name_conflict
from foundation import clock
from foundation.database import db
from people.deeds import doing
from tests.journeys.reader import Reader
from tests.journeys.sample import Sample, rows_of


@dataclass(frozen=True)
class Waiting:
    """A case of the lead's list that nobody holds."""

    address: str
    resident: str


def first_waiting(reader: Reader) -> Waiting:
    """The most urgent of the cases the lead may allocate."""
    reader.goes_to("Allocate", "cases to allocate")
    link = reader.page.locator("tbody tr th a").first
    return Waiting(link.get_attribute("href") or "", link.inner_text())


def over_the_first(reader: Reader) -> Locator:
    """The second or a later person of the order whom the lead may direct."""
    later = reader.page.locator("tbody tr").filter(has_not=reader.page.locator("th", has_text="1. "))
    return later.filter(has_not_text="Request").first


def test_a_lead_allocates_over_a_suggestion(reader: Reader) -> None:
    # Given the lead of Bury East, and a case that nobody holds
    reader.signs_in("lead.east")
    case = first_waiting(reader)
    reader.opens(case.address, "who could take a case")
    # When they choose somebody who is not the first, they see the capacity before and after
    chosen = over_the_first(reader)
    name = chosen.locator("th a").inner_text()
    reader.goes_by(chosen.get_by_role("link", name="Choose"), "somebody chosen for a case")
    reader.reads(f"{name} as key worker", "Needed: others come before them in the order.")
    # Then without a reason it is refused, and nothing is changed
    reader.presses(f"Give the case to {name}")
    reader.reads(f"Say why {name} is to be its key worker")
    # And with one it is done
    says_why_them(reader, "They know the family from the ward")
    reader.presses(f"Give the case to {name}", "a case given to somebody")
    reader.reads(f"{name} is now the key worker")
    # And the case waits no longer
    reader.goes_to("Allocate", "cases to allocate")
    expect(reader.page.locator(f'tbody a[href="{case.address}"]')).to_have_count(0)


def test_a_request_to_the_voluntary_sector_is_answered(reader: Reader, sample: Sample) -> None:
    worker, name = sample.person("vcfa", sample.number_of("staff", "vcfa"))
    # Given that the voluntary sector has taken back what it ceded
    reader.signs_in("office")
    reader.opens(f"/mandates/{memorandum_of_the_sector(sample)}/withdraw", "withdraw a mandate")
    reader.fills("First day on which it is no longer in force", clock.today().isoformat())
    reader.fills("Why it is withdrawn", "The sector wants to be asked")
    reader.presses("Withdraw the mandate", "mandate, withdrawn")
    reader.signs_out()
    # When a lead gives a case to somebody it employs, that is a request
    reader.signs_in("lead.east")
    case = first_waiting(reader)
    reader.opens(f"{case.address}?person={worker}", "somebody chosen for a case")
    says_why_them(reader, "Works in that ward")
    reader.goes_by(reader.page.get_by_role("button", name=re.compile("^Ask ")), "a case asked for")
    reader.reads("has been asked whether")
    reader.signs_out()
    # Then the worker is asked, and is not told whose case it is
    reader.signs_in("staff.vcfa")
    reader.goes_to("My work", "my work, asked")
    reader.reads("You are asked")
    reader.does_not_read(case.resident)
    reader.goes_by(
        reader.page.locator('tbody a[href^="/my-work/offers/"]').first, "a case one is asked to take"
    )
    reader.does_not_read(case.resident)
    reader.presses("I accept", "my work, accepted")
    reader.reads("Whoever decides will see that you accept.")
    reader.signs_out()
    # And their employer answers without knowing either
    reader.signs_in("hr.vcfa")
    reader.goes_to("Requests", "requests to answer")
    reader.goes_by(reader.page.get_by_role("link", name=name).first, "a request to answer")
    reader.does_not_read(case.resident)
    reader.presses("Accept", "a request, answered")
    reader.signs_out()
    # Then the worker sees the case, and no other of the lead's
    reader.signs_in("staff.vcfa")
    reader.goes_to("My work", "my work")
    reader.follows(case.resident, "a case of one's own")
    reader.reads_heading(case.resident)
    reader.is_not_shown("/cases")


def test_a_leavers_list_is_moved_with_one_refusal(reader: Reader, sample: Sample) -> None:
    leaver, name = sample.person("nca", sample.number_of("staff", "nca"))
    # Given a nurse who leaves, and somebody proposed for each of their cases
    reader.signs_in("lead.east")
    reader.opens(f"/move/{leaver}", "the days of a move")
    reader.presses("Propose who takes each", "a list to move")
    choices = reader.page.locator('select[name^="to_"]')
    parts, first = choices.count(), choices.first
    part, taker = first.get_attribute("name") or "", int(first.input_value())
    # When a conflict of interest is named for one of them before the lead has pressed the button
    _, case, _ = part.split("_", 2)
    name_a_conflict(sample, int(case), taker)
    reader.presses("Move them as one act", "a list that was refused")
    # Then none is moved, and the page says which and why
    reader.reads("A conflict of interest with this case is recorded for them. Nothing was moved.")
    # And with that one left for now, all the others are
    reader.page.locator(f'select[name="{part}"]').select_option("")
    reader.presses("Move them as one act", "a list that was moved")
    expect(reader.page.get_by_role("status")).to_have_text(re.compile("^(Moved|Asked for) "))
    expect(reader.page.locator('select[name^="to_"]')).to_have_count(1)
    assert parts > 1, f"{name} holds too little to be moved"


def test_somebody_who_is_over_capacity_makes_a_plan_with_their_lead(reader: Reader) -> None:
    next_week = clock.today() + timedelta(days=7)
    # Given a nurse who holds too much
    reader.signs_in("staff.nca")
    reader.goes_to("My work", "my work")
    reader.follows("I am over capacity", "saying that one is over capacity")
    reader.reads("never about a resident")
    # When they say so
    reader.fills("What is too much, and what would help", "Six visits a day, and none can wait")
    reader.presses("Say so", "a plan of one's own")
    plan = reader.page.url
    reader.signs_out()
    # Then their lead finds it, and writes what is agreed and when they look again
    reader.signs_in("lead.east")
    reader.goes_to("Over capacity", "people over capacity")
    reader.goes_by(reader.page.locator('tbody a[href^="/over-capacity/"]').first, "somebody's plan")
    reader.reads("Six visits a day, and none can wait")
    writes(reader, "Two cases go to a colleague this week", next_week)
    reader.signs_out()
    # And it is there for nobody else, whatever their role
    for other in ("lead.whitefield", "coordinator", "staff.vcfa", "office"):
        reader.signs_in(other)
        reader.is_not_shown(plan)
        reader.signs_out()
    # Then the nurse reads all of it
    reader.signs_in("staff.nca")
    reader.goes_to("My work", "my work")
    reader.follows("Your plan", "a plan of one's own")
    reader.reads("Six visits a day, and none can wait", "Two cases go to a colleague this week")


def says_why_them(reader: Reader, because: str) -> None:
    """Needed for whoever is not the first, so the label differs."""
    reader.page.get_by_label(re.compile("^Why them")).fill(because)


def name_a_conflict(sample: Sample, case: int, person: int) -> None:
    """As a coordinator would, from another screen."""
    with sample.app.app_context():
        by = db.session.scalars(select(Account.id).order_by(Account.id)).first() or 0
        with doing("case.conflict", "case", case, by=by, at=clock.now(), because="Related") as act:
            name_conflict(act, case, person, clock.today())
        db.session.commit()


def writes(reader: Reader, says: str, look_again: date) -> None:
    """What is agreed, in a plan that is open."""
    reader.fills("What you write", says)
    reader.fills("When you look at it together again (optional)", look_again.isoformat())
    reader.presses("Write it in the plan", "somebody's plan")
    reader.reads("It is written in the plan.", says)


def memorandum_of_the_sector(sample: Sample) -> str:
    """The code of the agreement by which the voluntary sector cedes tasking."""
    rows = rows_of(sample.folder / "mandates.csv")
    return next(row["code"] for row in rows if row["organisation"] == "vcfa")
