"""Keeping mandates: a small form for each act of the partnership office, and their file taken in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import BadFile, Fault, RuleBroken
from foundation.formats import plural
from foundation.forms import Form, attempting
from foundation.uploads import name_of, opened
from people.deeds import SUPERSEDED
from people.files import Counts, organisation_codes
from teams.authority.facts import Cedable, FunctionFact
from teams.authority.groups import grouped
from teams.mandate import Status
from teams.mandates import actions
from teams.mandates.checks import Refusal, Refused
from teams.mandates.forms import (
    TASKING,
    CorrectForm,
    EndForm,
    MandateFileForm,
    NewForm,
    SignForm,
    TermsForm,
    WithdrawForm,
    answers_of,
    with_conditions,
)
from teams.mandates.listing import Shown, shown_of
from teams.mandates.mandate_file import import_mandates
from teams.mandates.places import place
from teams.mandates.standing import Word
from teams.mandates.story import what_changed
from teams.mandates.terms import Stated, together
from teams.queries import mandates as queries
from teams.queries.authority import all_organisations, functions
from teams.routes.doing import done
from teams.routes.mandates import believed

mandate_acts = Blueprint("mandate_acts", __name__)
MANDATE = "/mandates/<path:code>"
MOST_FAULTS_SHOWN = 200


class NewMandateForm(NewForm, TermsForm):
    """A new draft."""


@mandate_acts.route("/mandates/new", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def new() -> ResponseReturnValue:
    """A draft that nobody has signed yet."""
    scheme = functions()
    form = with_conditions(NewMandateForm, scheme)()
    form.offer(queries.names(), scheme)
    form.offer_organisations(all_organisations().values())
    if form.validate_on_submit() and drafted(form):
        return back(form.data["code"], "The draft is kept. It cedes nothing until both sides have signed.")
    return terms_page("mandates/new.html", form, scheme)


@mandate_acts.route(f"{MANDATE}/change", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def change(code: str) -> ResponseReturnValue:
    """Other terms or days of a draft."""
    mandate, was, scheme = current(code)
    number = mandate.says.mandate_id
    form = with_conditions(TermsForm, scheme)(data={**answers_of(was), "seen": mandate.latest})
    form.offer(queries.names(), scheme)
    if form.validate_on_submit() and kept(
        form,
        "mandate.change",
        number,
        lambda act: actions.change_draft(act, number, form.terms, form.days, on=clock.today()),
    ):
        return back(code, "The draft is changed.")
    return out_of_turn(mandate, "change") or terms_page("mandates/change.html", form, scheme, mandate=mandate)


@mandate_acts.route(f"{MANDATE}/sign", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def sign(code: str) -> ResponseReturnValue:
    """Both sides have signed a draft as it stands."""
    mandate, was, _ = current(code)
    number = mandate.says.mandate_id
    form = SignForm(data={**answers_of(was), "seen": mandate.latest})
    if form.validate_on_submit() and kept(
        form,
        "mandate.sign",
        number,
        lambda act: actions.sign(act, number, form.signatures, on=clock.today()),
    ):
        return back(code, "Both signatures are recorded. The mandate is in force on its days.")
    return out_of_turn(mandate, "sign") or page("mandates/sign.html", form, mandate=mandate)


@mandate_acts.route(f"{MANDATE}/withdraw", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def withdraw(code: str) -> ResponseReturnValue:
    """No longer in force from a day; a draft, never."""
    mandate, _, _ = current(code)
    number = mandate.says.mandate_id
    form = WithdrawForm(data={"on": clock.today(), "seen": mandate.latest})
    if mandate.says.status == Status.DRAFT:
        del form.on
    if form.validate_on_submit() and kept(
        form,
        "mandate.withdraw",
        number,
        lambda act: actions.withdraw(act, number, form.data.get("on") or clock.today()),
    ):
        return back(code, "The mandate is withdrawn. What it said is kept.")
    people = queries.people_covered(mandate.says, AsAt(clock.today()))
    return out_of_turn(mandate, "withdraw") or page(
        "mandates/withdraw.html", form, mandate=mandate, people=people
    )


@mandate_acts.route(f"{MANDATE}/end", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def end(code: str) -> ResponseReturnValue:
    """A last day, sooner or later than was known."""
    mandate, _, _ = current(code)
    number = mandate.says.mandate_id
    form = EndForm(data={"last_day": mandate.days.last_day, "seen": mandate.latest})
    if form.validate_on_submit() and kept(
        form,
        "mandate.end",
        number,
        lambda act: actions.end_mandate(act, number, form.data["last_day"]),
    ):
        return back(code, "The mandate has that last day.")
    return out_of_turn(mandate, "end") or page("mandates/end.html", form, mandate=mandate)


@mandate_acts.route(f"{MANDATE}/correct", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES)
def correct(code: str) -> ResponseReturnValue:
    """The register has what was agreed wrong."""
    mandate, was, scheme = current(code)
    number = mandate.says.mandate_id
    form = with_conditions(CorrectForm, scheme)(data={**answers_of(was), "seen": mandate.latest})
    form.offer(queries.names(), scheme)
    if form.validate_on_submit() and kept(
        form,
        "mandate.correct",
        number,
        lambda act: actions.correct(act, number, form.stated, on=clock.today()),
    ):
        return back(code, "It is corrected. Its story still shows what was believed before.")
    return out_of_turn(mandate, "correct") or terms_page(
        "mandates/correct.html", form, scheme, mandate=mandate
    )


@mandate_acts.route("/mandates/import", methods=["GET", "POST"])
@allow(Permission.KEEP_MANDATES, takes_file=True)
def import_file() -> ResponseReturnValue:
    """Look at what a file would change, in words, or take it in: all of it or none."""
    form = MandateFileForm()
    counts: Counts | None = None
    changes: list[tuple[str, list[str]]] = []
    faults: list[Fault] = []
    if form.validate_on_submit():
        try:
            with attempting(form):
                counts, changes = take_in(form)
        except BadFile as refusal:
            db.session.rollback()
            faults = refusal.faults
            form.refuse(f"The file was not imported: {plural(len(faults), 'place')} in it must be put right.")
    return page(
        "mandates/import_file.html",
        form,
        counts=counts,
        changes=changes,
        taken=bool(counts and form.take.data),
        faults=faults,
        shown=MOST_FAULTS_SHOWN,
    )


def take_in(form: MandateFileForm) -> tuple[Counts, list[tuple[str, list[str]]]]:
    """Import the uploaded file and say what that changed; only looked at, it is all undone again. Raises
    BadFile and RuleBroken."""
    upload, now, names, scheme = form.file.data, AsAt(clock.today()), queries.names(), functions()
    before = queries.all_terms(now)
    counts = import_mandates(name_of(upload), opened(upload), by=viewer().id, at=clock.now(), on=now.on)
    changes = what_changed(before, queries.all_terms(now), names, scheme)
    if form.take.data:
        db.session.commit()
    else:
        db.session.rollback()
    return counts, changes


def drafted(form: NewMandateForm) -> bool:
    """Keep a new mandate's code and its first draft, or neither."""
    with attempting(form) as attempt:
        organisation_id = organisation_codes()[form.data["organisation"]]
        number = actions.new_mandate(form.data["code"], organisation_id).id
        return kept(
            form,
            "mandate.draft",
            number,
            lambda act: actions.start_draft(act, number, form.terms, form.days, on=clock.today()),
        )
    return attempt.done


