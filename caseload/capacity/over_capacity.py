"""Somebody saying that they are over capacity, and what is written in the plan made of it. None commits.

Nothing is ever changed or taken out. What is written is about work, never about a resident.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from accounts import audit
from caseload.capacity.overload import OverCapacity, OverCapacityEntry, Writer
from caseload.capacity.workload import Workload
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import day

LIKE_AN_NHS_NUMBER = re.compile(r"(?:\d[ -]?){10}")


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts, by code, that somebody's lines run to; none where a line runs to none."""

    management: str | None
    professional: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be written: by whom, what, and when they look again."""

    writer: Writer
    says: str
    review_on: date | None = None


def say(load: Workload, says: str, posts: Posts, *, safety: bool, by: int, at: datetime) -> int:
    """They say so, with what they hold and can hold at that moment. The plan's number. The professional line is
    in it only for `safety`. Raises RuleBroken while a plan of theirs is open, and for a text about a resident."""
    _refuse_a_second(load.person_id)
    refuse_resident(says)
    plan = OverCapacity(
        person_id=load.person_id,
        said_at=at,
        safety=safety,
        held=load.held,
        capacity=load.capacity,
        management_post=posts.management,
        professional_post=posts.professional if safety else None,
    )
    db.session.add(plan)
    db.session.flush()
    figures = {"held": plan.held, "capacity": plan.capacity, "safety": safety}
    audit.record("over_capacity.say", "over_capacity", plan.id, by=by, after=figures)
    _add(plan.id, Entry(Writer.PERSON, says), by=by, at=at)
    return plan.id


def write(plan_id: int, entry: Entry, *, on: date, by: int, at: datetime) -> None:
    """One more thing in the plan. Raises RuleBroken once it is closed, for a text about a resident, and for
    looking again on a day that has been."""
    _refuse_closed(plan_id)
    refuse_resident(entry.says)
    if entry.review_on is not None and entry.review_on < on:
        raise RuleBroken(f"{day(entry.review_on)} has been. Enter a day to come, on which you look again.")
    _add(plan_id, entry, by=by, at=at)
    audit.record("over_capacity.write", "over_capacity", plan_id, by=by, after={"review_on": entry.review_on})


def close(plan_id: int, entry: Entry, *, by: int, at: datetime) -> None:
    """The last word, after which nothing is written. Raises RuleBroken once it is closed, for a text about a
    resident, and with a day to look again."""
    _refuse_closed(plan_id)
    refuse_resident(entry.says)
    if entry.review_on is not None:
        raise RuleBroken("A plan that is closed is not looked at again. Leave the day out, or keep it open.")
    _add(plan_id, entry, by=by, at=at)
    db.session.execute(
        update(OverCapacity)
        .where(OverCapacity.id == plan_id, OverCapacity.closed_at.is_(None))
        .values(closed_at=at)
    )
    audit.record("over_capacity.close", "over_capacity", plan_id, by=by, after={"writer": entry.writer})


def _add(plan_id: int, entry: Entry, *, by: int, at: datetime) -> None:
    written = {"writer": entry.writer.value, "says": entry.says, "review_on": entry.review_on}
    db.session.execute(
        insert(table_of(OverCapacityEntry)),
        {"over_capacity_id": plan_id, "written_by_id": by, "written_at": at, **written},
    )


def _refuse_a_second(person_id: int) -> None:
    found = select(OverCapacity.id).where(
        OverCapacity.person_id == person_id, OverCapacity.closed_at.is_(None)
    )
    if db.session.scalars(found).first() is not None:
        raise RuleBroken("You have said so already, and that plan is open. Write in it instead.")


def _refuse_closed(plan_id: int) -> None:
    closed_at = select(OverCapacity.closed_at).where(OverCapacity.id == plan_id)
    if db.session.scalars(closed_at).one() is not None:
        raise RuleBroken("This plan is closed, so nothing more is written in it.")


def refuse_resident(says: str) -> None:
    if not says.strip():
        raise RuleBroken("Write something first.")
    if LIKE_AN_NHS_NUMBER.search(says):
        raise RuleBroken("That holds a number like an NHS number. Write about work, never about a resident.")
