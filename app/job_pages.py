"""How the service's own work goes: its jobs, who keeps the time, and its mail. No person is named here."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.guard import allow
from accounts.permissions import Permission
from app.jobs import latest_failures, list_jobs
from app.lease import who_keeps_time
from foundation import clock
from people.mailing import outbox
from people.readers import employers_without_officer

jobs = Blueprint("jobs", __name__)


@jobs.get("/jobs")
@allow(Permission.SEE_JOBS)
def show() -> ResponseReturnValue:
    """Each job with its last run, its next and what failed."""
    now = clock.now()
    keeping = who_keeps_time()
    return render_template(
        "jobs/show.html",
        standings=list_jobs(now),
        failures=latest_failures(),
        keeping=keeping,
        kept=keeping.by(now),
        outbox=outbox(clock.today()),
        unwatched=employers_without_officer(clock.today()),
        now=now,
    )