def kept(
    form: TermsForm | SignForm | WithdrawForm | EndForm, name: str, number: int, say: Callable[[Act], None]
) -> bool:
    """Do it to the mandate of that number and commit. When rules refuse it, nothing is kept and each of their
    sentences stands beside its field."""
    refused: list[Refusal] = []

    def judged(act: Act) -> None:
        if form.opened_before_a_change:
            raise RuleBroken(SUPERSEDED)
        try:
            say(act)
        except Refused as refusal:
            refused.extend(refusal.refusals)
            raise

    because = form.data.get("because") or None
    kept_whole = done(form, name, "mandate", number, judged, because=because)
    if refused:
        form.form_errors = []
        place(form, refused)
    return kept_whole


def current(code: str) -> tuple[Shown, Stated, tuple[FunctionFact, ...]]:
    """The mandate as it stands today, all that is said of it, and the scheme. Raises NotThere."""
    today, scheme = clock.today(), functions()
    rows = believed(queries.told_of(code, AsAt(today)))
    return shown_of(rows, scheme, today), together([(r.period, r.status, r.terms) for r in rows]), scheme


def out_of_turn(mandate: Shown, act: str) -> ResponseReturnValue | None:
    """Whoever follows an old link to an act that is past is told so before they fill in its form."""
    if act in mandate.acts or request.method == "POST":
        return None
    stands = "a draft" if mandate.standing.word is Word.DRAFT else mandate.standing.text
    return back(
        mandate.says.code,
        f"Mandate {mandate.says.code} is {stands}, so that cannot be done to it.",
        "refused",
    )


def back(code: str, sentence: str, category: str = "success") -> ResponseReturnValue:
    """To the mandate's page, saying what was done."""
    flash(sentence, category)
    return redirect(url_for("mandates.show", code=code))


def terms_page(
    template: str, form: TermsForm, scheme: tuple[FunctionFact, ...], **shown: Any
) -> ResponseReturnValue:
    """A form for all that an agreement says."""
    cedable = grouped(function for function in scheme if function.cedable is not Cedable.NEVER)
    tasking = [function.name for function in scheme if function.code in TASKING]
    return page(template, form, groups=cedable, tasking=tasking, **shown)


def page(template: str, form: Form, **shown: Any) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    page = render_template(template, form=form, today=clock.today(), **shown)
    return page, 422 if form.errors else 200
