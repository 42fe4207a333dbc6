"""Requests that somebody be given a case: those to answer, those asked, and one with what may be done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.allocation import answering
from caseload.allocation.answering import Came
from caseload.allocation.candidates import AS
from caseload.allocation.forms import AnswerForm, WithdrawForm
from caseload.capacity.workload import Workload, points_of
from caseload.queries import requests as queries
from caseload.queries.requests import Request
from caseload.queries.workloads import facts_of_people
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import Form, attempting

requests = Blueprint("requests", __name__)


@dataclass(frozen=True, slots=True)
class Load:
    """What the request means for the person: points it counts, and their workload with it. Reserved already."""

    points: int
    load: Workload


@requests.get("/requests")
@allow(Permission.SEE_OWN_WORK)
def list_requests() -> ResponseReturnValue:
    """What waits for the viewer's answer, and what the viewer asked."""
    on, number = clock.today(), request.args.get("page", 1, type=int)
    to_answer = queries.list_to_answer(viewer(), on, number=number)
    asked = queries.list_asked(viewer(), on, number=number)
    for each in {*(r.id for r in to_answer.rows), *(r.id for r in asked.rows)}:
        audit.seen("allocation_request", each, by=viewer().id)
    return render_template("requests/list_requests.html", to_answer=to_answer, asked=asked, roles=AS)


@requests.get("/requests/<int:request_id>")
@allow(Permission.SEE_OWN_WORK)
def show(request_id: int) -> ResponseReturnValue:
    """One request."""
    return page(request_id)


@requests.post("/requests/<int:request_id>/answer")
@allow(Permission.SEE_OWN_WORK)
def answer(request_id: int) -> ResponseReturnValue:
    """Yes or no, by whoever decides."""
    if not queries.get_request(request_id, viewer(), clock.today()).to_answer:
        raise NotThere
    form = AnswerForm()
    accepted = "accept" in request.form

    def act(given: dict[str, Any]) -> Came:
        said = form.data["because"] or ""
        return answering.answer(request_id, accepted=accepted, because=said, **given)

    return answered(request_id, form, act) or page(request_id, answering_form=form)


@requests.post("/requests/<int:request_id>/withdraw")
@allow(Permission.SEE_OWN_WORK)
def withdraw(request_id: int) -> ResponseReturnValue:
    """No longer needed, by whoever asked."""
    found = queries.get_request(request_id, viewer(), clock.today())
    if not (found.asked or queries.may_allocate(found, viewer())):
        raise NotThere
    form = WithdrawForm()

    def act(given: dict[str, Any]) -> Came:
        return answering.withdraw(request_id, form.data["why"], **given)

    return answered(request_id, form, act) or page(request_id, withdrawing_form=form)


def answered(
    request_id: int, form: Form, act: Callable[[dict[str, Any]], Came]
) -> ResponseReturnValue | None:
    """Do it in the viewer's name and commit; None when the form or a rule refused it."""
    if not form.validate_on_submit():
        return None
    came: Came | None = None
    with attempting(form) as attempt:
        came = act({"viewer": viewer(), "on": clock.today(), "at": clock.now()})
        db.session.commit()
    if not attempt.done or came is None:
        return None
    flash(came.sentence, "success")
    return redirect(url_for("requests.show", request_id=request_id))


def page(
    request_id: int,
    *,
    answering_form: AnswerForm | None = None,
    withdrawing_form: WithdrawForm | None = None,
) -> ResponseReturnValue:
    """The request with what the viewer may do about it; again with what stopped them."""
    found = queries.get_request(request_id, viewer(), clock.today())
    audit.seen("allocation_request", request_id, by=viewer().id)
    tried = answering_form or withdrawing_form
    html = render_template(
        "requests/show.html",
        asked=found,
        load=load_of(found) if found.open else None,
        allocates=queries.may_allocate(found, viewer()),
        answering=answering_form or AnswerForm(formdata=None),
        withdrawing=withdrawing_form or WithdrawForm(formdata=None),
        tried=tried,
        roles=AS,
    )
    return html, 422 if tried is not None else 200


def load_of(found: Request) -> Load | None:
    """None where the case is no longer counted."""
    facts = facts_of_people([found.person_id], clock.today())
    part = next(
        (
            part
            for part in facts.parts.get(found.person_id, [])
            if part.reserved and part.work.case_id == found.case_id and part.work.role == found.role
        ),
        None,
    )
    if part is None:
        return None
    return Load(points_of(part.work, facts.weights), facts.load_of(found.person_id))
