"""Coverage on the page: figures, gaps with their owner and their mend, warnings apart, and the same as files."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant
from accounts.audit import AuditEntry
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from foundation.spreadsheets import read_rows
from people.accountability import Accountability, RegisterCheck
from people.organisation import Organisation, Profession, ProfessionalApex
from people.person import Person
from people.post import Post
from teams.coverage.exports import CELLS, GAPS, CellRow, GapRow
from teams.team import Team
from tests import builders as made
from tests.pages.client import CheckedClient, statements

TODAY = date(2026, 11, 22)


class Register:
    """Nurses of the trust up to its chief nurse, social workers of the council up to its director."""

    def __init__(self) -> None:
        self.trust = made.organisation("nca", name="Sample Trust")
        self.council = made.organisation("council", name="Sample Council", kind="council")
        self.east, self.north = made.neighbourhood("east"), made.neighbourhood("north")
        self.teams = {
            "east": made.team("team_east", self.east), "north": made.team("team_north", self.north),
            "service": made.team("service"),
        }  # fmt: skip
        self.nurse = made.profession("nurse", name="Nurse", recheck_days=10_000)
        self.social = made.profession("social", name="Social worker", regulator="SWE", recheck_days=10_000)
        self.chief = made.post("chief", "professional", self.trust, title="Chief Nurse")
        self.matron = made.post("matron", "professional", self.trust, title="Matron", reports_to=self.chief)
        self.dass = made.post("dass", "professional", self.council, title="Director of Adult Services")
        self.held(self.chief, "Cleo", self.nurse)
        self.held(self.dass, "Dora", self.social)
        self.apex(self.nurse, self.trust, self.matron, self.chief)
        self.apex(self.social, self.council, self.dass, self.dass)

    def held(self, post: Post, given: str, profession: Profession, **days: Any) -> Person:
        """Somebody of the profession holds the post."""
        who = made.person(given, "Holdersample")
        made.tenure(post, who, **days)
        made.registration(who, profession)
        return who

    def apex(self, profession: Profession, employer: Organisation, first: Post, apex: Post) -> None:
        made.kept(
            ProfessionalApex(
                profession_id=profession.id, employer_id=employer.id, usual_first_post_id=first.id,
                apex_post_id=apex.id,
            )
        )  # fmt: skip

    def joins(self, given: str, where: str = "east", **other: Any) -> Person:
        """A nurse answering to the matron, or a social worker answering to the director."""
        is_social = other.pop("social", False)
        profession, employer, post = (
            (self.social, self.council, self.dass) if is_social else (self.nurse, self.trust, self.matron)
        )
        who = made.person(given, "Sample")
        self.placed(who, given, employer, profession, self.teams[where], **other)
        made.accountability(who, profession, post)
        self.registered(who, profession)
        return who

    def placed(
        self,
        who: Person,
        number: str,
        employer: Organisation,
        profession: Profession,
        team: Team,
        **other: Any,
    ) -> None:
        made.placement(made.employment(who, employer, number), team, profession, **other)

    def registered(self, who: Person, profession: Profession) -> None:
        made.registration(who, profession)
        checked = {"person_id": who.id, "profession_id": profession.id, "checked_on": made.START}
        known = {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": made.recorder().id}
        made.kept(RegisterCheck(**checked, **known))


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def register(session: scoped_session[Session]) -> Register:
    return Register()


def signed_in(client: CheckedClient, role: Role, scope: str = "") -> CheckedClient:
    client.sign_in(made.account(role, scope))
    return client


def page(client: CheckedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def table(text: str, caption: str) -> list[str]:
    """Each row of a table, in words alone."""
    whole = re.search(rf"<caption[^>]*>{caption}</caption>.*?<tbody>(.*?)</tbody>", text)
    assert whole, f"no table {caption}"
    rows = re.findall(r"<tr>(.*?)</tr>", whole[1])
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def figure(text: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text)
    assert found, f"no figure {name}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_vacant_post_is_one_gap_for_all_below_it_and_the_office_names_a_holder(
    client: CheckedClient, register: Register
) -> None:
    register.held(register.matron, "Mora", register.nurse, until=date(2026, 6, 1))
    for given, where in (("Ada", "east"), ("Bea", "north"), ("Cat", "service")):
        register.joins(given, where)
    register.joins("Sue", social=True)
    text = page(signed_in(client, Role.OFFICE), "/coverage")
    assert figure(text, "People covered") == "1 of 4 25%"
    assert figure(text, "Whole-time equivalents covered") == "1.0 of 4.0 25%"
    assert figure(text, "Not covered") == "3 people"
    [gap] = table(text, "Gaps")
    assert gap.startswith(
        "First post vacant. Nobody holds Matron. 1 Jun 2026 3 people Chief Nurse Name a holder"
    )
    assert 'href="/posts/matron/register/holder"' in text
    assert 'href="/coverage/people?kind=post_vacant&amp;post=matron"' in text
    assert table(text, "People covered") == [
        "Nurse Sample Trust 0 of 1 covered, 1 not 0 of 1 covered, 1 not 0 of 1 covered, 1 not",
        "Social worker Sample Council 1 of 1 covered",
    ]


def test_the_gap_closes_from_the_day_the_post_is_held_and_not_before(
    client: CheckedClient, register: Register
) -> None:
    register.joins("Ada")
    register.held(register.matron, "Mora", register.nurse, starts_on=date(2026, 11, 10))
    signed_in(client, Role.OFFICE)
    assert "Nobody holds Matron" in page(client, "/coverage?on=2026-11-09")
    assert "Everybody is covered on 10 November 2026, because" in page(client, "/coverage?on=2026-11-10")


@pytest.mark.parametrize(
    ("scope", "covered", "name", "other"),
    [("chief", "0 of 1 0%", "Ada", "Sue"), ("dass", "1 of 1 100%", "Sue", "Ada")],
)
def test_a_director_sees_their_own_span_and_nobody_else(
    client: CheckedClient, register: Register, scope: str, covered: str, name: str, other: str
) -> None:
    register.joins("Ada")
    register.joins("Sue", social=True)
    signed_in(client, Role.DIRECTOR, scope)
    text = page(client, "/coverage")
    assert figure(text, "People covered") == covered
    assert ("Sample Council" in text) is (scope == "dass")
    listed = page(client, "/coverage/people")
    assert f"{name} Sample" in listed
    assert f"{other} Sample" not in listed
    assert other not in client.get("/coverage.csv?what=gaps").text


def test_a_director_of_two_posts_counts_nobody_twice(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse)
    both = register.joins("Ada")
    register.placed(both, "S2", register.council, register.social, register.teams["east"])
    made.accountability(both, register.social, register.dass)
    register.registered(both, register.social)
    account = made.account(Role.DIRECTOR, "chief")
    made.kept(RoleGrant(account_id=account.id, role=Role.DIRECTOR.value, scope="dass"))
    client.sign_in(account)
    text = page(client, "/coverage")
    assert figure(text, "People covered") == "1 of 1 100%"
    assert figure(text, "Whole-time equivalents covered") == "2.0 of 2.0 100%"
    assert "is to reach Chief Nurse and Director of Adult Services." in text


def test_another_directors_profession_is_nobody_at_all(client: CheckedClient, register: Register) -> None:
    register.joins("Sue", social=True)
    text = page(signed_in(client, Role.DIRECTOR, "chief"), "/coverage?profession=social")
    assert "Nobody whom you may see is in a placement with these filters on 22 November 2026." in text
    assert "Sue" not in text


def test_a_director_without_a_post_is_told_why_there_is_nothing(
    client: CheckedClient, register: Register
) -> None:
    register.joins("Ada")
    signed_in(client, Role.DIRECTOR)
    for address in ("/coverage", "/coverage/people"):
        text = page(client, address)
        assert "There is no post from which you answer for anybody’s practice today" in text
        assert "Ada" not in text
    assert client.get("/coverage.csv").status_code == 404


def test_an_empty_register(client: CheckedClient, session: scoped_session[Session]) -> None:
    assert "Nobody whom you may see is in a placement on 22 November 2026." in page(
        signed_in(client, Role.OFFICE), "/coverage"
    )


@pytest.mark.parametrize(
    ("query", "covered"),
    [
        ("profession=nurse", "0 of 2 0%"),
        ("employer=council", "1 of 1 100%"),
        ("neighbourhood=north", "0 of 1 0%"),
        ("neighbourhood=borough-wide", "1 of 1 100%"),
        ("profession=nurse&neighbourhood=east", "0 of 1 0%"),
    ],
)
def test_filters(client: CheckedClient, register: Register, query: str, covered: str) -> None:
    register.joins("Ada")
    register.joins("Bea", "north")
    register.joins("Sue", "service", social=True)
    text = page(signed_in(client, Role.OFFICE), f"/coverage?{query}")
    assert figure(text, "People covered") == covered


def test_a_filter_hides_warnings_and_never_makes_one(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse)
    for given in ("Ada", "Bea"):
        register.joins(given)
    register.joins("Cat", "north")
    signed_in(client, Role.OFFICE)
    only = "Only one of a profession."
    assert page(client, "/coverage").count(only) == 1
    assert only in page(client, "/coverage?neighbourhood=north")
    assert only not in page(client, "/coverage?neighbourhood=east")


def test_warnings_stand_apart_with_where_they_are_mended(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse, holding="acting", starts_on=date(2026, 1, 1))
    register.joins("Ada", funding="Winter fund", funding_ends_on=date(2026, 12, 31))
    register.joins("Bea")
    text = page(signed_in(client, Role.DIRECTOR, "chief"), "/coverage")
    assert figure(text, "Not covered") == "Nobody"
    acting, funding = table(text, "Warnings, those that touch most people first")
    assert "has been acting as Matron since 1 January 2026. since 1 Jul 2026 2 people" in acting
    assert acting.endswith("Open the post : Acting for more than 6 months, Matron")
    assert "ends 31 Dec 2026 Ada Sample" in funding
    assert "They are judged among the people you answer for" in text


def test_the_people_of_a_cell_each_with_their_gaps(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse)
    register.joins("Ada")
    lapsed = register.joins("Bea")
    end_line(lapsed, date(2026, 9, 1))
    register.joins("Cat", "north")
    signed_in(client, Role.OFFICE)
    rows = table(
        page(client, "/coverage/people?profession=nurse&employer=nca&neighbourhood=east"), "People, by name"
    )
    assert rows[0] == "Ada Sample Nurse, Sample Trust, Sample east Covered"
    assert rows[1].startswith("Bea Sample Nurse, Sample Trust, Sample east Not covered No professional line.")
    assert "1 Sep 2026 Matron Change their record" in rows[1]
    assert len(rows) == 2
    [row] = table(page(client, "/coverage/people?kind=no_line"), "People, by name")
    assert row.startswith("Bea Sample")
    assert "Nobody whom you may see is among them" in page(client, "/coverage/people?kind=chain_broken")


def end_line(who: Person, until: date) -> None:
    line = db.session.scalars(select(Accountability).where(Accountability.person_id == who.id)).one()
    line.superseded_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    db.session.flush()
    made.dated(
        Accountability, person_id=who.id, profession_id=line.profession_id, post_id=line.post_id, until=until,
        recorded_at=line.superseded_at,
    )  # fmt: skip


def test_what_was_known_then(client: CheckedClient, register: Register) -> None:
    register.held(register.matron, "Mora", register.nurse)
    end_line(register.joins("Ada"), date(2026, 8, 1))
    signed_in(client, Role.OFFICE)
    assert figure(page(client, "/coverage?on=2026-08-15"), "People covered") == "0 of 1 0%"
    then = page(client, "/coverage?on=2026-08-15&known_at=2026-08-20T09:00")
    assert figure(then, "People covered") == "1 of 1 100%"


def test_nothing_is_mended_on_another_day_but_by_looking(client: CheckedClient, register: Register) -> None:
    register.joins("Ada")
    text = page(signed_in(client, Role.OFFICE), "/coverage?on=2026-11-01")
    assert "/register/holder" not in text
    assert 'href="/posts/matron?on=2026-11-01"' in text


def test_a_day_to_come_says_so(client: CheckedClient, register: Register) -> None:
    register.joins("Ada")
    text = page(signed_in(client, Role.OFFICE), "/coverage?on=2027-01-01")
    assert "1 January 2027 is still to come. This is what is known now to be true on that day" in text
    assert "still to come" not in page(client, "/coverage")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_are_read_back_equal_and_hold_no_formula(
    client: CheckedClient, register: Register, form: str
) -> None:
    who = made.person("=1+1", "Sample")
    register.placed(
        who, "-7", register.trust, register.nurse, register.teams["service"], hours=Decimal("12.5")
    )
    register.joins("Ada")
    signed_in(client, Role.OFFICE)
    gaps = client.get(f"/coverage.{form}?what=gaps")
    read, faults = read_rows(f"gaps.{form}", gaps.data, GapRow, GAPS)
    assert not faults
    assert [(row.assignment, row.name, row.kind) for row in read] == [
        ("-7", "=1+1 Sample", "no_line"),
        ("-7", "=1+1 Sample", "registration_missing"),
        ("Ada", "Ada Sample", "post_vacant"),
    ]
    assert read[2].owner == "chief" and read[2].post == "matron" and read[2].on == TODAY
    cells = client.get(f"/coverage.{form}?what=cells")
    read, faults = read_rows(f"cells.{form}", cells.data, CellRow, CELLS)
    assert not faults
    assert read == [
        CellRow(2, TODAY, "nurse", "nca", None, 1, 0, Decimal("0.3"), Decimal("0.0")),
        CellRow(3, TODAY, "nurse", "nca", "east", 1, 0, Decimal("1.0"), Decimal("0.0")),
    ]
    if form == "csv":
        assert not re.search(r"(^|,)[=+\-@]", gaps.text, re.MULTILINE)
    else:
        [sheet] = load_workbook(io.BytesIO(gaps.data)).worksheets
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_files_keep_to_the_filters(client: CheckedClient, register: Register) -> None:
    register.joins("Ada")
    register.joins("Bea", "north")
    signed_in(client, Role.OFFICE)
    assert "north" not in client.get("/coverage.csv?what=cells&neighbourhood=east").text
    assert client.get("/coverage.csv?what=everything").status_code == 404


@pytest.mark.parametrize("size", [3, 120])
def test_few_and_many_cost_the_same(client: CheckedClient, register: Register, size: int) -> None:
    for number in range(size):
        register.joins(f"Nora{number}", ("east", "north", "service")[number % 3])
    signed_in(client, Role.OFFICE)
    for address in ("/coverage", "/coverage/people", "/coverage.csv"):
        with statements() as sent:
            client.get(address)
        assert len(sent) <= 10
    assert ("Showing 1 to 50 of 120 people" in page(client, "/coverage/people")) is (size == 120)


def test_reading_is_audited(client: CheckedClient, register: Register) -> None:
    signed_in(client, Role.OFFICE)
    for address in ("/coverage", "/coverage/people", "/coverage.csv?what=cells"):
        client.get(address)
    seen = db.session.scalars(
        select(AuditEntry.subject).where(AuditEntry.act == "seen").order_by(AuditEntry.id)
    )
    assert list(seen) == ["coverage", "coverage:people", "coverage:cells"]


@pytest.mark.parametrize(
    "address",
    [
        "/coverage?profession=no_such", "/coverage?employer=no_such", "/coverage?neighbourhood=no_such",
        "/coverage/people?kind=no_such", "/coverage?on=tomorrow",
    ],
)  # fmt: skip
def test_what_means_nothing_is_not_there(client: CheckedClient, register: Register, address: str) -> None:
    assert signed_in(client, Role.OFFICE).get(address).status_code == 404


def test_posts_are_said_by_their_titles_and_a_deputy_does_not_hold_one(
    client: CheckedClient, register: Register
) -> None:
    register.held(register.matron, "Mora", register.nurse, holding="deputy")
    register.joins("Ada")
    astray = made.person("Bea", "Sample")
    register.placed(astray, "Bea", register.trust, register.nurse, register.teams["east"])
    made.accountability(astray, register.nurse, register.dass)
    register.registered(astray, register.nurse)
    text = page(signed_in(client, Role.OFFICE), "/coverage")
    assert "Nobody holds Matron: it has a deputy only." in text
    assert "The line ends at Director of Adult Services and does not reach Chief Nurse." in text
