"""Coverage ahead, single points of failure and what if, as they are read on the page and from the register."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from people.accountability import Supervision
from people.post import Tenure
from teams.coverage.ahead import Outlook
from teams.coverage.counting import coverage_of
from teams.coverage.dated import Days
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_ahead import dated_facts, dated_practices
from teams.queries.coverage_span import EVERYBODY
from tests import builders as made
from tests.pages.client import CheckedClient, statements
from tests.pages.test_coverage import Register, page, signed_in, table

TODAY = date(2026, 11, 22)
ADDRESSES = ("/coverage/ahead", "/coverage/failing", "/coverage/what-if")
MARCH = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def register(session: scoped_session[Session]) -> Register:
    return Register()


def test_what_ends_is_told_by_day_with_its_owner_and_where_the_office_mends_it(
    client: CheckedClient, register: Register
) -> None:
    register.held(register.matron, "Mora", register.nurse, until=MARCH)
    register.joins("Ada")
    register.joins("Bea", until=date(2027, 1, 5))
    register.joins("Cat", funding="Winter fund", funding_ends_on=date(2026, 12, 31))
    text = page(signed_in(client, Role.OFFICE), "/coverage/ahead")
    rows = table(text, "What ends")
    assert rows[0].startswith("1 Jan 2027 Winter fund ends, which pays for 1 person. Leaves the count if")
    assert rows[1].startswith(
        "5 Jan 2027 Bea Sample leaves: the last placement as Nurse ends. Leaves the count"
    )
    assert rows[2].startswith(
        "1 Mar 2027 Mora Holdersample stops holding Matron. 2 people lose cover Ada Sample , Cat Sample"
    )
    assert rows[2].endswith("Chief Nurse Change the post : Mora Holdersample stops holding Matron.")
    assert 'href="/posts/matron/register"' in text
    assert table(text, "People covered")[-1] == "21 May 2027 2 0 0"


def test_what_falls_due_stands_apart(client: CheckedClient, register: Register) -> None:
    register.nurse.supervision_weeks = 6
    register.held(register.matron, "Mora", register.nurse)
    who = register.joins("Ada")
    held: dict[str, Any] = {
        "person_id": who.id,
        "profession_id": register.nurse.id,
        "held_on": TODAY,
        "kind": "one_to_one",
    }
    made.kept(Supervision(**held | {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": made.recorder().id}))
    text = page(signed_in(client, Role.DIRECTOR, "chief"), "/coverage/ahead")
    assert "Nothing that anybody’s coverage rests on is known to end by 21 May 2027." in text
    [row] = table(text, "What falls due")
    assert row.startswith("4 Jan 2027 The professional supervision of Ada Sample is overdue. 1 person loses")
    assert table(text, "People covered")[-1] == "21 May 2027 1 0 1"


def test_a_mandate_that_ends_leads_to_the_mandate(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse)
    register.joins("Ada")
    agreed = made.kept(Mandate(code="NCA-1", organisation_id=register.trust.id))
    made.dated(
        MandateTerms, mandate_id=agreed.id, status="signed", instrument="section_75", reference="S75",
        functions=("annual_leave",), professions=("nurse",), teams=("*",), conditions=(), until=MARCH,
        signed_by_organisation_on=made.START, signed_by_partnership_on=made.START,
    )  # fmt: skip
    text = page(signed_in(client, Role.DIRECTOR, "chief"), "/coverage/ahead")
    [row] = table(text, "What ends")
    assert row.startswith(
        "1 Mar 2027 Mandate NCA-1 ends. What it cedes about 1 person goes back to the employer"
    )
    assert 'href="/mandates/NCA-1"' in text


def test_what_the_register_says_of_each_day_is_what_is_told_ahead(register: Register) -> None:
    """Read once for all the days, and each day by itself."""
    mora = register.held(register.matron, "Mora", register.nurse, until=date(2026, 12, 10))
    made.tenure(register.matron, mora, starts_on=date(2027, 1, 10), until=MARCH)
    register.nurse.supervision_weeks, register.nurse.led_by = 8, "nurse"
    ada = register.joins("Ada", until=date(2026, 12, 20))
    register.placed(
        ada, "A2", register.trust, register.nurse, register.teams["north"], starts_on=date(2027, 1, 3)
    )
    who = made.person("Zoe", "Sample")
    register.placed(
        who, "Z1", register.trust, register.nurse, register.teams["east"], starts_on=date(2026, 12, 1)
    )
    made.registration(who, register.nurse, expires_on=date(2027, 2, 2))
    made.accountability(who, register.nurse, register.chief, starts_on=date(2027, 1, 20))
    register.joins("Sue", social=True)
    last, expected = TODAY + timedelta(days=180), set[tuple[object, ...]]()
    each_day = [
        {
            (g.practice.person_id, g.practice.profession, g.gap.kind, g.gap.reason): g.gap.since
            for g in coverage_of(practices(EVERYBODY, as_at), judge_on(as_at)).gaps
        }
        for as_at in (AsAt(TODAY + timedelta(days=n)) for n in range(181))
    ]
    for n, (before, now) in enumerate(pairwise(each_day), 1):
        kinds = {key[:3] for key in before}
        expected |= {(TODAY + timedelta(days=n), *k, s) for k, s in now.items() if k[:3] not in kinds}
    outlook = Outlook(dated_practices(EVERYBODY, AsAt(TODAY), last), Days(dated_facts(AsAt(TODAY), last)))
    found = {
        (b.on, b.practice.person_id, b.practice.profession, b.gap.kind, b.gap.reason, b.gap.since)
        for b in outlook.beginnings()
    }
    assert len(expected) > 6
    assert found == expected


def test_each_post_and_person_with_what_stalls_and_who_stands_ready(
    client: CheckedClient, register: Register
) -> None:
    register.held(register.matron, "Mora", register.nurse)
    register.held(register.matron, "Dee", register.nurse, holding="deputy")
    for given in ("Ada", "Bea", "Cat"):
        register.joins(given)
    made.kept(
        Function(
            code="practice", number=1, name="Standards of practice",
            before_cession="professional", after_cession="professional", cedable="never", consult="", note="",
        )
    )  # fmt: skip
    text = page(signed_in(client, Role.OFFICE), "/coverage/failing")
    matron, chief = table(text, "Posts, those without which most people lose cover first")
    assert "Mora Holdersample 3 of 3 people" in matron
    assert "3 decisions about 3 people Dee Holdersample, deputy: made acting holder from that day" in matron
    assert "everybody would stay covered" in matron
    assert "Nothing Nobody What if it is cut" in chief
    assert "/coverage/what-if?cut=matron" in text
    assert table(text, "People, those without whom most people lose cover first")[0].startswith(
        "Mora Holdersample Matron 3 of 3 people"
    )


@pytest.mark.parametrize(
    ("asked", "summary", "covered"),
    [
        ("cut=matron", "With the post Matron cut on 22 November 2026, 1 of 2 covered people would lose cover",
         "2 1"),
        ("gives_up=matron:{mora}", "With Mora Holdersample no longer holding Matron on", "2 1"),
        ("leaves={mora}", "With Mora Holdersample gone on 22 November 2026, 1 of 2 covered people", "2 1"),
        ("fund=Winter fund", "nobody would lose cover, and 1 person would leave the count.", "2 1"),
        ("funds_by=2026-12-31", "nobody would lose cover, and 1 person would leave the count.", "2 1"),
        ("funds_by=2026-12-30", "nobody’s coverage would change.", "2 2"),
    ],
)  # fmt: skip
def test_coverage_before_and_after_and_nothing_is_kept(
    client: CheckedClient, register: Register, asked: str, summary: str, covered: str
) -> None:
    mora = register.held(register.matron, "Mora", register.nurse)
    register.joins("Ada")
    register.joins("Sue", social=True, funding="Winter fund", funding_ends_on=date(2026, 12, 31))
    text = page(signed_in(client, Role.OFFICE), f"/coverage/what-if?{asked.format(mora=mora.id)}")
    assert summary in text
    assert f"People covered {covered}" in table(text, "Coverage before and after")
    assert len(db.session.scalars(select(Tenure)).all()) == 3


def test_what_if_leads_the_office_to_where_it_is_really_done(
    client: CheckedClient, register: Register
) -> None:
    mora = register.held(register.matron, "Mora", register.nurse)
    register.joins("Ada")
    address = f"/coverage/what-if?leaves={mora.id}&cut=chief"
    text = page(signed_in(client, Role.OFFICE), address)
    assert f'href="/people/{mora.id}/leaving"' in text
    assert 'href="/posts/chief/register"' in text
    text = page(signed_in(client, Role.DIRECTOR, "chief"), address)
    assert "/register" not in text
    assert "The partnership office keeps the register." in text


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ("leaves=&gives_up=&cut=&fund=&funds_by=", "Choose something to suppose"),
        ("cut=no_such", "There is no such post in these lines on that day"),
        ("leaves=999999", "They hold no post of these lines on that day"),
        ("gives_up=matron:999999", "They do not hold that post on that day"),
        ("fund=Nobody’s", "It pays for nobody here on that day"),
        ("funds_by=soon", "Enter"),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_words(
    client: CheckedClient, register: Register, asked: str, refusal: str
) -> None:
    register.joins("Ada")
    answer = signed_in(client, Role.OFFICE).get(f"/coverage/what-if?{asked}")
    assert answer.status_code == 422
    assert refusal in answer.text


def test_another_directors_posts_and_people_are_nowhere(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse, until=MARCH)
    register.joins("Ada", funding="Winter fund", funding_ends_on=date(2026, 12, 31))
    register.joins("Sue", social=True, until=date(2027, 1, 5))
    signed_in(client, Role.DIRECTOR, "dass")
    for address in ADDRESSES:
        text = client.get(address).text
        for theirs in ("Ada", "Mora", "Matron", "Winter fund", "Cleo"):
            assert theirs not in text
    assert "Sue Sample leaves" in client.get("/coverage/ahead").text
    for supposed in ("cut=matron", "fund=Winter fund"):
        assert client.get(f"/coverage/what-if?{supposed}").status_code == 422


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_director_without_a_post_is_told_why_there_is_nothing(
    client: CheckedClient, register: Register, address: str
) -> None:
    register.joins("Ada")
    text = page(signed_in(client, Role.DIRECTOR), address)
    assert "There is no post from which you answer" in text
    assert "Ada" not in text


def test_nobody_in_placement_is_said(client: CheckedClient, session: scoped_session[Session]) -> None:
    signed_in(client, Role.OFFICE)
    assert "Nobody whom you may see is in a placement from 22 November 2026" in page(client, ADDRESSES[0])
    assert "There is no post here whose holder" in page(client, ADDRESSES[1])
    assert "There is nobody here on whose staying" in page(client, ADDRESSES[1])


def test_the_day_and_what_was_known_then_are_honoured(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse, starts_on=date(2026, 11, 1), until=MARCH)
    register.joins("Ada")
    signed_in(client, Role.OFFICE)
    assert "stops holding Matron" in page(client, "/coverage/ahead")
    assert "stops holding Matron" not in page(client, "/coverage/ahead?on=2027-03-01")
    before = page(client, "/coverage/ahead?on=2026-11-01&known_at=2020-01-01T09:00")
    assert "Nobody whom you may see is in a placement" in before
    assert "Mora" not in page(client, "/coverage/failing?on=2026-10-31")
    assert "/register" not in page(client, "/coverage/what-if?cut=matron&on=2026-12-01")


def test_filters_leave_only_those_asked_for(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse, until=MARCH)
    register.joins("Ada")
    register.joins("Bea", "north")
    signed_in(client, Role.OFFICE)
    [row] = table(page(client, "/coverage/ahead?neighbourhood=north"), "What ends")
    assert "1 person loses cover Bea Sample" in row
    assert "1 of 1 person" in page(client, "/coverage/failing?neighbourhood=north")


@pytest.mark.parametrize("size", [3, 60])
def test_few_and_many_cost_the_same(client: CheckedClient, register: Register, size: int) -> None:
    register.held(register.matron, "Mora", register.nurse, until=MARCH)
    for number in range(size):
        register.joins(f"Nora{number}", ("east", "north", "service")[number % 3])
    signed_in(client, Role.OFFICE)
    for address in (*ADDRESSES, "/coverage/what-if?cut=matron"):
        with statements() as sent:
            client.get(address)
        assert len(sent) <= 10


def test_reading_is_audited(client: CheckedClient, register: Register) -> None:
    signed_in(client, Role.OFFICE)
    for address in ADDRESSES:
        client.get(address)
    seen = select(AuditEntry.subject).where(AuditEntry.act == "seen").order_by(AuditEntry.id)
    assert list(db.session.scalars(seen)) == ["coverage:ahead", "coverage:failing", "coverage:what_if"]
