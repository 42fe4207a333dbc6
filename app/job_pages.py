"""How the service's own work goes: its jobs, who keeps the time, and its mail. No person is named here."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from app.jobs import latest_failures, list_jobs
from app.lease import who_keeps_time
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from people.mailing import outbox, send_again
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


@jobs.post("/jobs/mail/<int:mail_id>/again")
@allow(Permission.SEE_JOBS)
def mail_again(mail_id: int) -> ResponseReturnValue:
    """Send one that may have gone. Whoever sees the jobs may: it names nobody, and its reader may have it twice."""
    try:
        send_again(mail_id, clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        flash(str(refusal), "refused")
    else:
        audit.record("mail.again", "mail", mail_id, by=viewer().id)
        db.session.commit()
        flash(
            "It is sent again: today’s at the next look at the timetable, an older one with the next day’s mail.",
            "success",
        )
    return redirect(url_for("jobs.show"))
