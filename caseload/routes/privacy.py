"""What a privacy officer sees of the people whom their organisation employs: looks to review, who saw whom, what is
odd. Residents are seen here and on no other page of theirs."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.privacy import reviewing
from caseload.privacy.forms import LookedIntoForm, ReviewForm, WhoSawForm
from caseload.privacy.look import LookOutcome
from caseload.privacy.looking import review_look
from caseload.privacy.pattern_keeping import look_into
from caseload.privacy.patterns import MANY
from caseload.privacy.subjects import resident_by_number
from caseload.privacy.ties import ties_between
from caseload.privacy.who_saw import Days, Sighting, get_watcher, list_watchers, seen_by, who_saw
from caseload.privacy.words import ODD, OUTCOMES, REASONS, TIES, act_text
from foundation import clock
from foundation.asking import asked_day
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import attempting
from foundation.paging import Page

privacy = Blueprint("privacy", __name__, url_prefix="/privacy")
A_WEEK = timedelta(days=6)
LONGEST = timedelta(days=366)


@privacy.get("/looks")
@allow(Permission.REVIEW_LOOKS)
def list_looks() -> ResponseReturnValue:
    """Those that wait for a review first."""
    page = reviewing.list_looks(looks_of(), clock.today(), number=asked_page())
    audit.seen("looks", None, by=viewer().id)
    return render_template(
        "privacy/list_looks.html",
        page=page,
        waiting=reviewing.count_waiting(looks_of()),
        reasons=REASONS,
        outcomes=OUTCOMES,
        now=clock.now(),
    )


@privacy.route("/looks/<int:look_id>", methods=["GET", "POST"])
@allow(Permission.REVIEW_LOOKS)
def show_look(look_id: int) -> ResponseReturnValue:
    """One look with its reason and what tied them, and what becomes of it."""
    form, found = ReviewForm(), reviewing.get_look(look_id, looks_of(), clock.today())
    if form.validate_on_submit():
        with attempting(form) as attempt:
            outcome = LookOutcome(form.data["outcome"])
            review_look(found.look, outcome, form.data["words"], by=viewer().id, at=clock.now())
            db.session.commit()
        if attempt.done:
            flash("The review is kept.", "success")
            return redirect(url_for("privacy.list_looks"))
    look, ties = found.look, []
    if look.resident_id is not None:
        audit.seen("resident", look.resident_id, by=viewer().id)
        held = ties_between([look.person_id], [look.resident_id], look.on, look.on)
        ties = [TIES[tie] for tie in held.get((look.person_id, look.resident_id), ())]
    page = render_template(
        "privacy/show_look.html", form=form, found=found, ties=ties, reasons=REASONS, outcomes=OUTCOMES
    )
    return page, 422 if form.errors else 200


@privacy.get("/seen")
@allow(Permission.SEE_WHO_SAW)
def watchers() -> ResponseReturnValue:
    """Who of their people saw residents on some days, and how many."""
    days = asked_days()
    page = list_watchers(seen_of(), days, number=asked_page())
    audit.seen("who_saw", None, by=viewer().id)
    return render_template("privacy/watchers.html", page=page, days=days)


@privacy.get("/seen/people/<int:person_id>")
@allow(Permission.SEE_WHO_SAW)
def watcher(person_id: int) -> ResponseReturnValue:
    """What one of their people saw, when, and why."""
    days = asked_days()
    name = get_watcher(person_id, seen_of(), days.last)
    page = seen_by(person_id, seen_of(), days, number=asked_page())
    audit.seen("person", person_id, by=viewer().id)
    note_residents(page)
    return render_template(
        "privacy/watcher.html", page=page, days=days, name=name, person_id=person_id, **said_of(page, days)
    )


@privacy.route("/seen/resident", methods=["GET", "POST"])
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
    shown = render_template("privacy/resident_seen.html", form=form, page=page, days=days, **said)
    return shown, 422 if form.errors else 200


@privacy.get("/odd")
@allow(Permission.SEE_WHO_SAW)
def odd() -> ResponseReturnValue:
    """Days on which somebody's looking wants explaining."""
    page = reviewing.list_odd(seen_of(), clock.today(), number=asked_page())
    for each in page.rows:
        if each.odd.resident_id is not None:
            audit.seen("resident", each.odd.resident_id, by=viewer().id)
    audit.seen("odd_patterns", None, by=viewer().id)
    return render_template("privacy/odd.html", page=page, kinds=ODD, many=MANY)


@privacy.route("/odd/<int:odd_id>", methods=["GET", "POST"])
@allow(Permission.SEE_WHO_SAW)
def show_odd(odd_id: int) -> ResponseReturnValue:
    """One, with what came of looking into it."""
    form, found = LookedIntoForm(), reviewing.get_odd(odd_id, seen_of(), clock.today())
    if form.validate_on_submit():
        with attempting(form) as attempt:
            look_into(found.odd, form.data["words"], by=viewer().id)
            db.session.commit()
        if attempt.done:
            flash("What came of it is kept.", "success")
            return redirect(url_for("privacy.odd"))
    if found.odd.resident_id is not None:
        audit.seen("resident", found.odd.resident_id, by=viewer().id)
    page = render_template("privacy/show_odd.html", form=form, found=found, kinds=ODD)
    return page, 422 if form.errors else 200


def looks_of() -> frozenset[str]:
    """The organisations whose looks the reader reviews."""
    return viewer().scopes(Permission.REVIEW_LOOKS)


def seen_of() -> frozenset[str]:
    """The organisations of whose people the reader sees whom they saw."""
    return viewer().scopes(Permission.SEE_WHO_SAW)


def asked_page() -> int:
    """The page of a list that the address asks for."""
    return request.args.get("page", 1, type=int)


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
