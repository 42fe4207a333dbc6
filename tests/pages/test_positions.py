"""Signing on screen: what is shown is what is sealed, and what is corrected later is shown beside it."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask_sqlalchemy.session import Session
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation import clock
from foundation.database import db
from teams.position import Position
from teams.positions.actions import keep_week
from teams.positions.exports import TABLES
from teams.positions.sealing import verify
from tests import builders as made
from tests.actions.position_ground import VACANT_SINCE, Ground, ground
from tests.actions.test_positions import matron_back
from tests.pages.client import CheckedClient, statements

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HIDDEN = re.compile(r'name="shown" type="hidden" value="([0-9a-f]{64})"')
REASON = re.compile(r'name="(accept_[0-9a-f]{12})"')


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    made = ground()
    session.commit()
    return made


@pytest.fixture
def chief(client: CheckedClient, g: Ground) -> CheckedClient:
    client.sign_in(g.chief)
    return client


def page(client: CheckedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def sign(client: CheckedClient, address: str = "/positions/new", reason: str = "", **said: str) -> str:
    """Answer the page as it is shown; gives where that led, or the page with its refusal."""
    shown = client.get(address).text
    [fingerprint] = HIDDEN.findall(shown)
    answers = {"shown": fingerprint, "statement": "As it stands."}
    answers |= dict.fromkeys(REASON.findall(shown), reason)
    answer = client.post(address, data=answers | said)
    return answer.location or " ".join(answer.text.split())


def test_what_is_shown_is_signed_and_can_be_read(chief: CheckedClient, g: Ground) -> None:
    shown = page(chief, "/positions/new")
    assert "<strong>0 of 2</strong> 0%" in shown
    assert "Nobody holds Matron." in shown
    assert "2 people. Nurse, Sample Trust: A1 and B1" in shown
    assert "Nursesample" not in shown
    assert sign(chief, reason="An advert is out") == "/positions/1"
    text = page(chief, "/positions/1")
    assert "Position 1 is signed and sealed." in text
    for words in (
        "An advert is out",
        "As it stands.",
        "Sample director",
        "22 November 2026, 12:00",
        "Chief Nurse",
    ):
        assert words in text
    assert db.session.scalars(select(Position.digest)).one() in text
    assert "Nothing: the day is known now as it was signed." in text


def test_a_gap_that_is_left_is_not_accepted(chief: CheckedClient) -> None:
    sign(chief)
    assert "Not accepted" in page(chief, "/positions/1")


def test_without_a_statement_nothing_is_signed_and_the_reasons_stay(chief: CheckedClient) -> None:
    text = sign(chief, reason="An advert is out", statement="  ")
    assert "Enter your statement" in text
    assert 'value="An advert is out"' in text
    assert db.session.scalar(select(func.count()).select_from(Position)) == 0


def test_when_the_register_moved_on_the_page_is_shown_again_as_it_is_now(
    chief: CheckedClient, g: Ground
) -> None:
    shown = chief.get("/positions/new").text
    matron_back(g, VACANT_SINCE)
    answers = {"shown": HIDDEN.findall(shown)[0], "statement": "As it stands."}
    answers |= dict.fromkeys(REASON.findall(shown), "An advert is out")
    text = " ".join(chief.post("/positions/new", data=answers).text.split())
    assert "The register has changed since this page was shown to you" in text
    assert "<strong>2 of 2</strong> 100%" in text
    assert HIDDEN.findall(text) != HIDDEN.findall(shown)
    assert db.session.scalar(select(func.count()).select_from(Position)) == 0
    assert sign(chief) == "/positions/1"


def test_a_correction_is_shown_beside_what_was_signed(chief: CheckedClient, g: Ground) -> None:
    sign(chief)
    before = chief.get("/positions/1/file").data
    matron_back(g, VACANT_SINCE)
    text = page(chief, "/positions/1")
    assert "<strong>0 of 2</strong>" in text
    assert (
        '<th scope="row">People covered</th><td data-label="As signed">0 of 2</td>'
        '<td data-label="As known now">2 of 2</td>'
    ) in text
    assert (
        "A1: first post vacant. Nobody holds Matron.</th>"
        '<td data-label="As signed">Gap since 2 Nov 2026, owned by Chief Nurse</td>'
        '<td data-label="As known now">No gap</td>'
    ) in text
    after = chief.get("/positions/1/file")
    assert after.data == before
    assert after.headers["Content-Disposition"] == 'attachment; filename="position-1.jsonl"'
    assert verify(after.data) == []


def test_a_day_past_is_signed_and_two_positions_are_compared(chief: CheckedClient) -> None:
    sign(chief, "/positions/new?on=2026-11-01")
    sign(chief)
    listed = page(chief, "/positions")
    assert listed.index("Position 2") < listed.index("Position 1")
    text = page(chief, "/positions/compare?first=1&second=2")
    assert (
        '<th scope="row">People covered</th><td data-label="Position 1">2 of 2</td>'
        '<td data-label="Position 2">0 of 2</td>'
    ) in text
    assert "Nothing differs" in page(chief, "/positions/compare?first=1&second=1")


def test_a_day_to_come_leads_back_to_today(chief: CheckedClient) -> None:
    answer = chief.get("/positions/new?on=2026-11-23", follow_redirects=True)
    assert answer.request.path == "/positions/new"
    assert "A position is signed for today or for a day past." in answer.text


def test_a_day_without_anybody_has_nothing_to_sign(chief: CheckedClient) -> None:
    text = page(chief, "/positions/new?on=2020-01-01")
    assert "there is nothing to sign" in text
    assert "Sign the position" not in text


def test_another_director_reads_none_of_it_and_the_office_all(
    client: CheckedClient, chief: CheckedClient, g: Ground
) -> None:
    sign(chief)
    client.sign_in(g.other)
    assert "Nothing has been signed yet." in page(client, "/positions")
    for address in (
        "/positions/1",
        "/positions/1/file",
        "/positions/1.csv",
        "/positions/compare?first=1&second=1",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/positions/new?post=chief").status_code == 404
    client.sign_in(g.office)
    assert "Position 1" in page(client, "/positions")
    assert "Sign a position" not in page(client, "/positions")
    assert client.get("/positions/1").status_code == 200


def test_the_tables_are_read_back_equal(chief: CheckedClient) -> None:
    sign(chief, reason="=1+1")
    for what, cells in (
        (
            "gaps",
            [
                ["2026-11-22", "nca", number, "nurse", "post_vacant", "2026-11-02", "chief", "matron",
                 "Nobody holds Matron.", "'=1+1"]
                for number in ("A1", "B1")
            ],
        ),
        ("cells", [["2026-11-22", "nurse", "nca", "east", "2", "0", "2.0", "0.0"]]),
    ):  # fmt: skip
        content = chief.get(f"/positions/1.csv?what={what}").data
        lines = [line.split(",") for line in content.decode().splitlines()]
        assert lines == [list(TABLES[what]), *cells]
        book = load_workbook(io.BytesIO(chief.get(f"/positions/1.xlsx?what={what}").data))
        assert len(book.sheetnames) == 1
        assert book.active is not None
        assert book.active.max_row == len(cells) + 1


def test_each_page_costs_no_more_than_ten_statements(chief: CheckedClient) -> None:
    sign(chief)
    for address in ("/positions", "/positions/new", "/positions/1", "/positions/compare?first=1&second=1"):
        with statements() as sent:
            page(chief, address)
        assert len(sent) <= 10, address


def test_reading_and_signing_are_audited(chief: CheckedClient) -> None:
    sign(chief)
    page(chief, "/positions/1")
    acts = db.session.execute(select(AuditEntry.act, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in acts][-3:] == [
        ("seen", "position:new"),
        ("position.sign", "position"),
        ("seen", "position"),
    ]


def test_the_trend_of_the_span_stands_on_the_coverage_page(chief: CheckedClient, g: Ground) -> None:
    assert "By week" not in page(chief, "/coverage")
    for monday in (date(2026, 10, 26), date(2026, 11, 16)):
        keep_week(monday, g.office.id)
    db.session.commit()
    with statements() as sent:
        text = page(chief, "/coverage")
    assert len(sent) <= 10
    assert "From 100% on 26 October 2026 to 0% on 16 November 2026." in text
    assert 'd="M46 14 L750 160"' in text
    assert (
        '<th scope="row">16 Nov 2026</th><td class="number" data-label="People covered">0 of 2</td>' in text
    )
    assert "By week" in page(chief, "/coverage?neighbourhood=east")


def test_signing_costs_the_same_for_few_and_for_many(chief: CheckedClient, g: Ground) -> None:
    """Working it out again is most of it; the rest is the number, the position and its audit.

    PostgreSQL also takes the writers' lock by a statement; SQLite by how it begins.
    """
    for size in (2, 32):
        for number in range(size - 2):
            contract = made.employment(made.person(f"More{number}"), g.trust, f"M{number}")
            made.placement(contract, made.team(f"team_{number}"), g.nurse)
        shown = chief.get("/positions/new").text
        answers = {"shown": HIDDEN.findall(shown)[0], "statement": "As it stands."}
        with statements() as sent:
            answer = chief.post("/positions/new", data=answers)
        assert answer.status_code == 302
        asked = [statement for statement in sent if "pg_advisory_xact_lock" not in statement]
        assert len(asked) == 11, "\n".join(sent)
