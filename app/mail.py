"""The day's mail, by the settings."""

from datetime import date

from flask import current_app

from app.settings import Settings
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from foundation.formats import day
from people.mailing import is_to_tell_at_once, make_mail, make_mail_at_once
from people.post_office import PostOffice, send_waiting


def make_todays_mail(on: date, _by: int) -> int:
    """The job: one mail for each reader. Raises RuleBroken for a day that is past. Never commits."""
    if on < clock.today():
        raise RuleBroken(f"{day(on)} is past. Mail about a day that is past is not sent.")
    return make_mail(on, site=_settings().SITE_URL, at=clock.now())


def send_at_once() -> int:
    """Make the mail that cannot wait, send it, and give how many mails went. Any number of processes may. Commits."""
    on = clock.today()
    waits = is_to_tell_at_once(on, clock.now())
    db.session.rollback()
    if waits:
        begin_writing()
        make_mail_at_once(on, site=_settings().SITE_URL, at=clock.now())
        db.session.commit()
    return send_todays_mail()


def send_todays_mail() -> int:
    """Send what waits, and give how many mails went. Commits."""
    office = PostOffice(_settings().MAIL_URL, _settings().MAIL_FROM)
    return send_waiting(office, clock.today(), clock.now)


def _settings() -> Settings:
    return current_app.config["SETTINGS"]
