"""A new referral, and residents who may be one person. A referral is answered in the same words whether or not
it is about somebody whom the viewer may not see."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.keeping.forms import ReferForm, SameForm, TakeBackForm
from caseload.keeping.merging import merge, take_back, tell_apart
from caseload.keeping.referring import Referral, matches_for, refer
from caseload.queries.residents import Match, Pair, get_pair, list_merged, list_pairs
from caseload.routes.case_act import offer_places, particulars_of
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import Form, attempting, options, row_number

referring = Blueprint("referring", __name__)
NOBODY_SHOWN = 0


@referring.route("/cases/new", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def new() -> ResponseReturnValue:
    """A new referral; where somebody like it is there already, first whether it is them."""
    scopes, on = viewer().scopes(Permission.KEEP_CASES), clock.today()
    form = ReferForm(data={"referred_on": on})
    offer_places(form, scopes)
    shown: Sequence[Match] = ()
    if form.validate_on_submit():
        referral = referral_of(form.data)
        shown, hidden = matches_for(referral, scopes, on)
        ask = sorted(match.known.id for match in shown) != shown_before(form)
        case_id = None if ask else referred(form, referral, shown, hidden)
        if case_id is not None:
            flash("The referral is recorded. It waits for triage.", "success")
            return redirect(url_for("cases.show", case_id=case_id))
        offer_matches(form, shown)
    for match in shown:
        audit.seen("resident", match.known.id, by=viewer().id)
    return render_template("referring/new.html", form=form, shown=shown), 422 if form.errors or shown else 200


@referring.get("/cases/same")
@allow(Permission.KEEP_CASES)
def list_same() -> ResponseReturnValue:
    """Who may be the same person, of those whose two records the viewer may both see."""
    scopes, on = viewer().scopes(Permission.KEEP_CASES), clock.today()
    pairs, merged = list_pairs(scopes, on), list_merged(scopes, on)
    for number in sorted({known.id for pair in pairs for known in (pair.newer, pair.older)}):
        audit.seen("resident", number, by=viewer().id)
    return render_template("referring/list_same.html", pairs=pairs, merged=merged)


@referring.route("/cases/same/<int:pair_id>", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def same(pair_id: int) -> ResponseReturnValue:
    """Whether two residents are one person, and which case then goes on."""
    pair = get_pair(pair_id, viewer().scopes(Permission.KEEP_CASES), clock.today())
    for known in (pair.newer, pair.older):
        audit.seen("resident", known.id, by=viewer().id)
    form = SameForm()
    both = [known.open_case for known in (pair.newer, pair.older) if known.open_case]
    form.goes_on.choices = options((str(case.id), case.reference) for case in both)
    if len(both) < 2:
        del form.goes_on
    if form.validate_on_submit() and answered(form, pair):
        return redirect(url_for("referring.list_same"))
    return render_template("referring/same.html", form=form, pair=pair), 422 if form.errors else 200


@referring.route("/cases/same/merged/<int:merge_id>/take-back", methods=["GET", "POST"])
@allow(Permission.KEEP_CASES)
def part(merge_id: int) -> ResponseReturnValue:
    """Two residents were not one person after all."""
    merges = list_merged(viewer().scopes(Permission.KEEP_CASES), clock.today())
    found = next((each for each in merges if each.id == merge_id), None)
    if found is None:
        raise NotThere
    audit.seen("resident", found.kept_id, by=viewer().id)
    form = TakeBackForm()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            act = act_now(form)
            told = take_back(act, merge_id)
            audit.record("resident.part", "resident", found.kept_id, by=act.by, after=told)
            db.session.commit()
        if attempt.done:
            flash(
                "They are two people again. A case that was closed as already known stays closed.", "success"
            )
            return redirect(url_for("referring.list_same"))
    return render_template("referring/part.html", form=form, found=found), 422 if form.errors else 200


def referral_of(answers: dict[str, Any]) -> Referral:
    """What the form says."""
    return Referral(
        nhs_number=answers["nhs_number"],
        who=particulars_of(answers),
        referred_on=answers["referred_on"],
        referred_by=answers["referred_by"],
        same_as=answers["same"] or None,
    )


def shown_before(form: Form) -> list[int]:
    """Who was shown on the page that the answer comes from."""
    return [row_number(number) for number in (form.data["shown"] or "").split()]


def offer_matches(form: ReferForm, shown: Sequence[Match]) -> None:
    """Each of those shown, and nobody of them."""
    form.shown.data = " ".join(str(number) for number in sorted(match.known.id for match in shown))
    people = [(str(match.known.id), f"Yes: {match.known.name}") for match in shown]
    form.same.choices = options([*people, (str(NOBODY_SHOWN), "No: somebody else")])


def referred(form: Form, referral: Referral, shown: Sequence[Match], hidden: Sequence[Match]) -> int | None:
    """The new case, recorded in the viewer's name and committed; none when a rule refused it."""
    case_id: int | None = None
    with attempting(form) as attempt:
        act = act_now(form)
        case_id = refer(act, referral, shown, hidden)
        audit.record("case.refer", "case", case_id, by=act.by, after=act.changes())
        act.write()
        db.session.commit()
    return case_id if attempt.done else None


def answered(form: Form, pair: Pair) -> bool:
    """Say whether they are one, in the viewer's name, and commit. False when a rule refused it."""
    same_person = form.data["answer"] == "same"
    with attempting(form) as attempt:
        act = act_now(form)
        goes_on = form.data.get("goes_on")
        told = merge(act, pair, int(goes_on) if goes_on else None) if same_person else tell_apart(act, pair)
        after = told | {"changes": act.changes()}
        name = "resident.merge" if same_person else "resident.tell_apart"
        audit.record(name, "resident", pair.older.id, by=act.by, after=after)
        act.write()
        db.session.commit()
        flash("They are one person from now on." if same_person else "They are two people.", "success")
    return attempt.done


def act_now(form: Form) -> Act:
    """An act in the viewer's name, for the reason the form gives."""
    return Act(by=viewer().id, at=clock.now(), because=form.data["because"])
