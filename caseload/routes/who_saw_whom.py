"""A privacy officer reads who saw whom, of the people whom their organisation employs."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.privacy.forms import WhoSawForm
from caseload.privacy.subjects import resident_by_number
from caseload.privacy.ties import ties_between
from caseload.privacy.who_saw import Days, Sighting, get_watcher, list_watchers, seen_by, who_saw
from caseload.privacy.words import REASONS, TIES, act_text
from foundation import clock
from foundation.asking import asked_day
from foundation.errors import NotThere
from foundation.paging import Page

who_saw_whom = Blueprint("who_saw_whom", __name__, url_prefix="/privacy/seen")
A_WEEK = timedelta(days=6)
LONGEST = timedelta(days=366)


@who_saw_whom.get("")
@allow(Permission.SEE_WHO_SAW)
def watchers() -> ResponseReturnValue:
    """Who of their people saw residents on some days, and how many."""
    days = asked_days()
    page = list_watchers(seen_of(), days, number=request.args.get("page", 1, type=int))
    audit.seen("who_saw", None, by=viewer().id)
    return render_template("who_saw_whom/watchers.html", page=page, days=days)


@who_saw_whom.get("/people/<int:person_id>")
@allow(Permission.SEE_WHO_SAW)
def watcher(person_id: int) -> ResponseReturnValue:
    """What one of their people saw, when, and why."""
    days = asked_days()
    name = get_watcher(person_id, seen_of(), days.last)
    page = seen_by(person_id, seen_of(), days, number=request.args.get("page", 1, type=int))
    audit.seen("person", person_id, by=viewer().id)
    note_residents(page)
    return render_template(
        "who_saw_whom/watcher.html",
        page=page,
        days=days,
        name=name,
        person_id=person_id,
        **said_of(page, days),
    )


@who_saw_whom.route("/resident", methods=["GET", "POST"])
@allow(Permission.SEE_WHO_SAW)
def resident_seen() -> ResponseReturnValue:
    """Who of their people saw one resident, whose NHS number is sent and stands in no address."""
    today = clock.today()
    form = WhoSawForm(first=today - A_WEEK, last=today)
    page, days = None, Days(today - A_WEEK, today)
    if form.validate_on_submit():
        days = days_between(form.data["first"], form.data["last"])
        resident_id = resident_by_number(form.data["nhs_number"])
        number = request.form.get("page", 1, type=int)
        page = who_saw(resident_id or 0, seen_of(), days, number=number)
        audit.seen("resident", resident_id, by=viewer().id)
    said = said_of(page, days) if page else {}
    shown = render_template("who_saw_whom/resident_seen.html", form=form, page=page, days=days, **said)
    return shown, 422 if form.errors else 200


def seen_of() -> frozenset[str]:
    """The organisations of whose people the reader sees whom they saw."""
    return viewer().scopes(Permission.SEE_WHO_SAW)


def asked_days() -> Days:
    """The days in the address, or the last seven."""
    last = asked_day("last", clock.today())
    return days_between(asked_day("first", last - A_WEEK), last)


def days_between(first: date | None, last: date | None) -> Days:
    """From one to the other, at most a year, and never a day to come. Raises NotThere when reversed or longer."""
    last = min(last or clock.today(), clock.today())
    first = first or last - A_WEEK
    if first > last or last - first > LONGEST:
        raise NotThere
    return Days(first, last)


def note_residents(page: Page[Sighting]) -> None:
    """Each resident named on a page is seen by whoever reads it."""
    for resident_id in sorted({row.resident_id for row in page.rows}):
        audit.seen("resident", resident_id, by=viewer().id)


def said_of(page: Page[Sighting], days: Days) -> dict[str, Any]:
    """What a list of entries needs beside them: what tied each reader to each resident, and the words."""
    people, residents = {row.person_id for row in page.rows}, {row.resident_id for row in page.rows}
    ties = ties_between(people, residents, days.first, days.last)
    return {
        "ties": {pair: [TIES[tie] for tie in held] for pair, held in ties.items()},
        "reasons": REASONS,
        "act_text": act_text,
    }
