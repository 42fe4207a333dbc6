"""The case list, one case, and taking a case list in."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.case_lists.actions import import_cases
from caseload.cases.standing import before_and_after, standing_of
from caseload.cases.story import entries
from caseload.cases.to_do import tasks_of
from caseload.cases.words import (
    CARE,
    CASE_KINDS,
    CONTACTS,
    EXEMPT,
    INFORMED,
    OUTCOMES,
    PAUSED,
    SEALED,
    STAGES,
    URGENT,
)
from caseload.forms import CaseListForm
from caseload.queries import cases as queries
from caseload.queries.case_story import told_of
from caseload.queries.cases import Choice, Wanted
from caseload.queries.one_case import get_case, holders_of_case, planned_of_case, reviews_of_case
from caseload.queries.residents import open_cases_beside
from caseload.queries.totals import count_cases
from caseload.routes.case_act import About
from caseload.routes.case_acts import acts_for
from foundation import clock
from foundation.database import db
from foundation.errors import BadFile, Fault, NotThere
from foundation.formats import plural
from foundation.forms import attempting
from foundation.uploads import name_of, opened
from people.files import Counts

cases = Blueprint("cases", __name__)
MOST_FAULTS_SHOWN = 200
WORDS = {
    "stages": STAGES,
    "outcomes": OUTCOMES,
    "kinds": CASE_KINDS,
    "informed": INFORMED,
    "paused": PAUSED,
    "contacts": CONTACTS,
    "urgent": URGENT,
    "exempt": EXEMPT,
    "care": CARE,
    "sealed": SEALED,
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to, with the choices it was taken from."""

    places: list[Choice]
    tiers: list[Choice]
    place: Choice | None
    tier: Choice | None
    unheld: bool
    waiting: bool

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum((self.place is not None, self.tier is not None, self.unheld, self.waiting))

    @property
    def wanted(self) -> Wanted:
        """The same as the query takes it."""
        return Wanted(self.place and self.place.id, self.tier and self.tier.id, self.unheld, self.waiting)


@cases.get("/cases")
@allow(Permission.SEE_CASES)
def list_cases() -> ResponseReturnValue:
    """The open cases of the viewer's neighbourhoods, the review due longest first."""
    scopes, on = viewer().scopes(Permission.SEE_CASES), clock.today()
    narrowing = asked_narrowing()
    totals, number = count_cases(scopes, on), request.args.get("page", 1, type=int)
    known = None if narrowing.active else totals.cases
    page = queries.list_cases(scopes, narrowing.wanted, on, number=number, total=known)
    needs = queries.needs_of_cases([line.id for line in page.rows], on)
    for place in [narrowing.place] if narrowing.place else narrowing.places:
        audit.seen("case_list", place.id, by=viewer().id)
    return render_template(
        "cases/list_cases.html",
        page=page,
        needs=needs,
        totals=totals,
        keeps=viewer().may(Permission.KEEP_CASES),
        narrowing=narrowing,
        on=on,
    )


@cases.get("/cases/<int:case_id>")
@allow(Permission.SEE_CASES)
def show(case_id: int) -> ResponseReturnValue:
    """One case."""
    on, kept = clock.today(), viewer().scopes(Permission.KEEP_CASES)
    case = get_case(case_id, viewer().scopes(Permission.SEE_CASES), on, kept=kept)
    audit.seen("resident", case.resident_id, by=viewer().id)
    told = told_of(case_id, case.resident_id, on)
    about = About(case, standing_of(told, on, accepted=case.line.tier is not None), on, kept)
    keeps = case.kept_by(kept)
    return render_template(
        "cases/show.html",
        case=case,
        about=about,
        keeps=keeps,
        acts=acts_for(about) if keeps else {},
        counts=urgent_counts(about),
        story=entries(told),
        tasks=tasks_of(told),
        goes_on=open_cases_beside(case_id, on) if about.standing.is_over else [],
        holders=holders_of_case(case_id, on),
        reviews=reviews_of_case(case_id, on),
        planned=planned_of_case(case_id, clock.now()),
        words=WORDS,
        on=on,
    )


@cases.route("/cases/import", methods=["GET", "POST"])
@allow(Permission.IMPORT_CASES, takes_file=True)
def import_list() -> ResponseReturnValue:
    """Check a case list, or take it in: all of it or none."""
    form = CaseListForm()
    counts: Counts | None = None
    faults: list[Fault] = []
    if form.validate_on_submit():
        try:
            with attempting(form) as attempt:
                counts = take_in(form)
            if attempt.done and form.take.data and counts:
                flash(f"The case list was imported: {in_words(counts)}.", "success")
                return redirect(url_for("cases.list_cases"))
        except BadFile as refusal:
            db.session.rollback()
            faults = refusal.faults
            form.refuse(f"The file was not imported: {plural(len(faults), 'place')} in it must be put right.")
    page = render_template(
        "cases/import_list.html", form=form, counts=counts, faults=faults, shown=MOST_FAULTS_SHOWN
    )
    return page, 422 if form.errors or form.refusals else 200


def take_in(form: CaseListForm) -> Counts:
    """Import the uploaded file, or only look at it. Raises BadFile and RuleBroken."""
    upload, check_only = form.file.data, not form.take.data
    counts = import_cases(
        name_of(upload),
        opened(upload),
        by=viewer().id,
        at=clock.now(),
        on=clock.today(),
        dry_run=check_only,
        within=viewer().scopes(Permission.IMPORT_CASES),
    )
    if check_only:
        db.session.rollback()
    else:
        db.session.commit()
    return counts


def asked_narrowing() -> Narrowing:
    """The filters in the address. Raises NotThere for a neighbourhood that is not the viewer's."""
    places = queries.list_places(viewer().scopes(Permission.SEE_CASES))
    tiers = queries.list_tiers()
    return Narrowing(
        places=places,
        tiers=tiers,
        place=_chosen(places, request.args.get("neighbourhood")),
        tier=_chosen(tiers, request.args.get("tier")),
        unheld=request.args.get("key_worker") == "none",
        waiting=request.args.get("stage") == "waiting",
    )


def urgent_counts(about: About) -> tuple[int, int, int] | None:
    """Urgent contacts before the case was accepted and after, and the weeks counted; none before that."""
    accepted_on = about.case.line.accepted_on
    if accepted_on is None:
        return None
    return before_and_after((event.on for event in about.standing.urgent), accepted_on, about.on)


def in_words(counts: Counts) -> str:
    """“3 started, 1 changed, 596 unchanged, 2 not in the file and left as they were”."""
    said = f"{counts.started} started, {counts.changed} changed, {counts.unchanged} unchanged"
    if not counts.not_in_file:
        return said
    return f"{said}, {counts.not_in_file} not in the file and left as they were"


def _chosen(choices: list[Choice], code: str | None) -> Choice | None:
    if not code:
        return None
    found = next((choice for choice in choices if choice.code == code), None)
    if found is None:
        raise NotThere
    return found
