"""Small problems for tests, stated by what is different about each, and the checks that every plan must pass."""

import json
from collections.abc import Iterable
from typing import Any

from caseload.reviews.planner import Plan, read_problem, solve
from tests.tools.check_plan import check

Row = dict[str, Any]


def a_session(id: str, starts_at: str, **different: Any) -> Row:
    """An hour in the east neighbourhood, with the chair and four others free to come."""
    usual = {
        "neighbourhood": "east",
        "minutes": 60,
        "online": False,
        "chair": "chair",
        "available": ["chair", "key", "deputy", "gp", "nurse"],
    }
    return {"id": id, "starts_at": starts_at, **usual, **different}


def a_case(id: str, last_review_on: str, **different: Any) -> Row:
    """A 15-minute review every 28 days in the east neighbourhood, wanting nobody but its key worker."""
    usual = {
        "neighbourhood": "east",
        "tier": "active",
        "interval_days": 28,
        "breach_days": 14,
        "weight": 8,
        "breach_weight": 1000,
        "minutes": 15,
        "key_worker": "key",
        "deputy": "deputy",
        "needs": [],
    }
    return {"id": id, "last_review_on": last_review_on, **usual, **different}


def a_need(kind: str, *eligible: str, weight: float = 2.0, hard: bool = False) -> Row:
    return {"kind": kind, "eligible": list(eligible), "weight": weight, "hard": hard}


def a_problem(sessions: list[Row], cases: list[Row], **different: Any) -> Row:
    """Four weeks from Monday 5 January 2026."""
    people = ("chair", "key", "deputy", "gp", "nurse")
    usual = {
        "format": "review-problem/1",
        "name": "small",
        "starts_on": "2026-01-05",
        "days": 28,
        "travel_minutes": 30,
        "earliest_share": 0.5,
        "staff": [{"id": person, "role": person, "sessions_per_week": 3} for person in people],
        "published": [],
    }
    return {**usual, "sessions": sessions, "cases": cases, **different}


def checked(problem: Row, pinned: Iterable[tuple[str, str]] = (), work: int | None = None) -> Plan:
    """The plan of `problem`, once the independent checker has found nothing wrong with it."""
    plan = solve(read_problem(problem), pinned=frozenset(pinned), work=work)
    report = check(problem, json.loads(json.dumps(plan.as_json())))
    assert report["broken"] == []
    assert report["wrong_figures"] == {}
    return plan


def held(plan: Plan) -> list[tuple[str, str]]:
    """Each review as (case, session), in order of time."""
    return [(review.case, review.session) for review in plan.reviews]


def attending(plan: Plan) -> dict[str, set[str]]:
    return {row.session: set(row.staff) for row in plan.attendance}
