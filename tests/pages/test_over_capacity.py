"""Saying that one is over capacity: the plan, who is in it by the posts held now, and that nothing is taken out."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.capacity.overload import OverCapacity, OverCapacityEntry
from foundation import clock
from foundation.database import db
from people.person import Person
from people.post import Post, Tenure
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, held, open_case
from tests.pages.client import CheckedClient, statements

Db = scoped_session[Session]
SAYS = "Six intensive cases at once, and two days a week"
NEXT_WEEK, YESTERDAY = DAY + timedelta(days=7), DAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOON):
        yield


@pytest.fixture
def g(session: Db, client: CheckedClient) -> AllocatingGround:
    """Ada is signed in and holds one case of 440 points; Lee leads East, Dora directs nursing."""
    found = allocating_ground()
    held(found.case, found.ada)
    client.sign_in(found.base.staff)
    return found


def say(client: CheckedClient, **said: str) -> Any:
    return client.post("/my-work/over-capacity", data={"says": SAYS} | said)


def plan() -> OverCapacity:
    db.session.expire_all()
    return db.session.scalars(select(OverCapacity).order_by(OverCapacity.id.desc())).first() or pytest.fail()


def entries() -> list[tuple[str, str, date | None]]:
    rows = db.session.scalars(select(OverCapacityEntry).order_by(OverCapacityEntry.id))
    return [(row.writer, row.says, row.review_on) for row in rows]


def page_of(client: CheckedClient, account: Account, address: str = "") -> Any:
    client.sign_in(account)
    return client.get(address or f"/over-capacity/{plan().id}")


def vacate(post: Post) -> None:
    """Nobody holds it, nor ever did."""
    for tenure in db.session.scalars(select(Tenure).where(Tenure.post_id == post.id)):
        tenure.superseded_at, tenure.superseded_by_id = NOON, make.recorder().id
    db.session.flush()


def holder(post: Post, email: str) -> Account:
    """Somebody new with an account, who is acting in it."""
    account = make.account(Role.STAFF, email=email)
    make.tenure(post, make.person("Nia", "Newsample", account=account), "acting")
    return account


def test_it_keeps_what_was_held_and_could_be_held_then(client: CheckedClient, g: AllocatingGround) -> None:
    form = client.get("/my-work/over-capacity").text
    for shown in ("440 points", "2,176 points", "Lee Leadsample", "never about a resident"):
        assert shown in form
    assert say(client).status_code == 302
    made = plan()
    assert (made.person_id, made.held, made.capacity, made.safety) == (g.ada.id, 440, 2176, False)
    assert (made.management_post, made.professional_post) == ("lead_east", None)
    assert made.said_at == NOON
    assert entries() == [("person", SAYS, None)]
    held(open_case(g, "ACM-2"), g.ada)
    assert "440 of 2,176 points" in client.get(f"/over-capacity/{made.id}").text


def test_one_plan_at_a_time(client: CheckedClient, g: AllocatingGround) -> None:
    say(client)
    assert client.get("/my-work/over-capacity").headers["Location"].endswith(f"/over-capacity/{plan().id}")
    say(client)
    assert len(entries()) == 1
    assert "Your plan" in client.get("/my-work").text


@pytest.mark.parametrize("says", ["", "   ", "About 999 000 0018", "9990000018 is unsafe"])
def test_it_needs_words_and_never_a_residents_number(
    client: CheckedClient, g: AllocatingGround, says: str
) -> None:
    assert say(client, says=says).status_code == 422
    assert entries() == []
    say(client)
    address = f"/over-capacity/{plan().id}"
    for button in ("write", "close"):
        assert client.post(address, data={"says": says, button: "yes"}).status_code == 422
    assert len(entries()) == 1
    assert plan().closed_at is None


def test_without_safety_only_the_person_and_the_management_line_are_in_it(
    client: CheckedClient, g: AllocatingGround
) -> None:
    say(client)
    assert page_of(client, g.leader).status_code == 200
    for account in (
        g.base.nursing,
        g.hr["council"],
        make.account(Role.OFFICE),
        make.account(Role.COORDINATOR),
    ):
        assert page_of(client, account).status_code == 404
        assert client.post(f"/over-capacity/{plan().id}", data={"says": "In"}).status_code == 404


def test_with_safety_the_professional_line_is_in_it_too(client: CheckedClient, g: AllocatingGround) -> None:
    say(client, safety="y")
    assert plan().professional_post == "director"
    page = page_of(client, g.base.nursing)
    assert page.status_code == 200
    assert "People may not be safe" in page.text
    assert "Director of Nursing: Dora Directorsample" in page.text


def test_a_lead_by_role_alone_is_not_in_it(client: CheckedClient, g: AllocatingGround) -> None:
    say(client)
    assert (
        page_of(client, make.account(Role.LEAD, "east", email="other-lead@example.test")).status_code == 404
    )


def test_who_is_in_it_is_judged_by_posts_held_now(client: CheckedClient, g: AllocatingGround) -> None:
    say(client)
    lead = db.session.scalars(select(Post).where(Post.code == "lead_east")).one()
    new = holder(lead, "new@example.test")
    assert page_of(client, new).status_code == 200
    vacate(lead)
    assert page_of(client, new).status_code == 404
    assert page_of(client, g.leader).status_code == 404


def test_a_vacant_post_is_said_with_who_is_next_up(client: CheckedClient, g: AllocatingGround) -> None:
    say(client)
    lead = db.session.scalars(select(Post).where(Post.code == "lead_east")).one()
    chair = make.account(Role.DIRECTOR, email="cleo@example.test")
    tenure = db.session.scalars(select(Tenure).join(Post).where(Post.code == "board")).one()
    db.session.get_one(Person, tenure.person_id).account_id = chair.id
    assert page_of(client, chair).status_code == 404
    vacate(lead)
    page = page_of(client, chair)
    assert page.status_code == 200
    assert "Lead of East is vacant. Next up is Chair of the board: Cleo Chairsample" in page.text
    assert "Ada Sample" in client.get("/over-capacity").text
    vacate(db.session.get_one(Post, tenure.post_id))
    own = page_of(client, g.base.staff).text
    assert "nobody holds a post above it" in own


def test_somebody_without_a_line_is_told_so(client: CheckedClient, g: AllocatingGround) -> None:
    """Val practises no regulated profession, so no professional line is recorded."""
    val = make.account(Role.STAFF, email="val@example.test")
    g.val.account_id = val.id
    client.sign_in(val)
    say(client, safety="y")
    assert (plan().management_post, plan().professional_post) == ("lead_east", None)
    assert "No line is recorded" in client.get(f"/over-capacity/{plan().id}").text


def test_the_lead_writes_what_is_agreed_and_closes_it(client: CheckedClient, g: AllocatingGround) -> None:
    say(client)
    client.sign_in(g.leader)
    address = f"/over-capacity/{plan().id}"
    agreed = {"says": "Two go to Bea", "review_on": NEXT_WEEK.isoformat(), "write": "yes"}
    assert "27 November 2026" in client.post(address, data=agreed, follow_redirects=True).text
    client.sign_in(g.base.staff)
    client.post(address, data={"says": "Thank you", "review_on": "", "write": "yes"})
    assert "No day is set" not in client.get(address).text  # the day still stands
    client.sign_in(g.leader)
    closed = client.post(address, data={"says": "It fits now", "review_on": "", "close": "yes"})
    assert closed.status_code == 302
    assert entries()[1:] == [
        ("management", "Two go to Bea", NEXT_WEEK),
        ("person", "Thank you", None),
        ("management", "It fits now", None),
    ]
    assert plan().closed_at == NOON
    assert "Two go to Bea" in page_of(client, g.base.staff).text
    again = client.post(address, data={"says": "One more", "review_on": "", "write": "yes"})
    assert "This plan is closed" in again.text
    assert len(entries()) == 4
    assert say(client).status_code == 302  # once closed it can be said again


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"review_on": YESTERDAY.isoformat(), "write": "yes"}, "19 November 2026 has been"),
        (
            {"review_on": NEXT_WEEK.isoformat(), "close": "yes"},
            "A plan that is closed is not looked at again",
        ),
    ],
)
def test_days_that_cannot_be(
    client: CheckedClient, g: AllocatingGround, given: dict[str, str], told: str
) -> None:
    say(client)
    page = client.post(f"/over-capacity/{plan().id}", data={"says": "Kept on the page"} | given)
    assert page.status_code == 422
    assert told in page.text
    assert "Kept on the page" in page.text
    assert len(entries()) == 1


def test_overdue_looks_come_first(client: CheckedClient, g: AllocatingGround) -> None:
    looks = {"Later": NEXT_WEEK, "Unset": None, "Overdue": YESTERDAY, "Today": DAY}
    for name, review_on in looks.items():
        about = {"held": 900, "capacity": 800, "safety": False, "management_post": "lead_east"}
        made = make.kept(OverCapacity(person_id=make.person("Pat", name).id, said_at=NOON, **about))
        said = {"writer": "person", "says": "Too much", "written_by_id": g.leader.id, "written_at": NOON}
        make.kept(OverCapacityEntry(over_capacity_id=made.id, review_on=review_on, **said))
    client.sign_in(g.leader)
    with statements() as sent:
        page = client.get("/over-capacity").text
    assert len(sent) <= 10
    order = [page.index(f"Pat {name}") for name in ("Overdue", "Unset", "Today", "Later")]
    assert order == sorted(order)
    assert page.count("Overdue</strong>") == 1
    client.sign_in(g.base.nursing)
    assert "Nobody who answers to you" in client.get("/over-capacity").text


def test_pages_cost_at_most_ten_statements_and_the_audit_holds_no_words(
    client: CheckedClient, g: AllocatingGround
) -> None:
    with statements() as sent:
        client.get("/my-work/over-capacity")
    assert len(sent) <= 10
    say(client, safety="y")
    with statements() as sent:
        client.get(f"/over-capacity/{plan().id}")
    assert len(sent) <= 10
    kept = db.session.execute(
        select(AuditEntry.act, AuditEntry.after).where(AuditEntry.subject == "over_capacity")
    )
    told = [(row[0], row[1]) for row in kept]
    assert {"over_capacity.say", "seen"} <= {act for act, _ in told}
    assert not any("intensive" in (after or "") for _, after in told)


def test_an_account_that_is_nobodys_has_nothing_to_say(client: CheckedClient, g: AllocatingGround) -> None:
    client.sign_in(make.account(Role.STAFF, email="lost@example.test"))
    assert client.get("/my-work/over-capacity").status_code == 404
    assert say(client).status_code == 404
    assert client.get("/over-capacity").status_code == 200
