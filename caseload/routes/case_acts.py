"""What may be done to one case: how each is asked for, and the verb behind its button."""

from caseload.cases.case import Informed, Why
from caseload.cases.stage import CaseKind, Outcome, Stage
from caseload.keeping import particulars, stages
from caseload.keeping.forms import (
    AcceptForm,
    CareForm,
    CloseForm,
    CompetencesForm,
    ConflictForm,
    DeclineForm,
    ExemptForm,
    InformedForm,
    NeedsForm,
    PauseForm,
    Reasoned,
    ReopenForm,
    ResidentForm,
    StageForm,
    TierForm,
    TriageForm,
    WorkForm,
)  # fmt: skip
from caseload.queries.held import EVERYWHERE
from caseload.queries.residents import get_particulars
from caseload.reviews.exempting import end_exemption, exempt
from caseload.reviews.review import ExemptWhy
from caseload.routes.case_act import (
    About,
    CaseAct,
    acceptance_of,
    barred,
    change_care,
    ended,
    is_open,
    needs_of,
    offer_acceptance,
    offer_competences,
    offer_needs,
    offer_people,
    offer_places,
    offer_tiers,
    particulars_of,
    says,
)  # fmt: skip
from caseload.routes.seal_acts import SEAL_ACTS
from foundation.forms import Form

