"""The three lines of one person on screen: whose they are, what they show, what they cost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from people.organisation import Organisation, Profession
from people.person import Person, PersonDetails
from people.post import Post, Tenure
from teams.team import Management, Placement, PlacementDetails, Team
from tests import builders as make
from tests.pages.client import CheckedClient, statements

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CORRECTED_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


@dataclass
class Register:
    """Ada Sample, a district nurse in East, under a lead and a director of nursing."""

    trust: Organisation
    nurse: Profession
    team: Team
    board: Post
    lead: Post
    director: Post
    ada: Person
    staff: Account
    placement: Placement


@pytest.fixture
def register(session: scoped_session[Session]) -> Register:
    trust = make.organisation("nca", name="Northern Sample Trust")
    nurse = make.profession("district_nurse", name="District nurse")
    team = make.team("team_east", make.neighbourhood("east"), name="East team")
    board = make.post("board", "management", trust, title="Chair of the board")
    lead = make.post("lead_east", "management", trust, reports_to=board, title="Lead of East")
    director = make.post("director", "professional", trust, title="Director of Nursing")
    make.tenure(board, make.person("Cleo", "Chairsample"))
    make.tenure(director, make.person("Dora", "Directorsample"))
    staff = make.account(Role.STAFF)
    ada = make.person("Ada", "Sample", account=staff)
    employment = make.employment(ada, trust, "A1", job_title="Community nurse")
    placement = make.placement(employment, team, nurse)
    make.management(placement, lead)
    make.accountability(ada, nurse, director)
    make.registration(ada, nurse)
    return Register(trust, nurse, team, board, lead, director, ada, staff, placement)


def test_a_member_of_staff_sees_all_three_lines_to_the_top(client: CheckedClient, register: Register) -> None:
    make.tenure(register.lead, make.person("Lee", "Leadsample"), "acting", until=date(2027, 1, 1))
    client.sign_in(register.staff)
    with clock.pretending(NOON):
        page = client.get("/me").text
    assert "Northern Sample Trust employs you; your employer has not changed." in page
    assert "Lead of East, held by Lee Leadsample (acting), directs your day-to-day work in East team" in page
    assert "the line runs to Chair of the board." in page
    assert (
        "Director of Nursing, held by Dora Directorsample, answers for the standard of your practice." in page
    )
    assert "Lee Leadsample (acting) stops holding the post Lead of East, and the post is then vacant." in page
    assert "Cleared to practise" in page
    assert "Not yet cleared" not in page
    assert "There is no gap in these lines." in page


def test_the_lines_of_somebody_else_speak_of_them(client: CheckedClient, register: Register) -> None:
    client.sign_in(make.account(Role.DIRECTOR))
    page = client.get(f"/people/{register.ada.id}").text
    assert "Northern Sample Trust employs Ada Sample; their employer has not changed." in page
    assert "Lines of Ada Sample" in page
    assert "<strong>Gap since 1 Jan 2025:</strong> Nobody holds the post Lead of East." in page


def test_staff_see_no_one_elses_lines_and_the_refusal_is_kept(
    client: CheckedClient, register: Register
) -> None:
    other = make.person("Bea", "Othersample")
    client.sign_in(register.staff)
    for address in (f"/people/{other.id}", f"/people/{other.id}/history", "/people/999999"):
        assert client.get(address).status_code == 404
    assert client.get(f"/people/{register.ada.id}").status_code == 200
    acts = db.session.execute(select(AuditEntry.act, AuditEntry.subject_id).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in acts if row.act != "account.sign_in"] == [
        ("refused:GET", other.id),
        ("refused:GET", other.id),
        ("refused:GET", 999999),
        ("seen", register.ada.id),
    ]


def test_a_number_beyond_any_person_is_not_there(client: CheckedClient, register: Register) -> None:
    client.sign_in(make.account(Role.DIRECTOR))
    assert client.get(f"/people/{2**63}").status_code == 404


def test_an_account_without_a_person_is_told_so(client: CheckedClient, session: object) -> None:
    client.sign_in(make.account(Role.ADMINISTRATOR))
    page = client.get("/me")
    assert page.status_code == 200
    assert "does not belong to a member of staff" in page.text


def test_somebody_of_whom_nothing_is_in_force_gets_three_empty_columns(
    client: CheckedClient, register: Register
) -> None:
    nobody_yet = make.person("Newt", "Startersample")
    client.sign_in(make.account(Role.DIRECTOR))
    with clock.pretending(NOON):
        page = client.get(f"/people/{nobody_yet.id}").text
    assert "No employment is in force on 22 November 2026." in page
    assert "so there is no management line" in page
    assert "so there is no professional line" in page
    assert "Nothing in these lines is known to change" in page


def test_as_at_and_as_known_at(client: CheckedClient, register: Register) -> None:
    """The lead was recorded as Lee; in June that was corrected to Mo, as it always had been."""
    lee, mo = make.person("Lee", "Leadsample"), make.person("Mo", "Minder")
    make.tenure(register.lead, lee, starts_on=date(2026, 1, 1))
    act = Act(by=make.recorder().id, at=CORRECTED_AT, because="The wrong name was sent")
    act.put(Tenure, (register.lead.id, "substantive"), Period(date(2026, 1, 1)), person_id=mo.id)
    act.write()
    client.sign_in(register.staff)
    assert "held by Mo Minder" in client.get("/me?on=2026-05-01").text
    believed = client.get("/me?on=2026-05-01&known_at=2026-05-05T09:00").text
    assert "held by Lee Leadsample" in believed
    assert "as at 1 May 2026" in believed
    assert "but the post has been vacant since 1 Jan 2025" in client.get("/me?on=2025-12-31").text
    assert client.get("/me?on=never").status_code == 404


def test_somebody_who_takes_a_post_before_they_are_in_the_register_is_named(
    client: CheckedClient, register: Register
) -> None:
    newcomer = make.kept(Person())
    named = {"given_name": "Nia", "family_name": "Newcomer", "starts_on": date(2027, 2, 1)}
    make.dated(PersonDetails, person_id=newcomer.id, **named)
    make.tenure(register.lead, newcomer, starts_on=date(2027, 1, 1))
    client.sign_in(register.staff)
    with clock.pretending(NOON):
        assert "Nia Newcomer starts to hold the post Lead of East." in client.get("/me").text


def test_not_yet_cleared_to_practise(client: CheckedClient, register: Register) -> None:
    bob = make.person("Bob", "Newsample")
    employment = make.employment(bob, register.trust, "A2")
    make.placement(employment, register.team, register.nurse)
    client.sign_in(make.account(Role.DIRECTOR))
    page = client.get(f"/people/{bob.id}").text
    assert "Not yet cleared to practise" in page
    assert "No professional line is recorded for the profession District nurse." in page
    assert "No NMC registration number is recorded for District nurse." in page


def test_only_the_office_is_shown_where_to_mend(client: CheckedClient, register: Register) -> None:
    mend = f"/people/{register.ada.id}/register"
    client.sign_in(make.account(Role.DIRECTOR))
    assert mend not in client.get(f"/people/{register.ada.id}").text
    client.sign_in(make.account(Role.OFFICE))
    assert mend in client.get(f"/people/{register.ada.id}").text


def test_history_shows_what_was_believed_and_why_it_changed(
    client: CheckedClient, register: Register
) -> None:
    act = Act(by=make.recorder().id, at=CORRECTED_AT, because="Was on the board’s list")
    key = (register.placement.id,)
    act.put(Management, key, Period(date(2026, 2, 1), date(2026, 3, 1)), post_id=register.board.id)
    act.write()
    client.sign_in(register.staff)
    address = f"/people/{register.ada.id}/history"
    everything = client.get(address).text
    for said in (
        "Employed by Northern Sample Trust as Community nurse: substantive, 37.5 hours a week, number A1",
        "Placed in East team as nurse, practising as District nurse: 37.5 hours a week",
        "Answers to Director of Nursing as District nurse",
        "Is of the profession District nurse: NMC number 00A0000A, expires on 1 January 2030",
    ):
        assert said in everything
    managed = client.get(f"{address}?line=management").text
    assert "Employed by" not in managed
    assert managed.count('<th scope="row">Answers to Lead of East for the placement in East team') == 3
    assert managed.count('<th scope="row">Answers to Chair of the board for the placement in East team') == 1
    assert "1 Feb 2026 to 28 Feb 2026" in managed
    assert "1 June 2026, 10:00 by Rita Recorder" in managed
    assert "Was on the board’s list" in managed
    assert managed.count("Superseded") == 1
    before = client.get(f"{address}?line=management&known_at=2026-05-01T09:00").text
    assert "Chair of the board" not in before
    assert "Superseded" not in before


def test_history_of_an_unknown_line_is_not_there(client: CheckedClient, register: Register) -> None:
    client.sign_in(register.staff)
    assert client.get(f"/people/{register.ada.id}/history?line=gossip").status_code == 404


def test_history_can_be_empty(client: CheckedClient, register: Register) -> None:
    client.sign_in(register.staff)
    page = client.get(f"/people/{register.ada.id}/history?line=post").text
    assert "The register holds nothing of this kind about Ada Sample." in page


@pytest.mark.parametrize("page", ["/me", "/people/{id}", "/people/{id}/history"])
def test_at_most_ten_statements_however_much_there_is(
    client: CheckedClient, register: Register, page: str
) -> None:
    address = page.format(id=register.ada.id)
    client.sign_in(register.staff)
    with statements() as small:
        client.get(address)
    grow(register)
    with statements() as large:
        text = client.get(address).text
    assert "North 7" in text
    assert len(large) == len(small) <= 10


def grow(register: Register) -> None:
    """Eight more placements and professions under a chain of twenty more posts, all held and once corrected."""
    top = register.board
    for number in range(20):
        top = make.post(f"tier_{number}", "management", register.trust, reports_to=top)
        make.tenure(top, make.person("Tia", f"Tiersample{number}"))
    act = Act(by=make.recorder().id, at=CORRECTED_AT, because="Hours were wrong")
    for number in range(8):
        practised = make.profession(f"profession_{number}")
        employment = make.employment(register.ada, register.trust, f"B{number}")
        team = make.team(f"north_{number}", name=f"North {number}")
        placement = make.placement(employment, team, practised)
        make.management(placement, top)
        make.accountability(register.ada, practised, register.director)
        make.registration(register.ada, practised)
        shorter = {
            "employment_id": employment.id, "team_id": team.id, "role": "nurse", "hours": Decimal(20),
            "profession_id": practised.id, "funding": "recurrent", "funding_ends_on": None,
        }  # fmt: skip
        act.put(PlacementDetails, (placement.id,), Period(date(2026, 2, 1)), **shorter)
    act.write()
