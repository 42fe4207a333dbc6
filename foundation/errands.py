"""Asking for work too long for a request, and doing it in a process of its own.

    number = ask("rebalance", {"on": "2026-11-22"}, by=viewer().id, at=clock.now())
    db.session.commit()
    start(number)

The process runs `flask errand NUMBER`. It says that it is alive each time it is asked whether to go on, so one that
died is known by its silence, and the same errand can then be started again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import Row, func, or_, select, update

from foundation.acts import table_of
from foundation.database import begin_writing, compact_json, db, is_writing, saying_busy
from foundation.errand import Errand
from foundation.errors import Busy, NotThere, RuleBroken

SILENT = timedelta(seconds=30)
"""A process that has said nothing for so long is taken to be dead."""
EVERY = timedelta(seconds=1)
AT_ONCE = 2
START = "START_ERRAND"
"""The app's own way to start a process: a function of the errand's number."""

Words = Mapping[str, Any]
"""Numbers, codes and dates, as JSON takes them; never names."""
GoOn = Callable[[Words | None], bool]
"""Called often by the work with how far it is (or None): whether it should go on. When not, it hands in the best so
far."""
Work = Callable[[Words, GoOn], Words]
"""What it writes and leaves uncommitted is committed with the answer it gives."""


class State(StrEnum):
    """How an errand stands."""

    WAITING = "waiting"
    RUNNING = "running"
    SILENT = "silent"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Seen:
    """An errand as it was at a moment."""

    id: int
    question: dict[str, Any]
    asked_by_id: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stop_asked: bool
    progress: dict[str, Any]
    answer: dict[str, Any] | None
    failed: str | None
    state: State

    @property
    def over(self) -> bool:
        """Whether it ended, well or not."""
        return self.state in (State.ENDED, State.FAILED)


def ask(kind: str, question: Words, *, by: int, at: datetime) -> int:
    """Put the question. Its number. Raises RuleBroken while as many as may be are being worked on. Never commits."""
    alive = select(func.count()).where(
        Errand.ended_at.is_(None), func.coalesce(Errand.seen_at, Errand.asked_at) > at - SILENT
    )
    if (db.session.scalar(alive) or 0) >= AT_ONCE:
        raise RuleBroken("As much is being worked out already as can be at once. Try again in a minute.")
    errand = Errand(kind=kind, question=compact_json(question), asked_by_id=by, asked_at=at)
    db.session.add(errand)
    db.session.flush()
    return errand.id


def start(errand_id: int) -> None:
    """Have a process work on it. After the commit: the process has to find it."""
    current_app.config[START](errand_id)


def get_errand(errand_id: int, kind: str, *, by: int, at: datetime) -> Seen:
    """One that the account asked for. Raises NotThere."""
    found = _found(Errand.id == errand_id, Errand.kind == kind, Errand.asked_by_id == by)
    if found is None:
        raise NotThere
    return _seen(found, at)


def last_errand(kind: str, *, by: int, at: datetime) -> Seen | None:
    """The latest that the account asked for."""
    found = _found(Errand.kind == kind, Errand.asked_by_id == by)
    return None if found is None else _seen(found, at)


def ask_to_stop(errand_id: int) -> None:
    """Keep the best so far. Never commits."""
    db.session.execute(update(Errand).where(Errand.id == errand_id).values(stop_asked=True))


def run(errand_id: int, works: Mapping[str, Work], now: Callable[[], datetime]) -> bool:
    """Do it, in this process. False when it is done already, or another process is at it. Commits.

    A refusal of the rules is kept as a sentence; so is that it failed, before the error goes on its way. Raises
    NotThere.
    """
    begin_writing(alone=False)
    asked = db.session.execute(select(Errand.kind, Errand.question).where(Errand.id == errand_id)).first()
    if asked is None:
        raise NotThere
    started = now()
    if not _claim(errand_id, started):
        return False
    done = _Doing(errand_id, started, now)
    try:
        answer = works[asked.kind](json.loads(asked.question), done.go_on)
        done.end(answer=compact_json(answer))
    except RuleBroken as refusal:
        done.fail(str(refusal))
    except BaseException:
        done.fail("It could not be worked out. The failure was recorded; start it again.")
        raise
    return True


def _claim(errand_id: int, at: datetime) -> bool:
    """Whether it is this process's now: nobody ended it, and nobody who works on it has spoken lately."""
    free = or_(Errand.seen_at.is_(None), Errand.seen_at <= at - SILENT)
    claimed = db.session.execute(
        update(table_of(Errand))
        .where(table_of(Errand).c.id == errand_id, Errand.ended_at.is_(None), free)
        .values(started_at=at, seen_at=at)
        .returning(table_of(Errand).c.id)
    ).first()
    db.session.commit()
    return claimed is not None


class _Doing:
    """This process at one errand. What it says counts only until another has taken its place."""

    def __init__(self, errand_id: int, started: datetime, now: Callable[[], datetime]) -> None:
        self._id, self._started, self._now = errand_id, started, now
        self._spoke, self._progress, self._going = started, None, True

    def go_on(self, progress: Words | None) -> bool:
        """Says how far it is, once a second at most."""
        self._progress = progress or self._progress
        at = self._now()
        if self._going and at - self._spoke >= EVERY:
            self._spoke = at
            self._going = self._say(at)
        return self._going

    def end(self, *, answer: str) -> None:
        """It is over. What the work has written and not committed is committed with it, or not at all where another
        process has taken over."""
        if not is_writing():
            begin_writing(alone=False)
        self._update(ended_at=self._now(), answer=answer)

    def fail(self, says: str) -> None:
        """It is over, and what the work has written is taken back."""
        begin_writing(alone=False)
        self._update(ended_at=self._now(), failed=says)

    def _say(self, at: datetime) -> bool:
        said: dict[str, Any] = {"seen_at": at}
        if self._progress is not None:
            said["progress"] = compact_json(self._progress)
        try:
            begin_writing(alone=False)
            stop_asked = self._update(**said)
        except Busy:
            return True  # a long import has the register; it is said a second later
        return stop_asked is False

    def _update(self, **values: Any) -> bool | None:
        """Whether a stop was asked for; None where another process has taken over: then nothing is written."""
        table = table_of(Errand)
        with saying_busy():
            found = db.session.execute(
                update(table)
                .where(
                    table.c.id == self._id, table.c.started_at == self._started, table.c.ended_at.is_(None)
                )
                .values(**values)
                .returning(table.c.stop_asked)
            ).scalar()
            if found is None:
                db.session.rollback()
            else:
                db.session.commit()
        return found


def _found(*which: Any) -> Row[Any] | None:
    e = table_of(Errand)
    return db.session.execute(select(e).where(*which).order_by(e.c.id.desc()).limit(1)).first()


def _seen(row: Row[Any], at: datetime) -> Seen:
    return Seen(
        row.id,
        json.loads(row.question),
        row.asked_by_id,
        row.asked_at,
        row.started_at,
        row.ended_at,
        row.stop_asked,
        json.loads(row.progress or "{}"),
        json.loads(row.answer) if row.answer else None,
        row.failed,
        _state(row, at),
    )


def _state(row: Row[Any], at: datetime) -> State:
    if row.ended_at is not None:
        return State.FAILED if row.failed is not None else State.ENDED
    if (row.seen_at or row.asked_at) <= at - SILENT:
        return State.SILENT
    return State.WAITING if row.started_at is None else State.RUNNING
