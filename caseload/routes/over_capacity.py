"""Somebody says that they are over capacity; a plan is written with whoever leads them, and with their
professional line where people may not be safe.

Who is in a plan is judged by the posts held today, never by a role. To anybody else it is not there.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.asker import nobody_asking
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.capacity import over_capacity as acts
from caseload.capacity.forms import EntryForm, SayForm
from caseload.capacity.over_capacity import Entry
from caseload.capacity.overload import Writer
from caseload.capacity.workload import Workload
from caseload.queries import over_capacity as queries
from caseload.queries.over_capacity import Own, Plan, Seats, seats_on
from caseload.queries.workloads import workloads_of
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import attempting
from foundation.paging import Page
from people.queries import PersonFacts, find_person_of

over_capacity = Blueprint("over_capacity", __name__)
WRITERS = {
    Writer.PERSON: "The person",
    Writer.MANAGEMENT: "For the management line",
    Writer.PROFESSIONAL: "For the professional line",
}


@over_capacity.route("/my-work/over-capacity", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def say() -> ResponseReturnValue:
    """Say that one is over capacity. While a plan is open, one writes in that."""
    person, on = reader(), clock.today()
    own = queries.own_of(person.id, on)
    if own.open_id is not None:
        return redirect(url_for("over_capacity.show", plan_id=own.open_id))
    with (
        nobody_asking()
    ):  # what they say they hold is kept, and read by people who are named on no sealed record
        load = workloads_of([person.id], on)[person.id]
    form = SayForm()
    plan_id = said(form, load, own) if form.validate_on_submit() else None
    if plan_id is not None:
        flash("It is said. Whoever is in the plan sees it from now on.", "success")
        return redirect(url_for("over_capacity.show", plan_id=plan_id))
    seats = seats_on(on)
    page = render_template(
        "over_capacity/say.html",
        form=form,
        load=load,
        management=seats.seat(own.posts.management),
        professional=seats.seat(own.posts.professional),
    )
    return page, 422 if form.errors else 200


@over_capacity.get("/over-capacity")
@allow(Permission.SEE_OWN_WORK)
def list_plans() -> ResponseReturnValue:
    """Open plans that the reader answers in, those overdue for another look first; and the reader's own."""
    person, on = find_person_of(viewer().id, AsAt(clock.today())), clock.today()
    page: Page[Plan] = Page([], 1, 0)
    own: list[Plan] = []
    if person is not None:
        number = request.args.get("page", 1, type=int)
        page = queries.list_plans(person.id, seats_on(on), on, number=number)
        own = queries.plans_of(person.id, on)
    for plan in (*page.rows, *own):
        audit.seen("over_capacity", plan.id, by=viewer().id)
    return render_template("over_capacity/list_plans.html", page=page, own=own, on=on)


@over_capacity.route("/over-capacity/<int:plan_id>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def show(plan_id: int) -> ResponseReturnValue:
    """One plan: what was said and written, and writing more in it."""
    person, on = reader(), clock.today()
    plan, seats = queries.get_plan(plan_id, on), seats_on(on)
    writer = plan.writer(person.id, seats)
    if writer is None:
        raise NotThere
    form = EntryForm()
    if form.validate_on_submit() and written(form, plan, writer):
        flash("The plan is closed." if form.close.data else "It is written in the plan.", "success")
        return redirect(url_for("over_capacity.show", plan_id=plan_id))
    audit.seen("over_capacity", plan_id, by=viewer().id)
    page = page_of_plan(form, plan, writer, seats)
    return page, 422 if form.errors else 200


def reader() -> PersonFacts:
    """The person of the account. Raises NotThere for an account that is nobody's."""
    found = find_person_of(viewer().id, AsAt(clock.today()))
    if found is None:
        raise NotThere
    return found


def said(form: SayForm, load: Workload, own: Own) -> int | None:
    """Keep it; the plan's number. None when a rule refused it."""
    plan_id: int | None = None
    given = {"safety": form.data["safety"], "by": viewer().id, "at": clock.now()}
    with attempting(form) as attempt:
        plan_id = acts.say(load, form.data["says"], own.posts, **given)
        db.session.commit()
    return plan_id if attempt.done else None


def written(form: EntryForm, plan: Plan, writer: Writer) -> bool:
    """Keep what is written, and close the plan where the form says so. False when a rule refused it."""
    entry = Entry(writer, form.data["says"], form.data["review_on"])
    with attempting(form) as attempt:
        if form.close.data:
            acts.close(plan.id, entry, by=viewer().id, at=clock.now())
        else:
            acts.write(plan.id, entry, on=clock.today(), by=viewer().id, at=clock.now())
        db.session.commit()
    return attempt.done


def page_of_plan(form: EntryForm, plan: Plan, writer: Writer, seats: Seats) -> str:
    """The plan with everything in it."""
    return render_template(
        "over_capacity/show.html",
        form=form,
        plan=plan,
        own=writer is Writer.PERSON,
        entries=queries.written_in(plan.id),
        management=seats.seat(plan.management_post),
        professional=seats.seat(plan.professional_post),
        writers=WRITERS,
        on=clock.today(),
    )
