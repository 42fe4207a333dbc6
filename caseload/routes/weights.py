"""The weights that cases are counted with: read by whoever has work of their own, kept by the partnership office."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Length, Optional

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.capacity.weighing import adopt_weights, change_weights, draft_weights, for_tiers
from caseload.capacity.weights import KINDS, MOST_PERCENT, MOST_POINTS, PROVISIONAL, ROLES, STAGES, Weights
from caseload.capacity.weights_compared import Shift, by_harm, effect_of
from caseload.capacity.workload import week_of
from caseload.queries.cases import list_places
from caseload.queries.weights import get_version, list_versions, tier_names
from caseload.queries.workloads import employer_weeks, facts_of_places
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import Form, NumberRange, attempting, required, strip, text
from foundation.paging import page_of
from people.forms import ChangeForm
from teams.routes.doing import done

weights = Blueprint("weights", __name__)
WEIGHTS = "/workload/weights"
VERSION = f"{WEIGHTS}/<int:version_id>"
TABLES = {"kind": KINDS, "role": ROLES, "stage": STAGES}
EVERYWHERE = frozenset({""})
WHOLE = {"points": "whole points", "percent": "a whole percentage"}
POINTS_FIELDS = {
    "full_time": "A whole-time equivalent can hold",
    "travel": "Travel adds",
    "statutory": "Statutory work adds",
}


class DraftForm(Form):
    """What a new draft is called."""

    name = text("What the draft is called", "Enter what the draft is called", longest=80)


class WeightsForm(Form):
    """What a draft says, with a mark of what it said when it was opened. Each weight adds its own field."""

    was = HiddenField()
    name = text("Name", "Enter what these weights are called", longest=80)


class AdoptForm(ChangeForm):
    """From which day, and why where the day has passed."""

    because = StringField("Why, if the day has passed", [Optional(), Length(max=500)], filters=[strip])


@weights.get(WEIGHTS)
@allow(Permission.SEE_OWN_WORK)
def list_all() -> ResponseReturnValue:
    """The weights in force and how they are counted, and every version that was ever adopted."""
    on = clock.today()
    versions = list_versions()
    current = next((version for version in versions if version.in_force(on)), None)
    says = current.weights if current else PROVISIONAL
    return render_template(
        "weights/list_all.html",
        current=says,
        provisional=current is None,
        versions=[version for version in versions if version.adopted or keeps()],
        tiers=tier_names(),
        weeks=[week_of(employer, hours, says) for employer, hours in employer_weeks()],
        keeps=keeps(),
        on=on,
    )


@weights.get(VERSION)
@allow(Permission.SEE_OWN_WORK)
def show(version_id: int) -> ResponseReturnValue:
    """One version."""
    version = get_version(version_id)
    if not version.adopted and not keeps():
        raise NotThere
    return render_template(
        "weights/show.html", version=version, tiers=tier_names(), keeps=keeps(), on=clock.today()
    )


@weights.route(f"{WEIGHTS}/new", methods=["GET", "POST"])
@allow(Permission.KEEP_WEIGHTS)
def new() -> ResponseReturnValue:
    """A draft that starts as what is in force."""
    form, made = DraftForm(), 0
    if form.validate_on_submit():
        with attempting(form) as attempt:
            made = draft_weights(form.data["name"], by=viewer().id, at=clock.now(), on=clock.today())
            db.session.commit()
        if attempt.done:
            flash("The draft says what is counted today. Nothing changes until it is adopted.", "success")
            return redirect(url_for("weights.change", version_id=made))
    return render_template("weights/new.html", form=form), 422 if form.errors else 200


@weights.route(f"{VERSION}/change", methods=["GET", "POST"])
@allow(Permission.KEEP_WEIGHTS)
def change(version_id: int) -> ResponseReturnValue:
    """What a draft says."""
    version, tiers = get_version(version_id), tier_names()
    says = for_tiers(version.weights, tiers)
    form = form_of(tiers)(data={"was": version.text, **answers(says)})
    if version.adopted and request.method == "GET":
        return redirect(url_for("weights.show", version_id=version_id))
    if form.validate_on_submit():
        with attempting(form) as attempt:
            change_weights(version_id, said(form), was=form.data["was"], by=viewer().id)
            db.session.commit()
        if attempt.done:
            flash("The draft is changed. Nothing else changes until it is adopted.", "success")
            return redirect(url_for("weights.what_if", version_id=version_id))
        form.was.data = version.text
    page = render_template(
        "weights/change.html", form=form, version=version, says=answers(says), tables=TABLES
    )
    return page, 422 if form.errors else 200


@weights.get(f"{VERSION}/what-if")
@allow(Permission.KEEP_WEIGHTS)
def what_if(version_id: int) -> ResponseReturnValue:
    """What each person's workload would be by this version, those it harms most first."""
    version, places = get_version(version_id), list_places(EVERYWHERE)
    wanted = request.args.get("neighbourhood", "")
    if wanted and wanted not in {place.code for place in places}:
        raise NotThere
    facts = facts_of_places(EVERYWHERE, clock.today())
    shifts = by_harm(
        Shift(each, facts.places[each][0].name, facts.load_of(each), facts.load_of(each, version.weights))
        for each in facts.people
    )
    within = {each for each in facts.people if any(p.neighbourhood == wanted for p in facts.places[each])}
    shown = [each for each in shifts if not wanted or each.person_id in within]
    audit.seen("workload", next((place.id for place in places if place.code == wanted), None), by=viewer().id)
    return render_template(
        "weights/what_if.html",
        version=version,
        current=facts.weights,
        borough=effect_of(shifts),
        effect=effect_of(shown),
        page=page_of(shown, request.args.get("page", 1, type=int)),
        places=places,
        wanted=wanted,
        on=clock.today(),
    )


