"""Somebody leaves: every loose end on one page, settled as one act."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.moves.leaving import Settlement, Successor, leave
from caseload.queries.leaving import Colleague, LooseEnds, colleagues_of, loose_ends
from foundation import clock
from foundation.acts import Act
from foundation.effective import AsAt
from foundation.errors import RuleBroken
from foundation.formats import day, listed, moment, plural
from foundation.forms import Form
from people.forms import STEPS_OVER, EndForm, NumberField
from people.post import Holding
from people.queries import PersonFacts, get_person
from teams.routes.doing import done

leaving = Blueprint("leaving", __name__)
CHANGED = "Something changed since you opened the page, so nothing was settled. Look through it again."
NEXT = {Holding.ACTING.value: "Acting", Holding.SUBSTANTIVE.value: "Substantive"}


class SettlingForm(EndForm):
    """The last day, and a mark of what was shown. Each loose end adds its own choice."""

    fingerprint = HiddenField()


@leaving.route("/people/<int:person_id>/leaving", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def settle(person_id: int) -> ResponseReturnValue:
    """First the last day; then everything that day leaves hanging, with a choice for each."""
    person = get_person(person_id, AsAt(clock.today()))
    audit.seen("person", person_id, by=viewer().id)
    # Not both: the form is sent to an address that names the day too.
    given = request.form or request.args
    asked = EndForm(given, meta={"csrf": False}) if "last_day" in given else None
    if asked is None or not asked.validate():
        form = asked or EndForm(data={"last_day": clock.today()}, meta={"csrf": False})
        return render_template("leaving/last_day.html", person=person, form=form), 422 if form.errors else 200
    return settled(person, asked)


def settled(person: PersonFacts, asked: EndForm) -> ResponseReturnValue:
    """The loose ends with their choices; on a POST, what was chosen."""
    last_day = asked.data["last_day"]
    ends = loose_ends(person.id, last_day)
    form = choosing(ends)(data={"last_day": last_day})
    offer(form, colleagues_of(person.id, last_day))
    also: dict[str, Any] = {}

    def say(act: Act) -> None:
        if form.data["fingerprint"] != ends.fingerprint:
            raise RuleBroken(CHANGED)
        also.update(leave(act, person.id, ends, decided(ends, form)))

    if form.validate_on_submit() and done(form, "person.leave", "person", person.id, say, also=also):
        flash(said(person, ends, form), "success")
        return redirect(url_for("register.person", person_id=person.id))
    for case in ends.cases:
        audit.seen("case", case.case_id, by=viewer().id)
    form.fingerprint.data = ends.fingerprint
    page = render_template("leaving/settle.html", person=person, form=form, ends=ends, last_day=last_day)
    return page, 422 if form.errors else 200


def choosing(ends: LooseEnds) -> type[SettlingForm]:
    """A form with a choice for each loose end."""
    fields: dict[str, Any] = {}
    for post in ends.posts:
        fields[f"post_{post.row}"] = NumberField(f"Who takes {post.title} next")
        fields[f"holding_{post.row}"] = SelectField("They hold it as", choices=NEXT)
        fields[f"over_{post.row}"] = BooleanField(STEPS_OVER)
    for case in ends.cases:
        role = case.role.replace("_", " ")
        fields[f"case_{case.row}"] = NumberField(f"Next {role} of case {case.local_reference}")
    for session in ends.sessions:
        fields[f"session_{session.id}"] = NumberField(
            f"Who chairs the session of {moment(session.starts_at)}"
        )
    return type("Settling", (SettlingForm,), fields)


def offer(form: Form, colleagues: list[Colleague]) -> None:
    """Posts go to anybody near; cases and sessions stay in the team."""
    for field in form:
        if isinstance(field, NumberField):
            near = [c for c in colleagues if c.in_team or field.name.startswith("post_")]
            field.offer([(c.id, c.name) for c in near], NOBODY[field.name.partition("_")[0]])


NOBODY = {"post": "Leave it vacant", "case": "Leave it without one", "session": "Leave it without a chair"}


def decided(ends: LooseEnds, form: Form) -> Settlement:
    """What the form says of each loose end."""
    answers = form.data
    return Settlement(
        last_day=answers["last_day"],
        posts={
            post.row: Successor(chosen, Holding(answers[f"holding_{post.row}"]), answers[f"over_{post.row}"])
            for post in ends.posts
            if (chosen := answers[f"post_{post.row}"])
        },
        cases={case.row: chosen for case in ends.cases if (chosen := answers[f"case_{case.row}"])},
        sessions={s.id: chosen for s in ends.sessions if (chosen := answers[f"session_{s.id}"])},
    )


def said(person: PersonFacts, ends: LooseEnds, form: Form) -> str:
    """What was settled, in one sentence or two."""
    decisions = decided(ends, form)
    parts = [
        f"{len(decisions.posts)} of {plural(len(ends.posts), 'post')} passed on",
        f"{len(decisions.cases)} of {plural(len(ends.cases), 'case')} passed on",
        f"{len(decisions.sessions)} of {plural(len(ends.sessions), 'review session')} given a chair",
    ]
    return f"{person.name}’s last day is {day(decisions.last_day)}. Settled: {listed(parts)}."
