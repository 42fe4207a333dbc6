"""Publishing with real processes: two coordinators at once, and one killed half way. The old plan or the new is there,
and people are told once."""

import os
from collections.abc import Callable

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from caseload.reviews.actions import publish_plan
from caseload.reviews.review import Plan, PlannedReview
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from people.notice import Notice
from tests.actions.test_publishing import borough, draft, publish
from tests.kills import at_statement
from tests.small_borough import NOW, Borough

Db = scoped_session[Session]
REFUSED = 3
KILLED = -9
__all__ = ["borough"]


def publishing(app: Flask, plan_id: int, by: int, ready: Callable[[], object]) -> int:
    """A process that publishes once it is let to."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            ready()
            try:
                begin_writing()
                publish_plan(plan_id, by=by, at=NOW)
                db.session.commit()
            except RuleBroken:
                os._exit(REFUSED)
        os._exit(0)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def let_go(session: Db) -> None:
    """Nothing open that a child would share."""
    session.commit()
    session.remove()
    db.engine.dispose()


def in_force(session: Db) -> list[int]:
    return list(session.scalars(select(Plan.id).where(Plan.status == "published")))


def test_of_two_coordinators_publishing_at_once_one_does(app: Flask, session: Db, borough: Borough) -> None:
    publish(draft(borough, minutes=-9), borough, minutes=-8)
    drafts, by = [draft(borough, minutes=-7), draft(borough, minutes=-6)], borough.by
    let_go(session)
    gate, opened = os.pipe()

    def wait() -> None:
        os.read(gate, 1)

    children = [publishing(app, plan_id, by, wait) for plan_id in drafts]
    os.write(opened, b"go")
    assert sorted(map(ended, children)) == [0, REFUSED]
    [published] = in_force(session)
    assert published in drafts


@pytest.mark.parametrize("statement", [6, 12, 18, 24])
def test_a_process_killed_half_way_leaves_the_old_plan_or_the_new(
    app: Flask, session: Db, borough: Borough, statement: int
) -> None:
    old = draft(borough, minutes=-9)
    publish(old, borough, minutes=-8)
    new, by = draft(borough, minutes=-7), borough.by
    reviews = select(func.count(PlannedReview.id)).where(PlannedReview.plan_id == new)
    told = select(func.count(Notice.id)).where(Notice.once.like(f"%plan {new}"))
    had = session.scalar(reviews)
    let_go(session)
    assert ended(publishing(app, new, by, at_statement(statement))) in (KILLED, 0)
    if in_force(session) == [old]:
        assert (session.scalar(reviews), session.scalar(told)) == (had, 0)
        session.commit()
        publish(new, borough, minutes=0)
    assert in_force(session) == [new]