@weights.route(f"{VERSION}/adopt", methods=["GET", "POST"])
@allow(Permission.KEEP_WEIGHTS)
def adopt(version_id: int) -> ResponseReturnValue:
    """The version counts from a day on."""
    version, today = get_version(version_id), clock.today()
    form = AdoptForm(data={"on": today})
    if form.validate_on_submit() and done(
        form,
        "weights.adopt",
        "weight_set",
        version_id,
        lambda act: adopt_weights(act, version, form.data["on"], today=today),
        because=form.data["because"],
    ):
        flash(f"{version.weights.name} counts from that day on.", "success")
        return redirect(url_for("weights.list_all"))
    return render_template("weights/adopt.html", form=form, version=version), 422 if form.errors else 200


def keeps() -> bool:
    """Whether the reader keeps the weights."""
    return viewer().may(Permission.KEEP_WEIGHTS)


def form_of(tiers: dict[str, str]) -> type[WeightsForm]:
    """A form with a field for each weight, in the order they are counted."""
    fields: dict[str, Any] = {"full_time": points_field(POINTS_FIELDS["full_time"], least=1)}
    fields |= {f"tier_{code}": points_field(f"Tier: {name}") for code, name in tiers.items()}
    for table, codes in TABLES.items():
        for code in codes:
            label = f"{table.capitalize()}: {code.replace('_', ' ')}"
            fields[f"{table}_{code}"] = number_field(label, 0, MOST_PERCENT, "percent")
    fields["paused"] = number_field("A paused case counts", 0, 100, "percent")
    fields |= {name: points_field(POINTS_FIELDS[name]) for name in ("travel", "statutory")}
    return type("WeightsOfABorough", (WeightsForm,), fields)


def points_field(label: str, *, least: int = 0) -> IntegerField:
    """Whole points."""
    return number_field(label, least, MOST_POINTS, "points")


def number_field(label: str, least: int, most: int, unit: str) -> IntegerField:
    """A whole number whose refusal names the place."""
    says = f"{label}: enter {WHOLE[unit]} from {least:,} to {most:,}"
    return IntegerField(f"{label} ({unit})", [required(says), NumberRange(min=least, max=most, message=says)])


def answers(says: Weights) -> dict[str, Any]:
    """What the form's fields read for these weights."""
    plain = json.loads(says.as_json())
    tables = {f"{table}_{code}": n for table in ("tier", *TABLES) for code, n in plain[table].items()}
    return {name: plain[name] for name in ("name", "paused", *POINTS_FIELDS)} | tables


def said(form: Form) -> Weights:
    """The weights that the form's answers make."""
    given = form.data
    tables = {
        table: {
            name.removeprefix(f"{table}_"): n for name, n in given.items() if name.startswith(f"{table}_")
        }
        for table in ("tier", *TABLES)
    }
    plain = {name: given[name] for name in ("name", "paused", *POINTS_FIELDS)}
    return Weights.read(json.dumps(plain | tables))
