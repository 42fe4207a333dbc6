"""`flask job`, `flask jobs` and `flask keep-time`."""

import logging
from datetime import date
from typing import Any

import click
from flask import Flask, current_app

from app.cli.answering import DAY, as_json, refusing, say
from app.jobs import Standing, keep_time, list_jobs, run_job
from app.mail import send_todays_mail
from app.timetable import JOBS
from foundation import clock
from foundation.formats import plural


@click.command("job")
@click.argument("name", type=click.Choice(list(JOBS)))
@click.option("--on", type=DAY, default=None, help="The day to do it for; today unless given.")
@as_json
def job(name: str, on: date | None, as_json: bool) -> None:
    """Do one job for a day, and send the mail that waits. A day that is done already is left alone."""
    with refusing():
        day = on or clock.today()
        changed = run_job(JOBS[name], day)
        send_todays_mail()
    words = (
        f"{name} was done for {day} before."
        if changed is None
        else f"{name} for {day}: {changed} rows changed."
    )
    say({"job": name, "on": day, "changed": changed}, as_json=as_json, words=words)


@click.command("jobs")
@as_json
def jobs(as_json: bool) -> None:
    """Each job with its last run and its next."""
    standing = list_jobs(clock.now())
    say(
        {"jobs": [told(each) for each in standing]}, as_json=as_json, words="\n".join(map(in_words, standing))
    )


def told(standing: Standing) -> dict[str, Any]:
    """A job as JSON says it."""
    history = standing.history
    return {
        "job": standing.job.name,
        "says": standing.job.says,
        "last": history.last,
        "last_ran_at": history.ran_at,
        "next_at": standing.next_at,
        "late": standing.late,
        "failed": [
            {"slot": slot, "times": failed.times, "last_at": failed.last_at}
            for slot, failed in sorted(standing.failed.items())
        ],
    }


def in_words(standing: Standing) -> str:
    """A job as a line says it."""
    job, history = standing.job, standing.history
    failed = "".join(
        f" Failed for {slot} ({plural(each.times, 'time')})."
        for slot, each in sorted(standing.failed.items())
    )
    return (
        f"{job.name}: {job.says}. Last for {history.last or 'no day yet'}; "
        f"next {standing.next_at:%Y-%m-%d %H:%M}.{' LATE.' if standing.late else ''}{failed}"
    )


@click.command("keep-time")
def keep_time_command() -> None:
    """Do each job when it is due, until stopped. Run it in a process of its own."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app: Flask = current_app._get_current_object()  # pyright: ignore[reportAttributeAccessIssue]
    keep_time(app)


COMMANDS: list[click.Command] = [job, jobs, keep_time_command]
