"""Moving somebody's whole list on screen, and a fairer spread: asked for, watched, chosen, done."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from app.errands import WORKS
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation
from foundation import clock
from foundation.database import db
from foundation.errand import Errand
from foundation.errands import run
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, conflict, held, open_case
from tests.pages.client import CheckedClient, statements

Db = scoped_session[Session]
SELECT = re.compile(r'<select[^>]* name="(to_\w+)".*?</select>', re.DOTALL)
PICKED = re.compile(r'<option selected value="(\d*)">|<option value="(\d*)" selected')
MARK = re.compile(r'name="(shown_\w+)"[^>]*value="([\d.]+)"')


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    """Ada holds ACM-1 to ACM-4."""
    made = allocating_ground()
    for case in (made.case, *(open_case(made, f"ACM-{number}") for number in (2, 3, 4))):
        held(case, made.ada)
    return made


@pytest.fixture
def lead(client: CheckedClient, g: AllocatingGround) -> CheckedClient:
    client.sign_in(g.leader)
    return client


def address(g: AllocatingGround, days: int | None = None) -> str:
    last = f"&last_day={DAY + timedelta(days=days)}" if days is not None else ""
    return f"/move/{g.ada.id}?starts_on={DAY}{last}"


def filled(page: str) -> dict[str, str]:
    """The page's form as a browser would send it."""
    choices = {
        found[1]: next((a or b for a, b in PICKED.findall(found[0])), "") for found in SELECT.finditer(page)
    }
    return {**choices, **dict(MARK.findall(page)), "because": "Ada leaves"}


def key_workers() -> list[int]:
    now = select(Allocation.person_id).where(Allocation.superseded_at.is_(None), Allocation.until.is_(None))
    return list(db.session.scalars(now.order_by(Allocation.case_id)))


def test_the_days_come_first(lead: CheckedClient, g: AllocatingGround) -> None:
    page = lead.get(f"/move/{g.ada.id}").text
    assert "4 parts in cases of your neighbourhoods" in page
    past = lead.get(f"/move/{g.ada.id}?starts_on={DAY - timedelta(days=1)}")
    assert past.status_code == 422
    assert "The first day has passed" in past.text
    reversed_ = lead.get(f"/move/{g.ada.id}?starts_on={DAY}&last_day={DAY - timedelta(days=1)}")
    assert "The last day is before the first day" in reversed_.text


