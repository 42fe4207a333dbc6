"""Settling a leaver on one page, by screen."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.cases.case import Allocation
from foundation.database import db
from people.post import Tenure
from tests import builders as make
from tests.actions.registers import Register, held, register
from tests.actions.test_leaving import AFTER, LAST, MEETING, START, case, chaired, chairs
from tests.pages.client import CheckedClient, statements


@pytest.fixture
def r(client: CheckedClient, session: scoped_session[Session]) -> Register:
    """Bea, who leads, is placed in East, holds one case and chairs one session."""
    made = register()
    make.placement(make.employment(made.bea, made.trust, "200"), made.east, made.nurse)
    make.dated(Allocation, case_id=case(1).id, role="key_worker", person_id=made.bea.id)
    make.neighbourhood("west")
    chaired("S1", made.bea, MEETING)
    client.sign_in(made.office)
    return made


def address(r: Register) -> str:
    return f"/people/{r.bea.id}/leaving"


def fields(page: str) -> dict[str, str]:
    """The page's choices by their kind, all left open, as a browser would send them."""
    names = re.findall(r'<select[^>]* name="(\w+)"', page)
    mark = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert mark
    return {
        "last_day": LAST.isoformat(), "fingerprint": mark[1],
        **{name: "acting" if name.startswith("holding") else "" for name in names},
    }  # fmt: skip


def opened(client: CheckedClient, r: Register) -> str:
    return client.get(address(r), query_string={"last_day": LAST.isoformat()}).text


def chosen(page: str, kind: str, value: object) -> dict[str, str]:
    name = next(name for name in fields(page) if name.startswith(kind))
    return {name: str(value)}


def test_the_last_day_comes_first(client: CheckedClient, r: Register) -> None:
    assert "See the loose ends" in client.get(address(r)).text
    wrong = client.get(address(r), query_string={"last_day": "soon"})
    assert wrong.status_code == 422
    assert "Enter a day, such as 2026-04-01" in wrong.text


def test_every_loose_end_is_on_the_page_and_no_resident_is(client: CheckedClient, r: Register) -> None:
    page = opened(client, r)
    for words in ("Sample nca Trust, number 200", "Sample lead", "1 line runs to it", "case C1", "S1"):
        assert words in page
    assert "999000" not in page


def test_somebody_without_loose_ends(client: CheckedClient, r: Register) -> None:
    nobody = make.person("Nil")
    page = client.get(f"/people/{nobody.id}/leaving", query_string={"last_day": "2026-11-30"}).text
    for words in ("Nothing is in force after", "No post is held", "No case is held", "No review session"):
        assert words in page


def test_all_is_settled_as_one_act(client: CheckedClient, r: Register) -> None:
    page = opened(client, r)
    given = fields(page) | chosen(page, "case", r.ada.id) | chosen(page, "session", r.ada.id)
    told = client.post(address(r), data=given, follow_redirects=True)
    assert "Bea Sample’s last day is 30 November 2026" in told.text
    assert "0 of 1 post passed on, 1 of 1 case passed on and 1 of 1 review session given a chair" in told.text
    assert (AFTER, None, r.ada.id) in held(Allocation, "person_id")
    assert (START, AFTER, r.bea.id) in held(Tenure, "person_id")
    assert chairs() == [r.ada.id]
    acts = select(AuditEntry.after).where(AuditEntry.act == "person.leave", AuditEntry.subject_id == r.bea.id)
    assert '"review_session":[{"id":1,"now":1,"was":2}]' in (db.session.scalars(acts).one() or "")


def test_one_broken_rule_refuses_all_and_keeps_the_choices(client: CheckedClient, r: Register) -> None:
    page = opened(client, r)
    given = fields(page) | chosen(page, "case", r.ada.id) | chosen(page, "post", r.ada.id)
    told = client.post(address(r), data=given)
    assert told.status_code == 422
    assert "Ada Sample cannot answer to Sample lead" in told.text
    assert f'<option selected value="{r.ada.id}">' in told.text
    assert held(Allocation, "person_id") == [(START, None, r.bea.id)]
    assert chairs() == [r.bea.id]
    assert db.session.scalar(select(func.count()).where(AuditEntry.act == "person.leave")) == 0


def test_what_changed_meanwhile_is_shown_before_it_is_settled(client: CheckedClient, r: Register) -> None:
    given = fields(opened(client, r))
    make.dated(Allocation, case_id=case(2).id, role="key_worker", person_id=r.bea.id)
    told = client.post(address(r), data=given)
    assert told.status_code == 422
    assert "Something changed since you opened the page" in told.text
    assert "case C2" in told.text
    assert len(held(Allocation)) == 2


def test_the_page_costs_at_most_ten_statements_at_any_size(client: CheckedClient, r: Register) -> None:
    with statements() as few:
        opened(client, r)
    for number in range(2, 12):
        make.dated(Allocation, case_id=case(number).id, role="key_worker", person_id=r.bea.id)
        make.tenure(make.post(f"p{number}", "management", r.trust), r.bea)
        make.placement(make.employment(make.person(f"P{number}"), r.trust, f"n{number}"), r.east, r.nurse)
    db.session.commit()
    with statements() as many:
        opened(client, r)
    assert len(many) == len(few) <= 10


def test_the_page_is_sent_to_its_own_address(client: CheckedClient, r: Register) -> None:
    """A browser sends the form to the address that the page was opened at, which names the last day too."""
    page = opened(client, r)
    told = client.post(address(r), query_string={"last_day": LAST.isoformat()}, data=fields(page))
    assert told.status_code == 302
