"""What somebody might try on the pages of coverage, signed positions and practice records, and does not get."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant
from accounts.permissions import Role
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from people.accountability import RegisterCheck, Supervision
from people.organisation import ProfessionalApex
from people.person import Person
from people.post import Holding, Post, Tenure
from teams.actions import end_tenure
from teams.position import Position
from tests import builders as made
from tests.actions.position_ground import Ground, ground
from tests.pages.client import CheckedClient, without_token

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
TIMES = ("", "on=2026-10-01", "known_at=2026-10-01T09:00", "on=2026-10-01&known_at=2026-10-01T09:00")
PAGES = ("/coverage", "/coverage/people", "/positions")
FILES = ("/coverage.csv", "/coverage.csv?what=cells", "/coverage.xlsx")
LEFT_DASS = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    """Cleo, behind the chief's account, holds the chief's post, and held the DASS's too until LEFT_DASS: the
    account is still scoped to both. The DASS answers for Dot of the council."""
    found = ground()
    council = made.organisation("council", name="Dotcouncil")
    social = made.profession("social", regulator=None, name="Dotworker")
    dass, cleo = post_of("dass"), holder_of("chief")
    cleo.account_id = found.chief.id
    made.kept(RoleGrant(account_id=found.chief.id, role=Role.DIRECTOR.value, scope="dass"))
    made.tenure(dass, cleo, until=LEFT_DASS)
    made.kept(
        ProfessionalApex(
            profession_id=social.id, employer_id=council.id, usual_first_post_id=dass.id, apex_post_id=dass.id
        )
    )
    dot = made.person("Dotgiven", "Dotfamily")
    place = made.team("dotteam", made.neighbourhood("dotplace", name="Dotplace"))
    made.placement(made.employment(dot, council, "DOT-1"), place, social)
    made.accountability(dot, social, dass)
    session.commit()
    return found


def post_of(code: str) -> Post:
    return db.session.scalars(select(Post).where(Post.code == code)).one()


def holder_of(code: str) -> Person:
    held = select(Person).join(Tenure, Tenure.person_id == Person.id).join(Post, Post.id == Tenure.post_id)
    return db.session.scalars(held.where(Post.code == code, Tenure.until.is_(None))).one()


def leaves(code: str, *, on: date) -> None:
    """Cleo's last day was the day before."""
    act = Act(by=made.recorder().id, at=NOW)
    end_tenure(act, post_of(code).id, Holding.SUBSTANTIVE, on - A_DAY)
    act.write()
    db.session.commit()


def told(client: CheckedClient, address: str) -> str:
    """What an answer says."""
    answer = client.get(address)
    assert answer.status_code in (200, 404), address
    return answer.text


@pytest.mark.parametrize(
    "query",
    [
        "apex=dass",
        "post=dass&kind=any",
        "scope=dass",
        "people=1",
        "employer=council",
        "employer=nca&employer=council",
        "profession=social",
        "neighbourhood=dotplace",
        "profession=social&employer=council&neighbourhood=dotplace&kind=any",
    ],
)
def test_no_query_widens_a_span(client: CheckedClient, g: Ground, query: str) -> None:
    client.sign_in(g.chief)
    for address in ("/coverage", "/coverage/people", "/coverage.csv", "/coverage.csv?what=cells"):
        for when in TIMES:
            said = told(client, f"{address}{'&' if '?' in address else '?'}{query}&{when}")
            assert "Dotfamily" not in said
            assert "DOT-1" not in said


@pytest.mark.parametrize("when", TIMES)
def test_a_post_that_was_theirs_then_is_not_theirs_now(client: CheckedClient, g: Ground, when: str) -> None:
    """Rule 22: asking about a day on which they held the other post shows them nothing of it, and they may
    still see what they answer for today."""
    client.sign_in(g.chief)
    said = told(client, f"/coverage/people?{when}")
    assert "Dotfamily" not in said
    assert "Nursesample" in said
    assert client.get("/positions/new?post=dass&on=2026-10-01").status_code == 404
    assert client.get(f"/practice/dass?{when}").status_code == 404