ACTS: dict[str, CaseAct] = {
    "triage": CaseAct(
        title="Start triage",
        button="Start triage",
        form=TriageForm,
        say=lambda act, about, a: stages.triage(act, about.id, a["on"]),
        sentence=says("The referral is in triage."),
        fits=lambda about: about.standing.stage is Stage.REFERRAL,
    ),
    "accept": CaseAct(
        title="Accept the case",
        button="Accept the case",
        form=AcceptForm,
        fill=lambda about: {"kind": about.standing.kind, "reason": about.standing.why_referred},
        offer=offer_acceptance,
        say=lambda act, about, a: stages.accept(act, about.id, acceptance_of(a), a["on"]),
        sentence=says("The case is accepted and in assessment. Somebody can now be given it."),
        fits=lambda about: about.standing.waits,
    ),
    "decline": CaseAct(
        title="Decline the referral",
        button="Decline the referral",
        form=DeclineForm,
        say=lambda act, about, a: stages.decline(act, about.id, Outcome(a["outcome"]), a["on"]),
        sentence=says("The referral is declined."),
        fits=lambda about: about.standing.waits,
        ends=True,
    ),
    "stage": CaseAct(
        title="Change the stage",
        button="Change the stage",
        form=StageForm,
        fill=lambda about: {"stage": about.standing.stage.value},
        say=lambda act, about, a: stages.move_on(act, about.id, Stage(a["stage"]), a["on"]),
        sentence=says("The stage is changed."),
        fits=is_open,
    ),
    "tier": CaseAct(
        title="Step up or down",
        button="Change the tier",
        form=TierForm,
        offer=offer_tiers,
        say=lambda act, about, a: particulars.change_tier(act, about.id, a["tier"], a["on"]),
        sentence=says("The tier is changed. The next review is due by the new tier’s interval."),
        fits=is_open,
    ),
    "informed": CaseAct(
        title="Whether the resident knows",
        button="Keep this",
        form=InformedForm,
        fill=lambda about: {"informed": about.case.line.informed, "informed_on": about.case.informed_on},
        say=lambda act, about, a: particulars.inform(
            act, about.id, Informed(a["informed"]), a["informed_on"], a["on"]
        ),
        sentence=says("What the resident knows is kept."),
        fits=is_open,
        explains=(
            "If the resident objects, the case is in no list, search, plan or count by name from that moment. "
            "You can still open it by its local reference."
        ),
    ),
    "work": CaseAct(
        title="Kind of work",
        button="Keep this",
        form=WorkForm,
        fill=lambda about: {
            "kind": about.standing.kind,
            "statutory": about.standing.statutory,
            "travel": about.standing.travel,
        },
        say=lambda act, about, a: particulars.change_work(
            act,
            about.id,
            a["on"],
            kind=CaseKind(a["kind"]),
            statutory=a["statutory"],
            travel=a["travel"],
        ),
        sentence=says("The kind of work is changed."),
        fits=is_open,
        explains="How much the case counts in somebody’s workload follows from this, its tier and its stage.",
    ),
    "needs": CaseAct(
        title="Who is wanted at the review",
        button="Keep this",
        form=NeedsForm,
        fill=lambda about: {
            "wanted": [need.id for need in about.standing.needs],
            "hard": [need.id for need in about.standing.needs if need.hard],
        },
        offer=offer_needs,
        say=lambda act, about, a: particulars.want(act, about.id, needs_of(a), a["on"]),
        sentence=says("Who is wanted at the review is changed."),
        fits=is_open,
    ),
    "competences": CaseAct(
        title="Competences needed",
        button="Keep this",
        form=CompetencesForm,
        fill=lambda about: {"competences": list(about.standing.competences)},
        offer=offer_competences,
        say=lambda act, about, a: particulars.ask_for(act, about.id, a["competences"] or (), a["on"]),
        sentence=says("The competences needed are changed."),
        fits=is_open,
        explains="What whoever holds the case must be signed off in, whatever their profession.",
    ),
    "conflict": CaseAct(
        title="Somebody must not hold this case",
        button="Keep this",
        form=ConflictForm,
        offer=offer_people,
        say=lambda act, about, a: particulars.name_conflict(act, about.id, a["person"], a["on"]),
        sentence=barred,
        fits=is_open,
        explains="They are not suggested for it, and cannot be given it, while this holds.",
    ),
    "no-conflict": CaseAct(
        title="Somebody may hold this case again",
        button="Keep this",
        form=ConflictForm,
        offer=lambda form, about: form.person.offer(
            [(each.person_id, each.name) for each in about.standing.barred], "Choose somebody"
        ),
        say=lambda act, about, a: particulars.end_conflict(act, about.id, a["person"], a["on"]),
        sentence=says("They may hold this case again."),
        fits=lambda about: bool(about.standing.barred),
    ),
    "pause": CaseAct(
        title="Pause the case",
        button="Pause the case",
        form=PauseForm,
        say=lambda act, about, a: particulars.pause(act, about.id, Why(a["why"]), a["on"]),
        sentence=says("The case is paused. No review is planned meanwhile."),
        fits=lambda about: is_open(about) and not about.case.line.paused,
    ),
    "resume": CaseAct(
        title="Resume the case",
        button="Resume the case",
        form=TriageForm,
        say=lambda act, about, a: particulars.resume(act, about.id, a["on"]),
        sentence=says("The case goes on."),
        fits=lambda about: about.case.line.paused,
    ),
    "exempt": CaseAct(
        title="The review may be late",
        button="Record the exemption",
        form=ExemptForm,
        say=lambda act, about, a: exempt(act, about.id, ExemptWhy(a["why"]), a["on"], a["last_day"]),
        sentence=says("The exemption is recorded. The review stays due on the same day."),
        fits=lambda about: is_open(about) and about.standing.exempt is None,
        explains=(
            "An exemption is shown beside the due day. It moves neither that nor the hard limit, and the review is "
            "still counted as late or breached. It ends after 26 weeks at the latest."
        ),
    ),
    "no-exemption": CaseAct(
        title="End the exemption",
        button="End the exemption",
        form=Reasoned,
        say=lambda act, about, a: end_exemption(act, about.id, a["on"]),
        sentence=says("The exemption has ended."),
        fits=lambda about: is_open(about) and about.standing.exempt is not None,
    ),
    "care": CaseAct(
        title="Formal care",
        button="Keep this",
        form=CareForm,
        say=change_care,
        sentence=says("The formal care is kept."),
        fits=lambda about: about.standing.stage is not Stage.DECLINED,
        explains="Care arranged by the council or the NHS, in hours a week, in place of what was arranged before.",
    ),
    "resident": CaseAct(
        title="Where the resident lives",
        button="Keep this",
        form=ResidentForm,
        fill=lambda about: get_particulars(about.case.resident_id, about.on),
        offer=lambda form, _about: offer_places(form, EVERYWHERE),
        say=lambda act, about, a: particulars.move_resident(
            act, about.case.resident_id, particulars_of(a), a["on"]
        ),
        sentence=says("Where the resident lives is changed."),
        fits=lambda about: True,
        explains="Where they live and where they are registered are two facts. For a correction give the first day.",
    ),
    "close": CaseAct(
        title="Close the case",
        button="Close the case",
        form=CloseForm,
        say=lambda act, about, a: stages.close(act, about.id, Outcome(a["outcome"]), a["on"]),
        sentence=ended,
        fits=is_open,
        explains=(
            "From that day nobody holds the case or contributes to it, and open requests about it lapse. "
            "It can be reopened if this was a mistake."
        ),
        ends=True,
    ),
    "reopen": CaseAct(
        title="Reopen the case",
        button="Reopen the case",
        form=ReopenForm,
        say=lambda act, about, a: stages.reopen(act, about.id),
        sentence=says("The case goes on as it was. Nobody holds it: it has to be given to somebody again."),
        fits=lambda about: about.standing.is_over,
        explains=(
            "Only where it should not have been closed: it then was never closed. If the resident is referred "
            "again, make a new referral."
        ),
    ),
    **SEAL_ACTS,
}


def acts_for(about: About) -> dict[str, CaseAct]:
    """The acts that fit the case as it stands."""
    return {name: act for name, act in ACTS.items() if act.fits(about)}


def form_for(act: CaseAct, about: About) -> Form:
    """The act's form, filled in for this case."""
    form = act.form(data={"on": about.on} | act.fill(about))
    act.offer(form, about)
    return form
