"""What is to be done about one case: given, done, dropped or changed by whoever keeps the case, has it or owns the
action."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.policy import Field, Purpose, Relation, having, judge, near
from caseload.queries.held import EVERYWHERE
from caseload.queries.my_work import holdings_of
from caseload.queries.one_case import CaseFacts, get_case
from caseload.reviews.meetings.case_actions import (
    ActionFacts,
    change,
    drop,
    finish,
    get_action,
    record_action,
)
from caseload.reviews.meetings.forms import ActionForm, GiveForm
from caseload.reviews.sessions.attending import Worker, workers_near, works_today
from caseload.routes.meeting_case import offer_owners, to_do_of
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import attempting, row_number

case_actions = Blueprint("case_actions", __name__)
ACTIONS = "/cases/<int:case_id>/actions"


@dataclass(frozen=True, slots=True)
class Asking:
    """A case as the reader may see it here. `home`: the page about it that they may open; none for whoever only
    owns an action, who is not told whose case it is."""

    case: CaseFacts
    home: str | None

    @property
    def heading(self) -> str:
        """Which case it is."""
        line = self.case.line
        return f"Case {line.reference}, {line.resident}" if self.home else f"Case {line.reference}"


@case_actions.route(f"{ACTIONS}/new", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def new(case_id: int) -> ResponseReturnValue:
    """Something to be done about a case, whether or not it is being reviewed."""
    asking, form = asked(case_id), GiveForm()
    if asking.home is None:
        raise NotThere
    near = workers_near(asking.case.neighbourhood_id, clock.today())
    offer_owners(form, near)
    if form.validate_on_submit():
        wanted = to_do_of(form, near)
        assert wanted is not None
        with attempting(form) as attempt:
            record_action(case_id, wanted, by=viewer().id, at=clock.now())
            db.session.commit()
        if attempt.done:
            flash("The action is given.", "success")
            return redirect(f"{asking.home}?kept={request.path}")
    page = render_template("case_actions/new.html", form=form, asking=asking)
    return page, 422 if form.errors else 200


@case_actions.route(f"{ACTIONS}/<int:number>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def act(case_id: int, number: int) -> ResponseReturnValue:
    """One action: what became of it. What is typed stays on the page, whatever stops it."""
    found = get_action(case_id, number, clock.today())
    asking = asked(case_id, found)
    form = ActionForm(data=filled(found))
    near = workers_near(asking.case.neighbourhood_id, clock.today())
    offer_owners(form, near, also=found)
    if form.validate_on_submit() and said(form, found, near):
        flash("What became of the action is kept.", "success")
        return redirect(f"{asking.home or url_for('my_work.show')}?kept={request.path}")
    form.row.data = str(found.row)
    page = render_template("case_actions/act.html", form=form, asking=asking, action=found)
    return page, 422 if form.errors else 200


def asked(case_id: int, found: ActionFacts | None = None) -> Asking:
    """The case, for whoever sees the neighbourhood's cases, has this one, or owns the action `found`; noted as seen.
    Raises NotThere for anybody else, and for a case that is in no list."""
    on = clock.today()
    case = get_case(case_id, EVERYWHERE, on, kept=viewer().scopes(Permission.KEEP_CASES))
    relations = relations_to(case, found)
    shown = judge(relations, Purpose.ACTING).fields
    if Field.EXISTENCE not in shown:
        raise NotThere
    audit.seen("resident", case.resident_id, by=viewer().id)
    return Asking(case, home_of(case, relations) if Field.IDENTITY in shown else None)


def relations_to(case: CaseFacts, found: ActionFacts | None) -> frozenset[Relation]:
    """How the viewer stands to the case and, where one is asked about, to the action."""
    in_charge = near(viewer(), case.neighbourhood_code, Purpose.ACTING)
    if in_charge:
        return in_charge
    parts = ((each.person_id, each.part) for each in holdings_of(case.line.id, clock.today()))
    theirs = found is not None and found.person_id is not None and found.person_id == me()
    return having(me(), parts) | (frozenset({Relation.ACTION}) if theirs else frozenset())


def home_of(case: CaseFacts, relations: frozenset[Relation]) -> str:
    """The page about the case that the viewer may open."""
    page = "cases.show" if Relation.NEIGHBOURHOOD in relations else "my_work.case"
    return url_for(page, case_id=case.line.id)


def me() -> int | None:
    """The person who is asking, while somebody employs them."""
    return works_today(viewer().id, clock.today())


def filled(found: ActionFacts) -> dict[str, Any]:
    """The form as the action stands."""
    return {
        "what": found.what,
        "owner": found.person_id,
        "organisation": found.organisation_id,
        "due_on": found.due_on,
        "done_on": clock.today(),
    }


def said(form: ActionForm, found: ActionFacts, near: list[Worker]) -> bool:
    """Keep it. False when a rule refused it."""
    row = form.row.data or ""
    given: dict[str, Any] = {
        "read": row_number(row),
        "by": viewer().id,
        "at": clock.now(),
    }
    because = form.because.data or ""
    with attempting(form) as attempt:
        if form.became.data == "done":
            finish(found, form.data["done_on"], **given)
        elif form.became.data == "dropped":
            drop(found, because, **given)
        else:
            wanted = to_do_of(form, near, usual=found.organisation_id)
            assert wanted is not None
            change(found, wanted, because, **given)
        db.session.commit()
    return attempt.done