def test_everything_is_proposed_with_reasons_and_moved_as_proposed(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    page = lead.get(address(g)).text
    assert "ACM-1, Olive Mockshaw: key worker" in page
    assert "Why Bea Sample for" in page
    given = filled(page)
    assert set(given.values()) & {str(g.bea.id), str(g.sol.id)}
    told = lead.post(address(g), data=given, follow_redirects=True)
    assert re.search(r"(Moved|Asked for) \d", told.text)
    asked = db.session.scalars(select(AllocationRequest.case_id)).all()
    assert key_workers().count(g.ada.id) == len(asked)


def test_a_choice_can_be_changed_and_a_case_left(lead: CheckedClient, g: AllocatingGround) -> None:
    given = filled(lead.get(address(g)).text)
    names = sorted(name for name in given if name.startswith("to_"))
    given |= dict.fromkeys(names, "") | {names[0]: str(g.bea.id)}
    told = lead.post(address(g), data=given, follow_redirects=True).text
    assert "Moved 1: ACM-1 to Bea Sample." in told
    assert "Parts that are arranged already" in told
    assert key_workers() == [g.bea.id, g.ada.id, g.ada.id, g.ada.id]


def test_for_an_absence_only_those_are_proposed_who_need_no_asking(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    page = lead.get(address(g, days=6)).text
    assert "the day after, each case is theirs again" in page
    chosen = {value for name, value in filled(page).items() if name.startswith("to_")}
    assert chosen <= {str(g.bea.id), ""}
    assert str(g.bea.id) in chosen


def test_a_stale_page_says_what_changed_and_keeps_the_choices(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    given = filled(lead.get(address(g)).text)
    names = sorted(name for name in given if name.startswith("to_"))
    given |= dict.fromkeys(names, str(g.bea.id))
    other = {**given, **dict.fromkeys(names, ""), names[1]: str(g.bea.id)}
    lead.post(address(g), data=other)
    told = lead.post(address(g), data={**given, "because": "My own words"})
    assert told.status_code == 422
    assert "ACM-2: Bea Sample became its key worker after you opened this page" in told.text
    assert "My own words" in told.text
    assert f'<option selected value="{g.bea.id}">' in told.text
    assert key_workers().count(g.bea.id) == 1


def test_somebody_who_may_not_be_given_it_any_more_refuses_all(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    given = filled(lead.get(address(g)).text)
    given |= {name: str(g.bea.id) for name in given if name.startswith("to_")}
    conflict(g.case, g.bea)
    told = lead.post(address(g), data=given)
    assert told.status_code == 422
    assert "ACM-1: Bea Sample cannot be given this case. A conflict of interest" in told.text
    assert key_workers() == [g.ada.id] * 4


def test_a_list_that_is_not_ones_own_is_not_there(client: CheckedClient, g: AllocatingGround) -> None:
    client.sign_in(make.account(Role.LEAD, "north", email="north@example.test"))
    assert client.get(address(g)).status_code == 404
    assert client.get(f"/move/{g.bea.id}").status_code == 404
    assert client.get("/move/99999").status_code == 404


def test_the_page_costs_at_most_ten_statements_at_any_size(lead: CheckedClient, g: AllocatingGround) -> None:
    with statements() as few:
        lead.get(address(g))
    for number in range(10, 46):
        held(open_case(g, f"ACM-{number}"), g.ada)
    db.session.commit()
    with statements() as many:
        lead.get(address(g))
    assert len(many) == len(few) <= 10


def asked_for(lead: CheckedClient) -> str:
    """The page of a spread that was asked for."""
    told = lead.post("/rebalance")
    assert told.status_code == 302
    return told.location


def done(page: str) -> None:
    assert run(int(page.rsplit("/", 1)[1]), WORKS, clock.now)


def test_a_spread_is_asked_for_watched_and_moved(lead: CheckedClient, g: AllocatingGround) -> None:
    assert "Work out a fairer spread" in lead.get("/rebalance").text
    page = asked_for(lead)
    assert "Reading the register: cases and people" in lead.get(page).text
    done(page)
    found = lead.get(page).text
    assert "Fullest in the best spread found" in found
    assert "Ada Sample → " in found
    places = re.findall(r'name="moves" value="(\d+)" checked', found)
    told = lead.post(page, data={"moves": places, "because": "A fairer spread"}, follow_redirects=True)
    assert re.search(r"(Moved|Asked for) \d", told.text)
    assert key_workers().count(g.ada.id) + len(db.session.scalars(select(Allocation.id)).all()) > 4
    again = lead.post(page, data={"moves": places, "because": "A fairer spread"})
    assert again.status_code == 422
    assert "Changed since" in again.text


def test_no_move_chosen_is_said(lead: CheckedClient, g: AllocatingGround) -> None:
    page = asked_for(lead)
    done(page)
    told = lead.post(page, data={"because": "A fairer spread"})
    assert told.status_code == 422
    assert "Nothing was chosen to be moved" in told.text


def test_a_spread_near_the_best_has_nothing_to_move(client: CheckedClient, session: Db) -> None:
    made = allocating_ground()
    client.sign_in(made.leader)
    page = asked_for(client)
    done(page)
    assert "The spread is within 3% of the best possible; nothing to move." in client.get(page).text


def test_a_process_that_died_is_said_and_can_be_started_again(
    lead: CheckedClient, g: AllocatingGround
) -> None:
    page = asked_for(lead)
    db.session.execute(update(Errand).values(seen_at=NOON - timedelta(hours=1), started_at=NOON))
    told = lead.get(page).text
    assert "Stopped answering" in told
    assert lead.post(f"{page}/again").status_code == 302
    done(page)
    assert "Fullest today" in lead.get(page).text


def test_stopping_is_asked_for_once(lead: CheckedClient, g: AllocatingGround) -> None:
    page = asked_for(lead)
    lead.post(f"{page}/stop")
    told = lead.get(page).text
    assert "It was asked to stop" in told
    assert "Stop, and keep the best so far" not in told


def test_anothers_spread_is_not_there(
    client: CheckedClient, lead: CheckedClient, g: AllocatingGround
) -> None:
    page = asked_for(lead)
    client.sign_in(make.account(Role.LEAD, "east", email="second@example.test"))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/stop").status_code == 404


def test_the_page_of_moves_costs_at_most_ten_statements(lead: CheckedClient, g: AllocatingGround) -> None:
    page = asked_for(lead)
    done(page)
    with statements() as sent:
        lead.get(page)
    assert len(sent) <= 10
