"""Watching a plan being made, comparing it with what is published, planning again, and pins."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.forms import PinsForm, PublishForm, ReplanForm
from caseload.reviews import queries
from caseload.reviews.actions import discard_plan
from caseload.reviews.plans import comparing
from caseload.reviews.plans import reading as plans
from caseload.reviews.plans.holding import Unsettled, unsettled
from caseload.reviews.plans.holding_facts import Weeks, read_holding_facts
from caseload.reviews.plans.pinning import WHOLE, keep_pins, named_besides, pins_of
from caseload.reviews.plans.plan_errand import PLAN_REVIEWS, question
from caseload.reviews.plans.planning import weeks_left
from caseload.reviews.plans.reading import PlanFacts
from caseload.reviews.queries import PlaceFacts
from caseload.reviews.routes import WEEKS_COUNTED, ask_for_plan, chosen
from caseload.routes.errand_pages import WatchForm, start_again, stop_errand
from foundation import clock
from foundation.database import db
from foundation.errands import Seen, get_errand
from foundation.errors import NotThere, RuleBroken
from foundation.formats import plural
from foundation.forms import attempting, options
from foundation.paging import page_of

planning = Blueprint("planning", __name__)
ONE = "/reviews/plans/working/<int:errand_id>"
SECONDS_AGAIN = 5
"""How long planning again looks for the fewest moves."""
RENEWED = "5"
"""Seconds after which the page of a plan being made is shown anew."""
VIEWS = ("moves", "people", "late")


@planning.route("/reviews/plans/again", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def again() -> ResponseReturnValue:
    """Plan the rest of the published weeks again from today, moving as few reviews as can be."""
    form = ReplanForm()
    if form.validate_on_submit():
        errand_id = None
        with attempting(form):
            weeks = weeks_left(clock.today())
            asked = question(clock.today(), weeks, SECONDS_AGAIN, form.because.data or "", viewer().id)
            errand_id = ask_for_plan(form, asked)
        if errand_id is not None:
            return redirect(url_for("planning.watch", errand_id=errand_id))
    plan = plans.find_current_plan(drafts=False)
    page = render_template("planning/again.html", form=form, plan=plan)
    return page, 422 if form.errors or form.refusals else 200


@planning.get(ONE)
@allow(Permission.PLAN_REVIEWS)
def watch(errand_id: int) -> ResponseReturnValue:
    """How good the plan is so far, and how far from the best possible; then the draft."""
    errand = _errand(errand_id)
    if errand.answer is not None:
        return redirect(url_for("planning.compare", plan_id=errand.answer["plan"]))
    still = request.args.get("still") == "yes"
    page = make_response(render_template("planning/watch.html", errand=errand, form=WatchForm(), still=still))
    return page if still or errand.over else _renewed(page)


@planning.post(f"{ONE}/stop")
@allow(Permission.PLAN_REVIEWS)
def stop(errand_id: int) -> ResponseReturnValue:
    """Keep the best plan that was found so far."""
    stop_errand(_errand(errand_id))
    return redirect(url_for("planning.watch", errand_id=errand_id))


@planning.post(f"{ONE}/restart")
@allow(Permission.PLAN_REVIEWS)
def restart(errand_id: int) -> ResponseReturnValue:
    """Start a process anew for one whose process died."""
    start_again(_errand(errand_id))
    return redirect(url_for("planning.watch", errand_id=errand_id))


@planning.get("/reviews/plans/<int:plan_id>/compare")
@allow(Permission.PLAN_REVIEWS)
def compare(plan_id: int) -> ResponseReturnValue:
    """What a draft changes of the published plan, and whether it still holds: one neighbourhood at a time."""
    view, on = request.args.get("show", VIEWS[0]), clock.today()
    plan, before = plans.get_with_followed(plan_id)
    place, places = _place(Permission.PLAN_REVIEWS)
    if view not in VIEWS:
        raise NotThere
    held, moved = _of_places(_judged(plan), places), comparing.count_moves(plan_id)
    page = render_template(
        "planning/compare.html",
        plan=plan,
        before=before,
        figures=comparing.figures_of(plan, before),
        place=place,
        places=places,
        counts={each.id: moved.get(each.id, 0) for each in places},
        unsettled=comparing.name_unsettled(_of_places(held, [place]), on),
        broken=sum(each.hard for each in held),
        view=view,
        form=PublishForm(),
        **_view(view, plan, place),
    )
    audit.seen("plan", plan.id, by=viewer().id)
    return page


@planning.post("/reviews/plans/<int:plan_id>/discard")
@allow(Permission.PLAN_REVIEWS)
def discard(plan_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    try:
        discard_plan(plan_id, by=viewer().id)
    except RuleBroken as refusal:
        db.session.rollback()
        flash(str(refusal), "refused")
    else:
        db.session.commit()
        flash("The draft is discarded.", "success")
    return redirect(url_for("reviews.list_plans"))


@planning.get("/reviews/diary/holds")
@allow(Permission.SEE_CASES)
def holds() -> ResponseReturnValue:
    """What of the published plan no longer holds, and why: one neighbourhood at a time."""
    plan, on = plans.find_current_plan(drafts=False), clock.today()
    place, places = _place(Permission.SEE_CASES)
    if plan is None:
        raise NotThere
    found = _judged(plan)
    here = page_of(_of_places(found, [place]), request.args.get("page", 1, type=int), per_page=20)
    counts = {each.id: sum(f.hard for f in _of_places(found, [each])) for each in places}
    named = comparing.name_unsettled(here.rows, on)
    audit.seen("plan", plan.id, by=viewer().id)
    return render_template(
        "planning/holds.html", plan=plan, place=place, places=places, page=here, found=named, counts=counts
    )


@planning.route("/reviews/sessions/<int:session_id>/pins", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def pins(session_id: int) -> ResponseReturnValue:
    """Which reviews of a session stay in it, whatever plan is made. `plan` says as which plan has them."""
    plan = _plan_asked()
    session, place = _session(session_id, plan)
    had = pins_of(session_id)
    form = PinsForm(data={"cases": sorted(had - {WHOLE}), "whole": WHOLE in had})
    form.cases.choices = options(_pinnable(session, had))
    if form.validate_on_submit() and _kept(session_id, form, plan):
        return redirect(url_for("planning.pins", session_id=session_id, plan=plan.id))
    audit.seen("session", session_id, by=viewer().id)
    page = render_template("planning/pins.html", form=form, session=session, place=place, plan=plan)
    return page, 422 if form.errors or form.refusals else 200


def _pinnable(session: queries.SessionLine, had: set[int]) -> list[tuple[str, str]]:
    """The session's reviews, then cases that are pinned to it and that the plan has not in it."""
    here = {r.case_id: f"{r.starts} {r.resident}, {r.reference}" for r in session.reviews}
    besides = named_besides(had - here.keys() - {WHOLE}, clock.today())
    there = {
        case: f"{reference}: pinned, and not in this session in the plan"
        for case, reference in besides.items()
    }
    return [(str(case), label) for case, label in (here | there).items()]


