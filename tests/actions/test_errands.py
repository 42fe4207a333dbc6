"""Work that is too long for a request: asked, done by a process of its own, watched, stopped, started again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.permissions import Role
from foundation.database import begin_writing, db
from foundation.errand import Errand
from foundation.errands import (
    AT_ONCE,
    SILENT,
    START,
    GoOn,
    State,
    Words,
    Work,
    ask,
    ask_to_stop,
    get_errand,
    last_errand,
    run,
    start,
)
from foundation.errors import NotThere, RuleBroken
from tests import builders as make

Db = scoped_session[Session]
NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
QUESTION = {"on": "2026-11-22"}
BOTH = ("first@example.test", "second@example.test")


class Clock:
    """Two seconds go by each time it is looked at."""

    def __init__(self) -> None:
        self.at = NINE

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=2)
        return self.at


@pytest.fixture
def asker(session: Db) -> Account:
    return make.account(Role.LEAD, "east", email="lead@example.test")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def asked(asker: Account, at: datetime = NINE) -> int:
    number = ask("count", QUESTION, by=asker.id, at=at)
    db.session.commit()
    return number


def seen(number: int, asker: Account, at: datetime = NINE) -> State:
    db.session.rollback()
    return get_errand(number, "count", by=asker.id, at=at).state


def works(work: Work) -> dict[str, Work]:
    return {"count": work}


def counting(question: Words, go_on: GoOn) -> Words:
    """To ten, or until it is to stop."""
    reached = 0
    while reached < 10 and go_on({"reached": reached}):
        reached += 1
    return {"reached": reached, "asked": question}


def test_it_waits_until_a_process_takes_it(asker: Account, clock: Clock) -> None:
    number = asked(asker)
    assert seen(number, asker) is State.WAITING
    assert run(number, works(counting), clock)
    found = get_errand(number, "count", by=asker.id, at=clock.at)
    assert (found.state, found.answer) == (State.ENDED, {"reached": 10, "asked": QUESTION})
    assert found.over
    assert found.progress == {"reached": 9}


def test_nobody_else_sees_it(asker: Account) -> None:
    number = asked(asker)
    other = make.account(Role.LEAD, "east", email="other@example.test")
    with pytest.raises(NotThere):
        get_errand(number, "count", by=other.id, at=NINE)
    with pytest.raises(NotThere):
        get_errand(number, "plan", by=asker.id, at=NINE)
    assert last_errand("count", by=other.id, at=NINE) is None
    last = last_errand("count", by=asker.id, at=NINE)
    assert last is not None
    assert last.id == number


def test_what_was_never_asked_is_not_there(session: Db, clock: Clock) -> None:
    with pytest.raises(NotThere):
        run(41, works(counting), clock)


def test_a_stop_that_is_asked_keeps_the_best_so_far(asker: Account, clock: Clock) -> None:
    number = asked(asker)

    def stopped_at_four(question: Words, go_on: GoOn) -> Words:
        def watched(progress: Words | None) -> bool:
            if progress == {"reached": 4}:
                ask_to_stop(number)
                db.session.commit()
            return go_on(progress)

        return counting(question, watched)

    assert run(number, works(stopped_at_four), clock)
    found = get_errand(number, "count", by=asker.id, at=clock.at)
    assert found.answer == {"reached": 4, "asked": QUESTION}
    assert (found.state, found.stop_asked) == (State.ENDED, True)


def test_it_is_done_once_however_often_it_is_run(asker: Account, clock: Clock) -> None:
    number = asked(asker)
    assert run(number, works(counting), clock)
    assert not run(number, works(counting), clock)


def test_a_second_process_leaves_it_to_the_first(asker: Account, clock: Clock) -> None:
    number, inner = asked(asker), list[bool]()

    def meeting_another(question: Words, go_on: GoOn) -> Words:
        inner.append(run(number, works(counting), clock))
        return counting(question, go_on)

    assert run(number, works(meeting_another), clock)
    assert inner == [False]


def test_a_process_that_was_killed_is_known_by_its_silence(asker: Account, clock: Clock) -> None:
    number = asked(asker)
    killed_at(number, NINE)
    assert seen(number, asker, NINE + SILENT - timedelta(seconds=1)) is State.RUNNING
    assert seen(number, asker, NINE + SILENT) is State.SILENT
    clock.at = NINE + SILENT
    assert run(number, works(counting), clock)
    assert seen(number, asker, clock.at) is State.ENDED


def test_one_that_was_never_started_is_silent_too(asker: Account) -> None:
    number = asked(asker)
    assert seen(number, asker, NINE + SILENT) is State.SILENT


def test_one_thought_dead_that_wakes_again_changes_nothing(asker: Account, clock: Clock) -> None:
    number, told = asked(asker), list[bool]()

    def asleep_for_long(question: Words, go_on: GoOn) -> Words:
        clock.at += SILENT
        assert run(number, works(counting), clock)
        told.append(go_on({"reached": 99}))
        return {"reached": 99}

    assert run(number, works(asleep_for_long), clock)
    assert told == [False]
    found = get_errand(number, "count", by=asker.id, at=clock.at)
    assert found.answer == {"reached": 10, "asked": QUESTION}
    assert found.progress == {"reached": 9}


def test_what_it_writes_comes_with_its_answer_or_not_at_all(asker: Account, clock: Clock) -> None:
    """A process that dies after its work leaves none of it, and neither does one whose place another has taken."""
    number = asked(asker)

    def opening(email: str) -> Work:
        def opened(_question: Words, _go_on: GoOn) -> Words:
            begin_writing()
            return {"account": make.account(Role.LEAD, "east", email=email).id}

        return opened

    def overtaken(question: Words, go_on: GoOn) -> Words:
        clock.at += SILENT
        assert run(number, works(opening("second@example.test")), clock)
        return opening("first@example.test")(question, go_on)

    assert run(number, works(overtaken), clock)
    found = db.session.scalars(select(Account.email).where(Account.email.in_(BOTH))).all()
    assert found == ["second@example.test"]


def test_what_it_wrote_before_it_failed_is_taken_back(asker: Account, clock: Clock) -> None:
    number = asked(asker)

    def writing(_question: Words, _go_on: GoOn) -> Words:
        begin_writing()
        make.account(Role.LEAD, "east", email="first@example.test")
        raise RuleBroken("There is nothing to plan.")

    assert run(number, works(writing), clock)
    assert seen(number, asker, clock.at) is State.FAILED
    assert db.session.scalars(select(Account.id).where(Account.email.in_(BOTH))).all() == []


def test_a_refusal_is_kept_as_a_sentence(asker: Account, clock: Clock) -> None:
    number = asked(asker)

    def refusing(_question: Words, _go_on: GoOn) -> Words:
        raise RuleBroken("There is nobody to spread cases over.")

    assert run(number, works(refusing), clock)
    found = get_errand(number, "count", by=asker.id, at=clock.at)
    assert (found.state, found.failed) == (State.FAILED, "There is nobody to spread cases over.")


def test_a_failure_is_kept_and_still_heard_of(asker: Account, clock: Clock) -> None:
    number = asked(asker)

    def failing(_question: Words, _go_on: GoOn) -> Words:
        raise ZeroDivisionError("secret words")

    with pytest.raises(ZeroDivisionError):
        run(number, works(failing), clock)
    found = get_errand(number, "count", by=asker.id, at=clock.at)
    assert found.state is State.FAILED
    assert "secret" not in (found.failed or "")


def test_only_so_many_at_once(asker: Account) -> None:
    for _ in range(AT_ONCE):
        asked(asker)
    with pytest.raises(RuleBroken, match="as can be at once"):
        asked(asker)
    db.session.rollback()
    assert asked(asker, NINE + SILENT)


@pytest.fixture
def started(app: Flask) -> Iterator[list[int]]:
    was, found = app.config[START], list[int]()
    app.config[START] = found.append
    yield found
    app.config[START] = was


def test_a_page_has_a_process_started_for_its_number(asker: Account, started: list[int]) -> None:
    number = asked(asker)
    start(number)
    assert started == [number]


def test_by_hand(app: Flask, asker: Account) -> None:
    question = {"neighbourhoods": ["east"], "on": "2026-11-22", "account": asker.id}
    number = ask("rebalance", question, by=asker.id, at=NINE)
    db.session.commit()
    for done in (True, False):
        told = app.test_cli_runner().invoke(args=["errand", str(number), "--json"])
        assert told.exit_code == 0
        assert json.loads(told.output) == {"errand": number, "done": done}
    assert app.test_cli_runner().invoke(args=["errand", "999"]).exit_code == 1


def killed_at(number: int, at: datetime) -> None:
    """Its process took it and was heard of last then."""
    db.session.execute(update(Errand).where(Errand.id == number).values(started_at=at, seen_at=at))
    db.session.commit()
