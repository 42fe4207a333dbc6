"""Who can come to a neighbourhood's next sessions, and how many sessions a week somebody comes to at most."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.reviews.plans.problem_making import SESSIONS_A_WEEK
from caseload.reviews.sessions.forms import LimitForm
from caseload.reviews.sessions.limits import end_limit, set_limit
from caseload.reviews.sessions.queries import next_sessions, works_for
from caseload.reviews.sessions.who_can_come import limits_of, list_limits
from caseload.reviews.sessions.who_can_come import who_can_come as coming
from caseload.routes.session_places import asked_place
from foundation import clock
from foundation.asking import asked_day
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Form
from people.forms import EndForm
from people.queries import PersonFacts, get_person
from teams.routes.doing import done

session_people = Blueprint("session_people", __name__)
SESSIONS_SHOWN = 4
LIMIT = "/reviews/limits/<int:person_id>"


@session_people.get("/reviews/who-can-come")
@allow(Permission.SEE_CASES)
def who_can_come() -> ResponseReturnValue:
    """Everybody who may be asked to the next four sessions, and why somebody cannot come."""
    places, place = asked_place(Permission.SEE_CASES)
    today = clock.today()
    first = asked_day("from", today)
    sessions = next_sessions(place.id, first, today, SESSIONS_SHOWN)
    number = request.args.get("page", 1, type=int)
    audit.seen("neighbourhood_sessions", place.id, by=viewer().id)
    return render_template(
        "session_people/who_can_come.html",
        places=places,
        place=place,
        sessions=sessions,
        page=coming(place.id, sessions, today, number=number),
        first=first,
        later=(sessions[-1].local.date() if sessions else first) + timedelta(days=1),
        today=today,
    )


@session_people.get("/reviews/limits")
@allow(Permission.PLAN_REVIEWS)
def list_all() -> ResponseReturnValue:
    """The most sessions a week each person of a neighbourhood comes to."""
    places, place = asked_place(Permission.PLAN_REVIEWS)
    today = clock.today()
    number = request.args.get("page", 1, type=int)
    page = list_limits(place.id, today, number=number)
    return render_template(
        "session_people/list_all.html",
        places=places,
        place=place,
        page=page,
        usual=SESSIONS_A_WEEK,
        today=today,
    )


@session_people.route(LIMIT, methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def limit(person_id: int) -> ResponseReturnValue:
    """Somebody comes to so many sessions a week on these days."""
    who = kept_person(person_id)
    form = LimitForm(data={"starts_on": clock.today(), "sessions": SESSIONS_A_WEEK})
    if form.validate_on_submit() and done(
        form,
        "session_limit.set",
        "person",
        person_id,
        lambda act: set_limit(
            act, person_id, form.data["sessions"], form.data["starts_on"], form.data["last_day"]
        ),
    ):
        return back(person_id, "The limit is recorded. The next plan keeps to it.")
    return page("session_people/limit.html", form, who)


@session_people.route(f"{LIMIT}/end", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def end(person_id: int) -> ResponseReturnValue:
    """After a day the usual number holds for them again."""
    who = kept_person(person_id)
    form = EndForm(data={"last_day": clock.today()})
    if form.validate_on_submit() and done(
        form,
        "session_limit.end",
        "person",
        person_id,
        lambda act: end_limit(act, person_id, form.data["last_day"]),
    ):
        return back(person_id, "The limit ends on that day.")
    return page("session_people/end.html", form, who)


def kept_person(person_id: int) -> PersonFacts:
    """Somebody who works in a neighbourhood of the reader's or for the whole borough. Raises NotThere."""
    if not works_for(person_id, viewer().scopes(Permission.PLAN_REVIEWS), clock.today()):
        raise NotThere
    return get_person(person_id, AsAt(clock.today()))


def back(person_id: int, sentence: str) -> ResponseReturnValue:
    """To the person's limits, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("session_people.limit", person_id=person_id))


def page(template: str, form: Form, who: PersonFacts) -> ResponseReturnValue:
    """The form with the limits there are, again with what stopped it."""
    today = clock.today()
    found = render_template(
        template,
        form=form,
        person=who,
        limits=limits_of([who.id], today)[who.id],
        usual=SESSIONS_A_WEEK,
        today=today,
    )
    return found, 422 if form.errors else 200
