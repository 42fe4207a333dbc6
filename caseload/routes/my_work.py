"""My work: the cases somebody holds or contributes to, those they are asked to take, and how it all counts.

Judged by who holds what today: a case that ended for them yesterday is not there.
"""

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.allocation import answering
from caseload.allocation.candidates import AS
from caseload.allocation.forms import AnswerForm
from caseload.capacity.forms import OwnContactForm
from caseload.capacity.workload import points_of
from caseload.cases.contact import ContactKind
from caseload.cases.standing import standing_of
from caseload.cases.to_do import tasks_of
from caseload.cases.words import CARE, CASE_KINDS, CONTACTS, INFORMED, PAUSED, STAGES, URGENT
from caseload.keeping import contacts
from caseload.policy import Purpose, having, judge
from caseload.queries.case_story import told_of
from caseload.queries.my_work import Holding, holdings_of, work_of
from caseload.queries.offers import get_offer, offers_to, wanted_for
from caseload.queries.one_case import CaseFacts, get_case, planned_of_case
from caseload.queries.over_capacity import own_of
from caseload.queries.reckoning import Reckoning, reckoning_of
from caseload.queries.workloads import EVERYWHERE, facts_of_people
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import attempting
from foundation.paging import page_of
from people.queries import PersonFacts, find_person_of

my_work = Blueprint("my_work", __name__)
CASE = "/my-work/<int:case_id>"
WORDS = {
    "stages": STAGES,
    "kinds": CASE_KINDS,
    "informed": INFORMED,
    "paused": PAUSED,
    "contacts": CONTACTS,
    "urgent": URGENT,
    "care": CARE,
}


@dataclass(frozen=True, slots=True)
class Mine:
    """A case that is the reader's today, as whom they are, and who else has it."""

    person: PersonFacts
    case: CaseFacts
    holdings: list[Holding]

    @property
    def parts(self) -> list[Holding]:
        """The ways in which it is the reader's."""
        return [each for each in self.holdings if each.person_id == self.person.id]


@my_work.get("/my-work")
@allow(Permission.SEE_OWN_WORK)
def show() -> ResponseReturnValue:
    """Everything that is one's own work."""
    on, now = clock.today(), clock.now()
    person = find_person_of(viewer().id, AsAt(on))
    if person is None:
        return render_template("my_work/nobody.html")
    cases, offers = work_of(person.id, on, now), offers_to(person.id, on, now)
    reckoning = reckoning_of(person.id, on)
    page = page_of(cases, request.args.get("page", 1, type=int))
    audit.seen("person", person.id, by=viewer().id)
    for each in page.rows:
        audit.seen("case", each.line.id, by=viewer().id)
    return render_template(
        "my_work/show.html",
        page=page,
        offers=offers,
        points=points_asked(reckoning),
        reckoning=unnamed(reckoning),
        held=frozenset(each.line.id for each in cases),
        own=own_of(person.id, on),
        person=person,
        roles=AS,
        stages=STAGES,
        on=on,
    )


@my_work.get(CASE)
@allow(Permission.SEE_OWN_WORK)
def case(case_id: int) -> ResponseReturnValue:
    """A case, as much of it as whoever holds it needs."""
    mine, on = own_case(case_id), clock.today()
    told = told_of(case_id, mine.case.resident_id, on)
    return render_template(
        "my_work/case.html",
        case=mine.case,
        parts=mine.parts,
        holdings=mine.holdings,
        standing=standing_of(told, on, accepted=True),
        tasks=tasks_of(told),
        planned=planned_of_case(case_id, clock.now()),
        roles=AS,
        words=WORDS,
        on=on,
    )


@my_work.route(f"{CASE}/contact", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def contact(case_id: int) -> ResponseReturnValue:
    """That one was in touch with the resident."""
    mine, form = own_case(case_id), OwnContactForm(data={"held_on": clock.today()})
    if form.validate_on_submit() and recorded(form, mine):
        flash("The contact is recorded.", "success")
        return redirect(url_for("my_work.case", case_id=case_id))
    page = render_template("my_work/contact.html", form=form, case=mine.case)
    return page, 422 if form.errors else 200


@my_work.route("/my-work/offers/<int:request_id>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN_WORK)
def offer(request_id: int) -> ResponseReturnValue:
    """A case one is asked to take: say whether one can, a no with its reason."""
    on = clock.today()
    person = find_person_of(viewer().id, AsAt(on))
    if person is None:
        raise NotThere
    found, form = get_offer(request_id, person.id, on), AnswerForm()
    if form.validate_on_submit() and answered(form, request_id):
        return redirect(url_for("my_work.show"))
    audit.seen("allocation_request", request_id, by=viewer().id)
    facts = facts_of_people([person.id], on)
    page = render_template(
        "my_work/offer.html",
        form=form,
        offer=found,
        needs=wanted_for(found.case_id, on),
        points=sum(
            points_of(part.work, facts.weights)
            for part in facts.parts.get(person.id, [])
            if part.reserved and part.work.case_id == found.case_id
        ),
        load=facts.load_of(person.id),
        roles=AS,
    )
    return page, 422 if form.errors else 200


def own_case(case_id: int) -> Mine:
    """A case the reader has today, noted as seen. Raises NotThere."""
    on = clock.today()
    person, holdings = find_person_of(viewer().id, AsAt(on)), holdings_of(case_id, on)
    relations = having(person and person.id, ((each.person_id, each.part) for each in holdings))
    if person is None or not judge(relations, Purpose.SEEING).allowed:
        raise NotThere
    found = get_case(case_id, {EVERYWHERE}, on)
    audit.seen("resident", found.resident_id, by=viewer().id)
    return Mine(person, found, holdings)


def recorded(form: OwnContactForm, mine: Mine) -> bool:
    """Keep the contact. False when a rule refused it."""
    about = (mine.case.line.id, form.data["held_on"], ContactKind(form.data["kind"]), mine.person.id)
    with attempting(form) as attempt:
        contacts.record_contact(*about, by=viewer().id, at=clock.now())
        db.session.commit()
    return attempt.done


def answered(form: AnswerForm, request_id: int) -> bool:
    """Keep the answer and say what comes of it. False when a rule refused it."""
    accepted, because = "accept" in request.form, form.data["because"] or ""
    with attempting(form) as attempt:
        came = answering.worker_answers(
            request_id, accepted=accepted, because=because, by=viewer().id, at=clock.now()
        )
        db.session.commit()
        flash(came.sentence, "success")
    return attempt.done


def points_asked(reckoning: Reckoning) -> dict[tuple[int, str], int]:
    """What each case that is asked of them would count, by case and part."""
    return {(each.case_id, each.role): each.points for each in reckoning.cases if each.reserved}


def unnamed(reckoning: Reckoning) -> Reckoning:
    """A case that is only asked of somebody is not told by its reference."""
    cases = (replace(each, reference="Asked of you") if each.reserved else each for each in reckoning.cases)
    return replace(reckoning, cases=tuple(cases))
