"""A session's pages: who sees which cases, what the meeting asks and keeps, who comes second, and what is sent twice."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.reviews.review import Action, Came, Deferral, Review, ReviewSession
from foundation import clock
from tests import builders as make
from tests.meeting_ground import AFTER, Ground, meeting_ground, somebody
from tests.pages.client import CheckedClient, statements, without_token
from tests.small_borough import TODAY

Db = scoped_session[Session]
MOST_STATEMENTS = 10
EMPTY = dict.fromkeys(("tier", "closed_as", "carried_to", "owner", "organisation", "due_on", "next_on"), "")
"""What a browser sends of a form in which nothing was chosen."""
STEADY = EMPTY | {"outcome": "continue", "keep": "yes"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.pretending(AFTER):
        yield


@pytest.fixture
def ground(session: Db) -> Ground:
    return meeting_ground()


@pytest.fixture
def coordinator(client: CheckedClient, ground: Ground) -> CheckedClient:
    client.sign_in(make.account(Role.COORDINATOR, "east"))
    return client


def address(g: Ground, part: str = "", *, session: int = 0) -> str:
    return f"/reviews/sessions/{session or g.session}{part}"


def of_case(g: Ground, reference: str = "ACM-1") -> str:
    return address(g, f"/cases/{g.cases[reference]}")


def read_of(page: TestResponse) -> str:
    """What the form was opened on."""
    return page.text.split('name="read"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def send(client: CheckedClient, g: Ground, reference: str = "ACM-1", **given: Any) -> TestResponse:
    """Opens the case, and sends this."""
    read = read_of(client.get(of_case(g, reference)))
    return client.post(of_case(g, reference), data={"read": read} | STEADY | given)


def held(session: Db) -> list[Review]:
    found = select(Review).where(Review.superseded_at.is_(None), Review.session_id.is_not(None))
    return list(session.scalars(found.order_by(Review.id)))


# Who sees what


def test_whoever_runs_it_sees_every_case_in_order_with_when_each_comes(
    coordinator: CheckedClient, ground: Ground
) -> None:
    page = coordinator.get(address(ground)).text
    assert page.index("Olive Mockshaw") < page.index("Olive Second") < page.index("Olive Third")
    for words in ("09:30 to 09:45", "09:45 to 10:00", "10:00 to 10:10", "3 cases not yet decided"):
        assert words in page
    assert "Olive Northern" not in page
    assert "Olive Fourth" not in page


def test_somebody_who_comes_sees_their_own_cases_and_when_they_come(
    client: CheckedClient, ground: Ground
) -> None:
    client.sign_in(somebody(ground, "G1"))
    page = client.get(address(ground)).text
    assert "You come from 09:30 to 09:45, for 1 case." in page
    assert "Olive Mockshaw" in page
    assert "Olive Second" not in page
    assert "Say what was decided" not in page
    for part in ("/paper", "/came", "/end", f"/cases/{ground.cases['ACM-1']}"):
        assert client.get(address(ground, part)).status_code == 404


def test_the_chair_runs_it_and_brings_no_other_case(client: CheckedClient, ground: Ground) -> None:
    client.sign_in(somebody(ground, "N1"))
    assert "3 cases not yet decided" in client.get(address(ground)).text
    assert send(client, ground, "ACM-2").status_code == 302
    assert client.get(of_case(ground, "ACM-4")).status_code == 404
    assert client.post(address(ground, "/add"), data={"reference": "ACM-4"}).status_code == 404


@pytest.mark.parametrize("number", ["N9"])
def test_nobody_else_sees_there_is_a_session(client: CheckedClient, ground: Ground, number: str) -> None:
    client.sign_in(somebody(ground, number))
    assert client.get(address(ground)).status_code == 404


def test_a_month_later_only_those_who_keep_the_cases_look_back(client: CheckedClient, ground: Ground) -> None:
    account = somebody(ground, "N1")
    with clock.pretending(AFTER.replace(month=12, day=22)):
        client.sign_in(account)
        assert client.get(address(ground)).status_code == 404


# What is decided


def test_an_outcome_is_kept_says_the_next_day_and_goes_to_the_next_case(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    answer = send(coordinator, ground)
    assert answer.location == f"{of_case(ground, 'ACM-2')}?kept={of_case(ground)}"
    assert "due on 21 December 2026, at the latest on 4 January 2027" in coordinator.get(answer.location).text
    assert [row.outcome for row in held(session)] == ["continue"]


def test_what_is_typed_stays_when_it_is_refused(coordinator: CheckedClient, ground: Ground) -> None:
    late = {"next_on": "2027-02-01", "next_because": "Away with family"}
    answer = send(coordinator, ground, **late)
    assert answer.status_code == 422
    for words in (
        "the longest time this tier allows",
        "Away with family",
        "2027-02-01",
        'data-answered="yes"',
    ):
        assert words in answer.text
    assert send(coordinator, ground, past_limit="y", **late).status_code == 302


def test_whoever_comes_second_sees_what_changed_and_loses_nothing(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    read = read_of(coordinator.get(of_case(ground)))
    assert send(coordinator, ground).status_code == 302
    mine = EMPTY | {
        "outcome": "deferred",
        "because": "The daughter could not come",
        "read": read,
        "keep": "yes",
    }
    answer = coordinator.post(of_case(ground), data=mine)
    assert answer.status_code == 422
    for words in ("changed while you were writing", "continue as it is", "The daughter could not come"):
        assert words in answer.text
    assert session.scalar(select(func.count()).select_from(Deferral)) == 0
    again = mine | {"read": read_of(answer), "corrected": "We had agreed otherwise"}
    assert coordinator.post(of_case(ground), data=again).status_code == 302
    assert held(session) == []


def test_a_form_sent_twice_is_one_outcome_and_one_action(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    form = STEADY | {
        "read": read_of(coordinator.get(of_case(ground))),
        "what": "Order a commode",
        "owner": str(ground.person("N2")),
        "due_on": "2026-12-01",
    }
    for _ in range(2):
        assert coordinator.post(of_case(ground), data=form).status_code == 302
    assert len(held(session)) == 1
    assert session.scalar(select(func.count()).select_from(Action)) == 1


def test_an_action_needs_somebody_and_a_day(coordinator: CheckedClient, ground: Ground) -> None:
    answer = send(coordinator, ground, what="Order a commode")
    assert answer.status_code == 422
    assert "Choose who does it, or which organisation" in answer.text
    assert "Enter the day by which it is to be done" in answer.text
    assert "Enter what is to be done" in send(coordinator, ground, due_on="2026-12-01").text


def test_adding_another_action_comes_back_to_the_case(coordinator: CheckedClient, ground: Ground) -> None:
    read = read_of(coordinator.get(of_case(ground)))
    form = EMPTY | {
        "read": read, "outcome": "continue", "what": "Ring the GP", "owner": str(ground.person("N2")),
        "due_on": "2026-12-01", "another": "yes",
    }  # fmt: skip
    answer = coordinator.post(of_case(ground), data=form)
    assert answer.location.startswith(of_case(ground))
    page = coordinator.get(answer.location).text
    assert "Ring the GP" in page
    assert "Nils SampleN2, Sample nca Trust, by 1 Dec 2026" in page


def test_a_case_that_is_not_on_the_agenda_is_brought_by_its_reference(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    answer = coordinator.post(address(ground, "/add"), data={"reference": "ACM-4"})
    assert answer.location == of_case(ground, "ACM-4")
    assert send(coordinator, ground, "ACM-4").status_code == 302
    assert "Olive Fourth" in coordinator.get(address(ground)).text
    for other in ("ACM-5", "ACM-99"):
        answer = coordinator.post(address(ground, "/add"), data={"reference": other})
        assert answer.status_code == 422
        assert "There is no such case in this neighbourhood" in answer.text


def test_before_its_day_there_is_an_agenda_and_nothing_to_decide(
    coordinator: CheckedClient, ground: Ground
) -> None:
    page = coordinator.get(address(ground, session=ground.later)).text
    assert "Nothing is planned into this session" in page
    assert "End the meeting" not in page
    cancelled = coordinator.get(address(ground, session=ground.cancelled)).text
    assert "Bank holiday" in cancelled
    assert "Paper pack" not in cancelled


# Who came, and the end


def test_two_people_may_tick_who_came_at_once(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    nora, nils, gita = (str(ground.person(number)) for number in ("N1", "N2", "G1"))
    first = read_of(coordinator.get(address(ground, "/came")))
    assert "General practitioner" in coordinator.get(address(ground, "/came")).text
    coordinator.post(address(ground, "/came"), data={"read": first, "came": [nora]})
    coordinator.post(address(ground, "/came"), data={"read": first, "came": [gita]})
    believed = select(Came.person_id).where(Came.superseded_at.is_(None), Came.came)
    assert sorted(session.scalars(believed)) == sorted([int(nora), int(gita)])
    page = coordinator.get(address(ground)).text
    assert page.count('data-label="Came">Yes') == 2
    assert nils not in coordinator.get(address(ground, "/came")).text.split('name="read"')[1].split(">")[0]


def test_somebody_who_was_not_asked_may_have_come(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    borough_wide = make.team("specialists")
    who = make.person("Petra", "Podiatrist")
    contract = make.employment(who, make.organisation("vcf"), "P1")
    make.placement(contract, borough_wide, make.profession("podiatrist", name="Podiatrist"))
    coordinator.post(address(ground, "/came"), data={"read": "", "person": str(who.id)})
    page = coordinator.get(address(ground)).text
    assert "Petra Podiatrist" in page
    assert "Was not asked" in page


def test_the_end_defers_what_was_left_and_carries_it_over(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    send(coordinator, ground)
    page = coordinator.get(address(ground, "/end")).text
    assert "2 cases were not decided" in page
    assert coordinator.post(address(ground, "/end"), data={"because": ""}).status_code == 422
    form = {"because": "We ran out of time", "carried_to": str(ground.later)}
    assert coordinator.post(address(ground, "/end"), data=form).status_code == 302
    assert session.get_one(ReviewSession, ground.session).ended_at is not None
    assert "Carried over" in coordinator.get(address(ground, session=ground.later)).text
    assert "Deferred" in coordinator.get(address(ground)).text


def test_the_address_of_a_video_meeting_is_a_link(
    session: Db, coordinator: CheckedClient, ground: Ground
) -> None:
    session.get_one(
        ReviewSession, ground.session
    ).place = "Room <4> or https://video.example.test/join/7?a=1&b=2"
    session.commit()
    page = coordinator.get(address(ground)).text
    assert (
        'Room &lt;4&gt; or <a href="https://video.example.test/join/7?a=1&amp;b=2" rel="noopener noreferrer">'
        in page
    )


def test_the_paper_pack_has_every_case_with_boxes_and_lines(
    coordinator: CheckedClient, ground: Ground
) -> None:
    page = coordinator.get(address(ground, "/paper")).text
    assert page.count("paper__boxes") == 3
    assert re.search(r"3 cases, \d+ of 90 minutes\.", page)
    assert "Olive Third" in page
    assert "9990000018" not in page


# Actions


def row_of(page: TestResponse) -> str:
    """What the form about an action was opened on."""
    return page.text.split('name="row"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def became(g: Ground, row: str, what: str, **given: str) -> dict[str, str]:
    """What a browser sends of the form about an action."""
    asked = {
        "what": "Order a commode",
        "owner": str(g.person("N2")),
        "organisation": "",
        "due_on": "2026-12-01",
    }
    return asked | {"row": row, "became": what, "done_on": TODAY.isoformat()} | given


def act(g: Ground, number: int = 1) -> str:
    return f"/cases/{g.cases['ACM-1']}/actions/{number}"


@pytest.fixture
def given(coordinator: CheckedClient, ground: Ground) -> CheckedClient:
    """With one action, of the second nurse."""
    form = {"what": "Order a commode", "owner": str(ground.person("N2")), "due_on": "2026-12-01"}
    answer = coordinator.post(f"/cases/{ground.cases['ACM-1']}/actions/new", data=form)
    assert answer.status_code == 302
    return coordinator


def test_an_action_is_on_the_pages_of_its_case(given: CheckedClient, ground: Ground) -> None:
    assert "Order a commode" in given.get(f"/cases/{ground.cases['ACM-1']}").text
    assert "Order a commode" in given.get(of_case(ground)).text
    given.sign_in(somebody(ground, "N1"))
    assert "Order a commode" in given.get(f"/my-work/{ground.cases['ACM-1']}").text


def test_an_action_is_done_once(session: Db, given: CheckedClient, ground: Ground) -> None:
    row = row_of(given.get(act(ground)))
    form = became(ground, row, "done")
    assert given.post(act(ground), data=form | {"done_on": ""}).status_code == 422
    for _ in range(2):
        assert given.post(act(ground), data=form).status_code == 302
    assert "1 action done or dropped" in given.get(f"/cases/{ground.cases['ACM-1']}").text
    assert session.scalar(select(func.count()).select_from(Action)) == 2


def test_what_became_of_an_action_meanwhile_is_seen_before_it_is_said_otherwise(
    given: CheckedClient, ground: Ground
) -> None:
    row = row_of(given.get(act(ground)))
    dropped = became(ground, row, "dropped", because="Died")
    assert given.post(act(ground), data=dropped).status_code == 302
    answer = given.post(act(ground), data=became(ground, row, "done"))
    assert answer.status_code == 422
    assert "Somebody changed this" in answer.text
    assert "Dropped on 23 November 2026" in answer.text


def test_whoever_only_owns_an_action_is_not_told_whose_case_it_is(
    given: CheckedClient, ground: Ground, session: Db
) -> None:
    form = {"what": "Check the boiler", "owner": str(ground.person("G1")), "due_on": "2026-12-01"}
    given.post(f"/cases/{ground.cases['ACM-1']}/actions/new", data=form)
    given.sign_in(somebody(ground, "G1"))
    page = given.get(act(ground, 2)).text
    assert "Check the boiler" in page
    assert "Mockshaw" not in page
    assert given.get(act(ground, 1)).status_code == 404
    assert given.get(f"/cases/{ground.cases['ACM-1']}/actions/new").status_code == 404


# What pages cost, and what is noted


@pytest.mark.parametrize("part", ["", "/paper", "/came", "/end", "/cases/1"])
@pytest.mark.parametrize("who", ["coordinator", "N1"])
def test_the_statements_of_a_page(client: CheckedClient, ground: Ground, part: str, who: str) -> None:
    account = make.account(Role.COORDINATOR, "east") if who == "coordinator" else somebody(ground, who)
    client.sign_in(account)
    part = part.replace("/1", f"/{ground.cases['ACM-1']}")
    with statements() as sent:
        assert client.get(address(ground, part)).status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_whom_a_page_showed_is_noted(session: Db, coordinator: CheckedClient, ground: Ground) -> None:
    coordinator.get(address(ground))
    seen = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "seen")).all()
    assert Counter(seen) == {"review_session": 1, "resident": 3}


def test_reading_twice_changes_nothing(coordinator: CheckedClient, ground: Ground) -> None:
    first, second = (without_token(coordinator.get(of_case(ground)).text) for _ in range(2))
    assert first == second
