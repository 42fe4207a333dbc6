"""The review diary, and making and publishing plans."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.forms import PlanForm, PublishForm
from caseload.reviews import queries
from caseload.reviews.actions import publish_plan
from caseload.reviews.plans import reading as plans
from caseload.reviews.plans.holding import Unsettled, unsettled
from caseload.reviews.plans.holding_facts import Weeks, read_holding_facts
from caseload.reviews.plans.plan_errand import PLAN_REVIEWS, question
from caseload.reviews.plans.planning import refuse_a_part
from caseload.reviews.plans.reading import PlanFacts
from caseload.reviews.queries import PlaceFacts, SessionLine, UnplacedLine
from foundation import clock
from foundation.asking import asked_day
from foundation.database import db
from foundation.errands import ask, last_errand, start
from foundation.errors import NotThere
from foundation.forms import Form, attempting
from foundation.paging import Page

reviews = Blueprint("reviews", __name__)
WEEKS_SHOWN = 4
WEEKS_COUNTED = 12


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of one week, from its Monday."""

    monday: date
    sessions: list[SessionLine]

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Diary:
    """Four weeks of one neighbourhood under one plan (none: nothing has been planned)."""

    places: list[PlaceFacts]
    place: PlaceFacts
    plan: PlanFacts | None
    weeks: list[Week]
    unplaced: Page[UnplacedLine] | None
    broken: int
    """How much of the published plan no longer holds, in the viewer's neighbourhoods."""
    now: datetime

    @property
    def earlier(self) -> date:
        """The Monday the page before this one begins with."""
        return self.weeks[0].monday - timedelta(weeks=WEEKS_SHOWN)

    @property
    def later(self) -> date:
        """The Monday the next page begins with."""
        return self.weeks[0].monday + timedelta(weeks=WEEKS_SHOWN)


@reviews.get("/reviews/diary")
@allow(Permission.SEE_CASES)
def diary() -> ResponseReturnValue:
    """The published plan, one neighbourhood and four weeks at a time. Planners see a draft while there is
    nothing published."""
    plan = plans.find_current_plan(drafts=viewer().may(Permission.PLAN_REVIEWS))
    found = read_diary(plan, clock.today(), judged=plan is not None and not plan.is_draft)
    return render_template("reviews/diary.html", diary=found, counted=WEEKS_COUNTED)


@reviews.get("/reviews/plans/<int:plan_id>")
@allow(Permission.PLAN_REVIEWS)
def show_plan(plan_id: int) -> ResponseReturnValue:
    """One plan, draft or not, as the diary would show it."""
    return plan_page(plan_id, PublishForm())


@reviews.post("/reviews/plans/<int:plan_id>/publish")
@allow(Permission.PLAN_REVIEWS)
def publish(plan_id: int) -> ResponseReturnValue:
    """Publish a draft; it replaces what was published before."""
    form = PublishForm()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            publish_plan(
                plan_id, by=viewer().id, at=clock.now(), within=viewer().scopes(Permission.PLAN_REVIEWS)
            )
            db.session.commit()
        if attempt.done:
            flash("The plan is published. It is now the review diary.", "success")
            return redirect(url_for("reviews.diary"))
    return plan_page(plan_id, form), 422


@reviews.route("/reviews/plans", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def list_plans() -> ResponseReturnValue:
    """The plans there are, and asking for another."""
    form = PlanForm()
    if form.validate_on_submit():
        starts_on, weeks = form.starts_on.data, form.weeks.data
        assert starts_on is not None and weeks is not None
        seconds, because = int(form.seconds.data), form.because.data or ""
        errand_id = ask_for_plan(form, question(starts_on, weeks, seconds, because, viewer().id))
        if errand_id is not None:
            return redirect(url_for("planning.watch", errand_id=errand_id))
    elif not form.is_submitted():
        form.starts_on.data = clock.today() + timedelta(days=1)
    last = last_errand(PLAN_REVIEWS, by=viewer().id, at=clock.now())
    page = render_template("reviews/list_plans.html", form=form, plans=plans.list_plans(), last=last)
    return page, 422 if form.errors or form.refusals else 200


def ask_for_plan(form: Form, asked: dict[str, Any]) -> int | None:
    """The number of the errand, begun; none, with the reason on the form, where it is refused. Commits."""
    errand_id = 0
    with attempting(form) as attempt:
        refuse_a_part(viewer().scopes(Permission.PLAN_REVIEWS))
        errand_id = ask(PLAN_REVIEWS, asked, by=viewer().id, at=clock.now())
        told = {name: asked[name] for name in ("starts_on", "weeks", "seconds")}
        audit.record("errand.ask", "errand", errand_id, by=viewer().id, after=told)
        db.session.commit()
    if not attempt.done:
        return None
    start(errand_id)
    return errand_id


def plan_page(plan_id: int, form: PublishForm) -> str:
    """A plan’s own page, from its first week unless the address says another. Raises NotThere."""
    plan = plans.get_plan(plan_id)
    found = read_diary(plan, plan.starts_on)
    if found is None:
        raise NotThere
    return render_template(
        "reviews/show_plan.html",
        diary=found,
        form=form,
        counted=WEEKS_COUNTED,
    )


def read_diary(plan: PlanFacts | None, usual: date, *, judged: bool = False) -> Diary | None:
    """What the address asks for: `neighbourhood`, `from` and `page`. None where the viewer has no
    neighbourhood at all. Raises NotThere for one that is not theirs. `judged`: also whether the plan still holds."""
    on, first = clock.today(), asked_day("from", usual)
    places = queries.list_places_with_sessions(viewer().scopes(Permission.SEE_CASES), on, WEEKS_COUNTED)
    asked = request.args.get("neighbourhood")
    if not places and not asked:
        return None
    place = chosen(places, asked)
    monday = first - timedelta(days=first.weekday())
    until = monday + timedelta(weeks=WEEKS_SHOWN)
    sessions = queries.list_sessions(place.id, plan and plan.id, monday, until, on)
    page_number = request.args.get("page", 1, type=int)
    unplaced = plan and queries.list_unplaced(plan.id, place.id, on, number=page_number)
    audit.seen("neighbourhood_diary", place.id, by=viewer().id)
    broken = len(broken_of(plan, places)) if plan and judged else 0
    return Diary(places, place, plan, by_week(sessions, monday), unplaced, broken, clock.now())


def broken_of(plan: PlanFacts, places: list[PlaceFacts]) -> list[Unsettled]:
    """What of the published plan can no longer be held in these neighbourhoods: two statements."""
    now = clock.now()
    facts = read_holding_facts(Weeks(plan.id, plan.starts_on, now), now)
    theirs = {place.id for place in places}
    return [each for each in unsettled(facts) if each.hard and each.session.neighbourhood_id in theirs]


def by_week(sessions: list[SessionLine], monday: date) -> list[Week]:
    """The sessions under the weeks they fall in, empty weeks too."""
    mondays = [monday + timedelta(weeks=week) for week in range(WEEKS_SHOWN)]
    return [
        Week(
            first,
            [s for s in sessions if first <= local_day(s) < first + timedelta(weeks=1)],
        )
        for first in mondays
    ]


def local_day(session: SessionLine) -> date:
    """The day of a session in England."""
    return session.starts_at.astimezone(clock.LONDON).date()


def chosen(places: list[PlaceFacts], code: str | None) -> PlaceFacts:
    """The neighbourhood with this code, or the first. Raises NotThere."""
    found = next((place for place in places if not code or place.code == code), None)
    if found is None:
        raise NotThere
    return found
