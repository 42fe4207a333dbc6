"""Several writers at once: one is done, the others wait or are told in words; nobody meets a deadlock."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import insert, select
from sqlalchemy.orm import scoped_session

from accounts.actions import start_sign_in
from foundation import database
from foundation.acts import Act, table_of
from foundation.database import begin_writing, db, saying_busy
from foundation.effective import AsAt, Period, in_force
from foundation.errors import Busy, RuleBroken
from people.person import Person
from teams.team import Management, Placement
from tests.actions.registers import NOW, Register, held, register
from tests.builders import START, kept
from tests.pages.client import CheckedClient

MAY = date(2026, 5, 1)
LONG = 30
"""Seconds after which a thread that waits for another is taken to hang."""


@pytest.fixture
def r(session: scoped_session[Session]) -> Iterator[Register]:
    made = register()
    session.rollback()
    yield made
    session.rollback()


@pytest.fixture
def impatient(app: Flask, r: Register, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Writers wait one second, not five. SQLite is told when it connects."""
    monkeypatch.setattr(database, "WAIT_SECONDS", 1)
    db.engine.dispose()
    yield
    db.session.rollback()
    db.engine.dispose()


class Several:
    """What happens at the same time, each in a thread and an application context of its own."""

    def __init__(self, app: Flask) -> None:
        self.app, self.said, self.threads = app, list[str](), list[threading.Thread]()

    def start(self, act: Callable[[], object]) -> None:
        self.threads.append(threading.Thread(target=self._run, args=(act,), daemon=True))
        self.threads[-1].start()

    def outcomes(self) -> Counter[str]:
        """Once all have ended. Whatever is not a sentence for a reader stands under its own name."""
        for thread in self.threads:
            thread.join(LONG)
            assert not thread.is_alive(), "a writer hangs"
        return Counter(self.said)

    def _run(self, act: Callable[[], object]) -> None:
        with self.app.app_context():
            try:
                act()
                db.session.commit()
                self.said.append("done")
            except (RuleBroken, Busy) as refusal:
                db.session.rollback()
                self.said.append(type(refusal).__name__)
            except Exception as fault:
                db.session.rollback()
                self.said.append(repr(fault))


def change(r: Register, post_id: int, at: datetime) -> None:
    begin_writing()
    act = Act(by=r.office.id, at=at)
    act.put(Management, (r.place.id,), Period(MAY), post_id=post_id)
    act.write()


def answering_to(post_id: int, placement_id: int) -> dict[str, object]:
    return {
        "placement_id": placement_id, "post_id": post_id, "starts_on": START, "recorded_at": NOW, "recorded_by_id": 1,
    }  # fmt: skip


def test_writers_of_one_fact_take_their_turns(app: Flask, r: Register) -> None:
    several, together = Several(app), threading.Barrier(6)
    for number in range(6):
        post_id = (r.board.id, r.lead.id)[number % 2]

        def act(post_id: int = post_id, number: int = number) -> None:
            together.wait(LONG)
            change(r, post_id, NOW + timedelta(seconds=number % 3))

        several.start(act)
    assert several.outcomes() == {"done": 6}
    believed = held(Management, "post_id")
    assert believed[0][2] == r.lead.id
    assert len(believed) <= 2


def test_a_fact_written_past_the_queue_meets_the_database_itself(app: Flask, r: Register) -> None:
    """Both have looked, and neither saw the other: the second to write is told, in words."""
    place = kept(Placement(person_id=r.ada.id)).id
    db.session.commit()
    several, together = Several(app), threading.Barrier(2)

    def act() -> None:
        together.wait(LONG)
        with saying_busy():
            begin_writing(alone=False)
            db.session.execute(insert(table_of(Management)), [answering_to(r.lead.id, place)])
            db.session.commit()

    for _ in range(2):
        several.start(act)
    assert several.outcomes() == {"done": 1, "RuleBroken": 1}


def test_writers_who_would_deadlock_leave_one_done_and_one_told(app: Flask, r: Register) -> None:
    """Each writes what the other is about to write, in the opposite order."""
    places = [kept(Placement(person_id=r.ada.id)).id for _ in range(2)]
    db.session.commit()
    on_postgres = db.engine.dialect.name == "postgresql"
    several, together = Several(app), threading.Barrier(2)

    def act(first: int, second: int) -> None:
        with saying_busy():
            begin_writing(alone=False)
            db.session.execute(insert(table_of(Management)), [answering_to(r.lead.id, first)])
            if on_postgres:  # on SQLite the second is still waiting to begin
                together.wait(LONG)
            db.session.execute(insert(table_of(Management)), [answering_to(r.lead.id, second)])
            db.session.commit()

    several.start(lambda: act(*places))
    several.start(lambda: act(*reversed(places)))
    outcomes = several.outcomes()
    assert outcomes["done"] == 1
    assert outcomes["Busy"] + outcomes["RuleBroken"] == 1


def test_a_writer_who_has_waited_long_enough_is_told(app: Flask, r: Register, impatient: None) -> None:
    several = Several(app)
    begin_writing()
    several.start(lambda: change(r, r.board.id, NOW))
    assert several.outcomes() == {"Busy": 1}
    db.session.rollback()
    assert [row[2] for row in held(Management, "post_id")] == [r.lead.id]


def test_a_form_sent_meanwhile_gets_a_page_that_says_so(app: Flask, r: Register, impatient: None) -> None:
    token, answers = start_sign_in(r.office), list[tuple[int, str, str]]()
    db.session.commit()

    def send() -> None:
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        with client.session_transaction() as cookie:
            cookie["token"] = token
        answer = client.post(f"/people/{r.ada.id}/register/management/1/end", data={"last_day": "2026-12-31"})
        answers.append((answer.status_code, answer.headers.get("Retry-After", ""), answer.text))

    several = Several(app)
    begin_writing()
    several.start(send)
    assert several.outcomes() == {"done": 1}
    [(status, retry_after, page)] = answers
    assert (status, retry_after) == (503, "5")
    assert "Somebody else is changing the register" in page
    assert "Nothing was saved" in page


def test_whoever_reads_is_not_held_up_by_whoever_writes(app: Flask, r: Register, impatient: None) -> None:
    """What is not committed is not read either."""
    several, read = Several(app), list[int]()

    def look() -> None:
        found = select(table_of(Management).c.post_id).where(in_force(Management, AsAt(MAY)))
        read.extend(db.session.scalars(found))
        assert app.test_client().get("/sign-in").status_code == 200

    change(r, r.board.id, NOW)
    db.session.add(Person())
    db.session.flush()
    several.start(look)
    assert several.outcomes() == {"done": 1}
    assert read == [r.lead.id]


def test_what_one_writer_began_and_took_back_leaves_the_next_free(app: Flask, r: Register) -> None:
    change(r, r.board.id, NOW)
    db.session.rollback()
    several = Several(app)
    several.start(lambda: change(r, r.board.id, NOW))
    assert several.outcomes() == {"done": 1}
