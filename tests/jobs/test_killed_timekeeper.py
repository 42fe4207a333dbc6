"""Two `flask keep-time`, each a process of its own; the one at work is killed in the middle of a job, or stopped before
it, and the other goes on: each slot once, and nothing of what was half done or comes too late."""

import os
import select as waiting
import signal
import threading
import time as timing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.actions import command_line
from app import jobs
from app.job_run import JobRun, Lease
from app.lease import LeaseLost
from app.timetable import Job
from foundation import clock
from foundation.database import db
from people.notice import Notice, NoticeKind
from people.notices import tell

PATIENCE = 120
"""Seconds after which a timekeeper is taken to hang."""


@dataclass
class Pipe:
    """What the timekeepers say of where they are: their process, and the job."""

    ends: tuple[int, int] = field(default_factory=os.pipe)

    def say(self, job: str) -> None:
        os.write(self.ends[1], f"{os.getpid()} {job}\n".encode())

    def hear(self) -> tuple[int, str]:
        """The next of it; fails when nobody says anything for long."""
        line, until = b"", timing.monotonic() + PATIENCE
        while not line.endswith(b"\n"):
            ready, _, _ = waiting.select([self.ends[0]], [], [], max(0, until - timing.monotonic()))
            assert ready, "the timekeepers hang"
            line += os.read(self.ends[0], 1)
        process, job = line.decode().split()
        return int(process), job


def timetable(pipe: Pipe, begun: Path) -> dict[str, Job]:
    """A job that whoever does it first never finishes, and one after it."""

    def half_done(on: date, by: int) -> int:
        tell(f"by {os.getpid()}", NoticeKind.JOB_LATE, "/jobs", on, at=clock.now(), account_id=by)
        db.session.flush()
        first = not begun.exists()
        begun.touch()
        pipe.say("half-done")
        if first:
            signal.pause()
        return 1

    def after(_on: date, _by: int) -> int:
        pipe.say("after")
        return 1

    return {name: Job(name, "", time(0), run) for name, run in (("half-done", half_done), ("after", after))}


def stopping(pipe: Pipe, begun: Path) -> Callable[[Job, date, int], None]:
    """What does a slot, but that whoever is first stops before it begins to write, with the lease in hand."""
    attempt = jobs.attempt

    def stopped(job: Job, on: date, fence: int) -> None:
        if not begun.exists():
            begun.touch()
            pipe.say("stops")
            # To this thread: sent to the process, another may be given it, and this one goes on for a while and writes.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        try:
            attempt(job, on, fence)
        except LeaseLost:
            pipe.say("lost")
            raise

    return stopped


def keep_time(app: Flask) -> int:
    """The process of a timekeeper."""
    child = os.fork()
    if child == 0:
        app.test_cli_runner().invoke(args=["keep-time"])
        os._exit(0)
    return child


def end(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


@contextmanager
def two_keepers(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> Iterator[set[int]]:
    """Both at once, with a lease of two seconds; those still among them at the end are ended."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], LEASE_SECONDS="2"))
    command_line()
    session.commit()
    session.remove()
    db.engine.dispose()
    keepers = {keep_time(app), keep_time(app)}
    try:
        yield keepers
    finally:
        for keeper in keepers:
            end(keeper)


def test_when_a_timekeeper_is_killed_in_the_middle_of_a_job_another_goes_on(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pipe = Pipe()
    monkeypatch.setattr(jobs, "JOBS", timetable(pipe, tmp_path / "begun"))
    with two_keepers(app, session, monkeypatch) as keepers:
        first, job = pipe.hear()
        assert job == "half-done"
        end(first)
        keepers.remove(first)
        assert [pipe.hear(), pipe.hear()] == [(*keepers, "half-done"), (*keepers, "after")]
        assert wait_for_both(session) == ["after", "half-done"]
    assert [notice.once.split()[-1] for notice in session.scalars(select(Notice))] == [
        f"{each}" for each in keepers
    ]
    assert session.scalars(select(Lease.fence)).one() == 2


def test_a_timekeeper_that_is_stopped_and_goes_on_when_another_has_the_lease_writes_nothing(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def telling(on: date, by: int) -> int:
        tell(f"{clock.now()} {os.getpid()}", NoticeKind.JOB_LATE, "/jobs", on, at=clock.now(), account_id=by)
        return 1

    pipe = Pipe()
    monkeypatch.setattr(jobs, "JOBS", {name: Job(name, "", time(0), telling) for name in ("one", "two")})
    monkeypatch.setattr(jobs, "attempt", stopping(pipe, tmp_path / "begun"))
    # Beside its jobs it sends mail: stopped in the middle of that, it would keep the register of a file to itself.
    monkeypatch.setattr(jobs, "send_at_once", lambda: 0)
    with two_keepers(app, session, monkeypatch) as keepers:
        first, said = pipe.hear()
        assert said == "stops"
        os.waitpid(first, os.WUNTRACED)
        assert wait_for_both(session) == ["one", "two"]
        assert session.scalars(select(Lease.fence)).one() == 2
        session.rollback()
        os.kill(first, signal.SIGCONT)
        assert pipe.hear() == (first, "lost")
    (other,) = keepers - {first}
    assert [notice.once.split()[-1] for notice in session.scalars(select(Notice))] == [f"{other}"] * 2
    assert session.scalars(select(JobRun.job).order_by(JobRun.job)).all() == ["one", "two"]


def wait_for_both(session: scoped_session[Session]) -> list[str]:
    """The jobs done, once there are as many as there will be: the last says so before it is committed."""
    until = timing.monotonic() + PATIENCE
    done: list[str] = []
    while len(done) < 2 and timing.monotonic() < until:
        done = list(session.scalars(select(JobRun.job).order_by(JobRun.job)))
        session.rollback()
    return done
