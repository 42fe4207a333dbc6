"""A review session: its agenda, the meeting that works through it, and the pack for when nothing works."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.cases.standing import standing_of
from caseload.cases.story import Changed, changed_since, mark_of
from caseload.cases.to_do import holders_told, tasks_of
from caseload.cases.told import Told
from caseload.cases.words import EXEMPT, REVIEWED
from caseload.queries.case_story import told_of
from caseload.queries.cases import find_by_reference
from caseload.reviews.meetings.acts import end_meeting, say_who_came
from caseload.reviews.meetings.agenda_facts import AgendaCase, case_in
from caseload.reviews.meetings.forms import AddForm, CameForm, EndForm, OutcomeForm
from caseload.reviews.meetings.outcomes import Kept, decide, tiers
from caseload.reviews.sessions.attending import Worker, workers_near
from caseload.reviews.sessions.facts import SessionFacts, later_sessions
from caseload.routes.meeting_case import answer_of, fill, offer_choices, offer_sessions, sentence_of
from caseload.routes.meeting_pages import Agenda, agenda_for, run_by, seen
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import Form, attempting, row_number

meeting = Blueprint("meeting", __name__)
SESSION = "/reviews/sessions/<int:session_id>"


@meeting.get(SESSION)
@allow(Permission.SEE_OWN_WORK)
def show(session_id: int) -> ResponseReturnValue:
    """The agenda: all of it for whoever runs the meeting, their own cases for whoever comes."""
    agenda = agenda_for(session_id)
    seen(agenda)
    return render_template("meeting/show.html", agenda=agenda, add=AddForm(), words=REVIEWED, exempt=EXEMPT)


@meeting.get(f"{SESSION}/paper")
@allow(Permission.SEE_OWN_WORK)
def paper(session_id: int) -> ResponseReturnValue:
    """The whole meeting on paper."""
    agenda = agenda_for(session_id)
    if not agenda.runs:
        raise NotThere
    seen(agenda)
    return render_template(
        "meeting/paper.html", agenda=agenda, words=REVIEWED, exempt=EXEMPT, printed=clock.now()
    )


@meeting.route(f"{SESSION}/came", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def came(session_id: int) -> ResponseReturnValue:
    """Who came, by organisation and profession."""
    agenda = agenda_for(session_id)
    if not agenda.runs:
        raise NotThere
    form = CameForm()
    form.person.offer(
        [(each.id, f"{each.name}, {each.organisation}") for each in strangers(agenda)], "Nobody else"
    )
    if form.validate_on_submit() and attempted(form, lambda: keep_who_came(agenda, form)):
        flash("Who came is kept.", "success")
        return redirect(url_for("meeting.show", session_id=session_id, kept=request.path))
    form.read.data = " ".join(str(each.id) for each in agenda.attendees if each.came)
    page = render_template(
        "meeting/came.html",
        form=form,
        agenda=agenda,
        ticked=ticked() if form.is_submitted() else {each.id for each in agenda.attendees if each.came},
    )
    return page, 422 if form.errors else 200


@meeting.route(f"{SESSION}/cases/<int:case_id>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def case(session_id: int, case_id: int) -> ResponseReturnValue:
    """One case in the meeting: what is known of it, and what is decided."""
    session, found, told = case_of(session_id, case_id)
    known = tiers()
    form = OutcomeForm(data=fill(found, ended_as(told)))
    sessions, near = later_sessions(session), workers_near(session.neighbourhood_id, session.on)
    offer_choices(form, session, known, sessions, near)
    changed: list[Changed] = []
    if form.validate_on_submit():
        changed = changed_since(form.read.data or "", told)
        if (kept := kept_of(session, found, form, near, stale=bool(changed))) is not None:
            flash(sentence_of(kept), "success")
            return redirect(onward(session, case_id, again="another" in request.form))
    if changed or not form.is_submitted():
        form.read.data = mark_of(told)
    page = render_template(
        "meeting/case.html",
        form=form,
        session=session,
        case=found,
        known=known,
        told=told,
        tasks=tasks_of(told),
        holders=holders_told(told, clock.today()),
        needs=standing_of(told, clock.today(), accepted=True).needs,
        changed=changed,
        words=REVIEWED,
        exempt=EXEMPT,
        answered=form.is_submitted(),
        on=clock.today(),
    )
    return page, 422 if form.errors or changed else 200


@meeting.post(f"{SESSION}/add")
@allow(Permission.SEE_OWN_WORK)
def add(session_id: int) -> ResponseReturnValue:
    """To a case that is not on the agenda. What is decided of it puts it there."""
    agenda = agenda_for(session_id)
    if not agenda.adds:
        raise NotThere
    form = AddForm()
    if form.validate_on_submit():
        scopes = {agenda.session.neighbourhood_code}
        found = find_by_reference(form.reference.data or "", scopes, clock.today())
        if found is not None and is_open(agenda.session, found):
            return redirect(url_for("meeting.case", session_id=session_id, case_id=found))
        form.refuse("There is no such case in this neighbourhood. Check the local reference.")
    seen(agenda)
    return render_template("meeting/show.html", agenda=agenda, add=form, words=REVIEWED, exempt=EXEMPT), 422


@meeting.route(f"{SESSION}/end", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def end(session_id: int) -> ResponseReturnValue:
    """The meeting is over. What it did not come to is deferred, with a reason."""
    agenda, form = agenda_for(session_id), EndForm()
    if not agenda.runs:
        raise NotThere
    offer_sessions(form, later_sessions(agenda.session))

    def act() -> None:
        because, to = form.because.data or "", form.carried_to.data
        end_meeting(agenda.session, agenda.undecided, because, to, by=viewer().id, at=clock.now())

    if form.validate_on_submit() and attempted(form, act):
        flash("The meeting is over. What was decided can still be put right.", "success")
        return redirect(url_for("meeting.show", session_id=session_id))
    seen(agenda)
    page = render_template("meeting/end.html", form=form, agenda=agenda)
    return page, 422 if form.errors else 200


def is_open(session: SessionFacts, case_id: int) -> bool:
    """Whether it is a case that may be brought to this session."""
    try:
        case_in(session, case_id, clock.today(), any_open=True)
    except NotThere:
        return False
    return True


def case_of(session_id: int, case_id: int) -> tuple[SessionFacts, AgendaCase, list[Told]]:
    """A case in a session the viewer runs, with all that was recorded of it, noted as seen. Raises NotThere."""
    session, anywhere = run_by(session_id)
    found = case_in(session, case_id, clock.today(), any_open=anywhere)
    audit.seen("resident", found.resident_id, by=viewer().id)
    return session, found, told_of(case_id, found.resident_id, clock.today())


def kept_of(
    session: SessionFacts, found: AgendaCase, form: OutcomeForm, near: list[Worker], *, stale: bool
) -> Kept | None:
    """Keep it; none where a rule refused it. From a form that others were faster than (`stale`) only what is
    kept already is taken: it is the same form, sent twice."""
    with attempting(form) as attempt:
        kept = decide(session, found, answer_of(form, near), by=viewer().id, at=clock.now())
        if not (stale and kept.changed):
            db.session.commit()
            return kept
        db.session.rollback()
    if stale and not attempt.done:
        form.form_errors = []  # what changed meanwhile is the reason, and is shown
    return None


def onward(session: SessionFacts, case_id: int, *, again: bool) -> str:
    """Where the meeting goes next: to the case itself, to the next one nobody has spoken of, or to the agenda.
    `kept` tells the browser that what it holds of this form has arrived."""
    here: dict[str, Any] = {"session_id": session.id, "kept": request.path}
    if again:
        return url_for("meeting.case", case_id=case_id, **here)
    waiting = [turn.case.id for turn in agenda_for(session.id).turns if not turn.case.decided.done]
    if waiting:
        return url_for("meeting.case", case_id=waiting[0], **here)
    return url_for("meeting.show", **here)


def keep_who_came(agenda: Agenda, form: CameForm) -> None:
    """Of those asked, only what was changed on this page: somebody else may be ticking too."""
    now, before = ticked(), {row_number(each) for each in (form.read.data or "").split()}
    known = {each.id: each for each in agenda.attendees}
    came = {
        person: person in now
        for person, each in known.items()
        if each.came is None or (person in now) != (person in before)
    }
    came |= {} if form.person.data is None else {form.person.data: True}
    say_who_came(agenda.session, came, by=viewer().id, at=clock.now())


def ticked() -> set[int]:
    """The people ticked on the page that was sent."""
    return {row_number(each) for each in request.form.getlist("came")}


def strangers(agenda: Agenda) -> list[Worker]:
    """Whoever works near and is not on the list."""
    listed = {each.id for each in agenda.attendees}
    near = workers_near(agenda.session.neighbourhood_id, agenda.session.on)
    return [each for each in near if each.id not in listed]


def ended_as(told: list[Told]) -> str | None:
    """How the case ended, where it is over."""
    over = (each for each in told if each.table == "case_stage" and each.believed and each.words[1])
    return next((each.words[1] for each in over), None)


def attempted(form: Form, act: Callable[[], object]) -> bool:
    """Do it and commit. False when a rule refused it."""
    with attempting(form) as attempt:
        act()
        db.session.commit()
    return attempt.done
