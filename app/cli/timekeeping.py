"""`flask job`, `flask jobs` and `flask keep-time`."""

import logging
from datetime import date

import click
from flask import Flask, current_app

from app.cli.answering import DAY, as_json, refusing, say
from app.jobs import JOBS, keep_time, list_jobs, run_job
from foundation import clock


@click.command("job")
@click.argument("name", type=click.Choice(list(JOBS)))
@click.option("--on", type=DAY, default=None, help="The day to do it for; today unless given.")
@as_json
def job(name: str, on: date | None, as_json: bool) -> None:
    """Do one job for a day. A day that is done already is left alone."""
    with refusing():
        day = on or clock.today()
        changed = run_job(JOBS[name], day)
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
    answer = [
        {
            "job": s.job.name,
            "says": s.job.says,
            "last": s.last_slot,
            "last_ran_at": s.last_ran_at,
            "next_at": s.next_at,
        }
        for s in standing
    ]
    words = "\n".join(
        f"{s.job.name}: {s.job.says}. Last for {s.last_slot or 'no day yet'}; next {s.next_at:%Y-%m-%d %H:%M}"
        for s in standing
    )
    say({"jobs": answer}, as_json=as_json, words=words)


@click.command("keep-time")
def keep_time_command() -> None:
    """Do each job when it is due, until stopped. Run it in a process of its own."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app: Flask = current_app._get_current_object()  # pyright: ignore[reportAttributeAccessIssue]
    keep_time(app)


COMMANDS: list[click.Command] = [job, jobs, keep_time_command]