@pytest.mark.parametrize("when", TIMES)
def test_whoever_left_the_post_yesterday_sees_nothing_of_it(
    client: CheckedClient, g: Ground, when: str
) -> None:
    """Their account still says director, whatever day they ask about; the role follows the post."""
    leaves("chief", on=NOW.date())
    client.sign_in(g.chief)
    for address in (*PAGES[:2], *FILES, "/positions", "/positions/new", "/positions/1", "/practice/chief"):
        assert client.get(f"{address}{'&' if '?' in address else '?'}{when}").status_code == 404, address
    assert client.post("/positions/new", data={"statement": "Mine still"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Position)) == 0


def test_whoever_leaves_tomorrow_sees_it_today(client: CheckedClient, g: Ground) -> None:
    leaves("chief", on=NOW.date() + A_DAY)
    client.sign_in(g.chief)
    assert "Nursesample" in told(client, "/coverage/people")
    assert client.get("/positions/new").status_code == 200


def test_whoever_comes_back_to_the_post_sees_it_again(client: CheckedClient, g: Ground) -> None:
    cleo = holder_of("chief")
    leaves("chief", on=LEFT_DASS)
    made.tenure(post_of("chief"), cleo, "acting", starts_on=NOW.date())
    client.sign_in(g.chief)
    assert "Nursesample" in told(client, "/coverage/people")


def test_other_employers_people_are_not_told_by_subtraction(client: CheckedClient, g: Ground) -> None:
    """Whoever else comes or goes, nothing that a director is shown is another word."""
    client.sign_in(g.chief)
    addresses = [f"{page}?{when}" for page in PAGES[:2] for when in TIMES] + [*FILES[:2], "/positions/new"]
    before = {address: without_token(told(client, address)) for address in addresses}
    second = made.person("Secondgiven", "Secondfamily")
    employer = made.organisation("persona", name="Second employer")
    profession = made.profession("second", regulator=None, name="Second profession")
    made.placement(made.employment(second, employer, "S-1"), made.team("second_team"), profession)
    made.accountability(second, profession, post_of("dass"))
    assert {address: without_token(told(client, address)) for address in addresses} == before


def test_nobody_vouches_for_their_own_practice(client: CheckedClient, g: Ground) -> None:
    """Cleo's own line ends at the post that Cleo holds."""
    cleo = holder_of("chief")
    where = made.team("chiefs")
    made.placement(made.employment(cleo, g.trust, "CHIEF-1"), where, g.nurse)
    made.accountability(cleo, g.nurse, post_of("chief"))
    about = {"person_id": cleo.id, "profession_id": g.nurse.id}
    known = {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": g.office.id}
    check = made.kept(RegisterCheck(**about, **known, checked_on=made.START)).id
    held = made.kept(Supervision(**about, **known, held_on=made.START, kind="one_to_one")).id
    client.sign_in(g.chief)
    mine = f"/people/{cleo.id}/practice"
    assert client.get(mine).status_code == 200
    for act in ("supervision", "check", f"supervision/{held}/take-back", f"check/{check}/take-back"):
        assert client.get(f"{mine}/{act}").status_code == 404
        assert client.post(f"{mine}/{act}", data={"because": "Mine"}).status_code == 404


def test_a_row_that_is_somebody_elses_or_of_no_size_is_not_there(client: CheckedClient, g: Ground) -> None:
    """Of a person whom the director does lead."""
    client.sign_in(g.chief)
    about = {"person_id": holder_of("chief").id, "profession_id": g.nurse.id}
    known = {"recorded_at": made.KNOWN_SINCE, "recorded_by_id": g.office.id}
    other = made.kept(RegisterCheck(**about, **known, checked_on=made.START)).id
    theirs = f"/people/{g.ada.id}/practice"
    assert client.get(f"{theirs}/check").status_code == 200
    for row in (other, 2**31, 2**63, 10**30):
        assert client.get(f"{theirs}/check/{row}/take-back").status_code == 404
        assert client.get(f"{theirs}/supervision/{row}/take-back").status_code == 404
    for number in (2**31 - 1, 2**31, 10**30):
        for address in (f"/positions/{number}", f"/positions/{number}/file", f"/positions/{number}.csv"):
            assert client.get(address).status_code == 404
        assert client.get(f"/positions/compare?first={number}&second={number}").status_code == 404
