"""Keeping one case: each act on a page of its own, which shows whoever comes second what changed meanwhile."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.cases.contact import Contact, ContactKind, UrgentContact, UrgentKind
from caseload.cases.standing import Event, standing_of
from caseload.cases.story import Changed, changed_since, mark_of
from caseload.cases.told import Told
from caseload.cases.words import CONTACTS, URGENT
from caseload.keeping import contacts
from caseload.keeping.forms import ContactForm, TakeBackForm, UrgentForm
from caseload.queries import choices
from caseload.queries.case_story import told_of
from caseload.queries.cases import find_by_reference
from caseload.queries.one_case import get_case
from caseload.routes.case_act import About, CaseAct
from caseload.routes.case_acts import ACTS
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Form, attempting
from people.deeds import doing
from people.queries import find_person_of

keeping = Blueprint("keeping", __name__)
CASE = "/cases/<int:case_id>"
EVENTS = {"contact": (Contact, CONTACTS), "urgent": (UrgentContact, URGENT)}


@keeping.get("/cases/find")
@allow(Permission.KEEP_CASES)
def find() -> ResponseReturnValue:
    """A case by its local reference: the one way to a case that is in no list."""
    reference = request.args.get("reference", "").strip()
    found = find_by_reference(reference, viewer().scopes(Permission.KEEP_CASES), clock.today())
    if found is None:
        flash("There is no such case in your neighbourhoods. Check the local reference.", "refused")
        return redirect(url_for("cases.list_cases"))
    return redirect(url_for("cases.show", case_id=found))


@keeping.route(f"{CASE}/change/<name>", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def change(case_id: int, name: str) -> ResponseReturnValue:
    """One act on a case. What is said is kept on the page, whatever stops it."""
    act = ACTS.get(name)
    if act is None:
        raise NotThere
    about, told = kept_case(case_id)
    form = act.form(data={"on": about.on} | act.fill(about))
    act.offer(form, about)
    changed: list[Changed] = []
    if form.validate_on_submit():
        changed = changed_since(form.data["read"] or "", told)
        if not changed and done(form, name, act, about):
            return after(about)
    if changed or not form.is_submitted():
        form.read.data = mark_of(told)
    stopped = bool(form.errors or changed)
    return render_template("keeping/change.html", form=form, act=act, about=about, changed=changed), (
        422 if stopped else 200
    )


@keeping.route(f"{CASE}/contact", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def contact(case_id: int) -> ResponseReturnValue:
    """That somebody was in touch: the day, how and who."""
    about, _told = kept_case(case_id)
    form = ContactForm(data={"held_on": about.on})
    form.person.offer(choices.people_near(case_id, about.case.neighbourhood_id, about.on), "Choose somebody")
    own = None if form.is_submitted() else find_person_of(viewer().id, AsAt(about.on))
    if own is not None:
        form.person.data = own.id

    def record(given: dict[str, Any]) -> None:
        kind = ContactKind(form.data["kind"])
        contacts.record_contact(case_id, form.data["held_on"], kind, form.data["person"], **given)

    if form.validate_on_submit() and recorded(form, record):
        return back(case_id, "The contact is recorded.")
    return event_page(form, about, "Record a contact")


@keeping.route(f"{CASE}/urgent", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def urgent(case_id: int) -> ResponseReturnValue:
    """That a service was needed at once, before the case was accepted or since."""
    about, _told = kept_case(case_id)
    form = UrgentForm(data={"happened_on": about.on})

    def record(given: dict[str, Any]) -> None:
        contacts.record_urgent(case_id, form.data["happened_on"], UrgentKind(form.data["kind"]), **given)

    if form.validate_on_submit() and recorded(form, record):
        return back(case_id, "The urgent contact is recorded.")
    return event_page(form, about, "Record an urgent contact")


@keeping.route(f"{CASE}/<any(contact, urgent):what>/<int:row>/take-back", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def take_back(case_id: int, what: str, row: int) -> ResponseReturnValue:
    """A contact was not as recorded."""
    about, told = kept_case(case_id)
    model, words = EVENTS[what]
    events = about.standing.contacts if what == "contact" else about.standing.urgent
    found = next((event for event in events if event.row == row), None)
    if found is None:
        raise NotThere
    recorded_at = next(t.recorded_at for t in told if t.row == row and t.table == model.__tablename__)
    form = TakeBackForm()

    def withdraw(given: dict[str, Any]) -> None:
        contacts.take_back(model, case_id, row, recorded_at, form.data["because"], **given)

    if form.validate_on_submit() and recorded(form, withdraw):
        return back(case_id, "The record is taken back. What was believed before is kept.")
    return event_page(form, about, "Take back a record", found, words)


def kept_case(case_id: int) -> tuple[About, list[Told]]:
    """A case of a neighbourhood where the viewer keeps them, with all that was recorded about it, noted as
    seen. Raises NotThere."""
    scopes, on = viewer().scopes(Permission.KEEP_CASES), clock.today()
    case = get_case(case_id, scopes, on, kept=scopes)
    told = told_of(case_id, case.resident_id, on)
    audit.seen("resident", case.resident_id, by=viewer().id)
    standing = standing_of(told, on, accepted=case.line.tier is not None)
    return About(case, standing, on, scopes), told


def done(form: Form, name: str, act: CaseAct, about: About) -> bool:
    """Do it in the viewer's name, commit and say so. False when a rule refused it: nothing is kept."""
    with attempting(form) as attempt:
        because = form.data.get("because")
        with doing(f"case.{name}", "case", about.id, by=viewer().id, at=clock.now(), because=because) as deed:
            answer = _said(deed, act, about, form)
        db.session.commit()
        flash(act.sentence(answer), "success")
    return attempt.done


def _said(deed: Act, act: CaseAct, about: About, form: Form) -> Any:
    return act.say(deed, about, form.data)


def after(about: About) -> ResponseReturnValue:
    """To the case; to the list where a resident has moved to a neighbourhood that is somebody else's."""
    case = find_by_reference(about.case.line.reference, about.scopes, about.on)
    if case is None:
        flash("The case is now another neighbourhood’s, and is kept there.", "success")
        return redirect(url_for("cases.list_cases"))
    return redirect(url_for("cases.show", case_id=case))


def recorded(form: Form, act: Callable[[dict[str, Any]], None]) -> bool:
    """Do it in the viewer's name and commit. False when a rule refused it: nothing is kept."""
    with attempting(form) as attempt:
        act({"by": viewer().id, "at": clock.now()})
        db.session.commit()
    return attempt.done


def back(case_id: int, sentence: str) -> ResponseReturnValue:
    """To the case, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("cases.show", case_id=case_id))


def event_page(
    form: Form, about: About, title: str, found: Event | None = None, words: dict[str, str] | None = None
) -> ResponseReturnValue:
    """The form, again with what stopped it; `found` is the record it is about."""
    page = render_template(
        "keeping/event.html", form=form, about=about, title=title, found=found, words=words or {}
    )
    return page, 422 if form.errors else 200