def _kept(session_id: int, form: PinsForm, plan: PlanFacts) -> bool:
    wanted = {*(form.cases.data or ()), *([WHOLE] if form.whole.data else [])}
    with attempting(form) as attempt:
        put, taken = keep_pins(session_id, wanted, plan_id=plan.id, by=viewer().id, at=clock.now())
        db.session.commit()
        flash(f"{plural(put, 'pin')} put, {plural(taken, 'pin')} taken back.", "success")
    return attempt.done


def _plan_asked() -> PlanFacts:
    number = request.args.get("plan", type=int)
    plan = plans.find_current_plan(drafts=True) if number is None else plans.get_plan(number)
    if plan is None:
        raise NotThere
    return plan


def _session(session_id: int, plan: PlanFacts) -> tuple[queries.SessionLine, PlaceFacts]:
    """A session of one's own neighbourhoods as the plan has it. Raises NotThere."""
    scopes = viewer().scopes(Permission.PLAN_REVIEWS)
    places = queries.list_places_with_sessions(scopes, clock.today(), WEEKS_COUNTED)
    place_id, day = queries.where_and_when(session_id)
    place = next((each for each in places if each.id == place_id), None)
    if place is None:
        raise NotThere
    found = queries.list_sessions(place.id, plan.id, day, day + timedelta(days=1), clock.today())
    return next(each for each in found if each.id == session_id), place


def _errand(errand_id: int) -> Seen:
    return get_errand(errand_id, PLAN_REVIEWS, by=viewer().id, at=clock.now())


def _renewed(page: Response) -> Response:
    """Shown anew after a while, without a script. The page has a link that stops it."""
    page.headers["Refresh"] = RENEWED
    return page


def _place(permission: Permission) -> tuple[PlaceFacts, list[PlaceFacts]]:
    """The neighbourhood that the address asks for, and all of the viewer's. Raises NotThere."""
    places = queries.list_places_with_sessions(viewer().scopes(permission), clock.today(), WEEKS_COUNTED)
    return chosen(places, request.args.get("neighbourhood")), places


def _judged(plan: PlanFacts) -> tuple[Unsettled, ...]:
    """What no longer holds of a plan that is in force or may come into force; nothing of one that is neither."""
    now = clock.now()
    if plan.status not in ("draft", "published"):
        return ()
    since = plan.made_at if plan.is_draft else now
    return unsettled(read_holding_facts(Weeks(plan.id, plan.starts_on, since), now))


def _of_places(found: Iterable[Unsettled], places: Iterable[PlaceFacts]) -> list[Unsettled]:
    theirs = {place.id for place in places}
    return [each for each in found if each.session.neighbourhood_id in theirs]


def _view(view: str, plan: PlanFacts, place: PlaceFacts) -> dict[str, object]:
    """The one list of the comparison that is asked for."""
    on, number = clock.today(), request.args.get("page", 1, type=int)
    if view == "people":
        return {"coming": comparing.list_coming(plan, place.id, on)}
    if view == "late":
        return {"late": queries.list_unplaced(plan.id, place.id, on, number=number)}
    return {"moves": comparing.list_moves(plan.id, place.id, on, number=number)}
