"""No mail names a resident, whatever the jobs find to tell."""

from datetime import datetime, time

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.job_run import JobFailure, JobRun
from app.jobs import do_what_is_due
from app.timetable import JOBS
from foundation import clock
from people.notice import Mail, Notice
from tests.access.borough import SECRETS, borough

EVERY_SECRET = tuple(word for words in SECRETS.values() for word in words)


def test_no_mail_and_no_notice_tells_a_secret(
    session: scoped_session[Session], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Every job is done over a borough whose every name and number is a word of its own; what was sent, printed or
    logged holds none of them, but for the address of whoever reads it."""
    borough()
    with clock.pretending(datetime.combine(clock.today(), time(14), clock.LONDON)):
        do_what_is_due("somebody")
    session.rollback()
    assert session.scalars(select(JobFailure)).all() == []
    assert set(session.scalars(select(JobRun.job))) == set(JOBS)
    mails = session.scalars(select(Mail)).all()
    assert mails
    assert {mail.failed for mail in mails} <= {None, "no address"}
    told = [f"{mail.subject}\n{mail.body}" for mail in mails]
    told += [f"{notice.once} {notice.about}" for notice in session.scalars(select(Notice))]
    printed = capsys.readouterr().err.replace("zed.mail@sample.invalid", "the reader")
    for text in (*told, printed, caplog.text):
        assert not [word for word in EVERY_SECRET if word in text], text
