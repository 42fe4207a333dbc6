"""When somebody is away, and which half-days they work: read by those who may see their lines, kept by
themselves and the partnership office."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import asked_as_at
from foundation.database import db
from foundation.effective import AsAt, through
from foundation.errors import NotThere
from foundation.forms import Form, attempting, options, required, text
from people import availability_actions as actions
from people import availability_queries as queries
from people.availability import HALF_DAYS
from people.availability_sentences import state_sentence
from people.deeds import SUPERSEDED
from people.forms import ChangeForm, EndForm, NumberField, StartForm
from people.line_sentences import Whose
from people.presence import AwayKind
from people.queries import PersonFacts, get_person
from people.who_is_away import work_of
from teams.routes.doing import done
from teams.routes.lines import visible_person, ways

away = Blueprint("away", __name__)
PERSON = "/people/<int:person_id>/away"
ROW = f"{PERSON}/<int:row>"
A_YEAR = timedelta(days=365)
HALF_DAY_NAMES = [f"{name} {part}" for name in queries.WEEK for part in ("morning", "afternoon")]


class AbsenceForm(StartForm):
    """Which days, which part of them, and the one thing that is kept of why."""

    employment_id = NumberField("Employment", message="Choose the employment")
    half = RadioField(
        "Part of the day",
        choices=options([("", "Whole days"), ("am", "Mornings only"), ("pm", "Afternoons only")]),
    )
    kind = RadioField(
        "What to show colleagues", choices=options([("away", "Away"), ("elsewhere", "Working elsewhere")])
    )


class TakeBackForm(Form):
    """Why the record was wrong."""

    because = text("What was wrong with the record", "Enter what was wrong with the record", longest=500)


class PatternForm(ChangeForm):
    """The half-days worked from a day on."""

    worked = SelectMultipleField(
        "Half-days worked",
        [required("Choose at least one half-day")],
        choices=options(zip(HALF_DAYS, HALF_DAY_NAMES, strict=True)),
    )


@away.get(PERSON)
@allow(Permission.SEE_OWN_LINES)
def show(person_id: int) -> ResponseReturnValue:
    """Whether they are there, when they will not be, and the half-days they work."""
    as_at = asked_as_at()
    who = visible_person(person_id, as_at)
    absences = queries.absences_of(person_id, as_at, since=as_at.on - A_YEAR)
    work = work_of([person_id], as_at).get(person_id, [])
    whose = Whose(None if is_own(who) else who.name)
    audit.seen("person", person_id, by=viewer().id)
    return render_template(
        "away/show.html",
        person=who,
        own=is_own(who),
        may_change=as_at.is_now and may_change(who),
        as_at=as_at,
        ways=ways(as_at),
        state=state_sentence(as_at.on, work, whose, today=as_at.on == clock.today()),
        ahead=[absence for absence in absences if not absence.ended(as_at.on)],
        past=[absence for absence in reversed(absences) if absence.ended(as_at.on)],
        contracts=queries.contracts_of(person_id, as_at),
        patterns=queries.patterns_of(person_id, as_at),
    )


@away.route(f"{PERSON}/record", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def record(person_id: int) -> ResponseReturnValue:
    """An absence that is coming, has begun or is over."""
    who = changeable_person(person_id)
    form = AbsenceForm(data={"starts_on": clock.today(), "half": "", "kind": AwayKind.AWAY.value})
    only = offer_contracts(form, person_id)
    if form.validate_on_submit() and kept(
        form,
        lambda given: actions.record_absence(
            person_id,
            only or form.data["employment_id"],
            through(form.data["starts_on"], form.data["last_day"]),
            half=form.data["half"],
            kind=AwayKind(form.data["kind"]),
            **given,
        ),
    ):
        return back(person_id, "The absence is recorded. If that was a mistake, take it back below.")
    return page("away/record.html", form, who)


@away.route(f"{ROW}/last-day", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def last_day(person_id: int, row: int) -> ResponseReturnValue:
    """An absence ends sooner or later than was known."""
    who, absence = changeable_person(person_id), queries.find_absence(person_id, row)
    if absence is None or absence.superseded_at is not None:
        return superseded(person_id, absence)
    form = EndForm(data={"last_day": absence.days.last_day or clock.today()})
    if form.validate_on_submit() and kept(
        form, lambda given: actions.say_last_day(person_id, row, form.data["last_day"], **given)
    ):
        return back(person_id, "The absence has that last day.")
    return page("away/last_day.html", form, who, absence=absence)


@away.route(f"{ROW}/take-back", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_LINES)
def take_back(person_id: int, row: int) -> ResponseReturnValue:
    """An absence was recorded wrongly."""
    who, absence = changeable_person(person_id), queries.find_absence(person_id, row)
    if absence is None or absence.superseded_at is not None:
        return superseded(person_id, absence)
    form = TakeBackForm()
    if form.validate_on_submit() and kept(
        form, lambda given: actions.take_back_absence(person_id, row, form.data["because"], **given)
    ):
        return back(person_id, "The absence is taken back. What was believed before is kept.")
    return page("away/take_back.html", form, who, absence=absence)


@away.route(f"{PERSON}/pattern/<int:employment_id>", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def pattern(person_id: int, employment_id: int) -> ResponseReturnValue:
    """Other half-days from a day on."""
    who, today = changeable_person(person_id), clock.today()
    actions.refuse_another_persons(person_id, employment_id)
    weeks = [w for w in queries.patterns_of(person_id, AsAt(today)) if w.employment_id == employment_id]
    form = PatternForm(data={"on": today, "worked": weeks[0].worked if weeks else []})

    def half_days() -> str:
        return "".join("1" if code in form.data["worked"] else "0" for code in HALF_DAYS)

    if form.validate_on_submit() and done(
        form,
        "pattern.start",
        "person",
        person_id,
        lambda act: actions.start_pattern(act, employment_id, form.data["on"], half_days()),
    ):
        return back(person_id, "The working pattern holds from that day.")
    contracts = queries.contracts_of(person_id, AsAt(today))
    contract = next((c for c in contracts if c.id == employment_id), None)
    return page("away/pattern.html", form, who, contract=contract)


def changeable_person(person_id: int) -> PersonFacts:
    """Somebody whose absences this viewer keeps, noted as seen. Raises NotThere."""
    who = get_person(person_id, AsAt(clock.today()))
    if not may_change(who):
        raise NotThere
    audit.seen("person", person_id, by=viewer().id)
    return who


def may_change(who: PersonFacts) -> bool:
    """One's own, or anybody's for the partnership office."""
    return is_own(who) or viewer().may(Permission.CHANGE_LINES)


def is_own(who: PersonFacts) -> bool:
    """Whether the reader is this person."""
    return who.account_id == viewer().id


def offer_contracts(form: AbsenceForm, person_id: int) -> int | None:
    """Ask which contract only where there is a choice; otherwise the one there is."""
    contracts = queries.contracts_of(person_id, AsAt(clock.today()))
    if len(contracts) == 1:
        del form.employment_id
        return contracts[0].id
    form.employment_id.offer([(c.id, c.label) for c in contracts], "Choose an employment")
    return None


def kept(form: Form, act: Callable[[dict[str, Any]], None]) -> bool:
    """Do it in the viewer's name and commit. False when a rule refused it: nothing is kept."""
    with attempting(form) as attempt:
        act({"by": viewer().id, "at": clock.now()})
        db.session.commit()
    return attempt.done


def superseded(person_id: int, absence: queries.Absent | None) -> ResponseReturnValue:
    """Say that it was changed meanwhile, where it can be looked at. Raises NotThere when it never was theirs."""
    if absence is None:
        raise NotThere
    flash(SUPERSEDED, "refused")
    return redirect(url_for("away.show", person_id=person_id))


def back(person_id: int, sentence: str) -> ResponseReturnValue:
    """To the page of absences, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("away.show", person_id=person_id))


def page(template: str, form: Form, who: PersonFacts, **shown: Any) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    return (
        render_template(template, form=form, person=who, own=is_own(who), today=clock.today(), **shown),
        422 if form.errors else 200,
    )
